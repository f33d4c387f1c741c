"""A CardDAV server in memory that does what no real one should: break off, lie about etags, forget, refuse, bloat."""

import asyncio
import re
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self
from xml.sax.saxutils import escape

from mailclient.mail.account import Security, Server
from mailclient.transport.connect import dial
from mailclient.transport.stream import Stream
from tests.servers.listener import Listener

BOOK = "/book/"
_REASONS = {404: "Not Found", 200: "OK"}


@dataclass
class FaultyCardDav:
    """``cards`` by path: etag and bytes. ``faults``: what goes wrong, see ``_answer``."""

    cards: dict[str, tuple[str, bytes]] = field(default_factory=dict)
    faults: set[str] = field(default_factory=set)
    refuse: dict[str, int] = field(default_factory=dict)
    """Status by method."""
    asked: list[str] = field(default_factory=list)
    number: int = 0
    port: int = 0

    async def __aenter__(self) -> Self:
        self._listener = await Listener.open(self._talk)
        self.port = self._listener.port
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: object, trace: TracebackType | None) -> None:
        await self._listener.close()

    @property
    def url(self) -> str:
        return f"https://localhost:{self.port}{BOOK}"

    async def dial(self, server: Server) -> Stream:
        return await dial(Server("127.0.0.1", server.port, Security.NONE, ""))

    def put(self, path: str, data: bytes) -> str:
        self.number += 1
        self.cards[path] = (f'"{self.number}"', data)
        return self.cards[path][0]

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        method, path, _ = head.split(" ", 2)
        fields = dict(line.lower().split(": ", 1) for line in head.split("\r\n")[1:] if ": " in line)
        body = await reader.readexactly(int(fields.get("content-length", 0)))
        self.asked.append(f"{method} {path}")
        answer = self._answer(method, path, fields, body)
        if answer is not None:
            writer.write(answer)
            await writer.drain()

    def _answer(self, method: str, path: str, fields: dict[str, str], body: bytes) -> bytes | None:
        if "loop" in self.faults:
            return _reply(301, b"", f"Location: {path}x\r\n")
        if "elsewhere" in self.faults:
            return _reply(301, b"", "Location: https://evil.example/\r\n")
        if method in self.refuse:
            return _reply(self.refuse[method], b"no")
        if "bomb" in self.faults:
            return _reply(207, b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><multistatus>&b;</multistatus>')
        if "endless" in self.faults:
            return _reply(207, b"", "Transfer-Encoding: chunked\r\n", length=False) + b"fffffff\r\n" + bytes(100)
        if method in ("PUT", "DELETE", "GET"):
            return self._single(method, path, fields, body)
        if b"multiget" in body:
            paths = re.findall(r"<href>(.*?)</href>", body.decode())
            return self._multistatus([self._card(one, data=True) for one in paths if one in self.cards])
        found = [self._collection()]
        if fields.get("depth") == "1":
            found += [] if "forgets" in self.faults else [self._card(one) for one in self.cards]
        return self._multistatus([] if "nothing" in self.faults else found)

    def _single(self, method: str, path: str, fields: dict[str, str], body: bytes) -> bytes | None:
        known = self.cards.get(path)
        if method == "GET":
            return _reply(404, b"") if known is None else _reply(200, known[1], f"ETag: {known[0]}\r\n")
        if fields.get("if-none-match") == "*" and known is not None:
            return _reply(412, b"")
        if "if-match" in fields and (known is None or fields["if-match"] != known[0]):
            return _reply(412 if known is not None else 404, b"")
        if method == "DELETE":
            self.cards.pop(path, None)
            return _reply(204, b"")
        etag = self.put(path, body)
        if "drops" in self.faults:
            self.faults.discard("drops")
            return None
        return _reply(
            201, b"", f"ETag: {chr(34)}wrong{chr(34)}\r\n" if "wrong etags" in self.faults else f"ETag: {etag}\r\n"
        )

    @staticmethod
    def _collection() -> str:
        return (
            f"<response><href>{BOOK}</href>{_ok('<resourcetype><collection/><addressbook/></resourcetype>')}</response>"
        )

    def _card(self, path: str, *, data: bool = False) -> str:
        etag, card = self.cards[path]
        said = f"<getetag>{escape(etag)}</getetag>"
        if data:
            said += f"<address-data>{escape(card.decode())}</address-data>"
        return f"<response><href>{path}</href>{_ok(said)}</response>"

    @staticmethod
    def _multistatus(responses: list[str]) -> bytes:
        return _reply(207, f'<multistatus xmlns="DAV:">{"".join(responses)}</multistatus>'.encode())


def _ok(props: str) -> str:
    return f"<propstat><prop>{props}</prop><status>HTTP/1.1 200 OK</status></propstat>"


def _reply(status: int, body: bytes, fields: str = "", *, length: bool = True) -> bytes:
    counted = f"Content-Length: {len(body)}\r\n" if length else ""
    return f"HTTP/1.1 {status} {_REASONS.get(status, 'x')}\r\n{fields}{counted}\r\n".encode() + body
