"""A web server over TLS that answers what it is told to, and remembers what it was asked."""

import asyncio
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

from tests.servers.authority import Certificate
from tests.servers.listener import Listener


@dataclass(frozen=True)
class Page:
    status: int = 200
    body: bytes = b""
    location: str = ""
    media_type: str = ""

    @property
    def data(self) -> bytes:
        location = f"Location: {self.location}\r\n" if self.location else ""
        kind = f"Content-Type: {self.media_type}\r\nSet-Cookie: who=you\r\n" if self.media_type else ""
        head = (
            f"HTTP/1.1 {self.status} x\r\n{location}{kind}Content-Length: {len(self.body)}\r\nConnection: close\r\n\r\n"
        )
        return head.encode() + self.body


@dataclass
class WebServer:
    """``pages`` by host and path without the query; everything else is 404. ``silent`` hosts never answer."""

    certificate: Certificate
    pages: dict[tuple[str, str], Page] = field(default_factory=dict)
    silent: set[str] = field(default_factory=set)
    asked: list[str] = field(default_factory=list)
    heads: list[str] = field(default_factory=list)
    """What they were asked with, word for word."""
    contents: list[bytes] = field(default_factory=list)
    """What was sent with each."""
    port: int = 0

    async def __aenter__(self) -> Self:
        self._listener = await Listener.open(self._talk, context=self.certificate.server_context())
        self.port = self._listener.port
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: object, trace: TracebackType | None) -> None:
        await self._listener.close()

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        target = head.split(" ")[1]
        host = next(line[6:] for line in head.splitlines() if line.startswith("Host: "))
        self.asked.append(host + target)
        self.heads.append(head)
        length = next((int(line[16:]) for line in head.splitlines() if line.startswith("Content-Length: ")), 0)
        self.contents.append(await reader.readexactly(length))
        if host in self.silent:
            await reader.read()
        else:
            writer.write(self.pages.get((host, target.partition("?")[0]), Page(404)).data)
            await writer.drain()
