"""Finished parts: header lines and the encoded body in pieces, put together to multiparts (RFC 2045, RFC 2046).

A body is gone over when it is written, and may be again: a file of any size is never in memory as a whole.

A boundary is the digest of what it encloses (what is not encoded of it), so nothing has to be searched for it: no
content can hold its own digest, and "=_" is never in base64 or quoted-printable.
"""

import hashlib
import re
from binascii import b2a_base64, b2a_qp
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from struct import Struct

LINE_LIMIT = 998
"""Bytes of a line without its CRLF (RFC 5322 section 2.1.1)."""
PIECE_BYTES = 57 * 8192
"""Of a file, before it is encoded: whole lines of base64."""

BREAK = re.compile(rb"\r\n|\r|\n")
LONG_LINE = re.compile(rb"[^\n]{%d}" % (LINE_LIMIT + 1))
_LINE_BYTES = 57
_ENCODED_LINE = 76
_LINES = 512
_SOME_LINES = Struct(f"{_ENCODED_LINE}s" * _LINES)
_NOT_ASCII = bytes(range(128, 256))
LINE_END_SPACE = re.compile(rb"[ \t]\r?$", re.MULTILINE)
FROM_LINE = re.compile(rb"^From (?=.)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Entity:
    """A finished part: its header lines, each with CRLF, and the pieces of its encoded body (``size`` bytes)."""

    header: bytes
    body: Iterable[bytes] = field(repr=False)
    size: int
    digest: bytes
    """Of the header and of all in the body that a boundary might be in."""
    is_8bit: bool = False

    @property
    def whole_size(self) -> int:
        """Bytes of all ``pieces``."""
        return len(self.header) + 2 + self.size

    def pieces(self) -> Iterator[bytes]:
        """All of it, in order."""
        yield self.header + b"\r\n"
        yield from self.body

    def __bytes__(self) -> bytes:
        return b"".join(self.pieces())


def entity_of(header: bytes, body: bytes) -> Entity:
    """A part whose body is there: encoded as ``header`` says, lines ending with CRLF."""
    return Entity(header, (body,), len(body), hashlib.sha256(header + body).digest(), not body.isascii())


@dataclass(frozen=True, slots=True)
class _Parts:
    """The body of a multipart."""

    boundary: bytes
    parts: Sequence[Entity]

    def __iter__(self) -> Iterator[bytes]:
        # the line break before a boundary is not part of what stands before it
        start = b"--" + self.boundary + b"\r\n"
        for number, part in enumerate(self.parts):
            yield b"\r\n" + start if number else start
            yield from part.pieces()
        yield b"\r\n--" + self.boundary + b"--\r\n"

    @property
    def size(self) -> int:
        around = len(self.parts) * (len(self.boundary) + 6) + len(self.boundary) + 6
        return around + sum(part.whole_size for part in self.parts)


def multipart(kind: str, parts: Sequence[Entity], more: str = "") -> Entity:
    """multipart/``kind``; ``more``: further parameters, each with its semicolon before it."""
    inside = hashlib.sha256(kind.encode("ascii") + b"".join(part.digest for part in parts))
    boundary = f"=_{inside.hexdigest()[:32]}"
    is_8bit = any(part.is_8bit for part in parts)
    header = f'Content-Type: multipart/{kind}{more};\r\n boundary="{boundary}"\r\n'
    if is_8bit:
        header += "Content-Transfer-Encoding: 8bit\r\n"
    body = _Parts(boundary.encode("ascii"), tuple(parts))
    return Entity(header.encode("ascii"), body, body.size, inside.digest(), is_8bit)


def text_entity(subtype: str, text: str, parameters: str = "", *, signable: bool = False) -> Entity:
    """Plain where it can be; else quoted-printable for mostly ASCII, base64 for mostly not. Never 8 bits.

    Then no server on the way has to convert it, which breaks signatures. A line that begins with "From " is encoded:
    servers that keep mailboxes as mbox write a ">" before it. ``signable``: so is space at the end of a line, which
    some cut off (RFC 3156 section 5).
    """
    data = BREAK.sub(b"\r\n", text.encode("utf-8", "replace"))
    if data and not data.endswith(b"\r\n"):
        data += b"\r\n"
    is_ascii = data.isascii()
    changeable = FROM_LINE.search(data) or (signable and LINE_END_SPACE.search(data))
    if is_ascii and b"\0" not in data and not LONG_LINE.search(data) and not changeable:
        encoding, body = "7bit", data
    elif is_ascii or len(data.translate(None, _NOT_ASCII)) * 3 >= len(data) * 2:
        encoding, body = "quoted-printable", quoted_printable(data)
    else:
        encoding, body = "base64", b"".join(base64_pieces((data,)))
    charset = "us-ascii" if is_ascii else "utf-8"
    header = f"Content-Type: text/{subtype}; charset={charset}{parameters}\r\nContent-Transfer-Encoding: {encoding}\r\n"
    return entity_of(header.encode("ascii"), body)


def quoted_printable(data: bytes) -> bytes:
    """Text with CRLF lines in lines of at most 76 (RFC 2045 section 6.7); none of them begins with "From "."""
    encoded = BREAK.sub(b"\r\n", b2a_qp(data))
    # with a soft break behind it, so that the line does not become too long
    return FROM_LINE.sub(b"=46rom=\r\n ", encoded)


def base64_size(size: int) -> int:
    """Bytes that ``base64_pieces`` gives for ``size`` bytes."""
    encoded = (size + 2) // 3 * 4
    return encoded + 2 * -(-encoded // _ENCODED_LINE)


def base64_pieces(content: Iterable[bytes]) -> Iterator[bytes]:
    """Lines of 76 with CRLF, however the content was cut; no piece is much longer than PIECE_BYTES."""
    rest = b""
    for given in content:
        for start in range(0, len(given), PIECE_BYTES):
            data = rest + given[start : start + PIECE_BYTES]
            whole = len(data) - len(data) % _LINE_BYTES
            rest = data[whole:]
            if whole:
                yield _base64_lines(data[:whole])
    if rest:
        yield _base64_lines(rest)


def _base64_lines(data: bytes) -> bytes:
    encoded = b2a_base64(data, newline=False)
    many = len(encoded) - len(encoded) % _SOME_LINES.size
    # cut by struct: five times as fast as slices
    lines = [line for some in _SOME_LINES.iter_unpack(memoryview(encoded)[:many]) for line in some]
    lines += (encoded[start : start + _ENCODED_LINE] for start in range(many, len(encoded), _ENCODED_LINE))
    lines.append(b"")
    return b"\r\n".join(lines)
