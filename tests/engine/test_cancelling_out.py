"""Operations that cancel out are not sent; whatever is asked and taken back, the server ends as a plain replay would.

Against Dovecot, through a dial that notes the commands.
"""

import random
import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from mailclient.bridge.commands import (
    DeleteMessages,
    GoOnline,
    MoveMessages,
    SetFlags,
    SetKeywords,
    Sync,
    UndoOperation,
)
from mailclient.bridge.events import AccountState, AccountStateChanged, Finished
from mailclient.mail.account import AccountSettings, Server
from mailclient.mail.flag import IMAP_NAMES, Flag
from mailclient.mail.ids import MessageId, OperationId
from mailclient.transport.connect import dial
from mailclient.transport.stream import READ_LIMIT, Stream
from tests.engine.running import RunningEngine
from tests.engine.test_operations import NO_ID, start, subjects
from tests.servers.dovecot import Dovecot, MailUser

CHANGES = re.compile(rb"UID (?:STORE|MOVE|COPY|EXPUNGE)[^\r]*")


class Noting:
    """A stream whose written commands are kept."""

    def __init__(self, stream: Stream, written: bytearray) -> None:
        self._stream = stream
        self._written = written

    def __getattr__(self, name: str) -> object:
        return getattr(self._stream, name)

    async def read(self, limit: int = READ_LIMIT) -> bytes:
        return await self._stream.read(limit)

    async def write(self, data: bytes) -> None:
        self._written += data
        await self._stream.write(data)


class NotingEngine(RunningEngine):
    def __init__(self, directory: Path) -> None:
        self.written = bytearray()

        async def noting(server: Server) -> Stream:
            return Noting(await dial(server), self.written)  # type: ignore[return-value]  # the rest by __getattr__

        super().__init__(directory, dialled=noting)

    def changes(self) -> list[bytes]:
        return CHANGES.findall(bytes(self.written))


@pytest_asyncio.fixture
async def engine(tmp_path: Path, dovecot: Dovecot) -> AsyncIterator[NotingEngine]:
    running = NotingEngine(tmp_path / "profile")
    await running.start()
    yield running
    await running.stop()


async def offline(engine: RunningEngine) -> None:
    before = len(engine.events)
    await engine.engine.perform(GoOnline(online=False))
    await engine.wait_for(AccountStateChanged, lambda one: one.state is AccountState.OFFLINE, after=before)


async def online(engine: RunningEngine) -> None:
    await engine.engine.perform(GoOnline())
    await engine.until(lambda: engine.reader.waiting_operations() == 0)


async def test_nothing_is_sent(
    engine: NotingEngine, settings: AccountSettings, dovecot: Dovecot, mail_user: MailUser
) -> None:
    await start(engine, settings, dovecot, mail_user, 2)
    ids = tuple(row.id for row in engine.rows("INBOX"))
    inbox, archive = engine.folder("INBOX").id, engine.folder("Archive").id
    await offline(engine)
    await engine.operate(SetFlags(NO_ID, ids, add=Flag.FLAGGED), done=False)
    await engine.operate(SetKeywords(NO_ID, ids, add=("todo",)), done=False)
    await engine.operate(MoveMessages(NO_ID, ids, archive), done=False)
    await engine.operate(SetFlags(NO_ID, ids, remove=Flag.FLAGGED), done=False)
    await engine.operate(SetKeywords(NO_ID, ids, remove=("todo",)), done=False)
    last = await engine.operate(MoveMessages(NO_ID, ids, inbox), done=False)
    await online(engine)
    await engine.done(last)
    assert engine.changes() == []
    assert sorted(engine.subjects("INBOX")) == ["number 0", "number 1"]


async def test_the_same_twice_is_sent_once(
    engine: NotingEngine, settings: AccountSettings, dovecot: Dovecot, mail_user: MailUser
) -> None:
    await start(engine, settings, dovecot, mail_user, 2)
    ids = tuple(row.id for row in engine.rows("INBOX"))
    await offline(engine)
    for _ in range(3):
        await engine.operate(SetFlags(NO_ID, ids, add=Flag.SEEN), done=False)
    await engine.operate(MoveMessages(NO_ID, ids[:1], engine.folder("Junk").id), done=False)
    await engine.operate(DeleteMessages(NO_ID, ids[:1]), done=False)
    await online(engine)
    assert [re.sub(rb"[0-9]+[0-9:,]*", b"N", one) for one in engine.changes()] == [
        b"UID STORE N +FLAGS.SILENT (\\Seen)",
        b"UID MOVE N Trash",
    ]
    assert dovecot.flags(mail_user, "Trash") == [{"\\Seen"}]


async def test_taken_back_is_what_was_before(
    engine: NotingEngine, settings: AccountSettings, dovecot: Dovecot, mail_user: MailUser
) -> None:
    """The one that absorbed is dropped after the server refused the connection in between: the first one counts."""
    await start(engine, settings, dovecot, mail_user, 1)
    (row,) = engine.rows("INBOX")
    await offline(engine)
    await engine.operate(SetFlags(NO_ID, (row.id,), add=Flag.FLAGGED), done=False)
    second = await engine.operate(SetFlags(NO_ID, (row.id,), remove=Flag.FLAGGED), done=False)
    await engine.engine.perform(UndoOperation(second))
    assert engine.flags(row.id) == Flag.FLAGGED
    await online(engine)
    assert dovecot.flags(mail_user) == [{"\\Flagged"}]


FOLDERS = ("INBOX", "Archive", "Junk")
BITS = (Flag.SEEN, Flag.FLAGGED, Flag.ANSWERED)


class Model:
    """Folder and flags of each message, by plain replay of what was asked and not taken back."""

    def __init__(self, names: list[str]) -> None:
        self.names = names
        self.asked: list[tuple[OperationId, list[str], str, str | Flag]] = []

    def replay(self) -> dict[str, tuple[str, Flag]]:
        now = dict.fromkeys(self.names, ("INBOX", Flag.NONE))
        for _id, names, what, value in self.asked:
            for name in names:
                folder, bits = now[name]
                if isinstance(value, str):
                    folder = value
                else:
                    bits = bits | value if what == "add" else bits & ~value
                now[name] = (folder, bits)
        return now


@pytest.mark.parametrize("seed", range(6))
async def test_any_row_of_actions(
    engine: NotingEngine, settings: AccountSettings, dovecot: Dovecot, mail_user: MailUser, seed: int
) -> None:
    chance = random.Random(seed)
    await start(engine, settings, dovecot, mail_user, 5)
    ids = {row.subject: row.id for row in engine.rows("INBOX")}
    model = Model(sorted(ids))
    for _round in range(3):
        await offline(engine)
        for _ in range(10):
            await act(engine, chance, model, ids)
        shown = {row.subject: (folder, row.flags.bits) for folder in FOLDERS for row in engine.rows(folder)}
        assert shown == model.replay()
        await online(engine)
    assert isinstance(await engine.request(Sync(request_id="")), Finished)
    expected = model.replay()
    assert {row.subject: (folder, row.flags.bits) for folder in FOLDERS for row in engine.rows(folder)} == expected
    for folder in FOLDERS:
        assert subjects(dovecot, mail_user, folder) == sorted(one for one in expected if expected[one][0] == folder)
        wanted = sorted(
            sorted(IMAP_NAMES[flag] for flag in BITS if flag in bits)
            for where, bits in expected.values()
            if where == folder
        )
        assert sorted(sorted(flags) for flags in dovecot.flags(mail_user, folder)) == wanted


async def act(engine: RunningEngine, chance: random.Random, model: Model, ids: dict[str, MessageId]) -> None:
    names = chance.sample(model.names, chance.randrange(1, 4))
    chosen = tuple(ids[name] for name in names)
    match chance.randrange(4):
        case 0 if model.asked:
            # Only the last one: taking back an older one restores what was before it, over what came after.
            last, *_ = model.asked.pop()
            await engine.engine.perform(UndoOperation(last))
        case 1:
            folder = chance.choice(FOLDERS)
            id_ = await engine.operate(MoveMessages(NO_ID, chosen, engine.folder(folder).id), done=False)
            model.asked.append((id_, names, "move", folder))
        case _:
            bit = chance.choice(BITS)
            add = chance.random() < 0.5
            change = SetFlags(NO_ID, chosen, add=bit) if add else SetFlags(NO_ID, chosen, remove=bit)
            id_ = await engine.operate(change, done=False)
            model.asked.append((id_, names, "add" if add else "remove", bit))
