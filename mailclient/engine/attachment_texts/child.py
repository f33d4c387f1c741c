"""The process that reads attachments: frames in by stdin, text out by stdout, nothing else. Ends with its parent.

A frame is its length in four bytes and msgpack: ``(media_type, filename, data)`` in, ``(outcome, text)`` out.
"""

import struct
import sys
from typing import BinaryIO

import msgspec

from mailclient.engine.attachment_texts.extraction import extract
from mailclient.engine.attachment_texts.outcome import Extracted, Outcome

MEMORY_LIMIT = 1 << 30
"""Bytes of address space, of which the program itself takes a part."""
HEAD = struct.Struct("!I")
Asked = tuple[str, str, bytes]
Told = tuple[str, str]


def run() -> int:
    """Until stdin ends."""
    _limit_memory()
    source, sink = sys.stdin.buffer, sys.stdout.buffer
    sys.stdout = sys.stderr  # a stray print is no answer
    asked = msgspec.msgpack.Decoder(Asked)
    while (frame := _frame(source)) is not None:
        found = _extracted(*asked.decode(frame))
        data = msgspec.msgpack.encode((found.outcome.value, found.text.encode("utf-8", "replace").decode()))
        sink.write(HEAD.pack(len(data)) + data)
        sink.flush()
    return 0


def _extracted(media_type: str, filename: str, data: bytes) -> Extracted:
    try:
        return extract(data, media_type, filename)
    except (MemoryError, RecursionError):
        return Extracted(Outcome.TOO_LONG)


def _frame(source: BinaryIO) -> bytes | None:
    head = source.read(HEAD.size)
    if len(head) < HEAD.size:
        return None
    (length,) = HEAD.unpack(head)
    return source.read(length)


def _limit_memory() -> None:
    try:
        import resource
    except ImportError:  # Windows has it not; the time is bounded there all the same
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_LIMIT, MEMORY_LIMIT))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
