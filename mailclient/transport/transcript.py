"""Writes down what both sides say, in the format of the tests' transcripts and without secrets."""

import ssl
from collections.abc import Callable

from mailclient.transport.stream import READ_LIMIT, Stream


class Transcript:
    """A stream that gives each line, as "C: …" or "S: …", to ``write_line``."""

    def __init__(self, stream: Stream, write_line: Callable[[str], None]) -> None:
        self._stream = stream
        self._write_line = write_line

    async def read(self, limit: int = READ_LIMIT) -> bytes:
        """See ``Stream``."""
        raise NotImplementedError

    async def write(self, data: bytes) -> None:
        """See ``Stream``."""
        raise NotImplementedError

    async def start_tls(self, context: ssl.SSLContext, host: str) -> None:
        """See ``Stream``."""
        raise NotImplementedError

    async def close(self) -> None:
        """See ``Stream``."""
        raise NotImplementedError
