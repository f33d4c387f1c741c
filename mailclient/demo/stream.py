"""The four methods of a stream that the demonstration's servers need."""

import ssl
from typing import Protocol


class Stream(Protocol):
    """Bytes both ways; ``read`` gives b"" at the end."""

    async def read(self, limit: int = 65536) -> bytes:
        """Up to ``limit`` bytes, at least one unless the stream ended."""
        ...

    async def write(self, data: bytes) -> None:
        """Send all of ``data``."""
        ...

    async def start_tls(self, context: ssl.SSLContext, host: str) -> None:
        """Continue with TLS."""
        ...

    async def close(self) -> None:
        """End the stream; may be called twice."""
        ...
