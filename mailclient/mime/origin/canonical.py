"""The canonical forms of DKIM (RFC 6376 section 3.4): header fields, and the hash of a body without a copy of it.

Everything works on exact bytes with CRLF lines; a message kept with bare LF is given CRLF first.
"""

import hashlib
import re
from dataclasses import dataclass

_CHUNK_BYTES = 1 << 20
_BARE_LF = re.compile(rb"(?<!\r)\n")
_BLANKS = re.compile(rb"[ \t]+")
_FOLD = re.compile(rb"\r\n(?=[ \t])")
_RAW_FIELD = re.compile(rb"^([!-9;-~]++)[ \t]*+:[^\n]*+(?:\n[ \t][^\n]*+)*+(?:\n|\Z)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class RawField:
    """``name`` in lower case; ``raw`` from the name to the last CRLF of the field."""

    name: str
    raw: bytes


def with_crlf(data: bytes) -> bytes:
    """The message with each line ended by CRLF; itself where it is so already."""
    return _BARE_LF.sub(b"\r\n", data) if _BARE_LF.search(data) else data


def cut(message: bytes) -> tuple[tuple[RawField, ...], int]:
    """The raw fields of the header, and where the body begins; ``message`` has CRLF lines."""
    if message.startswith(b"\r\n"):
        return (), 2
    end = message.find(b"\r\n\r\n")
    header, begin = (message, len(message)) if end < 0 else (message[: end + 2], end + 4)
    return tuple(RawField(found[1].decode("ascii").lower(), found[0]) for found in _RAW_FIELD.finditer(header)), begin


def canonical_field(raw: bytes, *, relaxed: bool) -> bytes:
    """One field as it is hashed, with its CRLF."""
    if not relaxed:
        return raw if raw.endswith(b"\r\n") else raw + b"\r\n"
    name, _, value = _FOLD.sub(b"", raw).partition(b":")
    return name.strip().lower() + b":" + _BLANKS.sub(b" ", value.rstrip(b"\r\n")).strip(b" \t") + b"\r\n"


@dataclass(frozen=True, slots=True)
class BodyHash:
    """``digest`` of the canonical body (of its first ``l=`` bytes); ``length``: how long it is in all."""

    digest: bytes
    length: int


def body_hash(message: bytes, begin: int, *, relaxed: bool, algorithm: str, length: int | None = None) -> BodyHash:
    """The hash of the body that begins at ``begin``; a chunk of it at a time is in memory twice."""
    hashing = _Hashing(algorithm, length)
    empty_lines = 0
    while begin < len(message):
        end = _end_of_chunk(message, begin)
        chunk = message[begin:end]
        begin = end
        if relaxed:
            chunk = _BLANKS.sub(b" ", chunk).replace(b" \r\n", b"\r\n")
            if begin == len(message) and chunk.endswith(b" "):
                chunk = chunk[:-1]
        content = _without_empty_lines(chunk)
        if content:
            hashing.feed(b"\r\n" * empty_lines)
            hashing.feed(content)
            empty_lines = 0
        empty_lines += (len(chunk) - len(content)) // 2
    if hashing.length or not relaxed:
        hashing.feed(b"\r\n")
    return BodyHash(hashing.digest(), hashing.length)


def _end_of_chunk(message: bytes, begin: int) -> int:
    """Behind a line end, so that no line and no run of blanks is cut."""
    if len(message) - begin <= _CHUNK_BYTES:
        return len(message)
    end = message.rfind(b"\r\n", begin, begin + _CHUNK_BYTES)
    if end < 0:
        end = message.find(b"\r\n", begin + _CHUNK_BYTES - 1)
    return len(message) if end < 0 else end + 2


def _without_empty_lines(chunk: bytes) -> bytes:
    end = len(chunk)
    while end >= 2 and chunk[end - 2 : end] == b"\r\n":
        end -= 2
    return chunk[:end]


class _Hashing:
    """Hashes the first ``limit`` bytes of what it is fed, and counts all."""

    def __init__(self, algorithm: str, limit: int | None) -> None:
        self._hash = hashlib.new(algorithm, usedforsecurity=False)
        self._limit = limit
        self.length = 0

    def feed(self, data: bytes) -> None:
        left = len(data) if self._limit is None else max(self._limit - self.length, 0)
        self._hash.update(data[:left])
        self.length += len(data)

    def digest(self) -> bytes:
        return self._hash.digest()
