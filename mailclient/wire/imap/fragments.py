"""The stream cut into answers: lines, and the literals that stand in them (RFC 9051 section 4.3).

The first of the two steps of reading. It knows nothing of the grammar but line ends, ``{n}`` and which literals may
be large: those of body sections, which are handed on in pieces as they arrive. All lengths are bounded by ``limits``.

Rules of this file: work per byte is constant however the stream is cut; nothing is parsed before it is complete.
"""

import re
from dataclasses import dataclass

from mailclient.wire.imap import limits
from mailclient.wire.imap.errors import LineTooLong, LiteralTooLong, RemoteProtocolError
from mailclient.wire.imap.events import LiteralChunk, Summaries
from mailclient.wire.imap.section import SectionPlace, section_before_literal
from mailclient.wire.imap.summary import SummaryReader
from mailclient.wire.imap.tokens import Literals, StreamedLiteral

_LITERAL_AT_END = re.compile(rb"~?\{([0-9]{1,19})\+?\}\Z")
_STATUS_LINE = re.compile(rb"\+|[!-~]+ (?:OK|NO|BAD|BYE|PREAUTH)(?: |\Z)", re.IGNORECASE)
"""Ends in human text, where "{5}" means nothing."""
_NUMBERS_LINE = re.compile(rb"\* (?:SEARCH|SORT|ESEARCH|VANISHED) |[!-~]+ OK \[COPYUID ", re.IGNORECASE)


@dataclass(slots=True)
class Response:
    r"""One answer: its lines joined, each ``{n}\r\n`` still in ``text``, and the literals in their order."""

    text: bytes
    literals: Literals


@dataclass(slots=True)
class _OpenLiteral:
    """A literal of which bytes are still to come; ``place`` when it is streamed."""

    size: int
    place: SectionPlace | None
    data: bytearray
    received: int = 0


class Fragmentizer:
    """``feed`` bytes, then take ``next`` until it is None."""

    def __init__(self) -> None:
        self._buffer = bytearray()
        self._start = 0
        self._searched = 0
        self._text = b""
        self._literals: Literals = []
        self._held = 0
        self._literal: _OpenLiteral | None = None
        self._summaries = SummaryReader()

    @property
    def empty(self) -> bool:
        """Whether everything that was fed has been taken as complete answers."""
        return not self._text and self._literal is None and self._start == len(self._buffer)

    def feed(self, data: bytes) -> None:
        """Add bytes of the stream."""
        if self._start:
            del self._buffer[: self._start]
            self._searched = max(0, self._searched - self._start)
            self._start = 0
        self._buffer += data

    def next(self, *, summaries: bool = False) -> Response | LiteralChunk | Summaries | None:
        """The next complete answer or piece of a large section; None: feed more. Raises RemoteProtocolError.

        With ``summaries`` all answers from here on that are such lines come together.
        """
        if summaries and self._literal is None and not self._text:
            found, self._start = self._summaries.read(self._buffer, self._start)
            if found:
                self._searched = self._start
                return Summaries(tuple(found))
        while True:
            if self._literal is not None:
                chunk = self._literal_bytes(self._literal)
                if chunk is not None:
                    return chunk
                if self._literal is not None:
                    return None
            line = self._line()
            if line is None:
                return None
            announced = self._announced_literal(line)
            if announced is None:
                response = Response(self._text + line, self._literals)
                self._text, self._literals, self._held = b"", [], 0
                return response
            self._text += line + b"\r\n"
            self._open_literal(announced)

    def _line(self) -> bytes | None:
        end = self._buffer.find(b"\n", max(self._searched, self._start))
        if end < 0:
            self._searched = len(self._buffer)
            self._check_length(len(self._buffer) - self._start)
            return None
        self._check_length(end - self._start)
        stop = end - 1 if end > self._start and self._buffer[end - 1] == 0x0D else end
        line = bytes(self._buffer[self._start : stop])
        self._start = self._searched = end + 1
        return line

    def _check_length(self, length: int) -> None:
        if length + len(self._text) <= limits.LINE_LENGTH_MAX:
            return
        head = self._text[:64] or bytes(self._buffer[self._start : self._start + 64])
        if length > limits.NUMBERS_LINE_LENGTH_MAX or not _NUMBERS_LINE.match(head):
            raise LineTooLong("a line is longer than a client takes")

    def _announced_literal(self, line: bytes) -> int | None:
        if not line.endswith(b"}"):
            return None
        match = _LITERAL_AT_END.search(line, max(0, len(line) - 24))
        if match is None or (not self._text and _STATUS_LINE.match(line)):
            return None
        return int(match[1])

    def _open_literal(self, size: int) -> None:
        if len(self._literals) >= limits.LITERALS_COUNT_MAX:
            raise RemoteProtocolError("too many literals in one answer")
        place = None
        if size > limits.LITERAL_IN_MEMORY_MAX or self._held + size > limits.RESPONSE_LITERALS_MAX:
            place = section_before_literal(self._text, self._literals)
            if place is None or size > limits.SECTION_LITERAL_MAX:
                raise LiteralTooLong(f"a literal of {size} bytes is more than a client takes")
        self._literal = _OpenLiteral(size, place, bytearray())

    def _literal_bytes(self, literal: _OpenLiteral) -> LiteralChunk | None:
        """Take what is here of the open literal; a chunk when it is streamed; closes it when complete."""
        take = min(literal.size - literal.received, len(self._buffer) - self._start)
        data = self._buffer[self._start : self._start + take]
        offset = literal.received
        self._start += take
        literal.received += take
        if literal.place is None:
            literal.data += data
        if literal.received == literal.size:
            self._close_literal(literal)
        if literal.place is None or not take:
            return None
        place = literal.place
        return LiteralChunk(
            place.seq, place.uid, place.section.name, place.section.origin, offset, literal.size, bytes(data)
        )

    def _close_literal(self, literal: _OpenLiteral) -> None:
        if literal.place is None:
            self._literals.append(bytes(literal.data))
            self._held += literal.size
        else:
            self._literals.append(StreamedLiteral(literal.size))
        self._literal = None
        self._searched = self._start
