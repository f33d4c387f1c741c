"""A pipe in memory with a stream at each end: for the demo and for tests."""

import asyncio

from mailclient.mail.problem import MailError, Problem, ProblemKind
from mailclient.transport.deflate import DeflateStream
from mailclient.transport.stream import READ_LIMIT, Stream
from mailclient.transport.tls import TlsFacts

_SUBJECT = "memory:0"
_BUFFER_BYTES = 1024 * 1024
"""A writer waits while more than this is unread, as with a socket."""


class _Direction:
    """Bytes on their way from one end to the other."""

    def __init__(self) -> None:
        self.buffer = bytearray()
        self.ended = False
        self.changed = asyncio.Condition()

    async def finish(self) -> None:
        self.ended = True
        async with self.changed:
            self.changed.notify_all()


class MemoryStream:
    """One end of a pipe; see ``Stream``."""

    def __init__(self, incoming: _Direction, outgoing: _Direction) -> None:
        self._incoming = incoming
        self._outgoing = outgoing

    async def read(self, limit: int = READ_LIMIT) -> bytes:
        """See ``Stream``."""
        pipe = self._incoming
        async with pipe.changed:
            await pipe.changed.wait_for(lambda: pipe.buffer or pipe.ended)
            data = bytes(pipe.buffer[:limit])
            del pipe.buffer[:limit]
            pipe.changed.notify_all()
        return data

    async def write(self, data: bytes) -> None:
        """See ``Stream``."""
        pipe = self._outgoing
        async with pipe.changed:
            if pipe.ended:
                raise _lost()
            pipe.buffer += data
            pipe.changed.notify_all()
            await pipe.changed.wait_for(lambda: len(pipe.buffer) <= _BUFFER_BYTES or pipe.ended)

    async def start_tls(self) -> None:
        """Changes no bytes; fails like a socket's when unread bytes are there."""
        if self._incoming.buffer:
            await self.close()
            raise MailError(Problem(ProblemKind.STARTTLS_INJECTION, _SUBJECT, "bytes arrived before TLS"))

    async def start_deflate(self) -> Stream:
        """See ``Stream``."""
        if self._incoming.buffer:
            await self.close()
            raise MailError(Problem(ProblemKind.SERVER_NONSENSE, _SUBJECT, "bytes arrived before compression"))
        return DeflateStream(self, _SUBJECT)

    @property
    def tls(self) -> TlsFacts | None:
        """None."""
        return None

    async def close(self) -> None:
        """See ``Stream``."""
        await self._incoming.finish()
        await self._outgoing.finish()


def memory_pipe() -> tuple[MemoryStream, MemoryStream]:
    """Two streams; what is written to one is read from the other. Closing one is the end of file of the other."""
    there, back = _Direction(), _Direction()
    return MemoryStream(there, back), MemoryStream(back, there)


def _lost() -> MailError:
    return MailError(Problem(ProblemKind.CONNECTION_LOST, _SUBJECT, "closed by the other side"))
