"""Counts what goes over a stream."""

import ssl
from dataclasses import dataclass

from mailclient.transport.stream import READ_LIMIT, Stream


@dataclass(slots=True)
class Traffic:
    """``round_trips``: how often something was written and then an answer waited for (pipelined commands are one)."""

    bytes_read: int = 0
    bytes_written: int = 0
    round_trips: int = 0


class Meter:
    """A stream that counts into ``traffic`` (its own, or one shared by several streams)."""

    def __init__(self, stream: Stream, traffic: Traffic | None = None) -> None:
        self.traffic = traffic or Traffic()
        self._stream = stream

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
