"""What a server may do to us: attacks for ``HostileServer``."""

import itertools
import zlib

from tests.servers.hostile import Attack
from tests.servers.scripted import Peer


def endless(piece: bytes, start: bytes = b"") -> Attack:
    """Say ``start`` and then ``piece`` for ever."""

    async def attack(peer: Peer, tag: str, arguments: str) -> None:
        del tag, arguments
        await peer.send_bytes(start)
        while True:
            await peer.send_bytes(piece)

    return attack


def says(*lines: str | bytes, times: int = 1, ok: bool = True) -> Attack:
    """Say the lines so often ("{}" is the number of the time), then OK."""

    async def attack(peer: Peer, tag: str, arguments: str) -> None:
        del arguments
        for first in range(0, times, 1000):
            numbers = range(first + 1, min(first + 1000, times) + 1)
            texts = [line if isinstance(line, str) else line.decode("latin-1") for line in lines]
            data = "".join(f"{text}\r\n".replace("{}", str(number)) for number in numbers for text in texts)
            await peer.send_bytes(data.encode("latin-1"))
        if ok:
            await peer.send(f"{tag} OK done")
        else:
            await peer.stall()

    return attack


async def bye(peer: Peer, tag: str, arguments: str) -> None:
    del tag, arguments
    await peer.send("* BYE go away")
    await peer.close()


async def bomb(peer: Peer, tag: str, arguments: str) -> None:
    """A gigabyte of nothing in a megabyte, again and again."""
    del arguments
    await peer.send(f"{tag} OK active")
    press = zlib.compressobj(9, zlib.DEFLATED, -15)
    piece = press.compress(b"* 3 EXISTS\r\n" * 1_000_000) + press.flush(zlib.Z_SYNC_FLUSH)
    while True:
        await peer.send_bytes(piece)


async def idle_news(peer: Peer, tag: str, arguments: str) -> None:
    del tag, arguments
    await peer.send("+ idling")
    for number in itertools.count(3):
        await peer.send_bytes(f"* {number} EXISTS\r\n* {number} RECENT\r\n".encode() * 500)


def drop_by_drop(*lines: str) -> Attack:
    """The lines and OK, each byte in a packet of its own."""

    async def attack(peer: Peer, tag: str, arguments: str) -> None:
        del arguments
        await peer.send_slowly(*lines, f"{tag} OK done")

    return attack


async def other_numbering(peer: Peer, tag: str, arguments: str) -> None:
    """SELECT: another UIDVALIDITY each time."""
    del arguments
    number = next(_NUMBERS)
    await peer.send("* 3 EXISTS", f"* OK [UIDVALIDITY {number}] v", "* OK [UIDNEXT 4] n", f"{tag} OK [READ-WRITE] done")


_NUMBERS = itertools.count(100)
