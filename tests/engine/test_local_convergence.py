"""Random actions on folders on this computer: what is shown at once is what it is in the end, and nothing is lost."""

import random
from collections import Counter
from pathlib import Path

import pytest

from mailclient.bridge.commands import (
    AnyCommand,
    CopyMessages,
    CreateFolder,
    DeleteFolder,
    DeleteMessages,
    MoveMessages,
    RenameFolder,
    SetFlags,
    SetKeywords,
    UndoOperation,
)
from mailclient.mail.flag import Flag, Flags
from mailclient.mail.folder import Folder
from mailclient.mail.ids import MessageId, OperationId
from tests.engine.local_world import NO_ID, LocalEngine, add_local
from tests.engine.running import message

MESSAGES = 15
BURSTS = 25
Shown = dict[str, dict[MessageId, Flags]]


class Chance:
    """Somebody who does anything."""

    def __init__(self, engine: LocalEngine, seed: int) -> None:
        self.engine = engine
        self.chance = random.Random(seed)
        self.operations: list[OperationId] = []
        self.gone: set[str] = set()
        """Subjects of what was deleted for good."""
        self.going: dict[OperationId, set[MessageId]] = {}
        self.at_risk: set[MessageId] = set()
        """Of what is deleted for good and taken back in the very moment in which it goes, nobody can say."""
        self.copies: Counter[str] = Counter()
        self._names = iter(range(1_000))

    async def burst(self) -> None:
        """Some actions, one right after the other."""
        actions = [self.flag, self.tag, self.move, self.move, self.delete, self.undo, self.rename, self.make]
        for action in self.chance.choices(actions, k=self.chance.randint(1, 5)):
            await action()

    async def act(self, command: AnyCommand) -> None:
        self.operations.append(await self.engine.operate(command, done=False))

    def some(self) -> tuple[MessageId, ...]:
        shown = [row.id for folder in self.engine.reader.folders() for row in self.engine.rows(folder.path)]
        return tuple(self.chance.sample(shown, min(len(shown), self.chance.randint(1, 4))))

    def somewhere(self) -> Folder:
        return self.chance.choice(self.engine.reader.folders())

    async def flag(self) -> None:
        add, remove = self.chance.sample([Flag.SEEN, Flag.FLAGGED, Flag.ANSWERED], 2)
        await self.act(SetFlags(NO_ID, self.some(), add=add, remove=remove))

    async def tag(self) -> None:
        add, remove = self.chance.sample(["red", "blue", "work"], 2)
        await self.act(SetKeywords(NO_ID, self.some(), add=(add,), remove=(remove,)))

    async def move(self) -> None:
        await self.act(MoveMessages(NO_ID, self.some(), self.somewhere().id))

    async def delete(self) -> None:
        ids = self.some()[:2]
        forever = self.chance.random() < 0.2
        trash = next((one.id for one in self.engine.reader.folders() if one.path == "Trash"), None)
        going = [row for row in self.engine.reader.rows(ids) if forever or row.folder_id == trash]
        self.gone.update(row.subject for row in going)
        await self.act(DeleteMessages(NO_ID, ids, forever=forever))
        self.going[self.operations[-1]] = {row.id for row in going}

    async def undo(self) -> None:
        if self.operations:
            taken_back = self.operations.pop()
            self.at_risk |= self.going.get(taken_back, set())
            await self.engine.engine.perform(UndoOperation(taken_back))

    async def make(self) -> None:
        account = self.somewhere().account_id
        await self.act(CreateFolder(NO_ID, account, f"made {next(self._names)}"))

    async def rename(self) -> None:
        mine = [folder for folder in self.engine.reader.folders() if folder.path.startswith("made")]
        if mine:
            folder = self.chance.choice(mine)
            if self.chance.random() < 0.3:
                await self.act(DeleteFolder(NO_ID, folder.id))
            else:
                await self.act(RenameFolder(NO_ID, folder.id, f"made {next(self._names)}"))

    async def copy(self) -> None:
        """By itself: it is shown when it is done."""
        ids = self.some()[:2]
        self.copies.update(row.subject for row in self.engine.reader.rows(ids))
        await self.engine.operate(CopyMessages(NO_ID, ids, self.somewhere().id))

    async def settle(self) -> None:
        await self.engine.until(lambda: self.engine.reader.waiting_operations() == 0)

    def shown(self) -> Shown:
        reader = self.engine.reader
        return {
            folder.path: {row.id: row.flags for row in self.engine.rows(folder.path) if row.id not in self.at_risk}
            for folder in reader.folders()
        }

    def check(self) -> None:
        rows = [row for folder in self.engine.reader.folders() for row in self.engine.rows(folder.path)]
        subjects = Counter(row.subject for row in rows)
        assert set(subjects) | self.gone >= {f"number {number}" for number in range(MESSAGES)}
        for subject, count in subjects.items():
            assert count <= 1 + self.copies[subject]
        for row in rows:
            assert self.engine.reader.whole(row.id) == message(row.subject)
        for folder in self.engine.reader.folders():
            mine = self.engine.rows(folder.path)
            unread = sum(not row.flags.bits & Flag.SEEN for row in mine)
            assert (folder.total, folder.unread) == (len(mine), unread)
            assert len({row.uid for row in mine} - {None}) == len(mine)


@pytest.mark.parametrize("seed", range(6))
async def test_what_is_shown_is_what_it_is(tmp_path: Path, seed: int) -> None:
    engine = await LocalEngine(tmp_path / "profile").start()
    await add_local(engine, messages=MESSAGES)
    chance = Chance(engine, seed)
    for _ in range(BURSTS):
        await chance.burst()
        shown = chance.shown()
        await chance.settle()
        assert chance.shown() == shown
        await chance.copy()
    chance.check()
    shown = chance.shown()
    await engine.stop()
    again = await LocalEngine(tmp_path / "profile").start()
    chance.engine = again
    assert chance.shown() == shown
    chance.check()
    await again.stop()
