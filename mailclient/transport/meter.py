"""Counts what goes over a stream."""

from dataclasses import dataclass

from mailclient.transport.stream import READ_LIMIT, Stream
from mailclient.transport.tls import TlsFacts


@dataclass(slots=True)
class Traffic:
    """``round_trips``: how often something was written and then an answer waited for (pipelined commands are one)."""

    bytes_read: int = 0
    bytes_written: int = 0
    round_trips: int = 0


class Meter:
    """A stream that counts into ``traffic`` (its own, or one shared by several streams).

    Counts what the session says and hears: without TLS records, and before compression.
    """

    def __init__(self, stream: Stream, traffic: Traffic | None = None) -> None:
        self.traffic = traffic if traffic is not None else Traffic()
        self._stream = stream
        self._wrote = False

    async def read(self, limit: int = READ_LIMIT) -> bytes:
        """See ``Stream``."""
        data = await self._stream.read(limit)
        self.traffic.bytes_read += len(data)
        self.traffic.round_trips += self._wrote
        self._wrote = False
        return data

    async def write(self, data: bytes) -> None:
        """See ``Stream``."""
        self._wrote = self._wrote or bool(data)
        self.traffic.bytes_written += len(data)
        await self._stream.write(data)

    async def start_tls(self) -> None:
        """See ``Stream``."""
        await self._stream.start_tls()

    async def start_deflate(self) -> Stream:
        """See ``Stream``."""
        self._stream = await self._stream.start_deflate()
        return self

    @property
    def tls(self) -> TlsFacts | None:
        """See ``Stream``."""
        return self._stream.tls

    async def close(self) -> None:
        """See ``Stream``."""
        await self._stream.close()
