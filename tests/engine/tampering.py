"""A network between the engine and a real server that answers some commands itself, says things of its own, goes dead.

network = Network()
network.answers(r"NOTIFY .*", "NO [BADEVENT (MessageNew)] not that")
engine = RunningEngine(path, dialled=network.dial)
network.connections[-1].say("* OK [NOTIFICATIONOVERFLOW] too much")
"""

import asyncio
import re
from collections.abc import Callable

from mailclient.mail.account import Server
from mailclient.mail.problem import MailError, Problem, ProblemKind
from mailclient.transport.connect import dial
from mailclient.transport.stream import READ_LIMIT, Stream
from mailclient.transport.tls import TlsFacts
from tests.engine.running import until

Answer = str | Callable[[str], str | None]
"""What follows the tag; or a function of the command that gives it, None: the server may answer."""


class Connection:
    """One stream through the network. ``said`` are the client's command lines, without tags."""

    def __init__(self, network: "Network", stream: Stream) -> None:
        self.said: list[str] = []
        self.open = True
        self.dead = False
        self.broken = False
        self.gate = asyncio.Event()
        """While it is not set, nothing the server says comes through."""
        self.gate.set()
        self._network = network
        self._stream = stream
        self._own_words = bytearray()
        self._spoke = asyncio.Event()
        self._reading: asyncio.Task[bytes] | None = None

    def say(self, line: str) -> None:
        """To the client, as if the server had said it. Only between two answers."""
        self._own_words += line.encode() + b"\r\n"
        self._spoke.set()

    def break_off(self) -> None:
        """The connection is lost, as both sides notice at once."""
        self.broken = True
        self.gate.set()
        self._spoke.set()

    def go_dead(self) -> None:
        """Nothing comes through any more in either direction, and nobody is told: a half-open connection."""
        self.dead = True

    async def read(self, limit: int = READ_LIMIT) -> bytes:
        while True:
            if self._is_lost():
                raise MailError(Problem(ProblemKind.CONNECTION_LOST, "test"))
            if self._own_words and not self.dead:
                data = bytes(self._own_words)
                self._own_words.clear()
                return data
            if self._reading is None:
                self._reading = asyncio.ensure_future(self._stream.read(limit))
            self._spoke.clear()
            spoke = asyncio.ensure_future(self._spoke.wait())
            try:
                await asyncio.wait([self._reading, spoke], return_when=asyncio.FIRST_COMPLETED)
            finally:
                spoke.cancel()
            if self._reading.done() and not self.dead:
                await self.gate.wait()
                reading, self._reading = self._reading, None
                data = reading.result()
                return data if not self._is_lost() else b""
            if self.dead:
                await asyncio.Event().wait()

    async def write(self, data: bytes) -> None:
        if self.dead:
            return
        passed = bytearray()
        for line in data.splitlines(keepends=True):
            tag, _, command = line.decode("latin-1").rstrip("\r\n").partition(" ")
            self.said.append(command or tag)
            self._network.changed.set()
            answer = self._network.answer_to(self, command)
            if answer is None:
                passed += line
            else:
                self.say(f"{tag} {answer}")
        if passed:
            await self._stream.write(bytes(passed))

    async def start_tls(self) -> None:
        await self._stream.start_tls()

    async def start_deflate(self) -> Stream:
        raise MailError(Problem(ProblemKind.SERVER_NONSENSE, "test"))

    @property
    def tls(self) -> TlsFacts | None:
        return self._stream.tls

    def _is_lost(self) -> bool:
        return self.broken

    async def close(self) -> None:
        self.open = False
        self._network.changed.set()
        if self._reading is not None:
            self._reading.cancel()
            await asyncio.gather(self._reading, return_exceptions=True)
        await self._stream.close()


class Network:
    """``connections`` are all that were ever dialled; ``most_open`` the most at a time."""

    def __init__(self) -> None:
        self.connections: list[Connection] = []
        self.most_open = 0
        self.problem: ProblemKind | None = None
        """What dialling comes to."""
        self.hangs = False
        self.tries = 0
        self.changed = asyncio.Event()
        self._answers: list[tuple[re.Pattern[str], Answer]] = []

    @property
    def open(self) -> list[Connection]:
        return [one for one in self.connections if one.open]

    async def until(self, true: Callable[[], bool]) -> None:
        """Wait until the connections are as they should be."""
        await until(true, self.changed)

    def answers(self, pattern: str, answer: Answer) -> None:
        """Answer commands that match by ourselves. Those with literals cannot be told apart: not for them."""
        self._answers.append((re.compile(pattern, re.DOTALL), answer))

    def answer_to(self, connection: Connection, command: str) -> str | None:
        for pattern, answer in self._answers:
            if pattern.fullmatch(command):
                return answer if isinstance(answer, str) else answer(command)
        return None

    async def dial(self, server: Server) -> Stream:
        self.tries += 1
        self.changed.set()
        if self.hangs:
            await asyncio.Event().wait()
        if self.problem is not None:
            raise MailError(Problem(self.problem, "test"))
        connection = Connection(self, await dial(server))
        self.connections.append(connection)
        self.changed.set()
        self.most_open = max(self.most_open, len(self.open))
        return connection
