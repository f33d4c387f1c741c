"""A stream: the few methods through which a session talks to a server.

Sockets, compression, the tests' memory pipe, the meter and the transcript are all streams, so that they can be put on
top of each other. One task may read while another writes; two readers (or two writers) at a time are a mistake.
"""

from collections.abc import Awaitable, Callable
from typing import Protocol

from mailclient.mail.account import Server
from mailclient.transport.tls import TlsFacts

READ_LIMIT = 65536
"""Bytes; what one ``read`` gives at most unless told otherwise."""


class Stream(Protocol):
    """Failures are ``MailError``: CONNECTION_LOST, TIMED_OUT, TLS_FAILED, CERTIFICATE_*, STARTTLS_INJECTION."""

    async def read(self, limit: int = READ_LIMIT) -> bytes:
        """Between 1 and ``limit`` bytes as soon as there are any; b"" at the end, and again when asked again.

        What arrived before a connection broke is given first, then the failure.
        """
        ...

    async def write(self, data: bytes) -> None:
        """Hand over all of ``data`` and wait until the stream will take more (flow control), not for its arrival."""
        ...

    async def start_tls(self) -> None:
        """Go on in TLS, as the server that was dialled wants it (``tls.py``).

        STARTTLS_INJECTION when bytes that came in the clear are still unread: they must not be taken for the
        server's protected words. After any failure the stream is closed.
        """
        ...

    async def start_deflate(self) -> "Stream":
        """Go on compressed (``deflate.py``): the stream to use from now on.

        SERVER_NONSENSE when unread bytes are there. After any failure the stream is closed.
        """
        ...

    @property
    def tls(self) -> TlsFacts | None:
        """What protects this stream; None: nothing."""
        ...

    async def close(self) -> None:
        """Close, sending what is still buffered; never raises and never takes long. Twice is once."""
        ...


Dial = Callable[[Server], Awaitable[Stream]]
"""How a session gets its stream: ``connect.dial`` over the network, or memory streams in the demo and in tests."""
