"""The end of the engine at every commit of each operation on local folders: nothing lost, nothing done twice.

At every commit: what would be written after it never is. That is what SIGKILL does, and many times faster; SIGKILL
itself strikes in ``test_killed`` here and there.
"""

import asyncio
import shutil
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from mailclient.bridge.commands import (
    AddAccount,
    AnyCommand,
    AppendMessage,
    ArchiveMessages,
    CopyMessages,
    CreateFolder,
    DeleteFolder,
    DeleteMessages,
    MoveMessages,
    RenameFolder,
    SetFlags,
)
from mailclient.bridge.events import Finished, OperationDone
from mailclient.mail.account import on_this_computer
from mailclient.mail.flag import Flag
from mailclient.mail.ids import AccountId, MessageId, OperationId
from mailclient.profile import Profile
from mailclient.store.reader import Reader
from mailclient.store.rows import MessageRow
from mailclient.store.writer import Writer
from tests.engine.child_engine import ChildEngine
from tests.engine.local_world import LocalEngine
from tests.engine.running import message
from tests.engine.test_crash import end_of_life

ID = OperationId("the one")
BEFORE = {"A": ["number 0", "number 1", "number 2"], "B": [], "Trash": []}
Folders = dict[str, list[str]]


class Shown:
    """What the folders of a profile show."""

    def __init__(self, reader: Reader) -> None:
        self.reader = reader

    def folder(self, path: str) -> int:
        return next(folder.id for folder in self.reader.folders() if folder.path == path)

    def rows(self, path: str) -> list[MessageRow]:
        ids = self.reader.message_ids(self.folder(path))  # type: ignore[arg-type]
        return self.reader.rows([id_ for id_, _ in ids])

    def some(self, *numbers: int) -> tuple[MessageId, ...]:
        """Messages of A."""
        return tuple(row.id for row in self.rows("A") if row.subject in [f"number {number}" for number in numbers])

    def check(self, after: Folders) -> None:
        """All is where it is to be, whole, with a uid of its own; nothing waits."""
        subjects = {one.path: sorted(row.subject for row in self.rows(one.path)) for one in self.reader.folders()}
        assert subjects == after
        for folder in self.reader.folders():
            rows = self.rows(folder.path)
            assert (folder.total, folder.unread) == (len(rows), sum(not row.flags.bits & Flag.SEEN for row in rows))
            uids = Counter(row.uid for row in rows)
            assert None not in uids
            assert set(uids.values()) <= {1}
            for row in rows:
                whole = self.reader.whole(row.id)
                assert whole is not None
                assert f"Subject: {row.subject}\r\n".encode() in whole
        assert self.reader.waiting_operations() == 0


OPERATIONS: dict[str, tuple[Callable[[Any, AccountId], AnyCommand], Folders]] = {
    "move": (
        lambda shown, _: MoveMessages(ID, shown.some(0, 2), shown.folder("B")),
        {"A": ["number 1"], "B": ["number 0", "number 2"], "Trash": []},
    ),
    "copy": (
        lambda shown, _: CopyMessages(ID, shown.some(0, 1), shown.folder("B")),
        {**BEFORE, "B": ["number 0", "number 1"]},
    ),
    "to trash": (
        lambda shown, _: DeleteMessages(ID, shown.some(1)),
        {"A": ["number 0", "number 2"], "B": [], "Trash": ["number 1"]},
    ),
    "for good": (
        lambda shown, _: DeleteMessages(ID, shown.some(1), forever=True),
        {**BEFORE, "A": ["number 0", "number 2"]},
    ),
    "archive": (
        lambda shown, _: ArchiveMessages(ID, shown.some(2)),
        {**BEFORE, "A": ["number 0", "number 1"], "Archive": ["number 2"]},
    ),
    "append": (
        lambda shown, _: AppendMessage(ID, shown.folder("B"), message("new"), Flag.SEEN),
        {**BEFORE, "B": ["new"]},
    ),
    "flags": (lambda shown, _: SetFlags(ID, shown.some(0, 1, 2), add=Flag.FLAGGED), BEFORE),
    "make folder": (lambda _, account: CreateFolder(ID, account, "A/new"), {**BEFORE, "A/new": []}),
    "rename folder": (
        lambda shown, _: RenameFolder(ID, shown.folder("A"), "B/C"),
        {"B/C": BEFORE["A"], "B": [], "Trash": []},
    ),
    "folder to trash": (
        lambda shown, _: DeleteFolder(ID, shown.folder("A")),
        {"Trash/A": BEFORE["A"], "B": [], "Trash": []},
    ),
    "folder for good": (lambda shown, _: DeleteFolder(ID, shown.folder("A"), forever=True), {"B": [], "Trash": []}),
}


async def prepared(directory: Path) -> AccountId:
    """A profile with the folders A (three messages), B and Trash."""
    engine = await LocalEngine(directory).start()
    added = await engine.request(AddAccount("", on_this_computer(), "", ""))
    assert isinstance(added, Finished)
    assert added.account_id is not None
    for path in ("A", "B"):
        await engine.operate(CreateFolder(ID, added.account_id, path))
    for number in range(3):
        await engine.operate(AppendMessage(ID, engine.folder("A").id, message(f"number {number}")))
    await engine.until(lambda: all(row.has_body for row in engine.rows("A")))
    await engine.stop()
    return added.account_id


@pytest.mark.parametrize("name", OPERATIONS)
async def test_every_commit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    make, after = OPERATIONS[name]
    account_id = await prepared(tmp_path / "prepared")
    for commits in range(1, 60):
        directory = tmp_path / f"ends after {commits}"
        shutil.copytree(tmp_path / "prepared", directory)
        reader = Reader(Profile(directory).store)
        command = make(Shown(reader), account_id)
        reader.close()
        with monkeypatch.context() as patch:
            ended = _end_after(patch, commits)
            survived = await _until_end(directory, command, ended)
        await _again(directory, command, after)
        if survived:
            assert commits > 4, "it ended within the operation, too"
            return
    pytest.fail("it never survived")


def _end_after(patch: pytest.MonkeyPatch, commits: int) -> asyncio.Event:
    """From now on only so many transactions; set when that is over."""
    ended = asyncio.Event()
    live = Writer.transaction
    count = 0

    async def counting(self: Writer, *arguments: Any, **more: Any) -> Any:
        nonlocal count
        if count >= commits:
            ended.set()
            await asyncio.get_running_loop().create_future()
        count += 1
        return await live(self, *arguments, **more)

    patch.setattr(Writer, "transaction", counting)
    return ended


async def _until_end(directory: Path, command: AnyCommand, ended: asyncio.Event) -> bool:
    """Whether the operation was done before the end."""
    engine = LocalEngine(directory)
    beginning = asyncio.ensure_future(engine.start())
    await asyncio.wait([beginning, asyncio.ensure_future(ended.wait())], return_when=asyncio.FIRST_COMPLETED)
    if beginning.done():
        asking = asyncio.ensure_future(engine.engine.perform(command))
        done = asyncio.ensure_future(engine.wait_for(OperationDone))
        await asyncio.wait([done, asyncio.ensure_future(ended.wait())], return_when=asyncio.FIRST_COMPLETED)
        survived = done.done()
        asking.cancel()
        done.cancel()
        await engine.stop()
        return survived
    beginning.cancel()
    await asyncio.gather(beginning, return_exceptions=True)
    await engine.engine._writer.close()
    return False


async def _again(directory: Path, command: AnyCommand, after: Folders) -> None:
    """Whoever asked and was not answered asks again."""
    engine = await LocalEngine(directory).start()
    try:
        await engine.engine.perform(command)
        await engine.done(ID)
        await engine.until(lambda: engine.reader.waiting_operations() == 0)
        Shown(engine.reader).check(after)
    finally:
        await engine.stop()


@pytest.mark.parametrize("commits", [12, 16, 20])
async def test_killed(tmp_path: Path, commits: int) -> None:
    make, after = OPERATIONS["archive"]
    account_id = await prepared(tmp_path)
    child = ChildEngine(Profile(tmp_path), "")
    command = make(Shown(child.reader), account_id)
    child.reader.close()
    await child.start(death=f"after:{commits}")
    child.send(command)
    await end_of_life(child, lambda one: isinstance(one, OperationDone))
    try:
        await child.start()
        child.send(command)
        assert isinstance(await child.over(ID), OperationDone)
        Shown(child.reader).check(after)
    finally:
        await child.end()
