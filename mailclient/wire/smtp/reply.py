"""Replies: a code and lines of text (RFC 5321 section 4.2), with an enhanced code (RFC 2034).

Rules of this file: a reply is whole or it is none, so that a cut "250" is no acceptance; LF alone ends a line too;
every bound is in ``limits``.
"""

import re
from dataclasses import dataclass

from mailclient.wire.smtp.errors import RemoteProtocolError
from mailclient.wire.smtp.limits import LINE_LENGTH_MAX, REPLY_LINES_MAX

_LINE = re.compile(rb"([2-5][0-9]{2})(?:([ -])(.*))?", re.DOTALL)
_ENHANCED = re.compile(r"([245])\.\d{1,3}\.\d{1,3}(?=\s|$)")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")


@dataclass(frozen=True, slots=True)
class Reply:
    """``lines`` are decoded (UTF-8, tolerant), without control characters and without the code; never empty."""

    code: int
    lines: tuple[str, ...]

    @property
    def positive(self) -> bool:
        """2xx: done."""
        return self.code // 100 == 2

    @property
    def intermediate(self) -> bool:
        """3xx: go on."""
        return self.code // 100 == 3

    @property
    def temporary(self) -> bool:
        """4xx: not now."""
        return self.code // 100 == 4

    @property
    def permanent(self) -> bool:
        """5xx: no."""
        return self.code // 100 == 5

    @property
    def enhanced(self) -> str:
        """The enhanced status code, "5.1.1", or ""; one that contradicts the code does not count."""
        match = _ENHANCED.match(self.lines[0])
        return match[0] if match and match[1] == str(self.code // 100) else ""

    @property
    def text(self) -> str:
        """The server's words with the code, in one line."""
        return f"{self.code} {' '.join(line.strip() for line in self.lines)}".strip()


class ReplyReader:
    """Cuts bytes into replies; keeps what is incomplete."""

    def __init__(self) -> None:
        self._buffer = bytearray()
        self._code = 0
        self._lines: list[str] = []

    @property
    def empty(self) -> bool:
        """True when nothing waits: no byte and no half reply."""
        return not self._buffer and not self._lines

    def feed(self, data: bytes) -> None:
        """Take in what was read."""
        self._buffer += data

    def next(self) -> Reply | None:
        """The next whole reply, or None until there is more. Raises RemoteProtocolError."""
        while True:
            end = self._buffer.find(b"\n")
            if end > LINE_LENGTH_MAX or (end < 0 and len(self._buffer) > LINE_LENGTH_MAX):
                raise RemoteProtocolError(f"a reply line is longer than {LINE_LENGTH_MAX} bytes")
            if end < 0:
                return None
            line = bytes(self._buffer[:end]).removesuffix(b"\r")
            del self._buffer[: end + 1]
            if self._is_last(line):
                reply = Reply(self._code, tuple(self._lines))
                self._lines.clear()
                return reply

    def _is_last(self, line: bytes) -> bool:
        """Add a line to the reply that is being read; True when the reply is whole."""
        match = _LINE.fullmatch(line)
        if match is None:
            raise RemoteProtocolError(f"not a reply line: {line[:80]!r}")
        code = int(match[1])
        if self._lines and code != self._code:
            raise RemoteProtocolError(f"one reply with the codes {self._code} and {code}")
        if len(self._lines) == REPLY_LINES_MAX:
            raise RemoteProtocolError(f"a reply of more than {REPLY_LINES_MAX} lines")
        self._code = code
        self._lines.append(_CONTROL.sub(" ", (match[3] or b"").decode("utf-8", "replace")))
        return match[2] != b"-"
