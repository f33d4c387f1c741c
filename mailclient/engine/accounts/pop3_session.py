"""Drives one POP3 connection over a stream: greeting, TLS, login, and then whatever is asked.

RFC 1939, RFC 2449, RFC 2595. Rules of this file: every wait has a limit, one for each whole answer; a message may take
as long as it needs while enough of it comes; every failure is a ``MailError``; what the server says before STARTTLS is
shown to nobody.
"""

import asyncio
from collections import deque
from contextlib import suppress
from typing import NoReturn

from mailclient.engine.accounts.login_words import reason
from mailclient.mail.account import Security, Server
from mailclient.mail.problem import MailError, Problem, ProblemKind
from mailclient.transport.blocking_call import blocking_call
from mailclient.transport.deadline import deadline
from mailclient.transport.meter import Meter, Traffic
from mailclient.transport.stream import Dial
from mailclient.transport.tls import TlsFacts
from mailclient.wire.pop3.answer import Status
from mailclient.wire.pop3.commands import Command, Quit, Stls
from mailclient.wire.pop3.connection import Connection
from mailclient.wire.pop3.errors import BytesBeforeTls, RemoteProtocolError
from mailclient.wire.pop3.events import Answered, Closed, ComputationDue, Content, Event, Greeted
from mailclient.wire.sasl.unexpected import UnexpectedChallenge

GREETING_SECONDS = 30.0
"""A port that waits for TLS says nothing either, and then a person waits."""
ANSWER_SECONDS = 120.0
"""For one answer."""
PROGRESS_BYTES = 4096
"""Of a longer one, at least so much must come in this time."""
_FAREWELL_SECONDS = 2.0


class Pop3Session:
    """A connection; ``open_session`` makes it, secured and greeted. ``subject`` ("host:port") names it in problems."""

    def __init__(self, stream: Meter, subject: str) -> None:
        self.connection = Connection()
        self.subject = subject
        self._stream = stream
        self._events: deque[Event] = deque()
        self._period_ends = 0.0
        self._period_bytes = 0

    @property
    def tls(self) -> TlsFacts | None:
        """What protects the connection."""
        return self._stream.tls

    @property
    def traffic(self) -> Traffic:
        """What went over it so far."""
        return self._stream.traffic

    async def ask(self, *commands: Command) -> list[Answered]:
        """Send commands whose answers are no messages; the answers, +OK or not, in order.

        CONNECTION_LOST, TIMED_OUT, SERVER_NONSENSE, and STARTTLS_INJECTION.
        """
        for command in commands:
            self.connection.send(command)
        answers: list[Answered] = []
        while len(answers) < len(commands):
            event = await self.next_event()
            if not isinstance(event, Answered):
                self._fail(event)
            answers.append(event)
        return answers

    async def next_answer(self) -> Answered | Content:
        """Send what waits to be sent and wait for the next answer, or piece of a message. As ``ask``."""
        event = await self.next_event()
        if not isinstance(event, Answered | Content):
            self._fail(event)
        return event

    async def next_event(self) -> Event:
        """The next event, whatever it is."""
        if not self._events:
            self._begin_period()
        while not self._events:
            await self._flush()
            await self._listen()
        return self._events.popleft()

    async def greet(self) -> None:
        """Wait for the greeting. SERVER_BUSY when the server will not serve us."""
        async with deadline(GREETING_SECONDS, self.subject):
            event = await self.next_event()
        if not isinstance(event, Greeted):
            self._fail(event)
        if not event.status.ok:
            kind = (reason(event.status.text) if self.tls else None) or ProblemKind.SERVER_BUSY
            raise self.problem(kind, event.status.text)

    async def start_tls(self) -> None:
        """STLS or nothing, asked for whether it is offered or not (RFC 2595 section 4): STARTTLS_MISSING."""
        try:
            [answered] = await self.ask(Stls())
        except MailError as error:
            raise MailError(Problem(error.problem.kind, self.subject)) from error
        if not answered.status.ok:
            raise self.problem(ProblemKind.STARTTLS_MISSING, "the server does not begin TLS")
        await self._stream.start_tls()
        self.connection.tls_started()

    async def leave(self) -> Status | None:
        """Say QUIT, by which what is marked is deleted, and close. The answer; None when none was heard."""
        status = None
        try:
            with suppress(MailError):
                if not self.connection.closed:
                    [answered] = await self.ask(Quit())
                    status = answered.status
        finally:
            await self._stream.close()
        return status

    async def hang_up(self) -> None:
        """Close, politely where that takes no time. Nothing must be marked."""
        try:
            if self.connection.idle:
                with suppress(MailError):
                    async with deadline(_FAREWELL_SECONDS, self.subject):
                        await self.ask(Quit())
        finally:
            await self._stream.close()

    async def abandon(self) -> None:
        """Close without a word: nothing is deleted."""
        await self._stream.close()

    def problem(self, kind: ProblemKind, detail: str) -> MailError:
        """An error about this server."""
        return MailError(Problem(kind, self.subject, detail))

    async def _flush(self) -> None:
        data = self.connection.data_to_send()
        if data:
            async with deadline(ANSWER_SECONDS, self.subject):
                await self._stream.write(data)

    async def _listen(self) -> None:
        if self.connection.closed:
            raise self.problem(ProblemKind.CONNECTION_LOST, "already closed")
        now = asyncio.get_running_loop().time()
        async with deadline(max(0.0, self._period_ends - now), self.subject):
            data = await self._stream.read()
        self._period_bytes += len(data)
        if self._period_bytes >= PROGRESS_BYTES:
            self._begin_period()
        try:
            for event in self.connection.receive(data):
                if isinstance(event, ComputationDue):
                    await self._compute(event)
                else:
                    self._events.append(event)
        except BytesBeforeTls as error:
            raise self.problem(ProblemKind.STARTTLS_INJECTION, str(error)) from error
        except RemoteProtocolError as error:
            raise self.problem(ProblemKind.SERVER_NONSENSE, str(error)) from error

    def _begin_period(self) -> None:
        self._period_ends = asyncio.get_running_loop().time() + ANSWER_SECONDS
        self._period_bytes = 0

    async def _compute(self, due: ComputationDue) -> None:
        try:
            response: bytes | None = await blocking_call(due.computation.run, "login")
        except UnexpectedChallenge:
            response = None
        self.connection.respond(response)

    def _fail(self, event: Event) -> NoReturn:
        """Raise what an event means that came instead of an answer."""
        if isinstance(event, Closed):
            raise self.problem(ProblemKind.CONNECTION_LOST, "closed by the other side")
        raise self.problem(ProblemKind.SERVER_NONSENSE, type(event).__name__)


async def open_session(dial: Dial, server: Server) -> Pop3Session:
    """Connect, greet and secure; not logged in. Nothing stays open when this fails."""
    session = Pop3Session(Meter(await dial(server)), f"{server.host}:{server.port}")
    try:
        await _greet(session, server)
        if server.security is Security.STARTTLS:
            await session.start_tls()
    except BaseException:
        await session.abandon()
        raise
    return session


async def _greet(session: Pop3Session, server: Server) -> None:
    try:
        await session.greet()
    except MailError as error:
        if server.security is not Security.STARTTLS:
            raise
        # A port that wants TLS from the first byte waits for it in silence.
        kind = ProblemKind.TLS_FAILED if error.problem.kind is ProblemKind.TIMED_OUT else error.problem.kind
        raise session.problem(kind, "no greeting") from error
