"""Servers that never stop and never get anywhere: one byte after the other, at every step, in every protocol.

The engine's patience is made short when the server is about to begin with it; the bytes come much faster than that, and
always one more.
"""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from mailclient.engine.accounts import imap_login, imap_session, imap_wire, pop3_session, smtp_session
from mailclient.engine.accounts.imap_session import ImapSession
from mailclient.engine.accounts.pop3_login import connect as connect_pop3
from mailclient.engine.accounts.smtp_session import open_session
from mailclient.mail.account import Secret, Security, Server
from mailclient.mail.problem import MailError, ProblemKind
from mailclient.transport import socket_stream
from mailclient.transport.connect import connect, dial
from mailclient.wire.imap.commands.noop import Noop
from mailclient.wire.imap.commands.uid_fetch import UidFetch, peek
from mailclient.wire.imap.number_set import NumberSet
from tests.servers.fixtures import StartScripted
from tests.servers.scripted import Peer

PATIENCE = 0.3
DRIP = 0.02
ENDLESS_SECONDS = 60.0
"""What has no end by then has none."""
SILENCE_SECONDS = 2 * ENDLESS_SECONDS
"""An IMAP session's patience with a silent server, where it is not made short."""
SECRET = Secret("open sesame")
Hurry = Callable[[], None]
Answering = Callable[[Peer, Hurry], Awaitable[None]]


@pytest.fixture
def hurry(monkeypatch: pytest.MonkeyPatch) -> Hurry:
    """Called before the last good words of the server: whatever the client waits for after them, it is not for long."""

    def make_impatient() -> None:
        for module, names in (
            (imap_login, ["_GREETING_SECONDS"]),
            (pop3_session, ["GREETING_SECONDS", "ANSWER_SECONDS", "_FAREWELL_SECONDS"]),
            (smtp_session, ["GREETING_SECONDS", "REPLY_SECONDS", "_FAREWELL_SECONDS"]),
            (socket_stream, ["HANDSHAKE_SECONDS"]),
        ):
            for name in names:
                assert hasattr(module, name)
                monkeypatch.setattr(module, name, PATIENCE)
        monkeypatch.setattr(imap_session, "LOGIN_PATIENCE", PATIENCE / SILENCE_SECONDS)

    return make_impatient


async def _drip(peer: Peer, begin: bytes = b"") -> None:
    """``begin`` byte by byte, and x for ever; until the client has enough."""
    try:
        for byte in begin:
            await peer.send_bytes(bytes([byte]))
            await asyncio.sleep(DRIP)
        while True:
            await peer.send_bytes(b"x")
            await asyncio.sleep(DRIP)
    except (ConnectionError, TimeoutError):
        return


async def _open(protocol: str, server: Server) -> None:
    """As an account does."""
    match protocol:
        case "imap":
            await (await ImapSession.open(server, SECRET, dial, timeout_seconds=SILENCE_SECONDS)).close()
        case "pop3":
            await (await connect_pop3(dial, server, SECRET)).abandon()
        case "smtp":
            await (await open_session(dial, server, SECRET)).abandon()


async def _problem(work: Awaitable[object]) -> ProblemKind:
    with pytest.raises(MailError) as caught:
        async with asyncio.timeout(ENDLESS_SECONDS):
            await work
    return caught.value.problem.kind


GREETINGS = {"imap": b"* OK ", "pop3": b"+OK ", "smtp": b"220 "}


@pytest.mark.parametrize("security", [Security.TLS, Security.STARTTLS])
@pytest.mark.parametrize("protocol", GREETINGS)
async def test_a_greeting_without_end(scripted: StartScripted, protocol: str, security: Security, hurry: Hurry) -> None:
    hurry()

    async def script(peer: Peer) -> None:
        await _drip(peer, GREETINGS[protocol])

    server = await scripted(script, security=security)
    kind = await _problem(_open(protocol, server.address))
    assert kind in {ProblemKind.TIMED_OUT, ProblemKind.TLS_FAILED}


async def _imap_login(peer: Peer, hurry: Hurry) -> None:
    hurry()
    await peer.send("* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN SASL-IR] ready")
    await peer.expect(".* AUTHENTICATE PLAIN .*")


async def _pop3_login(peer: Peer, hurry: Hurry) -> None:
    await peer.send("+OK ready")
    await peer.expect("CAPA")
    hurry()
    await peer.send("+OK", "SASL PLAIN", ".")
    await peer.expect("AUTH PLAIN .*")


async def _smtp_login(peer: Peer, hurry: Hurry) -> None:
    await peer.send("220 ready")
    await peer.expect("EHLO .*")
    hurry()
    await peer.send("250-ready", "250 AUTH PLAIN")
    await peer.expect("AUTH PLAIN .*")


@pytest.mark.parametrize(
    ("protocol", "up_to_login"), [("imap", _imap_login), ("pop3", _pop3_login), ("smtp", _smtp_login)]
)
async def test_an_answer_to_the_login_without_end(
    scripted: StartScripted, protocol: str, up_to_login: Answering, hurry: Hurry
) -> None:
    async def script(peer: Peer) -> None:
        await up_to_login(peer, hurry)
        await _drip(peer, GREETINGS[protocol])

    server = await scripted(script)
    assert await _problem(_open(protocol, server.address)) is ProblemKind.TIMED_OUT


@pytest.mark.parametrize("line", ["* OK still here", "* 1 EXISTS"])
async def test_imap_chatter_instead_of_an_answer_to_the_login(scripted: StartScripted, line: str, hurry: Hurry) -> None:
    async def script(peer: Peer) -> None:
        await _imap_login(peer, hurry)
        try:
            while True:
                await peer.send(line)
                await asyncio.sleep(DRIP)
        except ConnectionError:
            return

    server = await scripted(script)
    assert await _problem(_open("imap", server.address)) is ProblemKind.TIMED_OUT


async def test_a_handshake_without_end(scripted: StartScripted) -> None:
    server = await scripted(_handshake, security=Security.NONE)
    address = Server("localhost", server.address.port, Security.TLS, "alice")
    assert await _problem(connect(address, timeout_seconds=1.0)) is ProblemKind.TIMED_OUT


async def _handshake(peer: Peer) -> None:
    """A record of 16,000 bytes that comes one by one."""
    await _drip(peer, b"\x16\x03\x03\x3e\x80")


@pytest.mark.parametrize("protocol", GREETINGS)
async def test_a_handshake_after_starttls_without_end(scripted: StartScripted, protocol: str, hurry: Hurry) -> None:
    before: dict[str, Answering] = {"imap": _imap_starttls, "pop3": _pop3_starttls, "smtp": _smtp_starttls}

    async def script(peer: Peer) -> None:
        await before[protocol](peer, hurry)
        await peer.some()
        await _handshake(peer)

    server = await scripted(script, security=Security.STARTTLS)
    assert await _problem(_open(protocol, server.address)) in {ProblemKind.TIMED_OUT, ProblemKind.TLS_FAILED}


async def _imap_starttls(peer: Peer, hurry: Hurry) -> None:
    await peer.send("* OK ready")
    match = await peer.expect("(.*) STARTTLS")
    hurry()
    await peer.send(f"{match[1]} OK go")


async def _pop3_starttls(peer: Peer, hurry: Hurry) -> None:
    await peer.send("+OK ready")
    await peer.expect("STLS")
    hurry()
    await peer.send("+OK go")


async def _smtp_starttls(peer: Peer, hurry: Hurry) -> None:
    await peer.send("220 ready")
    await peer.expect("EHLO .*")
    await peer.send("250-ready", "250 STARTTLS")
    await peer.expect("STARTTLS")
    hurry()
    await peer.send("220 go")


async def _imap_ready(peer: Peer) -> None:
    await peer.send("* PREAUTH [CAPABILITY IMAP4rev1] ready")


@pytest.mark.parametrize("answer", [b"* OK ", b"* 1 FETCH (UID 1 BODY[TEXT] {100000}\r\n"], ids=["line", "literal"])
async def test_a_download_of_single_bytes(scripted: StartScripted, answer: bytes) -> None:
    """Also where each byte would be a piece for the reader of a large part."""

    async def script(peer: Peer) -> None:
        await _imap_ready(peer)
        match = await peer.expect("(.*) SELECT INBOX")
        await peer.send("* 1 EXISTS", "* OK [UIDVALIDITY 9] v", f"{match[1]} OK [READ-WRITE] selected")
        await peer.expect(".* (NOOP|UID FETCH .*)")
        await peer.send_bytes(answer)
        await _drip(peer)

    server = await scripted(script)
    session = await ImapSession.open(server.address, SECRET, dial)
    await session.select("INBOX")
    session._wire.timeout_seconds = PATIENCE
    fetch = UidFetch(NumberSet.of([1]), (peek("TEXT"),))

    async def drop(_chunk: object) -> None:
        pass

    work = session.run(fetch, on_chunk=drop) if b"FETCH" in answer else session.run(Noop())
    assert await _problem(work) is ProblemKind.TIMED_OUT
    await session.close(polite=False)


async def test_a_slow_download_that_gets_on_is_waited_for(
    scripted: StartScripted, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Longer than the time-out in all, and never without a sign of life for so long."""
    monkeypatch.setattr(imap_wire, "PROGRESS_BYTES", 2)
    patience = 1.0

    async def script(peer: Peer) -> None:
        await _imap_ready(peer)
        match = await peer.expect("(.*) NOOP")
        for byte in b"* OK " + 60 * b"x" + b"\r\n":
            await peer.send_bytes(bytes([byte]))
            await asyncio.sleep(DRIP)
        await peer.send(f"{match[1]} OK done")
        await peer.expect_end()

    server = await scripted(script)
    session = await ImapSession.open(server.address, SECRET, dial)
    session._wire.timeout_seconds = patience
    began = asyncio.get_running_loop().time()
    await session.run(Noop())
    assert asyncio.get_running_loop().time() - began > patience
    await session.close(polite=False)
