"""Servers that offer less: what Dovecot announces is cut down on its way to us."""

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from mailclient.bridge.commands import CopyMessages, DeleteMessages, MoveMessages, SetFlags, Sync
from mailclient.bridge.events import Finished
from mailclient.mail.account import AccountSettings, Server
from mailclient.mail.flag import Flag
from mailclient.mail.ids import OperationId
from mailclient.transport.connect import dial
from mailclient.transport.stream import READ_LIMIT, Stream
from mailclient.transport.tls import TlsFacts
from tests.engine.running import RunningEngine, message
from tests.engine.test_operations import start, subjects
from tests.servers.dovecot import Dovecot, MailUser

NO_ID = OperationId("")
EVERYTHING = [
    *("MOVE", "UIDPLUS", "CONDSTORE", "QRESYNC", "ESEARCH", "IDLE", "ENABLE"),
    *("LIST-STATUS", "LIST-EXTENDED", "SPECIAL-USE", "LITERAL+"),
]
"""What is taken away, all together or some of it."""


class Cut:
    """A stream without certain capabilities: their names, and the codes that come with them, are replaced."""

    def __init__(self, stream: Stream, words: list[str]) -> None:
        self._stream = stream
        known = "|".join(re.escape(word) for word in words)
        self._words = re.compile(rf"(?<= )({known})(?=[ \]\r])".encode())
        self._codes = re.compile(rb"\[(COPYUID|APPENDUID)") if "UIDPLUS" in words else None

    async def read(self, limit: int = READ_LIMIT) -> bytes:
        data = self._words.sub(b"X", await self._stream.read(limit))
        return self._codes.sub(b"[XCODE", data) if self._codes else data

    async def write(self, data: bytes) -> None:
        await self._stream.write(data)

    async def start_tls(self) -> None:
        await self._stream.start_tls()

    async def start_deflate(self) -> Stream:
        raise NotImplementedError

    @property
    def tls(self) -> TlsFacts | None:
        return self._stream.tls

    async def close(self) -> None:
        await self._stream.close()


@pytest_asyncio.fixture(params=[EVERYTHING, ["MOVE"], ["MOVE", "UIDPLUS"], ["UIDPLUS"], ["QRESYNC"]], ids="+".join)
async def engine(request: pytest.FixtureRequest, tmp_path: Path, dovecot: Dovecot) -> AsyncIterator[RunningEngine]:
    async def cut_dial(server: Server) -> Stream:
        return Cut(await dial(server), request.param)

    running = RunningEngine(tmp_path / "profile", dialled=cut_dial)
    await running.start()
    yield running
    await running.stop()


async def sync(engine: RunningEngine) -> None:
    assert isinstance(await engine.request(Sync(request_id="")), Finished)


async def test_everything_an_account_needs(
    engine: RunningEngine, settings: AccountSettings, dovecot: Dovecot, mail_user: MailUser
) -> None:
    await start(engine, settings, dovecot, mail_user, 5)
    ids = {row.subject: row.id for row in engine.rows("INBOX")}
    await engine.operate(SetFlags(NO_ID, (ids["number 0"],), add=Flag.SEEN))
    await engine.operate(CopyMessages(NO_ID, (ids["number 0"],), engine.folder("Archive").id))
    await engine.operate(MoveMessages(NO_ID, (ids["number 1"], ids["number 2"]), engine.folder("Junk").id))
    await engine.operate(DeleteMessages(NO_ID, (ids["number 3"],)))
    await sync(engine)
    assert subjects(dovecot, mail_user, "Archive") == ["number 0"]
    assert subjects(dovecot, mail_user, "Junk") == ["number 1", "number 2"]
    assert subjects(dovecot, mail_user, "Trash") == ["number 3"]
    assert {row.id for row in engine.rows("Junk")} == {ids["number 1"], ids["number 2"]}
    assert {row.id for row in engine.rows("Trash")} == {ids["number 3"]}
    assert engine.subjects("Archive") == ["number 0"]
    await engine.operate(SetFlags(NO_ID, (ids["number 1"],), add=Flag.FLAGGED))
    assert sum("\\Flagged" in flags for flags in dovecot.flags(mail_user, "Junk")) == 1


async def test_nothing_is_removed_that_we_may_not_remove(
    engine: RunningEngine,
    settings: AccountSettings,
    dovecot: Dovecot,
    mail_user: MailUser,
    request: pytest.FixtureRequest,
) -> None:
    await start(engine, settings, dovecot, mail_user, 3)
    dovecot.doveadm("flags", "add", "-u", mail_user.name, "\\Deleted", "mailbox", "INBOX", "subject", "number 2")
    ids = {row.subject: row.id for row in engine.rows("INBOX")}
    await engine.operate(DeleteMessages(NO_ID, (ids["number 0"],), forever=True))
    left = subjects(dovecot, mail_user, "INBOX")
    if "UIDPLUS" in request.node.callspec.params["engine"]:
        assert left == ["number 0", "number 1", "number 2"]
        assert sum("\\Deleted" in flags for flags in dovecot.flags(mail_user)) == 2
    else:
        assert left == ["number 1", "number 2"]


async def test_what_others_do_is_seen(
    engine: RunningEngine, settings: AccountSettings, dovecot: Dovecot, mail_user: MailUser
) -> None:
    await start(engine, settings, dovecot, mail_user, 4)
    dovecot.doveadm("flags", "add", "-u", mail_user.name, "\\Flagged", "mailbox", "INBOX", "subject", "number 1")
    dovecot.doveadm("expunge", "-u", mail_user.name, "mailbox", "INBOX", "subject", "number 2")
    dovecot.deliver(mail_user, message("news"))
    await sync(engine)
    assert sorted(engine.subjects("INBOX")) == ["news", "number 0", "number 1", "number 3"]
    assert engine.row("INBOX", "number 1").flags.bits == Flag.FLAGGED
