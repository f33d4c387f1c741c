"""Drives one submission connection over a stream: greeting, TLS, login, and then whatever is asked.

RFC 6409, RFC 3207, RFC 4954. Rules of this file: every wait has a limit (RFC 5321 section 4.5.3.2, shortened where
a person waits); every failure is a ``MailError``; a failed write does not count before what the server had said is
read, because its last words ("421 too many connections") tell more than the broken line.
"""

import asyncio
from collections import deque
from contextlib import suppress
from typing import NoReturn

from mailclient.engine.accounts.login_refusal import (
    Refused,
    broken_trust,
    by_token,
    most_telling,
    no_common_login,
    tells_of_secret,
    wrong_secret,
)
from mailclient.engine.accounts.login_ways import LoginWays
from mailclient.engine.accounts.login_words import reason
from mailclient.engine.accounts.smtp_refusal import kind_of_login
from mailclient.mail.account import Secret, Security, Server
from mailclient.mail.problem import MailError, Problem, ProblemKind
from mailclient.transport.blocking_call import blocking_call
from mailclient.transport.deadline import deadline
from mailclient.transport.stream import Dial, Stream
from mailclient.wire.sasl.mechanism import Mechanism
from mailclient.wire.sasl.unexpected import UnexpectedChallenge
from mailclient.wire.smtp.commands import Authenticate, Command, Ehlo, Helo, Quit, StartTls
from mailclient.wire.smtp.connection import Connection
from mailclient.wire.smtp.errors import BytesBeforeTls, RemoteProtocolError
from mailclient.wire.smtp.events import Answered, Closed, ComputationDue, Event, Greeted
from mailclient.wire.smtp.reply import Reply

GREETING_SECONDS = 30.0
"""Shorter than the RFC's: a port that waits for TLS says nothing either, and then a person waits."""
REPLY_SECONDS = 120.0
_FAREWELL_SECONDS = 2.0

_farewells: set[asyncio.Task[None]] = set()
"""Kept from being collected while they run."""


class SmtpSession:
    """A connection that is logged in; ``open_session`` makes it. ``subject`` ("host:port") names it in problems."""

    def __init__(self, stream: Stream, subject: str) -> None:
        self.connection = Connection()
        self.subject = subject
        self.mechanism = ""
        """How we logged in; "" before that."""
        self._stream = stream
        self._events: deque[Event] = deque()
        self._greeted = False

    async def ask(self, *commands: Command) -> list[Reply]:
        """Send the commands, pipelined where the server allows; their replies, positive or not, in order.

        Raises SERVER_BUSY when the server says 421 to any of them, CONNECTION_LOST, TIMED_OUT, SERVER_NONSENSE.
        """
        for command in commands:
            self.connection.send(command)
        replies: list[Reply] = []
        while len(replies) < len(commands):
            async with deadline(REPLY_SECONDS, self.subject):
                event = await self._next_answer()
            if not isinstance(event, Answered):
                self.fail(event)
            if event.reply.code == 421:
                raise self.problem(ProblemKind.SERVER_BUSY, event.reply.text)
            replies.append(event.reply)
        return replies

    async def _next_answer(self) -> Event:
        """The next event; challenges on the way are answered. Who drips single bytes gets no more time for that."""
        while True:
            with suppress(ConnectionLost):
                await self.flush(REPLY_SECONDS)
            if self._events:
                return self._events.popleft()
            await self._listen()

    async def settle(self) -> None:
        """Wait until all is answered, whatever it is. Then ``connection.idle`` tells whether it can be used on."""
        with suppress(MailError):
            async with deadline(REPLY_SECONDS, self.subject):
                while not (self.connection.idle or self.connection.closed):
                    await self.next_event()
        self._events.clear()

    async def flush(self, seconds: float) -> None:
        """Write what waits to be sent. Raises ConnectionLost, TIMED_OUT."""
        data = self.connection.data_to_send()
        if not data:
            return
        try:
            async with deadline(seconds, self.subject):
                await self._stream.write(data)
        except MailError as error:
            if error.problem.kind is ProblemKind.CONNECTION_LOST:
                raise ConnectionLost(error.problem) from error
            raise

    async def next_event(self) -> Event:
        """Wait for what the server says next, without a limit of time."""
        while not self._events:
            await self._listen()
        return self._events.popleft()

    async def _listen(self) -> None:
        if self.connection.closed:
            raise ConnectionLost(Problem(ProblemKind.CONNECTION_LOST, self.subject, "already closed"))
        data = await self._stream.read()
        try:
            for event in self.connection.receive(data):
                if isinstance(event, ComputationDue):
                    await self._compute(event)
                else:
                    self._events.append(event)
        except BytesBeforeTls as error:
            raise self.problem(ProblemKind.STARTTLS_INJECTION, str(error)) from error
        except RemoteProtocolError as error:
            raise self.problem(
                _nonsense(data) if not self._greeted else ProblemKind.SERVER_NONSENSE, str(error)
            ) from error

    async def _compute(self, due: ComputationDue) -> None:
        try:
            response: bytes | None = await blocking_call(due.computation.run, "login")
        except UnexpectedChallenge:
            response = None
        self.connection.respond(response)

    async def greet(self) -> None:
        """Wait for the greeting."""
        async with deadline(GREETING_SECONDS, self.subject):
            event = await self.next_event()
        if not isinstance(event, Greeted):
            self.fail(event)
        self._greeted = True
        if event.reply.code != 220:
            raise self.refusal(event.reply)

    async def ask_for_tls(self) -> None:
        """STARTTLS or nothing: STARTTLS_MISSING when it is not offered. Then comes ``start_tls``."""
        if "STARTTLS" not in self.connection.capabilities:
            raise self.problem(ProblemKind.STARTTLS_MISSING, "not among the extensions the server offers")
        [reply] = await self.ask(StartTls())
        if not reply.positive:
            kind = ProblemKind.SERVER_BUSY if reply.temporary else ProblemKind.STARTTLS_MISSING
            raise self.problem(kind, reply.text)

    async def start_tls(self) -> None:
        """Go on in TLS; what was learnt before is forgotten."""
        await self._stream.start_tls()
        self.connection.tls_started()

    async def hello(self, *, old_greeting: bool = False) -> None:
        """EHLO; afterwards the capabilities are known. ``old_greeting``: HELO will do where EHLO is not known."""
        [reply] = await self.ask(Ehlo())
        if old_greeting and reply.code in {500, 501, 502, 504, 550}:
            [reply] = await self.ask(Helo())
        if reply.code != 250:
            raise self.refusal(reply)

    async def log_in(self, server: Server, secret: Secret) -> None:
        """By the best way offered; the rules are those of ``imap_login.log_in``.

        Raises NO_COMMON_LOGIN, ENCRYPTION_REQUIRED, LOGIN_WEAKENED, WRONG_PASSWORD, TOKEN_REFUSED, SERVER_UNPROVEN,
        SERVER_BUSY, SERVER_REFUSED, and what ``smtp_refusal.kind_of_login`` tells.
        """
        offered = self.connection.capabilities.mechanisms
        refusals: list[Refused] = []
        ways = LoginWays(server, secret, self._stream.tls)
        try:
            for mechanism in ways.among(offered):
                [reply] = await self._authenticate(mechanism)
                refused = self._judge(mechanism, reply, server)
                if refused is None:
                    ways.led_in(mechanism)
                    self.mechanism = mechanism.name
                    return
                if refused.final:
                    raise MailError(refused.problem)
                refusals.append(refused)
        except ValueError as error:
            raise self.problem(ProblemKind.WRONG_PASSWORD, str(error)) from error
        ways.refuse_weaker()
        if not refusals:
            raise MailError(no_common_login(server, " ".join(offered)))
        raise MailError(most_telling(refusals).problem)

    async def _authenticate(self, mechanism: Mechanism) -> list[Reply]:
        """A server that hangs up with its refusal says why in its last words."""
        try:
            return await self.ask(Authenticate(mechanism))
        except MailError as error:
            told = reason(error.problem.detail) if error.problem.kind is ProblemKind.SERVER_BUSY else None
            if told is None:
                raise
            raise self.problem(told, error.problem.detail) from error

    def _judge(self, mechanism: Mechanism, reply: Reply, server: Server) -> Refused | None:
        """RFC 4954 section 6."""
        distrust = broken_trust(mechanism, self.subject, accepted=reply.positive)
        if distrust is not None:
            return Refused(distrust, final=True)
        if reply.positive:
            return None
        detail = f"{reply.text} ({mechanism.complaint})" if mechanism.complaint else reply.text
        told = kind_of_login(reply, by_token=by_token(server))
        if told is not None:
            # 538 is about the mechanism: another may do without encryption.
            return Refused(Problem(told, self.subject, detail), final=told is not ProblemKind.ENCRYPTION_REQUIRED)
        if reply.code in {534, 535} or reply.enhanced == "5.7.8":
            problem = wrong_secret(server, detail)
            return Refused(Problem(problem.kind, self.subject, detail), final=tells_of_secret(mechanism))
        if reply.code in {500, 501, 502, 503, 504}:
            return Refused(Problem(ProblemKind.NO_COMMON_LOGIN, self.subject, detail), final=False)
        return Refused(Problem(ProblemKind.SERVER_REFUSED, self.subject, detail), final=True)

    @property
    def encrypted(self) -> bool:
        """Whether what is said goes over TLS."""
        return self._stream.tls is not None

    async def leave(self) -> None:
        """Say QUIT where that can be understood, and close. Never raises."""
        try:
            if self.connection.idle:
                with suppress(MailError):
                    async with deadline(_FAREWELL_SECONDS, self.subject):
                        await self.ask(Quit())
        finally:
            await self._stream.close()

    def leave_meanwhile(self) -> None:
        """Like ``leave``, without waiting: whoever knows the verdict must not lose it by being cancelled now."""
        farewell = asyncio.create_task(self.leave())
        _farewells.add(farewell)
        farewell.add_done_callback(_farewells.discard)

    async def abandon(self) -> None:
        """Close without a word."""
        await self._stream.close()

    def problem(self, kind: ProblemKind, detail: str) -> MailError:
        """An error about this server."""
        return MailError(Problem(kind, self.subject, detail))

    def refusal(self, reply: Reply) -> MailError:
        """What a refusal means when nothing more is known: for now, or for good."""
        return self.problem(ProblemKind.SERVER_BUSY if reply.temporary else ProblemKind.SERVER_REFUSED, reply.text)

    def fail(self, event: Event) -> NoReturn:
        """Raise what an event means that came instead of an answer."""
        if isinstance(event, Closed) and event.reply is not None:
            raise self.problem(ProblemKind.SERVER_BUSY, event.reply.text)
        if isinstance(event, Closed):
            raise ConnectionLost(Problem(ProblemKind.CONNECTION_LOST, self.subject, "closed by the other side"))
        raise self.problem(ProblemKind.SERVER_NONSENSE, repr(event))


def _nonsense(data: bytes) -> ProblemKind:
    """What stands there instead of a submission server: a network's sign-in page answers in HTTP whatever is asked."""
    web = data.lstrip().lower().startswith((b"http/", b"<!doctype", b"<html"))
    return ProblemKind.CAPTIVE_PORTAL if web else ProblemKind.NOT_A_MAIL_SERVER


class ConnectionLost(MailError):  # noqa: N818  it says what happened
    """CONNECTION_LOST, apart from the other problems because the server's last words may still be unread."""


async def _greet(session: SmtpSession, server: Server) -> None:
    try:
        await session.greet()
    except MailError as error:
        # A port that wants TLS from the first byte waits for it in silence.
        if error.problem.kind is ProblemKind.TIMED_OUT and server.security is Security.STARTTLS:
            raise session.problem(ProblemKind.TLS_FAILED, "no greeting") from error
        raise


async def _to_tls(session: SmtpSession, server: Server) -> None:
    """Up to the handshake. What is said in the clear is shown to nobody: it may be the words of who stands between."""
    try:
        await _greet(session, server)
        await session.hello()
        await session.ask_for_tls()
    except MailError as error:
        raise session.problem(error.problem.kind, "before TLS") from error


async def open_session(dial: Dial, server: Server, password: Secret | None) -> SmtpSession:
    """Connect, greet, secure, and log in unless ``password`` is None. Nothing stays open when this fails."""
    stream = await dial(server)
    session = SmtpSession(stream, f"{server.host}:{server.port}")
    try:
        if server.security is Security.STARTTLS:
            await _to_tls(session, server)
            await session.start_tls()
            await session.hello()
        else:
            await _greet(session, server)
            # A login cannot be had without EHLO.
            await session.hello(old_greeting=password is None)
        if password is not None:
            await session.log_in(server, password)
    except MailError:
        await session.leave()
        raise
    except BaseException:
        await session.abandon()
        raise
    return session
