"""Random actions of the user, of another program and of the network: in the end store and server say the same."""

import random

import pytest

from mailclient.bridge.commands import (
    CopyMessages,
    DeleteMessages,
    GoOnline,
    MoveMessages,
    SetFlags,
    Sync,
    UndoOperation,
)
from mailclient.bridge.events import Finished
from mailclient.mail.account import AccountSettings
from mailclient.mail.flag import Flag
from mailclient.mail.ids import MessageId, OperationId
from tests.engine.running import RunningEngine, message
from tests.engine.test_operations import NO_ID, start
from tests.servers.dovecot import Dovecot, MailUser

FOLDERS = ("INBOX", "Archive", "Junk", "Trash")
STEPS = 60


class Chaos:
    """Everybody who acts on one mailbox."""

    def __init__(self, engine: RunningEngine, dovecot: Dovecot, user: MailUser, seed: int) -> None:
        self.engine = engine
        self.dovecot = dovecot
        self.user = user
        self.chance = random.Random(seed)
        self.operations: list[OperationId] = []
        self.delivered = 0

    async def step(self) -> None:
        actions = [self.flag, self.flag, self.move, self.move, self.delete, self.copy, self.undo]
        others = [self.network, self.sync, self.deliver, self.other_flags, self.other_expunges, self.other_moves]
        await self.chance.choice(actions + others)()

    def some(self) -> tuple[MessageId, ...]:
        shown = [row.id for folder in FOLDERS for row in self.engine.rows(folder)]
        return tuple(self.chance.sample(shown, min(len(shown), self.chance.randint(1, 4))))

    def somewhere(self) -> str:
        return self.chance.choice(FOLDERS)

    async def act(self, command) -> None:  # type: ignore[no-untyped-def]
        if command.message_ids:
            self.operations.append(await self.engine.operate(command, done=False))

    async def flag(self) -> None:
        flags = self.chance.sample([Flag.SEEN, Flag.FLAGGED, Flag.ANSWERED], 2)
        await self.act(SetFlags(NO_ID, self.some(), add=flags[0], remove=flags[1]))

    async def move(self) -> None:
        await self.act(MoveMessages(NO_ID, self.some(), self.engine.folder(self.somewhere()).id))

    async def copy(self) -> None:
        await self.act(CopyMessages(NO_ID, self.some()[:1], self.engine.folder(self.somewhere()).id))

    async def delete(self) -> None:
        await self.act(DeleteMessages(NO_ID, self.some()[:2], forever=self.chance.random() < 0.2))

    async def undo(self) -> None:
        if self.operations:
            await self.engine.engine.perform(UndoOperation(self.operations.pop()))

    async def network(self) -> None:
        await self.engine.engine.perform(GoOnline(online=self.chance.random() < 0.6))

    async def sync(self) -> None:
        await self.engine.engine.perform(Sync(f"sync {self.chance.random()}"))

    async def deliver(self) -> None:
        self.delivered += 1
        self.dovecot.deliver(self.user, message(f"late {self.delivered}"), self.somewhere())

    async def other_flags(self) -> None:
        sign = self.chance.choice(["add", "remove"])
        self.dovecot.doveadm("flags", sign, "-u", self.user.name, "\\Flagged", *self.target())

    async def other_expunges(self) -> None:
        self.dovecot.doveadm("expunge", "-u", self.user.name, *self.target())

    async def other_moves(self) -> None:
        self.dovecot.doveadm("move", "-u", self.user.name, self.somewhere(), *self.target())

    def target(self) -> tuple[str, ...]:
        return ("mailbox", self.somewhere(), "subject", f"number {self.chance.randrange(12)}")

    def on_server(self, folder: str) -> list[tuple[str, frozenset[str]]]:
        flags = self.dovecot.flags(self.user, folder)
        data = self.dovecot.messages(self.user, folder)
        return sorted(((_subject(one), frozenset(its)) for one, its in zip(data, flags, strict=True)), key=repr)

    def shown(self, folder: str) -> list[tuple[str, frozenset[str]]]:
        return sorted(((row.subject, frozenset(row.flags.to_imap())) for row in self.engine.rows(folder)), key=repr)


def _subject(data: bytes) -> str:
    return next(line[9:].decode() for line in data.split(b"\r\n") if line.startswith(b"Subject: "))


@pytest.mark.parametrize("seed", range(6))
async def test_in_the_end_both_say_the_same(
    engine: RunningEngine, settings: AccountSettings, dovecot: Dovecot, mail_user: MailUser, seed: int
) -> None:
    await start(engine, settings, dovecot, mail_user, 12)
    chaos = Chaos(engine, dovecot, mail_user, seed)
    for _ in range(STEPS):
        await chaos.step()
    await engine.engine.perform(GoOnline())
    await engine.until(lambda: engine.reader.waiting_operations() == 0)
    while not isinstance(await engine.request(Sync("")), Finished):
        await engine.engine.perform(GoOnline())
    for folder in FOLDERS:
        assert chaos.shown(folder) == chaos.on_server(folder), f"{folder} after seed {seed}"
        counted = engine.folder(folder)
        rows = engine.rows(folder)
        assert (counted.total, counted.unread) == (
            len(rows),
            sum(not row.flags.bits & Flag.SEEN for row in rows),
        )
