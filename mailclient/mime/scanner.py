"""The scanner under the reader: where each part's header, body and end are, found by looking for boundary lines.

RFC 2046 section 5.1. One pass over the lines that start with "--"; the boundaries that are open are in a table, so a
line of an outer multipart ends all parts inside it, also when their own end lines are missing.

Rejected: cutting each multipart by its boundary and going down into the pieces; that reads the innermost bytes once
per level, and twice as fast code then is fifty times slower on a hostile message.
"""

import re
from dataclasses import dataclass, field

from mailclient.mime.header import Field, fields_of, first
from mailclient.mime.parameters import parse_value
from mailclient.mime.transfer import decode_transfer
from mailclient.mime.warning import MimeWarning

NESTING_LIMIT = 50
PART_LIMIT = 2_000
MESSAGE_HEADER_LIMIT = 1024 * 1024
"""Bytes; ten thousand recipients fit."""
PART_HEADER_LIMIT = 64 * 1024

_EMPTY_LINE = re.compile(rb"\n\r*\n")
_FIRST_LINE_EMPTY = re.compile(rb"\r*\n")
_MBOX_LINE = re.compile(rb"(?:\xef\xbb\xbf)?(?:[ \t]*+\r?\n)*+(?:>?From [^\n]*\n)?")
_FIELD_LINE = re.compile(rb"[!-9;-~]+[ \t]*:")
_GUESSED_BOUNDARY = re.compile(rb"^--([^\s][^\r\n]{0,200}?)[ \t]*\r?\n(?=content-|\r?\n)", re.MULTILINE | re.IGNORECASE)
_GUESS_BYTES = 16 * 1024
_REST_OF_LINE = re.compile(rb"[ \t\r]*+\n")
_MESSAGES = {"message/rfc822", "message/global"}
_ENCODED = {"base64", "quoted-printable", "x-uuencode", "uuencode", "x-uue", "uue"}


@dataclass(slots=True, eq=False)
class Entity:
    """A part on the scan: offsets into ``source`` of its header, body and end, and its MIME fields."""

    source: bytes = field(repr=False)
    start: int
    body_start: int
    end: int
    fields: tuple[Field, ...] = field(repr=False)
    media_type: str = "text/plain"
    parameters: dict[str, str] = field(default_factory=dict)
    encoding: str = "7bit"
    disposition: str = ""
    disposition_parameters: dict[str, str] = field(default_factory=dict)
    boundary: bytes = b""
    closed: bool = False
    children: list["Entity"] = field(default_factory=list)

    @property
    def header(self) -> bytes:
        """The raw header with the empty line."""
        return self.source[self.start : self.body_start]

    @property
    def body(self) -> bytes:
        """The encoded body."""
        return self.source[self.body_start : self.end]

    def beginning(self, at_most: int) -> bytes:
        """No more than the first bytes of the encoded body."""
        return self.source[self.body_start : min(self.end, self.body_start + at_most)]

    @property
    def whole(self) -> bytes:
        """Header and body."""
        return self.source[self.start : self.end]

    @property
    def content_id(self) -> bytes:
        """The Content-ID as written."""
        return first(self.fields, "content-id")

    @property
    def location(self) -> bytes:
        """The Content-Location as written."""
        return first(self.fields, "content-location")

    @property
    def children_are_parts(self) -> bool:
        """Whether this is a multipart (a message/rfc822 has one child, which is no part of it)."""
        return bool(self.boundary)


@dataclass(slots=True)
class Scan:
    """The outermost entity and what was odd (each code once)."""

    root: Entity
    warnings: list[MimeWarning]


def scan(data: bytes, depth: int = 0, parts_left: int = PART_LIMIT) -> Scan:
    """Find all parts of ``data``."""
    return _Scanner(data, depth, parts_left).run()


class _Scanner:
    """Holds the open entities, outermost first; ``_open`` tells which of them a boundary belongs to."""

    def __init__(self, data: bytes, depth: int, parts_left: int) -> None:
        self._source = data
        # a message whose lines end with CR alone: the same offsets with line feeds
        bare = b"\n" not in data and b"\r" in data
        self._lines = data.replace(b"\r", b"\n") if bare else data
        self._depth = depth
        self._parts_left = parts_left
        self._stack: list[Entity] = []
        self._open: dict[bytes, list[int]] = {}
        self._warnings: dict[MimeWarning, None] = {}

    def run(self) -> Scan:
        skipped = _MBOX_LINE.match(self._lines)
        root = self._enter(skipped.end() if skipped else 0, "text/plain", is_message=True)
        position = self._stack[-1].body_start
        while self._open and self._parts_left > 0:
            found = self._next_boundary(position)
            if found is None:
                break
            position = self._boundary_line(*found)
        if self._open and self._parts_left <= 0:
            self._warn(MimeWarning.TOO_MANY_PARTS)
        self._close_below(-1, len(self._source))
        return Scan(root, list(self._warnings))

    def _warn(self, warning: MimeWarning) -> None:
        self._warnings[warning] = None

    # --- entering a part -----------------------------------------------------------------------------------------

    def _enter(self, start: int, default_type: str, *, is_message: bool) -> Entity:
        """Read the header at ``start`` and put the entity (and a message inside it) on the stack."""
        body_start = self._header_end(start, MESSAGE_HEADER_LIMIT if is_message else PART_HEADER_LIMIT)
        if not is_message:
            body_start = self._first_line_of_text(start, body_start)
        fields = fields_of(self._lines[start:body_start])
        entity = Entity(self._source, start, body_start, len(self._source), fields)
        self._read_fields(entity, default_type)
        self._end_header_at_boundary(entity, default_type)
        self._stack.append(entity)
        self._parts_left -= 1
        self._open_container(entity)
        return entity

    def _read_fields(self, entity: Entity, default_type: str) -> None:
        media_type, entity.parameters = parse_value(first(entity.fields, "content-type"))
        entity.media_type = media_type if "/" in media_type else default_type if not media_type else "text/plain"
        encoding, _ = parse_value(first(entity.fields, "content-transfer-encoding"))
        entity.encoding = encoding or "7bit"
        entity.disposition, entity.disposition_parameters = parse_value(first(entity.fields, "content-disposition"))

    def _first_line_of_text(self, start: int, end: int) -> int:
        """Lines at the end of a part's header that are no fields: the text begins there, its empty line is missing.

        Of a whole message they stay in the header, which a server too ends at the empty line.
        """
        lines = self._lines[start:end].splitlines(keepends=True)
        while lines and not lines[-1].strip():
            lines.pop()
        fields = len(lines)
        while fields and lines[fields - 1][:1] not in (b" ", b"\t") and not _FIELD_LINE.match(lines[fields - 1]):
            fields -= 1
        return start + sum(map(len, lines[:fields])) if 0 < fields < len(lines) else end

    def _end_header_at_boundary(self, entity: Entity, default_type: str) -> None:
        """A multipart's own boundary line before the empty line, which is missing, begins its first part."""
        boundary = _boundary_of(entity) if entity.media_type.startswith("multipart/") else b""
        if not boundary:
            return
        # a pattern made of the boundary would take seconds for a long one
        line = b"\n--" + boundary
        found = self._lines.find(line, entity.start, entity.body_start)
        while found >= 0 and not _REST_OF_LINE.match(self._lines, found + len(line), entity.body_start):
            found = self._lines.find(line, found + 1, entity.body_start)
        if found >= 0:
            entity.body_start = found + 1
            entity.fields = fields_of(self._lines[entity.start : entity.body_start])
            self._read_fields(entity, default_type)

    def _open_container(self, entity: Entity) -> None:
        is_multipart = entity.media_type.startswith("multipart/")
        is_message = entity.media_type in _MESSAGES
        if not is_multipart and not is_message:
            return
        if self._depth + len(self._stack) >= NESTING_LIMIT:
            self._warn(MimeWarning.NESTED_TOO_DEEP)
        elif is_multipart:
            self._open_multipart(entity)
        elif entity.encoding not in _ENCODED:
            entity.children.append(self._enter(self._after_mbox(entity.body_start), "text/plain", is_message=True))

    def _after_mbox(self, position: int) -> int:
        line = re.compile(rb">?From [^\n]*\n").match(self._lines, position)
        return line.end() if line else position

    def _open_multipart(self, entity: Entity) -> None:
        boundary = _boundary_of(entity)
        if not boundary or (len(self._stack) == 1 and self._lines.find(b"--" + boundary, entity.body_start) < 0):
            guess = _GUESSED_BOUNDARY.search(self._lines, entity.body_start, entity.body_start + _GUESS_BYTES)
            self._warn(MimeWarning.BOUNDARY_MISSING)
            boundary = guess[1] if guess else b""
        if boundary:
            entity.boundary = boundary
            self._open.setdefault(boundary, []).append(len(self._stack) - 1)
        else:
            entity.media_type = "text/plain"

    def _header_end(self, start: int, limit: int) -> int:
        """Where the body starts: after the empty line, at a boundary line, or at once when there is no header."""
        empty = _FIRST_LINE_EMPTY.match(self._lines, start)
        if empty:
            return empty.end()
        if self._boundary_at(start) or not _FIELD_LINE.match(self._lines, start, start + 1000):
            return start
        line = _EMPTY_LINE.search(self._lines, start, start + limit)
        end = line.end() if line else min(start + limit, len(self._lines))
        position = self._lines.find(b"\n--", start, end)
        while position >= 0:
            if self._boundary_at(position + 1):
                return position + 1
            position = self._lines.find(b"\n--", position + 1, end)
        if line is None and end < len(self._lines):
            self._warn(MimeWarning.HEADER_TOO_LARGE)
            end = self._lines.rfind(b"\n", start, end) + 1 or end
        return end

    # --- boundary lines ------------------------------------------------------------------------------------------

    def _boundary_at(self, line_start: int) -> tuple[int, int, bool, int] | None:
        """``(index on the stack, line start, is it the end line, next line)`` when an open boundary stands here."""
        if not self._open or not self._lines.startswith(b"--", line_start):
            return None
        line_end = self._lines.find(b"\n", line_start)
        if line_end < 0:
            line_end = len(self._lines)
        word = self._lines[line_start + 2 : line_end].rstrip()
        indexes = self._open.get(word)
        closing = False
        if not indexes and word.endswith(b"--"):
            indexes = self._open.get(word[:-2].rstrip())
            closing = True
        return (indexes[-1], line_start, closing, line_end + 1) if indexes else None

    def _next_boundary(self, position: int) -> tuple[int, int, bool, int] | None:
        found = self._boundary_at(position)
        while found is None:
            position = self._lines.find(b"\n--", position)
            if position < 0:
                return None
            position += 1
            found = self._boundary_at(position)
        return found

    def _boundary_line(self, index: int, line_start: int, closing: bool, next_line: int) -> int:
        """End what the line ends, begin what it begins; returns where to look on."""
        container = self._stack[index]
        self._close_below(index, self._before_line(line_start))
        next_line = min(next_line, len(self._source))
        if closing:
            container.closed = True
            self._forget(index)
            return next_line
        default = "message/rfc822" if container.media_type == "multipart/digest" else "text/plain"
        container.children.append(self._enter(next_line, default, is_message=False))
        return self._stack[-1].body_start

    def _before_line(self, line_start: int) -> int:
        """The line break before a boundary line belongs to the line."""
        if line_start and self._lines[line_start - 1 : line_start] == b"\n":
            line_start -= 1
            if self._source[line_start - 1 : line_start] == b"\r":
                line_start -= 1
        return line_start

    def _close_below(self, index: int, end: int) -> None:
        for number in range(len(self._stack) - 1, index, -1):
            entity = self._stack[number]
            entity.end = max(end, entity.body_start)
            if entity.boundary:
                if not entity.closed:
                    self._forget(number)
                    self._end_unclosed(entity)
                if not entity.children:
                    self._warn(MimeWarning.BOUNDARY_MISSING)
                    entity.boundary, entity.media_type = b"", "text/plain"
            elif entity.media_type in _MESSAGES and entity.encoding in _ENCODED:
                self._open_encoded(entity, number)
        del self._stack[index + 1 :]

    def _end_unclosed(self, entity: Entity) -> None:
        """A multipart without its end line; a last part with nothing in it is what was meant as the end line."""
        last = entity.children[-1] if entity.children else None
        if len(entity.children) > 1 and last is not None and not last.fields and not last.body.strip():
            entity.children.pop()
        else:
            self._warn(MimeWarning.END_MISSING)

    def _open_encoded(self, entity: Entity, number: int) -> None:
        """A message inside in base64 or the like (against RFC 2046 5.2.1, but sent): its parts are in other bytes."""
        depth = self._depth + number + 1
        if depth >= NESTING_LIMIT or self._parts_left <= 0:
            return
        inside = scan(decode_transfer(entity.body, entity.encoding), depth, self._parts_left)
        entity.children.append(inside.root)
        self._parts_left -= 1
        for warning in inside.warnings:
            self._warn(warning)

    def _forget(self, index: int) -> None:
        boundary = self._stack[index].boundary
        indexes = self._open[boundary]
        indexes.remove(index)
        if not indexes:
            del self._open[boundary]


def _boundary_of(entity: Entity) -> bytes:
    return entity.parameters.get("boundary", "").encode("utf-8", "surrogateescape").strip()
