"""Finished parts: header lines and encoded body, put together to multiparts (RFC 2045, RFC 2046)."""

import hashlib
import re
from binascii import b2a_base64, b2a_qp
from collections.abc import Sequence
from dataclasses import dataclass

LINE_LIMIT = 998
"""Bytes of a line without its CRLF (RFC 5322 section 2.1.1)."""

BREAK = re.compile(rb"\r\n|\r|\n")
LONG_LINE = re.compile(rb"[^\n]{%d}" % (LINE_LIMIT + 1))


@dataclass(frozen=True, slots=True)
class Entity:
    """A finished part: its header lines and its encoded body, both ending with CRLF."""

    header: bytes
    body: bytes
    is_8bit: bool = False

    def __bytes__(self) -> bytes:
        return self.header + b"\r\n" + self.body


def multipart(kind: str, parts: Sequence[Entity], more: str = "") -> Entity:
    """multipart/``kind``; ``more``: further parameters, each with its semicolon before it."""
    finished = [bytes(part) for part in parts]
    boundary = _boundary(finished)
    is_8bit = any(part.is_8bit for part in parts)
    header = f'Content-Type: multipart/{kind}{more};\r\n boundary="{boundary}"\r\n'
    if is_8bit:
        header += "Content-Transfer-Encoding: 8bit\r\n"
    line = f"--{boundary}".encode("ascii")
    # the line break before a boundary is not part of what stands before it
    body = b"".join(line + b"\r\n" + part + b"\r\n" for part in finished)
    return Entity(header.encode("ascii"), body + line + b"--\r\n", is_8bit)


def _boundary(parts: Sequence[bytes]) -> str:
    """A line that is in none of the parts; "=_" is never in base64 or quoted-printable."""
    digest = hashlib.sha256()
    for part in parts:
        digest.update(part)
    while True:
        boundary = f"=_{digest.hexdigest()[:32]}"
        if not any(boundary.encode("ascii") in part for part in parts):
            return boundary
        digest.update(b"again")


def text_entity(subtype: str, text: str) -> Entity:
    """Plain where it can be; else quoted-printable for mostly ASCII, base64 for mostly not."""
    data = BREAK.sub(b"\r\n", text.encode("utf-8", "replace"))
    if data and not data.endswith(b"\r\n"):
        data += b"\r\n"
    charset = "us-ascii" if data.isascii() else "utf-8"
    if data.isascii() and b"\0" not in data and not LONG_LINE.search(data):
        encoding, body = "7bit", data
    elif sum(byte < 128 for byte in data[:10_000]) * 3 >= min(len(data), 10_000) * 2:
        encoding, body = "quoted-printable", BREAK.sub(b"\r\n", b2a_qp(data))
    else:
        encoding, body = "base64", base64_lines(data)
    header = f"Content-Type: text/{subtype}; charset={charset}\r\nContent-Transfer-Encoding: {encoding}\r\n"
    return Entity(header.encode("ascii"), body)


def base64_lines(data: bytes) -> bytes:
    """Lines of 76 with CRLF; in slices, so that a large file is not copied as many small lines."""
    encoded = b2a_base64(data, newline=False)
    return b"".join(encoded[start : start + 76] + b"\r\n" for start in range(0, len(encoded), 76))
