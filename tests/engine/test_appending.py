"""Messages put into folders: several in one command, in the place of an older one, none that is too large."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from mailclient.bridge.commands import AppendMessage, GoOnline
from mailclient.bridge.events import AccountState, AccountStateChanged, OperationFailed
from mailclient.engine.accounts.mail_server import MailServer
from mailclient.mail.account import AccountSettings, Server
from mailclient.mail.flag import Flag
from mailclient.mail.problem import ProblemKind
from mailclient.transport.connect import dial
from mailclient.transport.stream import READ_LIMIT, Stream
from tests.engine.running import RunningEngine, message
from tests.engine.test_cancelling_out import Noting
from tests.engine.test_operations import NO_ID, start, subjects
from tests.servers.dovecot import Dovecot, MailUser


class Limited:
    """A stream on which the server also offers APPENDLIMIT=2000."""

    def __init__(self, stream: Stream) -> None:
        self._stream = stream

    def __getattr__(self, name: str) -> object:
        return getattr(self._stream, name)

    async def read(self, limit: int = READ_LIMIT) -> bytes:
        return (await self._stream.read(limit)).replace(b" UIDPLUS", b" UIDPLUS APPENDLIMIT=2000")


class World:
    def __init__(self, directory: Path) -> None:
        self.written = bytearray()
        self.limited = False
        self.engine = RunningEngine(directory, dialled=self._dial)

    async def _dial(self, server: Server) -> Stream:
        stream: object = Noting(await dial(server), self.written)
        return Limited(stream) if self.limited else stream  # type: ignore[arg-type,return-value]  # by __getattr__

    def appends(self) -> int:
        return bytes(self.written).count(b" APPEND ")


@pytest_asyncio.fixture
async def world(tmp_path: Path, dovecot: Dovecot) -> AsyncIterator[World]:
    world = World(tmp_path / "profile")
    await world.engine.start()
    yield world
    await world.engine.stop()


async def offline(engine: RunningEngine) -> None:
    await engine.engine.perform(GoOnline(online=False))
    await engine.wait_for(AccountStateChanged, lambda one: one.state is AccountState.OFFLINE)


async def test_what_waits_goes_in_one_command(
    world: World, settings: AccountSettings, dovecot: Dovecot, mail_user: MailUser
) -> None:
    engine = world.engine
    await start(engine, settings, dovecot, mail_user, 0)
    await offline(engine)
    archive, junk = engine.folder("Archive").id, engine.folder("Junk").id
    ids = [
        await engine.operate(AppendMessage(NO_ID, folder, message(f"new {number}"), Flag.SEEN), done=False)
        for number, folder in enumerate([archive, archive, archive, junk, archive])
    ]
    await engine.engine.perform(GoOnline())
    for id_ in ids:
        await engine.done(id_)
    assert subjects(dovecot, mail_user, "Archive") == ["new 0", "new 1", "new 2", "new 4"]
    assert subjects(dovecot, mail_user, "Junk") == ["new 3"]
    assert world.appends() == 3
    await engine.until(lambda: len(engine.subjects("Archive")) == 4)


async def test_one_that_is_too_large_keeps_no_other_back(
    world: World, settings: AccountSettings, dovecot: Dovecot, mail_user: MailUser
) -> None:
    world.limited = True
    engine = world.engine
    await start(engine, settings, dovecot, mail_user, 0)
    await offline(engine)
    archive = engine.folder("Archive").id
    small = await engine.operate(AppendMessage(NO_ID, archive, message("small")), done=False)
    large = await engine.operate(AppendMessage(NO_ID, archive, message("large", text="x" * 3000)), done=False)
    other = await engine.operate(AppendMessage(NO_ID, archive, message("other")), done=False)
    await engine.engine.perform(GoOnline())
    failed = await engine.wait_for(OperationFailed)
    assert (failed.operation_id, failed.problem.kind) == (large, ProblemKind.UPLOAD_TOO_LARGE)
    assert failed.problem.subject == "Archive"
    await engine.done(small)
    await engine.done(other)
    assert subjects(dovecot, mail_user, "Archive") == ["other", "small"]
    assert b"x" * 3000 not in world.written


async def test_in_the_place_of_an_older_one(
    world: World, settings: AccountSettings, dovecot: Dovecot, mail_user: MailUser
) -> None:
    """This Dovecot has no REPLACE: APPEND, and the older one expunged."""
    engine = world.engine
    await start(engine, settings, dovecot, mail_user, 0)
    drafts = engine.folder("Drafts").id
    await engine.operate(AppendMessage(NO_ID, drafts, message("first"), Flag.DRAFT))
    await engine.until(lambda: engine.subjects("Drafts") == ["first"])
    older = engine.row("Drafts", "first").id
    await engine.operate(AppendMessage(NO_ID, drafts, message("second"), Flag.DRAFT, replaces=older))
    await engine.until(lambda: engine.reader.waiting_operations() == 0)
    assert subjects(dovecot, mail_user, "Drafts") == ["second"]
    await engine.until(lambda: engine.subjects("Drafts") == ["second"])


async def test_replaced_in_one_step(
    world: World, settings: AccountSettings, dovecot: Dovecot, mail_user: MailUser, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A server with REPLACE, played by Dovecot: what would be one command is two there."""
    replaced: list[int] = []
    offers = MailServer.offers

    async def replace(self: MailServer, uid: int, path: str, upload: object) -> None:
        from mailclient.engine.accounts.mailbox_changes import Upload
        from mailclient.wire.imap.commands.uid_store import Change
        from mailclient.wire.imap.number_set import NumberSet

        assert isinstance(upload, Upload)
        replaced.append(uid)
        await self.append_all(path, [upload])
        await self.change_flags(NumberSet.of([uid]), Change.ADD, ("\\Deleted",))
        await self.expunge(NumberSet.of([uid]))

    monkeypatch.setattr(MailServer, "offers", lambda self, name: name == "REPLACE" or offers(self, name))
    monkeypatch.setattr(MailServer, "replace", replace)
    engine = world.engine
    await start(engine, settings, dovecot, mail_user, 0)
    drafts = engine.folder("Drafts").id
    await engine.operate(AppendMessage(NO_ID, drafts, message("first"), Flag.DRAFT))
    await engine.until(lambda: engine.subjects("Drafts") == ["first"])
    older = engine.row("Drafts", "first")
    await engine.operate(AppendMessage(NO_ID, drafts, message("second"), Flag.DRAFT, replaces=older.id))
    await engine.until(lambda: engine.reader.waiting_operations() == 0)
    assert replaced == [older.uid]
    assert subjects(dovecot, mail_user, "Drafts") == ["second"]
    await engine.until(lambda: engine.subjects("Drafts") == ["second"])
