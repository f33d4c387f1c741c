"""A stream whose bytes are compressed on the line (COMPRESS=DEFLATE, RFC 4978; raw DEFLATE, RFC 1951).

A few compressed bytes can stand for gigabytes: only as much is inflated as is asked for, and the rest stays compressed
until the next ``read``, so that memory is bounded by one read of the stream below.
"""

import zlib

from mailclient.mail.problem import MailError, Problem, ProblemKind
from mailclient.transport.stream import READ_LIMIT, Stream
from mailclient.transport.tls import TlsFacts

_PIECE_BYTES = 64 * 1024
"""Compressed at a time: a few milliseconds."""


class DeflateStream:
    """See ``Stream``. ``below`` carries the compressed bytes; ``subject`` is what its errors are about.

    ``bytes_read`` and ``bytes_written`` count what goes over ``below``.
    """

    def __init__(self, below: Stream, subject: str) -> None:
        self.bytes_read = 0
        self.bytes_written = 0
        self._below = below
        self._subject = subject
        self._inflate = zlib.decompressobj(-zlib.MAX_WBITS)
        self._deflate = zlib.compressobj(zlib.Z_DEFAULT_COMPRESSION, zlib.DEFLATED, -zlib.MAX_WBITS)
        self._compressed = b""
        self._more_inside = False

    @property
    def tls(self) -> TlsFacts | None:
        """See ``Stream``."""
        return self._below.tls

    async def read(self, limit: int = READ_LIMIT) -> bytes:
        """See ``Stream``. SERVER_NONSENSE for what cannot be inflated."""
        while True:
            if not self._compressed and not self._more_inside:
                self._compressed = await self._below.read()
                self.bytes_read += len(self._compressed)
                if not self._compressed:
                    return b""
            data = self._inflated(limit)
            if data:
                return data

    def _inflated(self, limit: int) -> bytes:
        try:
            data = self._inflate.decompress(self._compressed, limit)
        except zlib.error as error:
            raise MailError(Problem(ProblemKind.SERVER_NONSENSE, self._subject, str(error))) from error
        if self._inflate.eof:
            # RFC 4978 knows no end of the compression.
            raise MailError(Problem(ProblemKind.SERVER_NONSENSE, self._subject, "the compressed data ended"))
        self._compressed = self._inflate.unconsumed_tail
        # All input can be taken while output is still held back inside.
        self._more_inside = len(data) == limit
        return data

    async def write(self, data: bytes) -> None:
        """See ``Stream``. What is written is flushed, so that it can be read at the other end."""
        view = memoryview(data)
        for start in range(0, len(view), _PIECE_BYTES):
            last = start + _PIECE_BYTES >= len(view)
            compressed = self._deflate.compress(view[start : start + _PIECE_BYTES])
            compressed += self._deflate.flush(zlib.Z_SYNC_FLUSH) if last else b""
            if compressed:
                self.bytes_written += len(compressed)
                await self._below.write(compressed)

    async def start_tls(self) -> None:
        """Never: TLS goes below compression (RFC 4978 section 3)."""
        raise self._misplaced("TLS cannot begin inside compression")

    async def start_deflate(self) -> Stream:
        """Never a second time."""
        raise self._misplaced("compression is on already")

    async def close(self) -> None:
        """See ``Stream``."""
        await self._below.close()

    def _misplaced(self, detail: str) -> MailError:
        return MailError(Problem(ProblemKind.INTERNAL, self._subject, detail))
