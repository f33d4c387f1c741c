"""A stream over a TCP socket, in the clear or in TLS.

Built on ``asyncio.Protocol``, not on ``asyncio.StreamReader``: its ``start_tls`` keeps what came in the clear and
gives it out as if it had come protected: STARTTLS response injection. Here the buffer must be empty.
"""

import asyncio

from mailclient.mail.problem import MailError, Problem, ProblemKind
from mailclient.transport.deadline import deadline
from mailclient.transport.deflate import DeflateStream
from mailclient.transport.failure import WEB_WORDS, mail_error
from mailclient.transport.seen_certificate import watching
from mailclient.transport.stream import READ_LIMIT, Stream
from mailclient.transport.tls import Securing, TlsFacts, tls_facts

HANDSHAKE_SECONDS = 30.0
_CLOSE_SECONDS = 0.4
"""For the last bytes and the other side's farewell: Cyrus, while it idles, never says one."""
_BUFFER_BYTES = 512 * 1024
"""Above this the socket is not read until the session catches up."""
_WRITE_BYTES = 64 * 1024
"""One piece handed to asyncio, whose buffer is slow when it is large."""


class Receiver(asyncio.Protocol):
    """asyncio's side of a ``SocketStream``: what came in, and whether more may go out."""

    def __init__(self) -> None:
        self.buffer = bytearray()
        self.ended = False
        self.failure: Exception | None = None
        self.lost = asyncio.get_running_loop().create_future()
        self.transport: asyncio.Transport | None = None
        self._arrival = asyncio.Event()
        self._writable = asyncio.Event()
        self._writable.set()
        self._paused = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Called by asyncio."""
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        """Called by asyncio."""
        self.buffer += data
        self._arrival.set()
        if len(self.buffer) > _BUFFER_BYTES and self.transport and not self._paused:
            self._paused = True
            self.transport.pause_reading()

    def eof_received(self) -> None:
        """Called by asyncio."""
        self.ended = True
        self._arrival.set()

    def connection_lost(self, exc: Exception | None) -> None:
        """Called by asyncio."""
        self.ended = True
        self.failure = exc
        self._arrival.set()
        self._writable.set()
        if not self.lost.done():
            self.lost.set_result(None)

    def pause_writing(self) -> None:
        """Called by asyncio."""
        self._writable.clear()

    def resume_writing(self) -> None:
        """Called by asyncio."""
        self._writable.set()

    async def wait_for_arrival(self) -> None:
        """Until there are bytes or the end."""
        while not self.buffer and not self.ended:
            self._arrival.clear()
            await self._arrival.wait()

    async def wait_until_writable(self) -> None:
        """Until asyncio's own buffer has drained."""
        await self._writable.wait()

    def take(self, limit: int) -> bytes:
        """Up to ``limit`` bytes of the buffer."""
        data = bytes(self.buffer[:limit])
        del self.buffer[:limit]
        if self._paused and self.transport and len(self.buffer) <= _BUFFER_BYTES // 2:
            self._paused = False
            self.transport.resume_reading()
        return data


class SocketStream:
    """See ``Stream``. ``subject`` ("host:port") is what its errors are about; ``securing`` how TLS would be made."""

    def __init__(self, transport: asyncio.Transport, receiver: Receiver, subject: str, securing: Securing) -> None:
        self._transport = transport
        self._receiver = receiver
        self._subject = subject
        self._securing = securing
        self._closed = False
        self._heard = False

    async def read(self, limit: int = READ_LIMIT) -> bytes:
        """See ``Stream``."""
        await self._receiver.wait_for_arrival()
        if self._receiver.buffer:
            if not self._heard and self._receiver.buffer.startswith(WEB_WORDS):
                detail = "a web server answers"
                raise MailError(Problem(ProblemKind.CAPTIVE_PORTAL, self._subject, detail))
            self._heard = True
            return self._receiver.take(limit)
        if self._receiver.failure is not None and not self._closed:
            raise self._lost() from self._receiver.failure
        return b""

    async def write(self, data: bytes) -> None:
        """See ``Stream``."""
        self._heard = True  # mail servers speak first; who is asked by HTTP answers in HTTP
        view = memoryview(data)
        for start in range(0, len(view), _WRITE_BYTES):
            if self._closed or self._receiver.lost.done() or self._transport.is_closing():
                raise self._lost() from self._receiver.failure
            self._transport.write(view[start : start + _WRITE_BYTES])
            await self._receiver.wait_until_writable()
        if self._receiver.lost.done():
            raise self._lost() from self._receiver.failure

    async def start_tls(self) -> None:
        """See ``Stream``."""
        if self._receiver.buffer:
            await self.close()
            detail = "bytes arrived before TLS"
            raise MailError(Problem(ProblemKind.STARTTLS_INJECTION, self._subject, detail))
        if self._receiver.ended or self._transport.is_closing():
            await self.close()
            raise self._lost()
        try:
            async with deadline(HANDSHAKE_SECONDS, self._subject):
                await self._shake_hands()
        except MailError:
            await self.close()
            raise
        except BaseException:
            self._abort()
            raise

    async def _shake_hands(self) -> None:
        with watching() as seen:
            try:
                # Nothing can arrive between the caller's check and the switch: this runs without a pause up to it.
                secured = await asyncio.get_running_loop().start_tls(
                    self._transport,
                    self._receiver,
                    self._securing.context,
                    server_hostname=self._securing.host,
                    ssl_handshake_timeout=2 * HANDSHAKE_SECONDS,
                )
            except OSError as error:
                raise self._securing.error(error, seen) from error
            if secured is None:
                raise self._lost()
            self._transport = self._receiver.transport = secured
            self._securing.check(secured.get_extra_info("ssl_object"), seen)

    async def start_deflate(self) -> Stream:
        """See ``Stream``."""
        if self._receiver.buffer:
            await self.close()
            detail = "bytes arrived before compression"
            raise MailError(Problem(ProblemKind.SERVER_NONSENSE, self._subject, detail))
        return DeflateStream(self, self._subject)

    @property
    def tls(self) -> TlsFacts | None:
        """See ``Stream``."""
        connection = self._transport.get_extra_info("ssl_object")
        return tls_facts(connection) if connection is not None else None

    async def close(self) -> None:
        """See ``Stream``."""
        self._closed = True
        if not self._transport.is_closing():  # closed twice, a TLS transport of Python 3.11.2 cannot be aborted
            self._transport.close()
        try:
            async with asyncio.timeout(_CLOSE_SECONDS):
                await asyncio.shield(self._receiver.lost)
        except TimeoutError:
            self._abort()
        except asyncio.CancelledError:
            self._abort()
            raise

    def _abort(self) -> None:
        self._closed = True
        self._transport.abort()

    def _lost(self) -> MailError:
        failure = self._receiver.failure
        if failure is not None:
            # With TLS 1.3 a server judges our certificate when the handshake is over for us.
            told = mail_error(failure, self._subject)
            if told.problem.kind is ProblemKind.CLIENT_CERTIFICATE_REFUSED:
                return told
        detail = str(failure) if failure else "closed by the other side"
        return MailError(Problem(ProblemKind.CONNECTION_LOST, self._subject, detail))
