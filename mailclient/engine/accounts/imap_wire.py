"""A connection at work: one task reads, one writes, and each answer finds the command that waits for it.

Below ``imap_session``, which knows what is said; here is only how it gets there and back. A ``run`` that is cancelled
leaves its command in flight, and its answer is dropped: half a command is never sent.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from mailclient.engine.accounts.imap_result import Result
from mailclient.mail.problem import MailError, Problem, ProblemKind
from mailclient.transport.blocking_call import blocking_call
from mailclient.transport.stream import READ_LIMIT, Stream
from mailclient.transport.tls import TlsFacts
from mailclient.wire.imap.commands.command import Command
from mailclient.wire.imap.connection import Connection
from mailclient.wire.imap.errors import BytesBeforeTls, ConnectionEnded, LocalProtocolError, RemoteProtocolError
from mailclient.wire.imap.events import (
    Bye,
    CommandDone,
    ComputationDue,
    Condition,
    ESearchData,
    Event,
    Expunge,
    LiteralChunk,
    Tag,
    Unparsed,
    Vanished,
)
from mailclient.wire.imap.state import State
from mailclient.wire.sasl.unexpected import UnexpectedChallenge

log = logging.getLogger(__name__)

_LAST_WORDS_SECONDS = 2.0

RESULT_EVENTS_MAX = 200_000
"""Answers kept for one command without ``on_event``; more is a server that does not stop."""

UNASKED_EVENTS_MAX = 1_000_000
"""What a server may tell by itself between two answers; half a million messages may be marked read by somebody."""

CHATTER_LIMIT = 30
"""So many times the time-out a server may keep us waiting with words that are no answer ("* OK Still here")."""

PROGRESS_BYTES = 4096
"""Of a line or literal under way, at least so much must come within the time-out: single bytes are no sign of life."""

_STEP_SECONDS = 0.008
"""How long one piece of what was read may keep the loop busy; the pieces become smaller or larger by it."""
_PIECE_BYTES_MIN = 4096

OnEvent = Callable[[Event], None]
OnChunk = Callable[[LiteralChunk], Awaitable[None]]


@dataclass(slots=True, eq=False)
class _Waiting:
    """A command in flight and whoever waits for it."""

    command: Command
    tag: Tag
    answered: "asyncio.Future[CommandDone]"
    on_event: OnEvent | None
    on_chunk: OnChunk | None
    events: list[Event] = field(default_factory=list)
    error: Exception | None = None
    """What a receiver raised; the rest of the answer is dropped and this comes out at its end."""
    abandoned: bool = False


class ImapWire:
    """Owns the stream. ``name`` is "host:port" for problems; ``timeout_seconds`` bounds the server's silence."""

    def __init__(self, stream: Stream, connection: Connection, name: str, timeout_seconds: float) -> None:
        self.connection = connection
        self.name = name
        self.timeout_seconds = timeout_seconds
        self.problem: Problem | None = None
        """Why it ended; None while it is alive."""
        self.ended = asyncio.Event()
        """Set together with ``problem``."""
        self.at_work = False
        """The server said that it works on what it was asked for (RFC 9585), and has answered nothing since."""
        self.compressed = False
        """COMPRESS=DEFLATE is on."""
        self.on_news: OnEvent = _ignore
        self._stream = stream
        self._waiting: dict[Tag, _Waiting] = {}
        self._to_write = asyncio.Event()
        self._heard_at = 0.0
        self._served_at = 0.0
        self._dripped = 0
        """Bytes since the last sign of life."""
        self._chunked = 0
        """Bytes of literals since they were last counted as an answer."""
        """When the server last said something that was asked for; ``_heard_at``: anything."""
        self._unasked = 0
        self._delivering = False
        self._bye = ""
        self._tasks: list[asyncio.Task[None]] = []

    def start(self) -> None:
        """Read and write from now on."""
        self._tasks = [asyncio.create_task(self._guarded(part)) for part in (self._read, self._write)]

    async def close(self) -> None:
        """End at once; whoever waits gets CONNECTION_LOST."""
        self.fail(Problem(ProblemKind.CONNECTION_LOST, self.name, "closed by us"))
        for task in self._tasks:
            task.cancel()
        try:
            await asyncio.gather(*self._tasks, return_exceptions=True)
        finally:
            await self._stream.close()

    def fail(self, problem: Problem) -> None:
        """The connection is over: everybody who waits learns why. The first reason counts."""
        if self.problem is not None:
            return
        self.problem = problem
        self.ended.set()
        for waiting in self._waiting.values():
            if not waiting.answered.done():
                waiting.answered.set_exception(MailError(problem))
                waiting.answered.exception()  # whoever waited may be gone: that is no mistake
        self._waiting.clear()
        self._to_write.set()
        for task in self._tasks:
            if task is not asyncio.current_task():
                task.cancel()

    async def exchange(
        self, command: Command, on_event: OnEvent | None = None, on_chunk: OnChunk | None = None
    ) -> Result:
        """Send and wait for the tagged answer, whatever it is. MailError when the connection ends or is silent."""
        while self.problem is None and self._waiting and self.connection.blocks(command):
            await self._until_answered(next(iter(self._waiting.values())))
        return await self.outcome(self.send(command, on_event, on_chunk))

    def send(self, command: Command, on_event: OnEvent | None = None, on_chunk: OnChunk | None = None) -> _Waiting:
        """Queue a command; to be awaited with ``outcome``."""
        if self.problem is not None:
            raise MailError(self.problem)
        if self.connection.state in (State.LOGOUT, State.CLOSED):
            raise MailError(self._lost())
        loop = asyncio.get_running_loop()
        if not self._waiting:
            self.rest()
        tag = self.connection.send(command)
        waiting = _Waiting(command, tag, loop.create_future(), on_event, on_chunk)
        self._waiting[tag] = waiting
        self.wake()
        return waiting

    def wake(self) -> None:
        """There is something to write."""
        self._to_write.set()

    async def outcome(self, waiting: _Waiting) -> Result:
        """The tagged answer with its data; TIMED_OUT ends the connection."""
        try:
            await self._until_answered(waiting)
        except asyncio.CancelledError:
            waiting.abandoned = True
            raise
        if waiting.error is not None:
            raise waiting.error
        return Result(waiting.answered.result(), tuple(waiting.events))

    async def _until_answered(self, waiting: _Waiting) -> None:
        loop = asyncio.get_running_loop()
        while not waiting.answered.done():
            left = self._heard_at + self.timeout_seconds - loop.time()
            if left <= 0 and not self._delivering:
                self.fail(Problem(ProblemKind.TIMED_OUT, self.name, f"no answer to {waiting.command.name}"))
            await asyncio.wait({waiting.answered}, timeout=left if left > 0 else 1.0)

    def rest(self) -> None:
        """The server owes nothing for what was (IDLE has begun, it has answered): measure from now on."""
        self._heard_at = self._served_at = asyncio.get_running_loop().time()

    @property
    def tls(self) -> TlsFacts | None:
        """What protects the connection."""
        return self._stream.tls

    # --- the two tasks --------------------------------------------------------------------------------------------

    async def _guarded(self, work: Callable[[], Awaitable[None]]) -> None:
        """Any end of a task is the end of the connection."""
        try:
            await work()
        except MailError as error:
            self.fail(error.problem)
        except ConnectionEnded:
            self.fail(self._lost())
        except BytesBeforeTls as error:
            self.fail(Problem(ProblemKind.STARTTLS_INJECTION, self.name, str(error)))
        except RemoteProtocolError as error:
            self.fail(Problem(ProblemKind.SERVER_NONSENSE, self.name, str(error)))
        except LocalProtocolError as error:
            log.error("ended the connection to %s: %s", self.name, error)  # noqa: TRY400  it says all there is
            self.fail(Problem(ProblemKind.INTERNAL, self.name, str(error)))
        except Exception as error:
            log.exception("ended the connection to %s by a mistake of our own", self.name)
            self.fail(Problem(ProblemKind.INTERNAL, self.name, type(error).__name__))
        else:
            self.fail(self._lost())

    async def _read(self) -> None:
        loop, limit = asyncio.get_running_loop(), READ_LIMIT
        while True:
            data = await self._stream.read(limit)
            began = loop.time()
            self._hear(len(data))
            for event in self.connection.receive(data):
                if isinstance(event, LiteralChunk):
                    await self._give_chunk(event)
                elif isinstance(event, ComputationDue):
                    await self._compute(event)
                else:
                    self._hear(PROGRESS_BYTES)
                    self._deliver(event)
            if self.connection.failure is not None:
                raise self.connection.failure
            if not data:
                return
            if self.connection.deflate_due:
                await self._compress()
            self.wake()
            took = loop.time() - began
            if took > _STEP_SECONDS:
                limit = max(limit // 2, _PIECE_BYTES_MIN)
            elif took < _STEP_SECONDS / 4:
                limit = min(limit * 2, READ_LIMIT)
            # What has arrived meanwhile is read without a pause; the others have their turn here.
            await asyncio.sleep(0)

    def _hear(self, size: int) -> None:
        """So much came: that is life when it is enough, unless it has been nothing but chatter for too long."""
        self._dripped += size
        if self._dripped < PROGRESS_BYTES:
            return
        self._dripped = 0
        now = asyncio.get_running_loop().time()
        if now - self._served_at < CHATTER_LIMIT * self.timeout_seconds:
            self._heard_at = now

    async def _compute(self, due: ComputationDue) -> None:
        """Nothing else is expected of the server meanwhile, nor counted against it."""
        self._delivering = True
        try:
            response: bytes | None = await blocking_call(due.computation.run, "login")
        except UnexpectedChallenge:
            response = None
        finally:
            self._delivering = False
            self.rest()
        self.connection.respond(response)

    async def _compress(self) -> None:
        """Nothing is being written now: COMPRESS is the last command of its flight."""
        self._stream = await self._stream.start_deflate()
        self.connection.compression_started()
        self.compressed = True

    async def _write(self) -> None:
        while self.problem is None:
            data = self.connection.data_to_send()
            if data:
                try:
                    await self._stream.write(data)
                except MailError:
                    # What the server said before it hung up (BYE and why, the answer to APPEND) is still to be read.
                    await asyncio.wait(self._tasks[:1], timeout=_LAST_WORDS_SECONDS)
                    raise
                self.rest()
            else:
                self._to_write.clear()
                await self._to_write.wait()

    def _lost(self) -> Problem:
        return Problem(ProblemKind.CONNECTION_LOST, self.name, self._bye or "closed by the server")

    # --- who gets what --------------------------------------------------------------------------------------------

    def _deliver(self, event: Event) -> None:
        if isinstance(event, CommandDone):
            self._finish(event)
            return
        if isinstance(event, Bye):
            self._bye = event.text
        if isinstance(event, Unparsed):
            log.info("%s sent %d bytes that cannot be read: %s", self.name, len(event.line), event.reason)
        owner = self._owner(event)
        if owner is not None or _is_progress(event):
            self.at_work = owner is None
            self.rest()
        else:
            self._unasked += 1
            if self._unasked > UNASKED_EVENTS_MAX:
                raise RemoteProtocolError("the server talks without end")
        if owner is not None:
            self._give(owner, event)
        if owner is None or _is_news_anyway(event):
            self.on_news(event)

    def _owner(self, event: Event) -> _Waiting | None:
        for waiting in self._waiting.values():
            if _wants(waiting, event):
                return waiting
        return None

    def _finish(self, done: CommandDone) -> None:
        self.rest()
        self._unasked = 0
        self.at_work = False
        waiting = self._waiting.pop(done.tag, None)
        if waiting is not None and not waiting.answered.done():
            waiting.answered.set_result(done)

    def _give(self, owner: _Waiting, event: Event) -> None:
        """Hand over; a failing receiver fails its own command only."""
        if owner.abandoned or owner.error is not None:
            return
        if owner.on_event is None:
            owner.events.append(event)
            if len(owner.events) > RESULT_EVENTS_MAX:
                raise RemoteProtocolError(f"{owner.command.name} is answered without end")
            return
        try:
            owner.on_event(event)
        except Exception as error:  # noqa: BLE001  it is the caller's own and goes to the caller
            owner.error = error

    async def _give_chunk(self, chunk: LiteralChunk) -> None:
        """As ``_give``; while the receiver takes its time the server's silence does not count."""
        loop = asyncio.get_running_loop()
        self._chunked += len(chunk.data)
        if self._chunked >= PROGRESS_BYTES or chunk.offset + len(chunk.data) >= chunk.size:
            self._chunked = 0
            self.rest()
        owner = self._owner(chunk)
        if owner is None or owner.on_chunk is None or owner.abandoned or owner.error is not None:
            return
        self._delivering, began = True, loop.time()
        try:
            await owner.on_chunk(chunk)
        except Exception as error:  # noqa: BLE001  likewise
            owner.error = error
        finally:
            self._delivering = False
            took = loop.time() - began
            self._heard_at += took
            self._served_at += took


def _ignore(event: Event) -> None:
    del event


def _wants(waiting: _Waiting, event: Event) -> bool:
    if isinstance(event, ESearchData) and event.tag is not None:
        return event.tag == waiting.tag
    return waiting.command.wants(event)


def _is_progress(event: Event) -> bool:
    """RFC 9585: the server works on it."""
    return isinstance(event, Condition) and event.code is not None and event.code.name == "INPROGRESS"


def _is_news_anyway(event: Event) -> bool:
    """Whether it changes what others believe, or is for the user, even when a command took it."""
    if isinstance(event, Condition):
        return event.code is not None and event.code.name == "ALERT"
    return isinstance(event, Expunge) or (isinstance(event, Vanished) and not event.earlier)
