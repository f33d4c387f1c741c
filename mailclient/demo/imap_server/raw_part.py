"""The MIME tree of a message as raw bytes: headers undecoded, bodies uncut (RFC 2045, RFC 2046).

The client's own reader decodes everything; a server must give back what was written, so this one keeps it. Nesting
and the number of parts are capped: what is deeper is taken as a part without structure.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

NESTING_LIMIT = 50
PARTS_LIMIT = 2000

_NAME = re.compile(rb"([^\x00-\x20:\x7f-\xff]+)[ \t]*:")
_FOLD = re.compile(rb"\r\n[ \t]")
_TOKEN = re.compile(rb"[^\x00-\x20()<>@,;:\\\"/\[\]?=]+")
_VALUE = re.compile(rb"\"((?:[^\"\\]|\\.)*)\"|([^\x00-\x20;\"]+)", re.DOTALL)
_BLANK = re.compile(rb"(?:\s|\((?:[^()\\]|\\.)*\))*", re.DOTALL)

Parameters = tuple[tuple[bytes, bytes], ...]


@dataclass(frozen=True, slots=True)
class RawPart:
    """One node. ``header`` ends with the empty line; ``media_type`` and ``subtype`` are as written.

    A multipart's children are its parts; a message/rfc822 has the message inside as its only child.
    """

    header: bytes = field(repr=False)
    body: bytes = field(repr=False)
    fields: dict[bytes, bytes] = field(repr=False)
    """The first field of each name (lower case), unfolded, without white space around it."""
    media_type: bytes = b"text"
    subtype: bytes = b"plain"
    parameters: Parameters = ()
    children: tuple["RawPart", ...] = ()

    @property
    def is_multipart(self) -> bool:
        """Whether the type is multipart, even when no part was found in it."""
        return self.media_type.lower() == b"multipart"

    @property
    def is_message(self) -> bool:
        """Whether this is a message/rfc822 with its message inside."""
        return self.media_type.lower() == b"message" and bool(self.children)

    def part(self, number: int) -> "RawPart | None":
        """Part ``number`` (from 1) of a message or multipart; a message that is no multipart is its own part 1."""
        if self.is_multipart:
            return self.children[number - 1] if number <= len(self.children) else None
        return self if number == 1 else None


def read_part(data: bytes) -> RawPart:
    """The tree of a whole message with CRLF lines."""
    return _read(data, b"text/plain", 0, [PARTS_LIMIT])


def header_fields(header: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Each field as (name in lower case, its bytes with folding and line end), in order."""
    lines: list[bytes] = []
    for line in [*header.splitlines(keepends=True), b""]:
        if line[:1] in (b" ", b"\t") and lines:
            lines.append(line)
            continue
        if lines and (name := _NAME.match(lines[0])):
            yield name[1].lower(), b"".join(lines)
        lines = [line]


def read_parameters(value: bytes) -> tuple[bytes, Parameters]:
    """A structured field such as Content-Disposition: the first word, and the parameters as written."""
    first = value.split(b";", 1)[0]
    word = _BLANK.sub(b"", first) if b"(" in first else first.strip()
    parameters = []
    at = len(first)
    while at < len(value) and value[at : at + 1] == b";":
        at = _after_blank(value, at + 1)
        name = _TOKEN.match(value, at)
        if name is None:
            break
        at = _after_blank(value, name.end())
        if value[at : at + 1] != b"=":
            break
        at = _after_blank(value, at + 1)
        found = _VALUE.match(value, at)
        if found is None:
            break
        text = found[2] if found[1] is None else re.sub(rb"\\(.)", rb"\1", found[1], flags=re.DOTALL)
        parameters.append((name[0], text))
        at = _after_blank(value, found.end())
    return word, tuple(parameters)


def _after_blank(value: bytes, at: int) -> int:
    """Where the blanks and comments that may stand at ``at`` end."""
    found = _BLANK.match(value, at)
    return found.end() if found else at


def _read(data: bytes, default_type: bytes, depth: int, parts_left: list[int]) -> RawPart:
    parts_left[0] -= 1
    header, body = _split(data)
    fields: dict[bytes, bytes] = {}
    for name, raw in header_fields(header):
        fields.setdefault(name, _FOLD.sub(b" ", raw.split(b":", 1)[1]).strip())
    word, parameters = read_parameters(fields.get(b"content-type", default_type))
    media_type, slash, subtype = word.partition(b"/")
    if not slash or not _TOKEN.fullmatch(media_type) or not _TOKEN.fullmatch(subtype):
        media_type, subtype, parameters = *default_type.split(b"/"), ()
    children: tuple[RawPart, ...] = ()
    if depth < NESTING_LIMIT and parts_left[0] > 0:
        kind = media_type.lower()
        if kind == b"multipart":
            inner_default = b"message/rfc822" if subtype.lower() == b"digest" else b"text/plain"
            boundary = {name.lower(): value for name, value in reversed(parameters)}.get(b"boundary")
            pieces = _cut(body, boundary) if boundary else []
            children = tuple(_read(piece, inner_default, depth + 1, parts_left) for piece in pieces[: parts_left[0]])
        elif kind == b"message" and subtype.lower() in (b"rfc822", b"global"):
            children = (_read(body, b"text/plain", depth + 1, parts_left),)
    return RawPart(header, body, fields, media_type, subtype, parameters, children)


def _split(data: bytes) -> tuple[bytes, bytes]:
    """Header (with the empty line) and body; a message without an empty line is all header."""
    if data.startswith(b"\r\n"):
        return data[:2], data[2:]
    end = data.find(b"\r\n\r\n")
    return (data, b"") if end < 0 else (data[: end + 4], data[end + 4 :])


def _cut(body: bytes, boundary: bytes) -> list[bytes]:
    """The parts between the boundary lines, without the line end that belongs to each boundary (RFC 2046 5.1.1)."""
    line = re.compile(rb"(?:\A|\r\n)--" + re.escape(boundary) + rb"(--)?[ \t]*(?=\r\n|\Z)")
    pieces = []
    start = None
    at = 0
    while match := line.search(body, at):
        if start is not None:
            pieces.append(body[start : max(start, match.start())])
        if match[1]:
            return pieces
        start = min(match.end() + 2, len(body))
        # The line end after one boundary may be the one before the next.
        at = match.end()
    if start is not None:
        pieces.append(body[start:])
    return pieces
