"""Connections that break anywhere, disks that are full, mistakes of our own."""

import asyncio
import random
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from mailclient.bridge.commands import FetchBody, GoOnline, MoveMessages, SendMessage, SetFlags, Sync
from mailclient.bridge.events import AccountState, AccountStateChanged, BodyStored, Failed, Finished, Refused
from mailclient.engine.operations import handing_in, set_flags
from mailclient.mail.account import AccountSettings, Server
from mailclient.mail.flag import Flag
from mailclient.mail.ids import OperationId
from mailclient.mail.message import Outgoing
from mailclient.mail.problem import MailError, Problem, ProblemKind
from mailclient.store.transaction import Transaction
from mailclient.store.writer import Writer
from mailclient.transport.connect import dial
from mailclient.transport.stream import READ_LIMIT, Stream
from mailclient.transport.tls import TlsFacts
from tests.engine.running import LOOK_SECONDS, RunningEngine, message
from tests.engine.test_operations import start, subjects
from tests.engine.test_sending import accepting_smtp, scripted_account
from tests.servers.dovecot import Dovecot, MailUser
from tests.servers.fixtures import StartScripted

NO_ID = OperationId("")


class Frail:
    """A stream that is lost after so many bytes have been read."""

    def __init__(self, stream: Stream, left: int) -> None:
        self._stream = stream
        self._left = left

    async def read(self, limit: int = READ_LIMIT) -> bytes:
        if self._left <= 0:
            raise MailError(Problem(ProblemKind.CONNECTION_LOST, "test"))
        data = await self._stream.read(min(limit, self._left))
        self._left -= len(data)
        return data

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


@pytest.mark.parametrize("seed", range(3))
async def test_connections_that_break_anywhere(
    tmp_path: Path, settings: AccountSettings, dovecot: Dovecot, mail_user: MailUser, seed: int
) -> None:
    """In the middle of literals, answers, moves: in the end both sides agree, and each message is there once."""
    chance = random.Random(seed)
    strain = [chance.randrange(500, 9_000) for _ in range(60)]

    async def frail_dial(server: Server) -> Stream:
        stream = await dial(server)
        return Frail(stream, strain.pop()) if strain else stream

    for number in range(40):
        dovecot.deliver(mail_user, message(f"number {number:02}", text="word " * 100))
    engine = RunningEngine(tmp_path / "profile", dialled=frail_dial)
    await engine.start()
    pushing = asyncio.create_task(_keep_pushing(engine))
    try:
        await engine.add(settings, mail_user.secret)
        await engine.until(lambda: bool(engine.reader.folders()) and engine.folder("INBOX").total >= 20)
        ids = [row.id for row in engine.rows("INBOX")[:20]]
        await engine.operate(SetFlags(NO_ID, tuple(ids[:10]), add=Flag.FLAGGED))
        await engine.operate(MoveMessages(NO_ID, tuple(ids[5:15]), engine.folder("Archive").id))
        await engine.engine.perform(FetchBody(ids[19]))
        await engine.wait_for(BodyStored, lambda one: one.message_id == ids[19])
        strain.clear()
        while not isinstance(await engine.request(Sync(request_id="")), Finished):
            continue
    finally:
        pushing.cancel()
        await asyncio.gather(pushing, return_exceptions=True)
        await engine.stop()
    assert len(subjects(dovecot, mail_user, "INBOX")) == 30
    assert len(subjects(dovecot, mail_user, "Archive")) == 10
    assert sorted(engine.subjects("INBOX")) == subjects(dovecot, mail_user, "INBOX")
    assert sorted(engine.subjects("Archive")) == subjects(dovecot, mail_user, "Archive")
    assert {row.id for row in engine.rows("Archive")} == set(ids[5:15])
    assert sum("\\Flagged" in flags for flags in dovecot.flags(mail_user)) == 5
    assert sum("\\Flagged" in flags for flags in dovecot.flags(mail_user, "Archive")) == 5
    engine.reader.close()


async def _keep_pushing(engine: RunningEngine) -> None:
    """The user's patience: connect again at once after every failure."""
    seen = 0
    while True:
        new = engine.events[seen:]
        seen += len(new)
        if any(isinstance(event, AccountStateChanged) and event.state is AccountState.WAITING for event in new):
            await engine.engine.perform(GoOnline())
        await asyncio.sleep(LOOK_SECONDS)


async def test_a_full_disk_refuses_the_action_and_nothing_else(
    engine: RunningEngine,
    settings: AccountSettings,
    dovecot: Dovecot,
    mail_user: MailUser,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    await start(engine, settings, dovecot, mail_user, 1)
    (row,) = engine.rows("INBOX")
    live = set_flags.insert

    def full(*_: Any, **__: Any) -> bool:
        error = sqlite3.OperationalError("database or disk is full")
        error.sqlite_errorcode = sqlite3.SQLITE_FULL
        raise error

    monkeypatch.setattr(set_flags, "insert", full)
    await engine.engine.perform(SetFlags(OperationId("too much"), (row.id,), add=Flag.FLAGGED))
    refused = await engine.wait_for(Refused)
    assert refused.problem.kind is ProblemKind.DISK_FULL
    assert engine.flags(row.id) == Flag.NONE
    monkeypatch.setattr(set_flags, "insert", live)
    await engine.operate(SetFlags(NO_ID, (row.id,), add=Flag.FLAGGED))
    assert engine.flags(row.id) == Flag.FLAGGED


async def test_a_disk_that_fills_up_during_sync_waits_and_goes_on(
    engine: RunningEngine,
    settings: AccountSettings,
    dovecot: Dovecot,
    mail_user: MailUser,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    await start(engine, settings, dovecot, mail_user, 1)
    live = Writer.copying

    async def full(self: Writer, name: str, *rest: Any, **more: Any) -> Any:
        if name == "store headers":
            raise MailError(Problem(ProblemKind.DISK_FULL, "disk"))
        return await live(self, name, *rest, **more)

    monkeypatch.setattr(Writer, "copying", full)
    dovecot.deliver(mail_user, message("news"))
    waiting = await engine.wait_for(AccountStateChanged, lambda one: one.state is AccountState.WAITING)
    assert waiting.problem is not None
    assert waiting.problem.kind is ProblemKind.DISK_FULL
    monkeypatch.setattr(Writer, "copying", live)
    await engine.engine.perform(GoOnline())
    await engine.until(lambda: "news" in engine.subjects("INBOX"))


async def test_a_disk_that_is_full_when_the_verdict_comes_never_sends_again(
    engine: RunningEngine,
    settings: AccountSettings,
    dovecot: Dovecot,
    mail_user: MailUser,
    scripted: StartScripted,
    monkeypatch: pytest.MonkeyPatch,
    expected_warnings: list[str],
) -> None:
    expected_warnings.append("cannot be written down")
    takes: list[bytes] = []
    live = Writer.transaction
    full_times = iter(range(1))

    async def full(self: Writer, name: str, *rest: Any, **more: Any) -> Any:
        if name == "sent" and next(full_times, None) is not None:
            raise MailError(Problem(ProblemKind.DISK_FULL, "disk"))
        return await live(self, name, *rest, **more)

    monkeypatch.setattr(Writer, "transaction", full)
    monkeypatch.setattr(handing_in, "_WRITE_AGAIN_SECONDS", 0.01)
    account_id = await scripted_account(engine, dovecot, mail_user, scripted, accepting_smtp(takes))
    outgoing = Outgoing(message("hello"), mail_user.name, ("x@mail.test",))
    await engine.operate(SendMessage(NO_ID, account_id, outgoing))
    assert len(takes) == 1
    assert len(dovecot.messages(mail_user, "Sent")) == 1


async def test_offline_nothing_is_sent(
    engine: RunningEngine, dovecot: Dovecot, mail_user: MailUser, scripted: StartScripted
) -> None:
    takes: list[bytes] = []
    account_id = await scripted_account(engine, dovecot, mail_user, scripted, accepting_smtp(takes))
    await engine.engine.perform(GoOnline(online=False))
    await engine.wait_for(AccountStateChanged, lambda one: one.state is AccountState.OFFLINE)
    outgoing = Outgoing(message("hello"), mail_user.name, ("x@mail.test",))
    operation_id = await engine.operate(SendMessage(NO_ID, account_id, outgoing), done=False)
    answer = await engine.request(Sync(""))
    assert isinstance(answer, Failed)
    assert answer.problem.kind is ProblemKind.NETWORK_UNREACHABLE
    assert takes == []
    await engine.engine.perform(GoOnline())
    await engine.done(operation_id)
    assert len(takes) == 1


async def test_our_own_mistake_stops_one_account_and_is_told(
    engine: RunningEngine,
    settings: AccountSettings,
    dovecot: Dovecot,
    mail_user: MailUser,
    monkeypatch: pytest.MonkeyPatch,
    expected_warnings: list[str],
) -> None:
    expected_warnings.append("mistake of ours")
    await start(engine, settings, dovecot, mail_user, 1)

    def wrong(_tx: Transaction, *_: Any) -> Any:
        raise ZeroDivisionError

    monkeypatch.setattr("mailclient.engine.sync.headers.messages.insert", wrong)
    dovecot.deliver(mail_user, message("news"))
    waiting = await engine.wait_for(AccountStateChanged, lambda one: one.state is AccountState.WAITING)
    assert waiting.problem is not None
    assert waiting.problem.kind is ProblemKind.INTERNAL
    other = dovecot.add_user()
    monkeypatch.undo()
    account_id = await engine.add(AccountSettings(other.name, "Bob", dovecot.imap(other), settings.smtp), other.secret)
    await engine.online(account_id)
