"""A server that follows a script, for what no real server does: stall, break off, lie.

    async def script(peer: Peer) -> None:
        await peer.send("220 hello")
        await peer.expect("EHLO .*")
        await peer.close()

    server = await scripted(script)            # one script for each connection, in order
    stream = await connect(server.address)

At the end of the test every script must have come to its end; its failure is the test's failure.
"""

import asyncio
import re
import ssl
import struct
from collections.abc import Awaitable, Callable
from socket import SO_LINGER, SOL_SOCKET

from mailclient.mail.account import Security, Server
from tests.servers.authority import Certificate
from tests.servers.listener import Listener

_PATIENCE_SECONDS = 60.0

_QUICK_END = struct.pack("ii", 1, 0)
"""SO_LINGER on, for no time: close becomes a reset."""


class Peer:
    """The client, as a script sees it. Lines are without CRLF and, with ``str``, in Latin-1."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, context: ssl.SSLContext) -> None:
        self._reader = reader
        self._writer = writer
        self._context = context

    async def send(self, *lines: str | bytes) -> None:
        """Each line with CRLF, all in one piece."""
        await self.send_bytes(b"".join(_bytes(line) + b"\r\n" for line in lines))

    async def send_bytes(self, data: bytes) -> None:
        """Exactly these bytes. ConnectionError when the client is gone."""
        # drain alone neither lets others run nor notices a TLS connection that ended below it.
        await asyncio.sleep(0)
        if self._writer.is_closing():
            raise ConnectionResetError("the client is gone")
        self._writer.write(data)
        await self._writer.drain()

    async def send_slowly(self, *lines: str | bytes) -> None:
        """Like ``send``, but each byte in a packet of its own."""
        for byte in b"".join(_bytes(line) + b"\r\n" for line in lines):
            await self.send_bytes(bytes([byte]))

    async def expect(self, pattern: str) -> re.Match[str]:
        """One line that matches the whole regular expression; the match gives its groups."""
        line = await self.line()
        match = re.fullmatch(pattern, line, re.DOTALL)
        assert match, f"expected {pattern!r}, got {line!r}"
        return match

    async def line(self) -> str:
        """The next line, whatever it is."""
        return (await self._reader.readuntil(b"\r\n")).removesuffix(b"\r\n").decode("latin-1")

    async def exactly(self, count: int) -> bytes:
        """The next ``count`` bytes: a literal."""
        return await self._reader.readexactly(count)

    async def some(self) -> bytes:
        """What has come, as soon as there is any; b"" at the end."""
        return await self._reader.read(65536)

    async def until(self, end: bytes) -> bytes:
        """Everything up to ``end``, without it."""
        data = bytearray()
        while not data.endswith(end):
            piece = await self._reader.read(1)
            assert piece, f"end of stream before {end!r}, after {bytes(data[-200:])!r}"
            data += piece
        return bytes(data.removesuffix(end))

    async def expect_end(self) -> None:
        """The client says nothing more and closes."""
        try:
            rest = await self._reader.read()
        except ConnectionError:
            return
        assert rest == b"", f"expected the end, got {rest!r}"

    async def stall(self) -> None:
        """Say nothing, read everything, until the client gives up."""
        try:
            while await self._reader.read(65536):
                pass
        except ConnectionError:
            return

    async def start_tls(self) -> None:
        """Go on in TLS."""
        # Python 3.11 forgets to tell its protocol, which then warns at the end of the stream.
        self._writer.transport.get_protocol()._over_ssl = True  # type: ignore[attr-defined]
        await self._writer.start_tls(self._context)

    async def close(self) -> None:
        """Close in good order. Twice is once: Python 3.11.2 cannot abort a TLS transport that was closed twice."""
        if not self._writer.is_closing():
            self._writer.close()
        try:
            await self._writer.wait_closed()
        except OSError:
            return

    async def reset(self) -> None:
        """Break off as a crashed server or a cut line does."""
        self._writer.get_extra_info("socket").setsockopt(SOL_SOCKET, SO_LINGER, _QUICK_END)
        self._writer.transport.abort()


Script = Callable[[Peer], Awaitable[None]]


class ScriptedServer:
    """Listens on a port of its own of 127.0.0.1; with ``Security.TLS`` in TLS from the first byte."""

    def __init__(self, scripts: tuple[Script, ...], security: Security, certificate: Certificate) -> None:
        self._scripts = list(scripts)
        self._security = security
        self.context = certificate.server_context()
        self._listener: Listener | None = None
        self.address = Server("localhost", 0, security, "alice")

    async def start(self) -> None:
        """Listen; from now on ``address`` can be dialled."""
        secure = self.context if self._security is Security.TLS else None
        self._listener = await Listener.open(self._follow, context=secure)
        self.address = Server("localhost", self._listener.port, self._security, "alice")

    async def finish(self) -> None:
        """Wait for the end of all scripts; raises what failed in them."""
        assert self._listener is not None
        self._listener.take_no_more()
        if self._listener.talks:
            await asyncio.wait(self._listener.talks, timeout=_PATIENCE_SECONDS)
        waiting = len(self._listener.talks)
        await self._listener.close()
        assert not waiting, "a script still waits for its client"
        assert not self._scripts, f"{len(self._scripts)} more connections were expected"

    async def _follow(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if not self._scripts:
            writer.transport.abort()
            return
        peer = Peer(reader, writer, self.context)
        try:
            await self._scripts.pop(0)(peer)
        except (OSError, EOFError) as error:
            raise AssertionError("the client left amid its script") from error
        await peer.close()


def _bytes(line: str | bytes) -> bytes:
    return line if isinstance(line, bytes) else line.encode("latin-1")
