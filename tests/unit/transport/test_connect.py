"""Connections to scripted servers with good and bad certificates, and to places where nobody is."""

import asyncio
import socket
import ssl

import pytest

from mailclient.mail.account import Security, Server
from mailclient.mail.problem import MailError, ProblemKind
from mailclient.transport import connect as connect_module
from mailclient.transport.connect import connect
from mailclient.transport.socket_stream import SocketStream
from mailclient.transport.stream import Stream
from mailclient.transport.tls import client_context
from tests.servers.authority import Authority
from tests.servers.fixtures import StartScripted
from tests.servers.listener import Listener
from tests.servers.process import free_ports
from tests.servers.scripted import Peer


async def _read_line(stream: Stream) -> bytes:
    data = b""
    while not data.endswith(b"\r\n"):
        data += await stream.read()
    return data


async def _problem(server: Server, timeout_seconds: float = 10.0) -> ProblemKind:
    with pytest.raises(MailError) as caught:
        await connect(server, timeout_seconds=timeout_seconds)
    assert caught.value.problem.subject == f"{server.host}:{server.port}"
    assert caught.value.problem.detail
    return caught.value.problem.kind


async def _wait_for_the_end(peer: Peer) -> None:
    await peer.stall()


async def _echo(peer: Peer) -> None:
    await peer.send("hello")
    await peer.send(await peer.line())
    await peer.expect_end()


@pytest.mark.parametrize("security", [Security.TLS, Security.NONE])
async def test_bytes_go_both_ways(scripted: StartScripted, security: Security) -> None:
    server = await scripted(_echo, security=security)
    stream = await connect(server.address)
    assert await _read_line(stream) == b"hello\r\n"
    await stream.write(b"and back\r\n")
    assert await _read_line(stream) == b"and back\r\n"
    await stream.close()
    await stream.close()
    assert (stream.tls is not None) == (security is Security.TLS)  # a transport closed twice has lost itself
    assert await stream.read() == b""
    with pytest.raises(MailError, match="connection_lost"):
        await stream.write(b"too late")


@pytest.mark.parametrize("server_version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
async def test_large_data_goes_both_ways(
    scripted: StartScripted, authority: Authority, server_version: ssl.TLSVersion
) -> None:
    data = bytes(range(256)) * 20_000

    async def script(peer: Peer) -> None:
        assert await peer.exactly(len(data)) == data
        await peer.send_bytes(data)
        await peer.expect_end()

    server = await scripted(script)
    server.context.maximum_version = server_version
    stream = await connect(server.address)
    await stream.write(data)
    received = bytearray()
    while len(received) < len(data):
        piece = await stream.read(10_000)
        assert 1 <= len(piece) <= 10_000
        received += piece
    assert received == data
    await stream.close()


@pytest.mark.parametrize(
    ("which", "kind"),
    [
        ("wrong_host", ProblemKind.CERTIFICATE_WRONG_HOST),
        ("expired", ProblemKind.CERTIFICATE_EXPIRED),
        ("not_yet_valid", ProblemKind.CERTIFICATE_EXPIRED),
        ("self_signed", ProblemKind.CERTIFICATE_UNTRUSTED),
    ],
)
async def test_bad_certificates(scripted: StartScripted, authority: Authority, which: str, kind: ProblemKind) -> None:
    certificate = getattr(authority, which)()
    server = await scripted(certificate=certificate)
    assert await _problem(server.address) is kind


@pytest.mark.parametrize("which", ["wrong_host", "expired", "self_signed"])
async def test_bad_certificates_after_starttls(scripted: StartScripted, authority: Authority, which: str) -> None:
    async def script(peer: Peer) -> None:
        with pytest.raises((ssl.SSLError, ConnectionError)):
            await peer.start_tls()

    server = await scripted(script, security=Security.STARTTLS, certificate=getattr(authority, which)())
    stream = await connect(server.address)
    with pytest.raises(MailError, match="certificate_"):
        await stream.start_tls()
    with pytest.raises(MailError, match="connection_lost"):
        await stream.write(b"secret")


async def test_a_self_signed_certificate_can_be_trusted_by_naming_it(
    scripted: StartScripted, authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    certificate = authority.self_signed()
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate.cert_file))
    server = await scripted(_echo, certificate=certificate)
    stream = await connect(server.address)
    await stream.write(b"x\r\n")
    assert await _read_line(stream)
    await stream.close()


async def test_an_address_instead_of_a_name_is_checked_too(scripted: StartScripted, authority: Authority) -> None:
    server = await scripted(_wait_for_the_end)
    stream = await connect(Server("127.0.0.1", server.address.port, Security.TLS, "alice"))
    await stream.close()
    other = await scripted(certificate=authority.wrong_host())
    address = Server("127.0.0.1", other.address.port, Security.TLS, "alice")
    assert await _problem(address) is ProblemKind.CERTIFICATE_WRONG_HOST


async def test_tls_to_a_port_that_speaks_in_the_clear(scripted: StartScripted) -> None:
    async def script(peer: Peer) -> None:
        await peer.send("* OK hello, this is no TLS")
        await peer.stall()

    server = await scripted(script, security=Security.NONE)
    address = Server("localhost", server.address.port, Security.TLS, "alice")
    assert await _problem(address) is ProblemKind.TLS_FAILED


async def test_tls_to_a_port_that_says_nothing(scripted: StartScripted) -> None:
    server = await scripted(_wait_for_the_end, security=Security.NONE)
    address = Server("localhost", server.address.port, Security.TLS, "alice")
    assert await _problem(address, 0.05) is ProblemKind.TIMED_OUT


async def test_old_tls_is_refused(scripted: StartScripted) -> None:
    server = await scripted()
    server.context.set_ciphers("ALL:@SECLEVEL=0")
    with pytest.warns(DeprecationWarning, match="TLSv1_1"):
        server.context.maximum_version = ssl.TLSVersion.TLSv1_1
    # asyncio's server closes without the alert that would say why.
    assert await _problem(server.address) in {ProblemKind.TLS_FAILED, ProblemKind.CONNECTION_LOST}
    assert client_context().minimum_version is ssl.TLSVersion.TLSv1_2


async def test_nobody_listens() -> None:
    [port] = free_ports(1)
    # A name with two addresses and an address: the failure is told differently.
    for host in ("localhost", "127.0.0.1"):
        assert await _problem(Server(host, port, Security.NONE, "")) is ProblemKind.CONNECTION_REFUSED


@pytest.mark.parametrize("host", ["", "no-such-host.invalid", "a..b", "x" * 70 + ".example"])
async def test_no_such_host(host: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever this computer's resolver, or a provider's that makes up answers, would say."""

    def unknown(name: str, *_arguments: object, **_words: object) -> None:
        name.encode("idna")  # as the real one does
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    assert await _problem(Server(host, 993, Security.TLS, "")) is ProblemKind.HOST_NOT_FOUND


async def test_broken_off_during_the_handshake(scripted: StartScripted) -> None:
    async def script(peer: Peer) -> None:
        await peer.exactly(10)
        await peer.reset()

    server = await scripted(script, security=Security.NONE)
    address = Server("localhost", server.address.port, Security.TLS, "alice")
    assert await _problem(address) is ProblemKind.CONNECTION_LOST


async def test_what_arrived_before_a_reset_is_read_first(scripted: StartScripted) -> None:
    async def script(peer: Peer) -> None:
        await peer.send("last words")
        await peer.line()
        await peer.reset()

    server = await scripted(script, security=Security.NONE)
    stream = await connect(server.address)
    await asyncio.sleep(0)
    await stream.write(b"go\r\n")
    assert await _read_line(stream) == b"last words\r\n"
    with pytest.raises(MailError, match="connection_lost"):
        await stream.read()
    await stream.close()


async def test_starttls(scripted: StartScripted) -> None:
    async def script(peer: Peer) -> None:
        await peer.expect("STARTTLS")
        await peer.send("220 go ahead")
        await peer.start_tls()
        await peer.expect("secret")
        await peer.send("protected")
        await peer.expect_end()

    server = await scripted(script, security=Security.STARTTLS)
    stream = await connect(server.address)
    await stream.write(b"STARTTLS\r\n")
    assert await _read_line(stream) == b"220 go ahead\r\n"
    await stream.start_tls()
    await stream.write(b"secret\r\n")
    assert await _read_line(stream) == b"protected\r\n"
    await stream.close()


async def test_bytes_before_tls_are_an_injection(scripted: StartScripted) -> None:
    async def script(peer: Peer) -> None:
        await peer.send("220 go ahead", "injected")
        await peer.expect_end()

    server = await scripted(script, security=Security.STARTTLS)
    stream = await connect(server.address)
    assert await stream.read(len(b"220 go ahead\r\n")) == b"220 go ahead\r\n"
    with pytest.raises(MailError) as caught:
        await stream.start_tls()
    assert caught.value.problem.kind is ProblemKind.STARTTLS_INJECTION
    with pytest.raises(MailError, match="connection_lost"):
        await stream.write(b"secret")


async def test_bytes_in_the_clear_during_the_handshake_never_come_out(scripted: StartScripted) -> None:
    async def script(peer: Peer) -> None:
        await peer.exactly(5)
        await peer.send("injected while the client speaks TLS")
        await peer.stall()

    server = await scripted(script, security=Security.STARTTLS)
    stream = await connect(server.address)
    with pytest.raises(MailError, match="tls_failed"):
        await stream.start_tls()
    assert await stream.read() == b""


async def test_starttls_after_the_server_left(scripted: StartScripted) -> None:
    async def script(peer: Peer) -> None:
        await peer.close()

    server = await scripted(script, security=Security.STARTTLS)
    stream = await connect(server.address)
    assert await stream.read() == b""
    with pytest.raises(MailError, match="connection_lost"):
        await stream.start_tls()


async def test_a_server_that_does_not_read_makes_the_writer_wait(scripted: StartScripted) -> None:
    read = asyncio.Event()

    async def script(peer: Peer) -> None:
        await read.wait()
        await peer.stall()

    server = await scripted(script, security=Security.NONE)
    stream = await connect(server.address)
    writing = asyncio.create_task(stream.write(b"x" * 50_000_000))
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(asyncio.shield(writing), 0.2)
    read.set()
    await writing
    await stream.close()


async def test_a_reader_that_waits_keeps_the_server_waiting(scripted: StartScripted) -> None:
    sent = asyncio.Event()

    async def script(peer: Peer) -> None:
        for _ in range(500):
            await peer.send_bytes(b"x" * 100_000)
        sent.set()
        await peer.stall()

    server = await scripted(script)
    stream = await connect(server.address)
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(sent.wait(), 0.2)
    received = 0
    while received < 50_000_000:
        received += len(await stream.read())
    await stream.close()


async def test_cancelled_while_reading_the_stream_can_still_be_read(scripted: StartScripted) -> None:
    server = await scripted(_echo)
    stream = await connect(server.address)
    await _read_line(stream)
    reading = asyncio.create_task(stream.read())
    await asyncio.sleep(0)
    reading.cancel()
    with pytest.raises(asyncio.CancelledError):
        await reading
    await stream.write(b"still here\r\n")
    assert await _read_line(stream) == b"still here\r\n"
    await stream.close()


@pytest.mark.parametrize("security", [Security.TLS, Security.NONE])
async def test_given_up_at_any_step_nothing_stays_open(
    authority: Authority, monkeypatch: pytest.MonkeyPatch, security: Security
) -> None:
    context = authority.localhost().server_context() if security is Security.TLS else None

    async def until_the_end(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()

    listener = await Listener.open(until_the_end, context=context)

    async def connected(*_: object) -> socket.socket:
        connection = socket.create_connection(("127.0.0.1", listener.port))
        connection.setblocking(False)
        sockets.append(connection)
        return connection

    sockets: list[socket.socket] = []
    monkeypatch.setattr(connect_module, "connected_socket", connected)
    steps, finished = 0, False
    while not finished:
        connecting = asyncio.create_task(connect(Server("localhost", listener.port, security, "alice")))
        steps += 1
        for _ in range(steps):
            await asyncio.sleep(0)
        finished = connecting.done()
        connecting.cancel()
        [outcome] = await asyncio.gather(connecting, return_exceptions=True)
        if isinstance(outcome, SocketStream):
            await outcome.close()
        async with asyncio.timeout(30):
            while any(one.fileno() >= 0 for one in sockets):  # noqa: ASYNC110  no event tells
                await asyncio.sleep(0.001)
    assert steps > 2
    await listener.close()
