"""Files that stand in the text itself: uuencoded (POSIX "begin 644 name" … "end") and yEnc ("=ybegin" … "=yend").

Several in one text are all found. A line that is no code ends a file whose end line is missing; it is "damaged" then,
and so is a file of which only a part is in this message (=ypart). Lines of prose that begin with "begin" are text:
a file needs a line of code after it.
"""

import binascii
import re
from collections.abc import Iterator
from dataclasses import dataclass

from mailclient.mime.charset import decode
from mailclient.mime.container.contained import Contained
from mailclient.mime.container.tnef import is_tnef
from mailclient.mime.uuencode import is_uu_line, uu_line

FILE_LIMIT = 200

_START = re.compile(
    rb"^(?:begin(?P<b64>-base64)?[ \t]+[0-7]{3,4}[ \t]+(?P<name>[^\r\n]{1,300})"
    rb"|=ybegin[ \t](?=[^\r\n]*\bsize=)[^\r\n]*?\bname=(?P<yname>[^\r\n]{1,300}))\r?$",
    re.MULTILINE,
)
_UU_END = re.compile(rb"[ \t]*end[ \t]*")
_B64_END = re.compile(rb"={4}[ \t]*")
_B64_LINE = re.compile(rb"[A-Za-z0-9+/]+={0,2}[ \t]*")
_YENC_SHIFT = bytes((byte - 42) & 255 for byte in range(256))
_YENC_ESCAPED = re.compile(rb"=(.)", re.DOTALL)
_YENC_END = re.compile(rb"^=yend\b[^\r\n]*\r?\n?", re.MULTILINE)
_YENC_PART = re.compile(rb"=ypart[ \t][^\r\n]*\r?\n")


@dataclass(frozen=True, slots=True)
class TextFiles:
    """The text without the files, and the files."""

    text: bytes
    files: tuple[Contained, ...] = ()
    damaged: bool = False


@dataclass(frozen=True, slots=True)
class _Found:
    data: bytes
    end: int
    """Where the text goes on."""
    damaged: bool


def files_in_text(data: bytes) -> TextFiles:
    """Take out what is coded in ``data`` (a text before its charset is decoded). Never raises; linear."""
    if b"begin" not in data or is_tnef(data):  # one part is not two containers: paths inside it would be ambiguous
        return TextFiles(data)
    pieces: list[bytes] = []
    files: list[Contained] = []
    damaged = False
    position = 0
    for start, name, found in _all(data):
        pieces.append(data[position:start])
        position = found.end
        files.append(Contained(decode(name, "").strip(), "", found.data))
        damaged = damaged or found.damaged
    pieces.append(data[position:])
    return TextFiles(b"".join(pieces), tuple(files), damaged)


def _all(data: bytes) -> Iterator[tuple[int, bytes, _Found]]:
    position = count = 0
    while count < FILE_LIMIT and (start := _START.search(data, position)):
        body = min(start.end() + 1, len(data))
        is_yenc = start["yname"] is not None
        found = _yenc(data, body) if is_yenc else _lines(data, body, is_base64=start["b64"] is not None)
        if found is None:
            position = body
            continue
        yield start.start(), start["yname"] or start["name"], found
        position = found.end
        count += 1


def _lines(data: bytes, position: int, *, is_base64: bool) -> _Found | None:
    decoded: list[bytes] = []
    closing = _B64_END if is_base64 else _UU_END
    while position < len(data):
        line_end = data.find(b"\n", position)
        line_end = len(data) if line_end < 0 else line_end
        line = data[position:line_end].rstrip(b"\r")
        if closing.fullmatch(line):
            return _Found(b"".join(decoded), min(line_end + 1, len(data)), damaged=False)
        code = _base64_line(line) if is_base64 else _uu_line(line)
        if code is None:
            break
        decoded.append(code)
        position = line_end + 1
    return _Found(b"".join(decoded), min(position, len(data)), damaged=True) if any(decoded) else None


def _uu_line(line: bytes) -> bytes | None:
    if not line.strip():
        return b"" if line else None
    return uu_line(line) if is_uu_line(line) else None


def _base64_line(line: bytes) -> bytes | None:
    if not _B64_LINE.fullmatch(line) or len(line.strip()) % 4:
        return None
    try:
        return binascii.a2b_base64(line)
    except binascii.Error:
        return None


def _yenc(data: bytes, position: int) -> _Found:
    end = _YENC_END.search(data, position)
    code = data[position : end.start() if end else len(data)]
    part = _YENC_PART.match(code)
    code = code[part.end() if part else 0 :].replace(b"\r", b"").replace(b"\n", b"")
    code = _YENC_ESCAPED.sub(lambda escaped: bytes(((escaped[1][0] - 64) & 255,)), code)
    return _Found(code.translate(_YENC_SHIFT), end.end() if end else len(data), damaged=end is None or part is not None)
