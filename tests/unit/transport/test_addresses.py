"""Several addresses of one host are raced; nothing is left open, whenever it is cancelled."""

import asyncio
import socket
from collections.abc import Iterator

import pytest

from mailclient.mail.account import Security
from mailclient.transport import addresses
from mailclient.transport.addresses import _alternating, _race, connected_socket
from mailclient.transport.connect import connect
from tests.servers.fixtures import StartScripted
from tests.servers.process import free_ports
from tests.servers.scripted import Peer


def _info(port: int, host: str = "127.0.0.1") -> addresses._Info:
    return (socket.AF_INET, socket.SOCK_STREAM, 0, "", (host, port))


@pytest.fixture
def open_port() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener.getsockname()[1]


@pytest.fixture
def silent_port() -> Iterator[int]:
    """Nobody accepts there and the queue is full, so that a connection attempt gets no answer."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        port = listener.getsockname()[1]
        queue = [socket.socket() for _ in range(2)]
        for each in queue:
            each.setblocking(False)
            each.connect_ex(("127.0.0.1", port))
        yield port
        for each in queue:
            each.close()


async def _race_of(*ports: int) -> int:
    attempts: list[asyncio.Task[socket.socket]] = []
    with await _race([_info(port) for port in ports], attempts) as winner:
        peer_port = winner.getpeername()[1]
    await addresses._end(attempts)
    return int(peer_port)


async def test_an_address_without_an_answer_does_not_hold_up_the_next(open_port: int, silent_port: int) -> None:
    assert await _race_of(silent_port, open_port) == open_port


async def test_a_refusal_starts_the_next_at_once(open_port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(addresses, "NEXT_ADDRESS_SECONDS", 1000.0)
    assert await _race_of(*free_ports(2), open_port) == open_port


async def test_the_first_is_preferred(open_port: int, silent_port: int) -> None:
    assert await _race_of(open_port, silent_port) == open_port


async def test_all_refuse() -> None:
    with pytest.raises(ConnectionRefusedError):
        await _race_of(*free_ports(2))


async def test_a_refusal_says_more_than_a_missing_network() -> None:
    [port] = free_ports(1)
    nowhere = (socket.AF_INET6, socket.SOCK_STREAM, 0, "", ("100::1", port, 0, 0))
    with pytest.raises(ConnectionRefusedError):
        await _race([nowhere, _info(port)], [])


def test_families_take_turns() -> None:
    six = [(socket.AF_INET6, socket.SOCK_STREAM, 0, "", (f"::{n}", 1, 0, 0)) for n in range(3)]
    four = [_info(1, f"10.0.0.{n}") for n in range(2)]
    assert _alternating([*six, *four]) == [six[0], four[0], six[1], four[1], six[2]]
    assert _alternating([*four, *six]) == [four[0], six[0], four[1], six[1], six[2]]


async def test_cancelled_amid_a_race_nothing_stays_open(silent_port: int) -> None:
    connecting = asyncio.create_task(connected_socket("127.0.0.1", silent_port))
    await asyncio.wait([connecting], timeout=0.05)
    connecting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await connecting


@pytest.mark.parametrize("security", [Security.TLS, Security.NONE])
@pytest.mark.parametrize("turns", range(10))
async def test_cancelled_at_any_moment_the_server_sees_the_end(
    scripted: StartScripted, security: Security, turns: int
) -> None:
    accepted = asyncio.Event()

    async def script(peer: Peer) -> None:
        accepted.set()
        await peer.stall()

    # In the clear on the server's side: with TLS asked for, the handshake never ends.
    server = await scripted(script, security=Security.NONE)
    address = type(server.address)("localhost", server.address.port, security, "")
    connecting = asyncio.create_task(connect(address))
    await accepted.wait()
    for _ in range(turns):
        await asyncio.sleep(0)
    if connecting.done():
        await connecting.result().close()
    connecting.cancel()
    await asyncio.gather(connecting, return_exceptions=True)


@pytest.fixture(params=["refuses", "is silent"])
def dead_port(request: pytest.FixtureRequest, silent_port: int) -> int:
    """Of an address that cannot be reached, in one way or the other."""
    return silent_port if request.param == "is silent" else free_ports(1)[0]


def _names(monkeypatch: pytest.MonkeyPatch, *addresses_: tuple[str, int]) -> None:
    """The resolver's answer for any name: these addresses, in this order."""
    real = socket.getaddrinfo
    found = [real(host, port, type=socket.SOCK_STREAM)[0] for host, port in addresses_]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_arguments, **_words: found)


async def _peer_of(host: str) -> tuple[str, int]:
    async with asyncio.timeout(10):
        with await addresses.connected_socket(host, 993) as connection:
            host, port, *_ = connection.getpeername()
    return host, port


@pytest.mark.parametrize("alive", ["::1", "127.0.0.1"])
async def test_one_dead_family_does_not_matter(monkeypatch: pytest.MonkeyPatch, dead_port: int, alive: str) -> None:
    """A server with an address of each family, the other of which is dead and preferred (RFC 8305 section 2)."""
    try:
        listener = socket.create_server((alive, 0), family=socket.AF_INET6 if ":" in alive else socket.AF_INET)
    except OSError:
        pytest.skip("this computer has no IPv6")
    with listener:
        port = listener.getsockname()[1]
        # The silent one is on 127.0.0.1 in any case; what counts is that it comes first.
        _names(monkeypatch, ("127.0.0.1", dead_port), (alive, port))
        assert await _peer_of("mail.example.org") == (alive, port)


async def test_both_families_are_tried_before_the_second_address_of_one(monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[str] = []

    async def attempt(info: addresses._Info) -> socket.socket:
        tried.append(str(info[4][0]))
        raise ConnectionRefusedError

    monkeypatch.setattr(addresses, "_attempt", attempt)
    _names(monkeypatch, ("::1", 1), ("::2", 1), ("127.0.0.1", 1), ("127.0.0.2", 1))
    with pytest.raises(ConnectionRefusedError):
        await _peer_of("mail.example.org")
    assert tried == ["::1", "127.0.0.1", "::2", "127.0.0.2"]
