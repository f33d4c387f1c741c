"""Files that are easily spoilt on the way: by line ends, dots, "From ", 8 bits, their length or their name."""

import random
from dataclasses import dataclass, field
from pathlib import Path

from mailclient.bridge.draft import DraftFile


@dataclass(frozen=True, slots=True)
class Shape:
    """A file: what is odd about it, its name, media type and bytes."""

    title: str
    filename: str
    media_type: str
    data: bytes = field(repr=False)
    arrives: bytes | None = field(default=None, repr=False)
    """What the other side gets, where it is not ``data``: a message has CRLF line ends."""

    def draft_file(self, folder: Path) -> DraftFile:
        """Attached from a file in ``folder``; the file on the disk has a name that any disk takes."""
        path = folder / f"{abs(hash(self.title))}.bin"
        path.write_bytes(self.data)
        now = path.stat()
        return DraftFile(self.filename, self.media_type, str(path), size=now.st_size, modified_ns=now.st_mtime_ns)


_MESSAGE = (
    "From: 김 <kim@example.org>\r\nSubject: 회의\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n"
    "Content-Transfer-Encoding: 8bit\r\n\r\nFrom here on\r\n.\r\n..\r\n안녕하세요 \r\n--=_0123456789abcdef--\r\n"
).encode()
_SEVEN = b"From: a@example.org\r\nSubject: x\r\n\r\nhello \r\n\r\n--\r\n.\r\n"


def _random_bytes(size: int, seed: int = 1) -> bytes:
    return random.Random(seed).randbytes(size)


def shapes() -> list[Shape]:
    """All of them but the large one."""
    text = "text/plain"
    anything = "application/octet-stream"
    return [
        Shape("0 bytes", "empty.bin", anything, b""),
        Shape("1 byte", "one.bin", anything, b"\0"),
        Shape("all bytes", "all.bin", anything, bytes(range(256)) * 301),
        Shape("57 bytes: one line", "57.bin", anything, _random_bytes(57)),
        Shape("around a piece", "piece.bin", anything, _random_bytes(57 * 8192 + 1)),
        Shape("Korean name", "3월 회의록 (최종).hwp", "application/x-hwp", _random_bytes(5_000, 2)),
        Shape("Arabic name", "تقرير مهم.pdf", "application/pdf", _random_bytes(5_000, 3)),
        Shape("emoji name", "party 🎉👩‍👩‍👧.png", "image/png", _random_bytes(5_000, 4)),
        Shape("255-byte name", "가" * 83 + ".pptx", anything, _random_bytes(100, 5)),
        Shape("quotes and signs in the name", "a \"b\" 'c' 50% *;=\\d,.txt", anything, b"x"),
        Shape("text, LF", "lf.txt", text, b"one\ntwo \n\n.\n..\nFrom here\n" * 50),
        Shape("text, CRLF", "crlf.txt", text, b"one\r\ntwo \r\n.\r\nFrom here\r\n" * 50),
        Shape("text, CR only", "cr.txt", text, b"one\rtwo\r\r.\rthree" * 50),
        Shape("text, mixed line ends, none at the end", "mixed.txt", text, b"a\r\nb\nc\rd\r\r\n\n\re"),
        Shape("lines of 5,000", "long.txt", text, (b"x" * 5_000 + b"\n") * 20),
        Shape("NULs", "nul.txt", text, b"a\0b\n\0\0\n" * 100),
        Shape("UTF-8 text", "utf8.txt", text, "안녕하세요\n日本語 😀\n".encode() * 100),
        Shape("UTF-16 text", "utf16.txt", text, "안녕 hello\r\n".encode("utf-16") * 100),
        Shape("dots and spaces at line ends", "dots.txt", text, b".\r\n..\r\n. \r\n \t \r\n.\r\n"),
        Shape("HTML", "page.html", "text/html", b"<p>From\n\nFrom x</p>\n"),
        Shape("a calendar", "invite.ics", "text/calendar", b"BEGIN:VCALENDAR\nEND:VCALENDAR\n"),
        Shape(".eml, 7 bits", "seven.eml", "message/rfc822", _SEVEN),
        Shape(".eml, LF lines", "lf.eml", "message/rfc822", _SEVEN.replace(b"\r\n", b"\n"), _SEVEN),
        Shape(".eml, lines of 5,000", "long.eml", "message/rfc822", _SEVEN + b"x" * 5_000 + b"\r\n"),
        Shape(".eml with NULs", "nul.eml", "message/rfc822", _SEVEN + b"\0\r\n"),
        Shape(".eml with mixed line ends", "mixed.eml", "message/rfc822", _SEVEN + b"a\nb\rc\r\n"),
        Shape(".eml without a line end", "open.eml", "message/rfc822", _SEVEN + b"end"),
    ]  # fmt: skip


EIGHT_BIT = Shape(".eml, 8 bits", "회의 8bit.eml", "message/rfc822", _MESSAGE)
"""A message may not be encoded (RFC 2046 section 5.2.1): only a server with 8BITMIME takes it."""


def large(size: int = 25_000_000) -> Shape:
    """What people call a large attachment."""
    return Shape(f"{size // 1_000_000} MB", "큰 파일.zip", "application/zip", _random_bytes(size, 6))
