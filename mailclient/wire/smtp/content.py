"""The message on its way: dots doubled (RFC 5321 section 4.5.2), line ends CRLF and nothing else, piece by piece.

A bare CR or LF never goes out: some servers end the message at "LF . LF", and what follows would be taken for
commands (SMTP smuggling).
"""

import re

_LINE_END = re.compile(rb"\r\n|\r|\n")


class Lines:
    """Line ends alone: what ``Chunk`` carries, which needs no dots. ``encode`` any pieces, then ``end`` once."""

    def __init__(self) -> None:
        self.line_start = True
        """What has been given out so far ends with a line end, or is nothing."""
        self._held = b""
        """A CR at the end of a piece: the LF may be the beginning of the next."""

    def encode(self, piece: bytes) -> bytes:
        """What to send for this piece."""
        data = self._held + piece if self._held else piece
        self._held = b""
        if data.endswith(b"\r"):
            data, self._held = data[:-1], b"\r"
        if not data:
            return b""
        lines = data.count(b"\r\n")
        if data.count(b"\n") != lines or data.count(b"\r") != lines:
            data = _LINE_END.sub(b"\r\n", data)
        self.line_start = data.endswith(b"\r\n")
        return data

    def end(self) -> bytes:
        """The end of the last line if it has none."""
        return b"\r\n" if self._held or not self.line_start else b""


class Content:
    """Line ends and dots: what follows DATA. ``encode`` any pieces, however they are cut, then ``end`` once."""

    def __init__(self) -> None:
        self._lines = Lines()

    def encode(self, piece: bytes) -> bytes:
        """What to send for this piece."""
        at_line_start = self._lines.line_start
        data = self._lines.encode(piece)
        if at_line_start and data.startswith(b"."):
            data = b"." + data
        return data.replace(b"\r\n.", b"\r\n..")

    def end(self) -> bytes:
        """The end of the last line if it has none, and the terminating dot."""
        return self._lines.end() + b".\r\n"
