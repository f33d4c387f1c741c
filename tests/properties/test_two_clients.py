"""A model of two clients and a server: whatever both do, with the line cut anywhere, in the end all say the same.

Ours is the real engine; the other is the test, acting on a ``ModelServer`` between two of our steps. Nothing that our
user did is lost or done twice: each of our flags is on the server unless the other client undid it, each message is
in the folder where the last of both put it, and there is no second copy of anything.
"""

import asyncio
import itertools
import tempfile
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mailclient.bridge.commands import CopyMessages, DeleteMessages, GoOnline, MoveMessages, SetFlags, Sync
from mailclient.bridge.events import Finished
from mailclient.mail.flag import Flag
from mailclient.mail.folder import FolderRole
from mailclient.mail.ids import OperationId
from tests.engine.modelled import ModelledEngine, fill
from tests.engine.running import message
from tests.servers.model import COMMON, PLAIN, ModelMessage, ModelServer

NO_ID = OperationId("")
SETS = {
    "objectid": COMMON | {"OBJECTID"},
    "qresync": COMMON,
    "condstore": COMMON - {"QRESYNC"},
    "uidonly": COMMON | {"UIDONLY", "PARTIAL"},
    "uidonly alone": PLAIN | {"ENABLE", "UIDONLY", "UIDPLUS", "MOVE"},
    "no uidplus": COMMON - {"UIDPLUS"},
    "no move": COMMON - {"MOVE"},
    "plain": PLAIN,
}
PATHS = ("INBOX", "Work", "Trash")
WORDS = ("\\Seen", "\\Flagged", "blue")
PICK = st.integers(0, 30)

OURS = st.one_of(
    st.tuples(st.just("flag"), PICK, st.sampled_from([Flag.SEEN, Flag.FLAGGED]), st.booleans()),
    st.tuples(st.just("move"), PICK, st.sampled_from(PATHS)),
    st.tuples(st.just("copy"), PICK, st.sampled_from(PATHS)),
    st.tuples(st.just("delete"), PICK, st.booleans()),
)
THEIRS = st.one_of(
    st.tuples(st.just("their flag"), PICK, st.sampled_from(WORDS), st.booleans()),
    st.tuples(st.just("their move"), PICK, st.sampled_from(PATHS)),
    st.tuples(st.just("their expunge"), PICK),
    st.tuples(st.just("deliver"), st.sampled_from(PATHS)),
    st.tuples(st.just("rename"), st.sampled_from([("Work", "Job"), ("Job", "Work")])),
    st.tuples(st.just("recreate"), st.just("Work")),
    st.tuples(st.just("renumber"), st.sampled_from(PATHS)),
)
LINE = st.one_of(
    st.tuples(st.sampled_from(["offline", "online", "sync", "disconnect"])),
    st.tuples(st.sampled_from(["cut before", "cut after"]), st.integers(0, 12)),
)
STEPS = st.lists(st.one_of(OURS, THEIRS, LINE), max_size=14)


class Story:
    """One example."""

    def __init__(self, directory: Path, offered: frozenset[str]) -> None:
        self.server = ModelServer(offered)
        for path in PATHS[1:]:
            self.server.create(path, attributes="\\Trash" if path == "Trash" else "")
        fill(self.server, "INBOX", 4)
        self.engine = ModelledEngine(directory, self.server)
        self.delivered = itertools.count(1)

    async def run(self, steps: list[tuple[object, ...]]) -> None:
        try:
            await self.engine.begin()
            for name, *facts in steps:
                await getattr(self, str(name).replace(" ", "_"))(*facts)
            await self.settle()
            self.compare()
        finally:
            await self.engine.stop()
            await self.server.stop()

    # --- our user -----------------------------------------------------------------------------------------------

    async def flag(self, pick: int, flag: Flag, on: bool) -> None:
        none = Flag.NONE
        await self.act(pick, lambda ids: SetFlags(NO_ID, ids, add=flag if on else none, remove=none if on else flag))

    async def move(self, pick: int, path: str) -> None:
        target = self.folder(path)
        if target is not None:
            await self.act(pick, lambda ids: MoveMessages(NO_ID, ids, target))

    async def copy(self, pick: int, path: str) -> None:
        target = self.folder(path)
        if target is not None:
            await self.act(pick, lambda ids: CopyMessages(NO_ID, ids, target))

    async def delete(self, pick: int, forever: bool) -> None:
        await self.act(pick, lambda ids: DeleteMessages(NO_ID, ids, forever=forever))

    async def act(self, pick, command) -> None:  # type: ignore[no-untyped-def]
        shown = [row.id for folder in self.engine.reader.folders() for row in self.engine.rows(folder.path)]
        if shown:
            await self.engine.operate(command((shown[pick % len(shown)],)), done=False)

    def folder(self, path: str):  # type: ignore[no-untyped-def]
        return next((one.id for one in self.engine.reader.folders() if one.path == path), None)

    # --- the other client ---------------------------------------------------------------------------------------

    def some(self, pick: int) -> tuple[str, ModelMessage] | None:
        there = [(path, one) for path, folder in self.server.folders.items() for one in folder.messages]
        return there[pick % len(there)] if there else None

    async def their_flag(self, pick: int, word: str, on: bool) -> None:
        if found := self.some(pick):
            self.server.flag(found[1], word, on=on)

    async def their_move(self, pick: int, path: str) -> None:
        found = self.some(pick)
        if found and path in self.server.folders and found[0] != path:
            self.server.move(*found, path)

    async def their_expunge(self, pick: int) -> None:
        if found := self.some(pick):
            self.server.remove(*found)

    async def deliver(self, path: str) -> None:
        if path in self.server.folders:
            self.server.deliver(path, message(f"late {next(self.delivered)}"))

    async def rename(self, names: tuple[str, str]) -> None:
        if names[0] in self.server.folders and names[1] not in self.server.folders:
            self.server.rename(*names)

    async def recreate(self, path: str) -> None:
        if self.server.folders.pop(path, None) is not None:
            self.server.create(path)

    async def renumber(self, path: str) -> None:
        if path in self.server.folders:
            self.server.renumber(path, first=next(self.delivered) * 50)

    # --- the line -----------------------------------------------------------------------------------------------

    async def offline(self) -> None:
        await self.engine.engine.perform(GoOnline(online=False))

    async def online(self) -> None:
        await self.engine.engine.perform(GoOnline())

    async def sync(self) -> None:
        await self.engine.engine.perform(Sync(f"sync {next(self.delivered)}"))
        await asyncio.sleep(0)

    async def disconnect(self) -> None:
        await self.server.disconnect()

    async def cut_before(self, commands: int) -> None:
        self.server.drop_before.add(len(self.server.commands) + commands)

    async def cut_after(self, commands: int) -> None:
        self.server.drop_after.add(len(self.server.commands) + commands)

    # --- the end ------------------------------------------------------------------------------------------------

    async def settle(self) -> None:
        """The line stays, the other client rests: all of ours is done, and after that all is seen in one more pass.

        What is done amid a pass is seen in the folders that are still to come in it.
        """
        self.server.drop_before.clear()
        self.server.drop_after.clear()
        async with asyncio.timeout(120):
            all_done = all_seen = False
            while not (all_done and all_seen):
                await self.engine.engine.perform(GoOnline())
                all_done = not self.engine.reader.waiting_operations()
                all_seen = await self.synchronised()

    async def synchronised(self) -> bool:
        return isinstance(await self.engine.request(Sync("")), Finished)

    def compare(self) -> None:
        folders = {folder.path: folder for folder in self.engine.reader.folders()}
        assert set(folders) == set(self.server.folders)
        assert self.server.complaints == []
        for path, folder in folders.items():
            shown = self.engine.shown(path)
            assert shown == self.server.shown(path), path
            unread = sum("\\Seen" not in flags for _, flags in shown)
            assert (folder.total, folder.unread) == (len(shown), unread)
        assert folders["INBOX"].role is FolderRole.INBOX


@pytest.mark.parametrize("offered", SETS.values(), ids=SETS.keys())
def test_in_the_end_all_say_the_same(offered: frozenset[str], expected_warnings: list[str]) -> None:
    expected_warnings += ["renumbered by its server"]

    @given(steps=STEPS)
    @settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
    def example(steps: list[tuple[object, ...]]) -> None:
        with tempfile.TemporaryDirectory() as directory:
            asyncio.run(Story(Path(directory), offered).run(steps))

    example()


@pytest.mark.parametrize(
    "offered", [SETS["qresync"], SETS["no move"], SETS["plain"]], ids=["qresync", "no move", "plain"]
)
@pytest.mark.parametrize("cut", range(14))
async def test_no_copy_is_made_twice(tmp_path: Path, offered: frozenset[str], cut: int) -> None:
    """The answer to whatever command is lost: each message is there as often as the user wanted."""
    story = Story(tmp_path, offered)
    try:
        await story.engine.begin()
        ids = story.engine.ids("INBOX")
        work = story.folder("Work")
        await story.engine.offline()
        await story.engine.operate(CopyMessages(NO_ID, (ids["number 0"],), work), done=False)
        await story.engine.operate(MoveMessages(NO_ID, (ids["number 1"],), work), done=False)
        await story.engine.operate(SetFlags(NO_ID, (ids["number 1"],), add=Flag.FLAGGED), done=False)
        await story.cut_after(cut)
        await story.engine.online_again()
        await story.settle()
        story.compare()
        there = Counter((path, subject) for path in ("INBOX", "Work") for subject, _ in story.server.shown(path))
        assert there == {
            ("INBOX", "number 0"): 1,
            ("INBOX", "number 2"): 1,
            ("INBOX", "number 3"): 1,
            ("Work", "number 0"): 1,
            ("Work", "number 1"): 1,
        }
        assert ("number 1", frozenset({"\\Flagged"})) in story.server.shown("Work")
    finally:
        await story.engine.stop()
        await story.server.stop()
