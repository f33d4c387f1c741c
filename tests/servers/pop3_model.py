"""A POP3 server in memory, which can be wrong in all the ways that servers are, and whose line can be cut anywhere.

box = Pop3Box()
box.add(b"Subject: one\r\n\r\n")
stream = await box.dial(server)             # a Dial for the engine
"""

import asyncio
from dataclasses import dataclass, field

from mailclient.mail.account import Server
from mailclient.mail.problem import MailError
from mailclient.transport.memory import MemoryStream, memory_pipe
from mailclient.transport.stream import Stream

PASSWORD = "open sesame"


@dataclass
class Kept:
    """A message in the box."""

    unique_id: str
    data: bytes
    listed_size: int | None = None
    """What LIST says; None: the truth."""

    @property
    def size(self) -> int:
        return len(self.data) if self.listed_size is None else self.listed_size


@dataclass
class Pop3Box:
    """A mailbox and its server. ``cut_after``: the line is lost when the server has said so many bytes."""

    messages: list[Kept] = field(default_factory=list)
    capabilities: list[str] = field(default_factory=lambda: ["TOP", "UIDL", "USER", "RESP-CODES", "PIPELINING"])
    refused: set[str] = field(default_factory=set)
    """Unique-ids that RETR and TOP fail for."""
    deadly: set[str] = field(default_factory=set)
    """Unique-ids at which the line is lost."""
    unwilling: set[str] = field(default_factory=set)
    """Commands answered with -ERR."""
    silent: set[str] = field(default_factory=set)
    """Whole command lines that are not answered."""
    fell_silent: asyncio.Event = field(default_factory=asyncio.Event)
    login_answer: str = "+OK"
    keeps_all: bool = False
    """QUIT says +OK and deletes nothing."""
    cut_after: int | None = None
    words: bytearray = field(default_factory=bytearray)
    """All that the server has said."""
    heard: list[str] = field(default_factory=list)
    sessions: int = 0
    deleted: list[str] = field(default_factory=list)
    """Unique-ids, in the order in which QUIT took them."""
    _numbers: int = 0
    _tasks: "set[asyncio.Task[None]]" = field(default_factory=set)

    def add(self, data: bytes, unique_id: str = "") -> None:
        """A new message at the end."""
        self._numbers += 1
        self.messages.append(Kept(unique_id or f"id{self._numbers}", data))

    def asked(self, word: str) -> list[str]:
        """The command lines that began so."""
        return [line for line in self.heard if line.startswith(word)]

    async def dial(self, server: Server) -> Stream:
        """See ``Dial``."""
        del server
        ours, theirs = memory_pipe()
        task = asyncio.create_task(_Session(self, ours).run())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        self.sessions += 1
        return theirs

    async def end(self) -> None:
        """All sessions are over."""
        await asyncio.gather(*self._tasks)


class _Lost(Exception):  # noqa: N818  what happened
    """The line."""


class _Session:
    def __init__(self, box: Pop3Box, stream: MemoryStream) -> None:
        self._box = box
        self._stream = stream
        self._messages = list(box.messages)
        self._marked: set[int] = set()

    async def run(self) -> None:
        try:
            await self._say(b"+OK ready\r\n")
            buffer = b""
            while data := await self._stream.read():
                buffer += data
                while b"\r\n" in buffer:
                    line, buffer = buffer.split(b"\r\n", 1)
                    await self._answer(line.decode())
        except (_Lost, MailError):
            pass
        finally:
            await self._stream.close()

    async def _say(self, data: bytes) -> None:
        box = self._box
        if box.cut_after is not None and len(box.words) + len(data) > box.cut_after:
            part = data[: max(0, box.cut_after - len(box.words))]
            box.words += part
            if part:
                await self._stream.write(part)
            raise _Lost
        box.words += data
        await self._stream.write(data)

    async def _answer(self, line: str) -> None:
        box = self._box
        word, _, rest = line.partition(" ")
        box.heard.append(line if word != "PASS" else "PASS")
        numbers = [int(each) for each in rest.split() if each.isdigit()]
        if line in box.silent:
            box.fell_silent.set()
            return
        if word in box.unwilling:
            await self._say(b"-ERR not here\r\n")
        elif word == "CAPA":
            await self._list(box.capabilities)
        elif word == "PASS":
            right = rest == PASSWORD or not box.login_answer.startswith("+OK")
            await self._say((box.login_answer if right else "-ERR [AUTH] no").encode() + b"\r\n")
        elif word == "UIDL":
            await self._list([f"{number} {one.unique_id}" for number, one in enumerate(self._messages, 1)])
        elif word == "LIST":
            await self._list([f"{number} {one.size}" for number, one in enumerate(self._messages, 1)])
        elif word in ("RETR", "TOP"):
            await self._give(word, self._messages[numbers[0] - 1])
        elif word == "DELE":
            self._marked.add(numbers[0] - 1)
            await self._say(b"+OK marked\r\n")
        elif word == "QUIT":
            self._commit()
            await self._say(b"+OK bye\r\n")
            raise _Lost
        else:
            await self._say(b"+OK\r\n")

    async def _list(self, lines: list[str]) -> None:
        await self._say("".join(f"{line}\r\n" for line in ("+OK", *lines, ".")).encode("latin-1"))

    async def _give(self, word: str, one: Kept) -> None:
        if one.unique_id in self._box.deadly:
            await self._say(b"+OK\r\nhalf a li")
            raise _Lost
        if one.unique_id in self._box.refused:
            await self._say(b"-ERR [SYS/PERM] unreadable\r\n")
            return
        data = one.data if word == "RETR" else one.data.partition(b"\r\n\r\n")[0] + b"\r\n\r\n"
        if data and not data.endswith(b"\r\n"):
            data += b"\r\n"
        stuffed = (b"\r\n" + data).replace(b"\r\n.", b"\r\n..")[2:]
        await self._say(b"+OK\r\n" + stuffed + b".\r\n")

    def _commit(self) -> None:
        going = [self._messages[index] for index in sorted(self._marked)]
        self._box.deleted += [one.unique_id for one in going]
        if not self._box.keeps_all:
            self._box.messages = [one for one in self._box.messages if not any(one is each for each in going)]
