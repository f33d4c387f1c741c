"""Cuts the client's bytes into commands: lines, with the literals that belong to them (RFC 3501 section 4.3, RFC 7888).

A finished command is given as one piece of bytes with its literals where they stood, ``{n}`` CRLF and n bytes, so
that the parser of arguments needs no second source. Everything is limited.
"""

import re
from enum import Enum

LINE_LIMIT = 65_536
"""Bytes of a command outside its literals."""

LITERAL_LIMIT = 64 * 1024 * 1024
"""Bytes of all literals of one command."""

_LITERAL = re.compile(rb"\{(\d{1,20})(\+?)\}\Z")


class Continue(Enum):
    """The client waits for "+" before it sends its literal."""

    CONTINUE = "continue"


class CommandTooLongError(Exception):
    """A line or literal is over the limit. ``tag`` is the command's; ``fatal`` when the rest cannot be skipped."""

    def __init__(self, tag: str, *, fatal: bool) -> None:
        super().__init__("Command too long")
        self.tag = tag
        self.fatal = fatal


class CommandReader:
    """``feed`` bytes, then take commands (or, for AUTHENTICATE and IDLE, single lines) until there is None."""

    def __init__(self) -> None:
        self.literal_limit = LITERAL_LIMIT
        self._buffer = bytearray()
        self._scanned = 0
        """End of the part of the current command that is complete."""
        self._literal_end = 0
        """Where the literal that is being received ends; at most ``_scanned`` when there is none."""
        self._in_literals = 0

    def feed(self, data: bytes) -> None:
        """Take what was received."""
        self._buffer += data

    def next_line(self) -> bytes | None:
        """One line without its end, or None; ``CommandTooLongError`` when it is longer than any line may be."""
        end = self._buffer.find(b"\n")
        if end < 0 or end > LINE_LIMIT:
            if max(end, len(self._buffer)) > LINE_LIMIT:
                raise CommandTooLongError("*", fatal=True)
            return None
        line = bytes(self._buffer[:end]).removesuffix(b"\r")
        del self._buffer[: end + 1]
        return line

    def next_command(self) -> bytes | Continue | None:
        """A finished command without its last line end, CONTINUE when a literal must be asked for, or None."""
        while True:
            if self._literal_end > self._scanned:
                if len(self._buffer) < self._literal_end:
                    return None
                self._scanned = self._literal_end
            end = self._buffer.find(b"\n", self._scanned)
            if (end if end >= 0 else len(self._buffer)) - self._in_literals > LINE_LIMIT:
                raise CommandTooLongError(self._tag(), fatal=True)
            if end < 0:
                return None
            line_end = end - 1 if end > self._scanned and self._buffer[end - 1] == 0x0D else end
            literal = _LITERAL.search(bytes(self._buffer[max(self._scanned, line_end - 24) : line_end]))
            if literal is None:
                return self._finish(line_end, end + 1)
            size, synchronising = int(literal[1]), not literal[2]
            if self._in_literals + size > self.literal_limit:
                error = CommandTooLongError(self._tag(), fatal=not synchronising)
                self._finish(line_end, end + 1)
                raise error
            self._in_literals += size
            self._scanned = end + 1
            self._literal_end = self._scanned + size
            if synchronising:
                return Continue.CONTINUE

    def _finish(self, line_end: int, consumed: int) -> bytes:
        command = bytes(self._buffer[:line_end])
        del self._buffer[:consumed]
        self._scanned = self._literal_end = self._in_literals = 0
        return command

    def _tag(self) -> str:
        first = bytes(self._buffer[:64]).split(b" ", 1)[0]
        return first.decode("ascii") if re.fullmatch(rb"[A-Za-z0-9.\-]{1,32}", first) else "*"
