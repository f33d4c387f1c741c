"""The message on its way: dots doubled (RFC 5321 section 4.5.2), line ends CRLF and nothing else, piece by piece.

A bare CR or LF never goes out: some servers end the message at "LF . LF", and what follows would be taken for
commands (SMTP smuggling).
"""

import re

_LINE_END = re.compile(rb"\r\n|\r|\n")


class Content:
    """``encode`` any pieces, however they are cut, then ``end`` once."""

    def __init__(self) -> None:
        self._line_start = True
        self._held = b""
        """A CR at the end of a piece: the LF may be the beginning of the next."""

    def encode(self, piece: bytes) -> bytes:
        """What to send for this piece."""
        data = self._held + piece
        self._held = b""
        if data.endswith(b"\r"):
            data, self._held = data[:-1], b"\r"
        if not data:
            return b""
        lines = data.count(b"\r\n")
        if data.count(b"\n") != lines or data.count(b"\r") != lines:
            data = _LINE_END.sub(b"\r\n", data)
        stuffed = data.replace(b"\r\n.", b"\r\n..")
        if self._line_start and stuffed.startswith(b"."):
            stuffed = b"." + stuffed
        self._line_start = data.endswith(b"\r\n")
        return stuffed

    def end(self) -> bytes:
        """The end of the last line if it has none, and the terminating dot."""
        open_line = self._held or not self._line_start
        return (b"\r\n" if open_line else b"") + b".\r\n"
