"""A submission server that can be told what to offer and what to refuse, and remembers all it was told.

    async with ModelSmtp(extensions=("SIZE 1000",), reply={"RCPT TO:<bob@mail.test>": "450 4.2.0 later"}) as server:
        …
    assert server.taken == […]

For what real servers do only on days of their own: greylisting, locked accounts, extensions that nobody has.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Self

from mailclient.mail.account import Security, Server
from tests.servers.listener import Listener

Reply = str | Callable[[], str]
LOST = "lost"


@dataclass(frozen=True)
class Taken:
    """One message: the lines of its envelope, and its bytes."""

    mail: str
    recipients: tuple[str, ...]
    data: bytes


@dataclass
class ModelSmtp:
    """``reply``: by the beginning of a command's line ("" for the greeting, "." for the end of a message).

    A reply that begins with 421 ends the connection; "" closes it without a word. ``LOST`` as the last reply takes the
    message and then closes without a word.
    """

    extensions: tuple[str, ...] = ("PIPELINING", "8BITMIME")
    reply: dict[str, Reply] = field(default_factory=dict)
    taken: list[Taken] = field(default_factory=list)
    said: list[list[str]] = field(default_factory=list)
    """Lines of each connection."""
    user: str = ""

    async def __aenter__(self) -> Self:
        self._listener = await Listener.open(self._talk, line_bytes=16 * 1024 * 1024)
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._listener.close()

    @property
    def address(self) -> Server:
        """Where it listens, in the clear."""
        return Server("localhost", self._listener.port, Security.NONE, self.user)

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await _Dialogue(self, reader, writer).run()

    def answer(self, line: str, usual: str) -> str:
        for beginning, reply in self.reply.items():
            if (line.startswith(beginning) if beginning else not line) and (beginning != "." or line == "."):
                return reply() if callable(reply) else reply
        return usual


class _Dialogue:
    def __init__(self, server: ModelSmtp, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._server = server
        self._reader = reader
        self._writer = writer
        self._mail = ""
        self._recipients: list[str] = []
        self._data = b""

    async def run(self) -> None:
        said: list[str] = []
        self._server.said.append(said)
        if not await self._say(self._server.answer("", "220 ready")):
            return
        while True:
            line = (await self._reader.readuntil(b"\r\n")).decode().removesuffix("\r\n")
            said.append(line)
            if not await self._obey(line) or line == "QUIT":
                return

    async def _obey(self, line: str) -> bool:
        verb = line.split()[0].upper()
        match verb:
            case "EHLO":
                return await self._say(self._server.answer(line, self._offer()))
            case "BDAT":
                return await self._chunk(line)
            case "AUTH":
                return await self._say(self._server.answer(line, "235 2.7.0 welcome"))
            case "QUIT":
                return await self._say("221 bye")
        reply = self._server.answer(line, self._usual(verb))
        if not await self._say(reply):
            return False
        if reply.startswith("2"):
            self._note(verb, line)
        if reply.startswith("354"):
            data = (
                await self._reader.readuntil(b"\r\n.\r\n")
                if self._recipients
                else await self._reader.readuntil(b".\r\n")
            )
            self._data = data.removesuffix(b".\r\n").replace(b"\r\n..", b"\r\n.")
            return await self._end()
        return True

    def _offer(self) -> str:
        lines = ["ready", *self._server.extensions]
        return "\r\n".join(f"250{'-' if line is not lines[-1] else ' '}{line}" for line in lines)

    def _usual(self, verb: str) -> str:
        if verb == "RCPT" and not self._mail:
            return "503 5.5.1 MAIL first"
        if verb == "DATA":
            return "354 go ahead" if self._recipients else "554 5.5.1 no valid recipients"
        return "250 fine"

    def _note(self, verb: str, line: str) -> None:
        if verb == "MAIL":
            self._mail, self._recipients = line, []
        elif verb == "RCPT":
            self._recipients.append(line)
        elif verb == "RSET":
            self._mail, self._recipients, self._data = "", [], b""

    async def _chunk(self, line: str) -> bool:
        size = int(line.split()[1])
        self._data += await self._reader.readexactly(size)
        if line.endswith("LAST"):
            return await self._end()
        return await self._say(self._server.answer(line, f"250 {size} octets"))

    async def _end(self) -> bool:
        reply = self._server.answer(".", "250 2.0.0 queued")
        if reply.startswith("2") or reply == LOST:
            self._server.taken.append(Taken(self._mail, tuple(self._recipients), self._data))
        self._mail, self._recipients, self._data = "", [], b""
        return await self._say("" if reply == LOST else reply)

    async def _say(self, reply: str) -> bool:
        """False when that was the last word."""
        if reply:
            self._writer.write(reply.encode() + b"\r\n")
            await self._writer.drain()
        return bool(reply) and not reply.startswith("421")
