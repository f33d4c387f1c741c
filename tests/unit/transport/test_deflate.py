"""Compression on a stream: both ways, in any pieces, against bombs and rubbish."""

import asyncio
import tracemalloc
import zlib

import pytest

from mailclient.mail.problem import MailError, ProblemKind
from mailclient.transport.deflate import DeflateStream
from mailclient.transport.memory import memory_pipe
from mailclient.transport.meter import Meter
from mailclient.transport.transcript import Transcript

MEGABYTE = 1024 * 1024


def deflated(data: bytes) -> bytes:
    deflate = zlib.compressobj(9, zlib.DEFLATED, -15)
    return deflate.compress(data) + deflate.flush(zlib.Z_SYNC_FLUSH)


async def read_exactly(stream: DeflateStream, count: int, limit: int = 65536) -> bytes:
    data = b""
    while len(data) < count:
        piece = await stream.read(limit)
        assert 0 < len(piece) <= limit
        data += piece
    return data


async def test_there_and_back() -> None:
    ours, theirs = memory_pipe()
    client, server = DeflateStream(ours, "here"), DeflateStream(theirs, "there")
    for text in (b"A1 NOOP\r\n", b"", b"x" * 300_000, bytes(range(256)) * 3000):
        await client.write(text)
        assert await read_exactly(server, len(text)) == text
        await server.write(text)
        assert await read_exactly(client, len(text), limit=1000) == text
    assert client.bytes_written == server.bytes_read < 20_000
    await client.close()
    assert await server.read() == b""
    assert await server.read() == b""


@pytest.mark.parametrize("size", [1, 2, 7])
async def test_cut_anywhere(size: int) -> None:
    ours, theirs = memory_pipe()
    text = b"* 1 FETCH (FLAGS (\\Seen))\r\n" * 50
    compressed = deflated(text)
    for start in range(0, len(compressed), size):
        await theirs.write(compressed[start : start + size])
    assert await read_exactly(DeflateStream(ours, "here"), len(text), limit=size) == text


async def test_a_bomb_is_inflated_as_it_is_read() -> None:
    """200 MB in 200 KB: no more of it is ever in memory than was asked for."""
    ours, theirs = memory_pipe()
    bomb = deflated(bytes(200 * MEGABYTE))
    await theirs.write(bomb)
    stream = DeflateStream(ours, "here")
    await stream.read()
    tracemalloc.start()
    for _ in range(200):
        assert len(await stream.read()) == 65536
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < MEGABYTE


@pytest.mark.parametrize("rubbish", [b"\xff\xff\xff\xff", b"* 1 EXISTS\r\n" * 9, zlib.compress(b"with a header")])
async def test_rubbish_ends_the_stream(rubbish: bytes) -> None:
    ours, theirs = memory_pipe()
    await theirs.write(rubbish)
    with pytest.raises(MailError) as caught:
        await read_exactly(DeflateStream(ours, "here"), MEGABYTE)
    assert caught.value.problem.kind is ProblemKind.SERVER_NONSENSE


async def test_the_end_of_the_compression_is_no_end_of_the_stream() -> None:
    ours, theirs = memory_pipe()
    deflate = zlib.compressobj(9, zlib.DEFLATED, -15)
    await theirs.write(deflate.compress(b"bye") + deflate.flush() + b"* BYE in the clear\r\n")
    with pytest.raises(MailError):
        await DeflateStream(ours, "here").read()


async def test_bytes_before_the_switch_are_refused() -> None:
    ours, theirs = memory_pipe()
    await theirs.write(b"* 1 EXISTS\r\n")
    with pytest.raises(MailError) as caught:
        await ours.start_deflate()
    assert caught.value.problem.kind is ProblemKind.SERVER_NONSENSE


async def test_what_is_above_sees_it_inflated() -> None:
    ours, theirs = memory_pipe()
    lines: list[str] = []
    meter = Meter(ours)
    stream = await Transcript(meter, lines.append).start_deflate()
    peer = await theirs.start_deflate()
    await asyncio.gather(stream.write(b"A1 NOOP\r\n"), peer.write(b"A1 OK done\r\n"))
    assert await peer.read() == b"A1 NOOP\r\n"
    assert await stream.read() == b"A1 OK done\r\n"
    assert lines == ["# DEFLATE", "C: A1 NOOP", "S: A1 OK done"]
    assert (meter.traffic.bytes_written, meter.traffic.bytes_read) == (9, 12)
