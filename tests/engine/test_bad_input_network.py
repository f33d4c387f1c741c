"""What stands between us and the server: a hotel's portal, a clock off by a year, a line on which nothing more comes,
a server of one byte after the other. For each protocol, through a whole engine, and while an account is set up.

Each is told as what it is; when it is over all mail comes, and what waits is sent, once.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest
import pytest_asyncio

from mailclient.bridge.commands import AddAccount, CheckSettings, GoOnline, RetryOperation, SendMessage
from mailclient.bridge.events import AccountState, AccountStateChanged, Failed, Finished
from mailclient.engine.accounts import imap_login, pop3_session, smtp_session
from mailclient.mail.account import AccountKind, AccountSettings, Secret, Security, Server
from mailclient.mail.ids import OperationId
from mailclient.mail.message import Outgoing
from mailclient.mail.problem import ProblemKind
from mailclient.store.rows import OperationState
from mailclient.transport.connect import CONNECT_SECONDS, connect, dial
from mailclient.transport.stream import Stream
from tests.engine.patient import DAY, PatientEngine
from tests.engine.pop3_desk import mail
from tests.engine.running import message
from tests.servers.authority import Authority
from tests.servers.listener import Listener
from tests.servers.model import ModelServer
from tests.servers.model_smtp import ModelSmtp
from tests.servers.pop3_model import PASSWORD, Pop3Box

PATIENCE = 0.6
DRIP = 0.02
Talk = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]
STOPS, WAITS = AccountState.STOPPED, AccountState.WAITING


async def _portal(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 302 Found\r\nLocation: http://login.hotel.example/\r\n\r\n")
    await writer.drain()


async def _silence(reader: asyncio.StreamReader, _writer: asyncio.StreamWriter) -> None:
    while await reader.read(65536):
        pass


async def _drip(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while not writer.is_closing():
        writer.write(b"x")
        await writer.drain()
        await asyncio.sleep(DRIP)


OBSTACLES: dict[str, tuple[Talk, str, ProblemKind, AccountState]] = {
    "captive portal": (_portal, "", ProblemKind.CAPTIVE_PORTAL, WAITS),
    "clock off by a year": (_silence, "long_expired", ProblemKind.CLOCK_WRONG, STOPS),
    "half-open before TLS": (_silence, "", ProblemKind.TIMED_OUT, WAITS),
    "half-open after TLS": (_silence, "localhost", ProblemKind.TIMED_OUT, WAITS),
    "one byte after the other": (_drip, "localhost", ProblemKind.TIMED_OUT, WAITS),
}


class Road:
    """Leads to servers in memory, or, where ``blocked``, to what stands there instead, on a real port."""

    def __init__(self) -> None:
        self.blocked: dict[str, int] = {}
        """From the host to the port of the obstacle."""
        self.to_connect = CONNECT_SECONDS
        self.imap = ModelServer()
        self.box = Pop3Box()
        self.smtp: ModelSmtp

    async def dial(self, server: Server) -> Stream:
        if server.host in self.blocked:
            there = replace(server, host="localhost", port=self.blocked[server.host])
            return await connect(there, timeout_seconds=self.to_connect)
        match server.host:
            case "imap.test":
                return await self.imap.dial(server)
            case "pop3.test":
                return await self.box.dial(server)
        return await dial(self.smtp.address)

    @asynccontextmanager
    async def obstacle(self, host: str, name: str, authority: Authority) -> AsyncIterator[None]:
        """One of the ``OBSTACLES``; where nothing comes that we could judge we are impatient as long as it is there."""
        talk, which, problem, _state = OBSTACLES[name]
        context = getattr(authority, which)().server_context() if which else None
        listener = await Listener.open(talk, context=context)
        self.blocked[host] = listener.port
        try:
            with pytest.MonkeyPatch.context() as patch:
                if problem is ProblemKind.TIMED_OUT:
                    self._be_impatient(patch, in_tls=context is not None)
                yield
        finally:
            del self.blocked[host]
            await listener.close()

    def _be_impatient(self, patch: pytest.MonkeyPatch, *, in_tls: bool) -> None:
        """A handshake that is to succeed may take its time."""
        if not in_tls:
            patch.setattr(self, "to_connect", PATIENCE)
        patch.setattr(imap_login, "_GREETING_SECONDS", PATIENCE)
        patch.setattr(pop3_session, "GREETING_SECONDS", PATIENCE)
        patch.setattr(smtp_session, "GREETING_SECONDS", PATIENCE)


@pytest_asyncio.fixture
async def road() -> AsyncIterator[Road]:
    road = Road()
    async with ModelSmtp(("8BITMIME",)) as road.smtp:
        yield road
    await road.box.end()


@pytest_asyncio.fixture
async def engine(tmp_path: Path, road: Road) -> AsyncIterator[PatientEngine]:
    running = PatientEngine(tmp_path / "profile", road.dial)
    await running.start()
    yield running
    await running.stop()


def settings(kind: AccountKind) -> AccountSettings:
    host, port = {AccountKind.IMAP: ("imap.test", 993), AccountKind.POP3: ("pop3.test", 995)}[kind]
    smtp = Server("smtp.test", 465, Security.TLS, "")
    return AccountSettings("alice@mail.test", "Alice", Server(host, port, Security.TLS, "alice"), smtp, kind)


@pytest.mark.parametrize("name", OBSTACLES)
@pytest.mark.parametrize("kind", [AccountKind.IMAP, AccountKind.POP3])
async def test_receiving(engine: PatientEngine, road: Road, authority: Authority, kind: AccountKind, name: str) -> None:
    _talk, _which, problem, state = OBSTACLES[name]
    road.imap.deliver("INBOX", message("one"))
    road.box.add(mail("one"))
    async with road.obstacle(settings(kind).incoming.host, name, authority):
        await engine.add(settings(kind), Secret(PASSWORD))
        told = await engine.wait_for(AccountStateChanged, lambda event: event.problem is not None)
        assert told.problem is not None
        assert (told.problem.kind, told.state) == (problem, state)
    if state is STOPS:
        await engine.engine.perform(GoOnline())
    await engine.let_pass(10)
    await engine.until(lambda: engine.subjects("INBOX") == ["one"])


@pytest.mark.parametrize("name", OBSTACLES)
async def test_sending(engine: PatientEngine, road: Road, authority: Authority, name: str) -> None:
    _talk, _which, problem, state = OBSTACLES[name]
    account_id = await engine.add(settings(AccountKind.IMAP), Secret(PASSWORD))
    await engine.online(account_id)
    outgoing = Outgoing(message("hello"), "alice@mail.test", ("bob@mail.test",))
    async with road.obstacle("smtp.test", name, authority):
        operation_id = await engine.operate(SendMessage(OperationId(""), account_id, outgoing), done=False)
        await engine.until(lambda: engine.reader.outbox()[0].problem is not None)
        (row,) = engine.reader.outbox()
        assert row.problem is not None
        assert row.problem.kind is problem
        assert row.operation_state is (OperationState.FAILED if state is STOPS else OperationState.WAITING)
    assert road.smtp.taken == []
    if state is STOPS:
        await engine.engine.perform(RetryOperation(operation_id))
    else:
        await engine.let_pass(DAY)
    await engine.done(operation_id)
    assert len(road.smtp.taken) == 1
    assert engine.reader.outbox() == []


@pytest.mark.parametrize("name", OBSTACLES)
@pytest.mark.parametrize("host", ["imap.test", "pop3.test", "smtp.test"])
async def test_setting_up(engine: PatientEngine, road: Road, authority: Authority, host: str, name: str) -> None:
    """The test of the settings says it at the server that it is about; the account is not stored; then it is."""
    _talk, _which, problem, _state = OBSTACLES[name]
    wanted = settings(AccountKind.POP3 if host == "pop3.test" else AccountKind.IMAP)
    async with road.obstacle(host, name, authority):
        checked = await engine.request(CheckSettings("", wanted, PASSWORD, PASSWORD))
        assert isinstance(checked, Finished)
        assert checked.report is not None
        assert not checked.report.works
        half = checked.report.smtp if host == "smtp.test" else checked.report.incoming
        assert half is not None
        assert half.problem is not None
        assert half.problem.kind is problem
        answer = await engine.request(AddAccount("", wanted, PASSWORD, PASSWORD))
        assert isinstance(answer, Failed)
        assert answer.problem.kind is problem
    assert engine.reader.accounts() == []
    assert isinstance(await engine.request(AddAccount("", wanted, PASSWORD, PASSWORD)), Finished)
