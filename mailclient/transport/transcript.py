r"""Writes down what both sides say, without secrets, in the format of the tests' transcripts.

    C: A1 LOGIN alice …
    S: A1 OK logged in
    # TLS                       TLS is made here
    # DEFLATE                   compressed from here on; written down as it was before
    # end of the server's side

One line for each line, of literals and messages too; "\xNN" is a byte that is no text, "…" stands for a secret.
"""

import re
from collections.abc import Callable

from mailclient.transport.redaction import ImapRedaction, Redaction, redaction_for, redaction_of_request
from mailclient.transport.stream import READ_LIMIT, Stream
from mailclient.transport.tls import TlsFacts

_LINE_BYTES_MAX = 1024 * 1024
"""A longer line is written in pieces."""

_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")


class Transcript:
    """A stream that gives each line, as "C: …" or "S: …" and without a line end, to ``write_line``."""

    def __init__(self, stream: Stream, write_line: Callable[[str], None]) -> None:
        self._stream = stream
        self._write_line = write_line
        self._client = bytearray()
        self._server = bytearray()
        self._redaction: Redaction | None = None

    async def read(self, limit: int = READ_LIMIT) -> bytes:
        """See ``Stream``."""
        data = await self._stream.read(limit)
        for line in _cut(self._server, data):
            if self._redaction is None:
                self._redaction = redaction_for(line)
            self._write_line("S: " + _text(self._redaction.server(line)))
        if not data:
            self._finish_server()
        return data

    async def write(self, data: bytes) -> None:
        """See ``Stream``. Written down before it is sent, so that it stands before its answer."""
        for line in _cut(self._client, data):
            self._redaction = self._redaction or redaction_of_request(line)
            self._write_line("C: " + _text(self._redaction.client(line)))
        await self._stream.write(data)

    async def start_tls(self) -> None:
        """See ``Stream``."""
        await self._stream.start_tls()
        self._write_line("# TLS")

    async def start_deflate(self) -> Stream:
        """See ``Stream``. What is written down stays readable."""
        self._stream = await self._stream.start_deflate()
        self._write_line("# DEFLATE")
        return self

    @property
    def tls(self) -> TlsFacts | None:
        """See ``Stream``."""
        return self._stream.tls

    async def close(self) -> None:
        """See ``Stream``. Half a line of the client is not written down: it may be half a secret."""
        self._write_line("# closed")
        await self._stream.close()

    def _finish_server(self) -> None:
        if self._server:
            redaction = self._redaction or ImapRedaction()
            self._write_line("S: " + _text(redaction.server(bytes(self._server))))
            self._server.clear()
        self._write_line("# end of the server's side")


def _cut(buffer: bytearray, data: bytes) -> list[bytes]:
    """Add ``data``; take out the complete lines."""
    buffer += data
    *lines, rest = bytes(buffer).split(b"\r\n")
    if len(rest) > _LINE_BYTES_MAX:
        lines, rest = [*lines, rest], b""
    buffer[:] = rest
    return lines


def _text(line: bytes) -> str:
    # What looks like our own notation for a byte must be read back as it was.
    text = line.replace(rb"\x", rb"\x5cx").decode("utf-8", "backslashreplace")
    return _CONTROL.sub(lambda hit: f"\\x{ord(hit[0]):02x}", text)
