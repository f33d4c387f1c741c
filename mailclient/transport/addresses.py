"""From a host name to a connected socket: all its addresses, raced against each other (RFC 8305, happy eyeballs).

Not ``create_connection(happy_eyeballs_delay=…)``: cancelled at the wrong moment it leaves a connected socket behind
(seen with Python 3.11), and it tells of several failed addresses only in words.
"""

import asyncio
import errno
import itertools
import socket
from collections.abc import Callable

from mailclient.transport.blocking_call import blocking_call

NEXT_ADDRESS_SECONDS = 0.25
"""RFC 8305 section 5: when an address has not answered by then, the next is tried at the same time."""

_Info = tuple[int, int, int, str, "tuple[str, int] | tuple[str, int, int, int] | tuple[int, bytes]"]


Permitted = Callable[[str], bool]
"""Whether a socket may be connected to this IP address."""


class AddressNotPermittedError(OSError):
    """None of a name's addresses may be connected to."""


async def connected_socket(host: str, port: int, permitted: Permitted | None = None) -> socket.socket:
    """A non-blocking socket, connected. Raises ``OSError`` (``gaierror``) or ``UnicodeError`` for an odd name.

    ``permitted`` is asked after the name is looked up, so that no name can lead elsewhere meanwhile;
    ``AddressNotPermittedError`` when none of the addresses is.
    """
    infos = await blocking_call(lambda: socket.getaddrinfo(host, port, type=socket.SOCK_STREAM), "resolver")
    if permitted is not None:
        infos = [info for info in infos if permitted(str(info[4][0]))]
        if not infos:
            raise AddressNotPermittedError(errno.EACCES, "an address that may not be asked")
    attempts: list[asyncio.Task[socket.socket]] = []
    try:
        winner = await _race(_alternating(list(infos)), attempts)
    except BaseException:
        await _end(attempts)
        raise
    try:
        await _end(attempts)
    except BaseException:
        winner.close()
        raise
    return winner


def _alternating(infos: list[_Info]) -> list[_Info]:
    """IPv6 and IPv4 in turns, beginning with what the system likes best (RFC 8305 section 4)."""
    first = [info for info in infos if info[0] == infos[0][0]]
    others = [info for info in infos if info[0] != infos[0][0]]
    pairs = itertools.zip_longest(first, others)
    return [info for pair in pairs for info in pair if info is not None]


async def _race(infos: list[_Info], attempts: list[asyncio.Task[socket.socket]]) -> socket.socket:
    """The first socket that connects is taken out of ``attempts``; the failure that says most when none does."""
    failures: list[OSError] = []
    waiting: set[asyncio.Task[socket.socket]] = set()
    remaining = iter(infos)
    while True:
        info = next(remaining, None)
        if info is not None:
            attempt = asyncio.create_task(_attempt(info))
            attempts.append(attempt)
            waiting.add(attempt)
        elif not waiting:
            raise _most_telling(failures)
        patience = NEXT_ADDRESS_SECONDS if info is not None else None
        done, waiting = await asyncio.wait(waiting, timeout=patience, return_when=asyncio.FIRST_COMPLETED)
        for attempt in done:
            failure = attempt.exception()
            if failure is None:
                attempts.remove(attempt)
                return attempt.result()
            if not isinstance(failure, OSError):
                raise failure
            failures.append(failure)


async def _attempt(info: _Info) -> socket.socket:
    family, kind, protocol, _, address = info
    connection = socket.socket(family, kind, protocol)
    try:
        connection.setblocking(False)
        await asyncio.get_running_loop().sock_connect(connection, address)
    except BaseException:
        connection.close()
        raise
    return connection


async def _end(attempts: list[asyncio.Task[socket.socket]]) -> None:
    """Stop the losers; one that had connected meanwhile is closed."""
    for attempt in attempts:
        attempt.cancel()
    for outcome in await asyncio.gather(*attempts, return_exceptions=True):
        if isinstance(outcome, socket.socket):
            outcome.close()


def _most_telling(failures: list[OSError]) -> OSError:
    """A server that refused says more than a network without IPv6."""
    silent = {errno.ENETUNREACH, errno.EHOSTUNREACH, errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT}
    return next((failure for failure in failures if failure.errno not in silent), failures[0])
