"""One IMAP connection without I/O (RFC 9051): commands → bytes, bytes → events.

    connection = Connection()
    connection.receive(greeting_bytes)              # [Greeting(...)]
    tag = connection.send(Capability())
    stream.write(connection.data_to_send())
    connection.receive(data)                        # [CapabilityData(...), CommandDone(tag, OK, ...)]

Commands are pipelined: ``send`` as many as the state allows, take ``data_to_send`` until it is empty. A literal that
must wait for "+" holds back everything queued after it; the "+" comes in by ``receive``, so look at ``data_to_send``
again after each.

Rules of this file: a state changes in ``_finish`` and ``_greet`` only; what cannot be followed is an error at once;
after an error the connection is CLOSED.
"""

import binascii

from mailclient.wire.imap.codes import CapabilityCode
from mailclient.wire.imap.commands.authenticate import Authenticate, response_line
from mailclient.wire.imap.commands.command import Command, Literal, Offered
from mailclient.wire.imap.commands.compress import Compress
from mailclient.wire.imap.commands.idle import Idle
from mailclient.wire.imap.commands.login import Login
from mailclient.wire.imap.commands.logout import Logout
from mailclient.wire.imap.commands.select import Select
from mailclient.wire.imap.commands.starttls import StartTls
from mailclient.wire.imap.commands.uid_fetch import UidFetch
from mailclient.wire.imap.commands.unselect import Unselect
from mailclient.wire.imap.errors import (
    BytesBeforeDeflate,
    BytesBeforeTls,
    ConnectionEnded,
    LocalProtocolError,
    RemoteProtocolError,
)
from mailclient.wire.imap.events import (
    Bye,
    CapabilityData,
    CommandDone,
    ComputationDue,
    Condition,
    Continuation,
    EnabledData,
    Event,
    Greeting,
    LiteralChunk,
    Status,
    Summaries,
    Tag,
)
from mailclient.wire.imap.fragments import Fragmentizer
from mailclient.wire.imap.limits import NON_SYNCHRONISING_MINUS_MAX
from mailclient.wire.imap.outgoing import Outgoing
from mailclient.wire.imap.parse.response import parse
from mailclient.wire.imap.state import State
from mailclient.wire.sasl.mechanism import Computation
from mailclient.wire.sasl.unexpected import UnexpectedChallenge


class Connection:
    """The client's side of one connection."""

    def __init__(self) -> None:
        self.state = State.GREETING
        self.capabilities: frozenset[str] | None = None
        """Upper case; None: not told since the greeting, TLS or the login, so ask."""
        self.enabled: frozenset[str] = frozenset()
        self.utf8 = False
        """Names and quoted strings are UTF-8 both ways; see ``Offered.utf8``."""
        self.failure: RemoteProtocolError | None = None
        """The error that follows the events last returned; the state is CLOSED then."""
        self._incoming = Fragmentizer()
        self._outgoing = Outgoing()
        self._in_flight: dict[Tag, Command] = {}
        self._sent_count = 0
        self._idle_begun = False
        self._idle_ends = False
        self._offered_before_login: frozenset[str] | None = None
        self._tls_due = False
        self.deflate_due = False
        """COMPRESS was agreed: inflate what is read and deflate what is written, then ``compression_started``."""

    def blocks(self, command: Command) -> bool:
        """Whether ``command`` has to wait for the answer to one that is in flight."""
        flying = self._in_flight.values()
        if any(other.alone or other.last for other in flying) or (command.alone and bool(flying)):
            return True
        return self._selecting and not (command.follows_select or isinstance(command, Select))

    def send(self, command: Command) -> Tag:
        """Queue a command. Raises LocalProtocolError when it must not be sent now; nothing is queued then."""
        self._check(command)
        pieces = list(command.arguments(self._offered()))
        self._sent_count += 1
        tag = Tag(f"A{self._sent_count}")
        line = bytearray(f"{tag} {command.name}".encode("ascii"))
        for piece in pieces:
            if isinstance(piece, Literal):
                line += self._queue_literal_head(tag, piece, bytes(line))
                line.clear()
            else:
                line += piece
        self._outgoing.add(tag, bytes(line) + b"\r\n")
        self._in_flight[tag] = command
        if isinstance(command, Login | Authenticate):
            self._offered_before_login, self.capabilities = self.capabilities, None
        if isinstance(command, Idle):
            self._idle_begun = self._idle_ends = False
        return tag

    def respond(self, response: bytes | None) -> None:
        """The response that a ``ComputationDue`` asked for; None gives the exchange up."""
        tag = self._tag_of(Authenticate)
        if tag is None:
            raise LocalProtocolError("a response without AUTHENTICATE")
        self._outgoing.add(tag, response_line(response) + b"\r\n")

    def done(self) -> None:
        """End IDLE: queue DONE, at once or as soon as the server has said "+". LocalProtocolError without IDLE."""
        tag = self._tag_of(Idle)
        if tag is None:
            raise LocalProtocolError("DONE without IDLE")
        if self._idle_begun and not self._idle_ends:
            self._outgoing.add(tag, b"DONE\r\n")
        self._idle_ends = True

    def data_to_send(self) -> bytes:
        """The next bytes to write, b"" when there are none; about a chunk of a streamed literal at a time."""
        try:
            return self._outgoing.take()
        except LocalProtocolError:
            self.state = State.CLOSED
            raise

    def receive(self, data: bytes) -> list[Event]:
        """The events in these bytes. b"" is the end of the stream: ConnectionEnded unless it was expected.

        When good answers come before a bad one they are returned, and the error is in ``failure``: what the server
        has done must not be forgotten. BytesBeforeTls and BytesBeforeDeflate are raised at once: no answer counts then.
        """
        if self.state is State.CLOSED:
            raise LocalProtocolError("the connection is closed")
        try:
            return self._receive(data)
        except RemoteProtocolError:
            self.state = State.CLOSED
            raise

    def tls_started(self) -> None:
        """TLS is there: forget all that was learnt before. BytesBeforeTls if something came before TLS."""
        if not self._tls_due:
            raise LocalProtocolError("no STARTTLS was agreed")
        self._expect_no_bytes_before_switch()
        self._tls_due = False
        self.capabilities = None
        self.enabled = frozenset()
        self.utf8 = False

    def compression_started(self) -> None:
        """What is received from now on has been inflated. BytesBeforeDeflate if something came before."""
        if not self.deflate_due:
            raise LocalProtocolError("no COMPRESS was agreed")
        self._expect_no_bytes_before_switch()
        self.deflate_due = False

    @property
    def _summaries_wanted(self) -> bool:
        return any(isinstance(command, UidFetch) and command.summaries for command in self._in_flight.values())

    @property
    def _selecting(self) -> bool:
        return any(isinstance(command, Select) for command in self._in_flight.values())

    def _offered(self) -> Offered:
        return Offered(self.capabilities or frozenset(), self.enabled)

    def _check(self, command: Command) -> None:
        if self._tls_due:
            raise LocalProtocolError("TLS comes first")
        if self.deflate_due:
            raise LocalProtocolError("compression comes first")
        if self.blocks(command):
            raise LocalProtocolError(f"{command.name} must wait for the command in flight")
        state = State.SELECTED if self._selecting else self.state
        if state not in command.states:
            raise LocalProtocolError(f"{command.name} cannot be sent in state {state}")

    def _queue_literal_head(self, tag: Tag, literal: Literal, line: bytes) -> bytes:
        """Queue ``line`` with the announcement and the literal; returns what begins the next line: nothing."""
        offered = self.capabilities or frozenset()
        small = literal.size <= NON_SYNCHRONISING_MINUS_MAX
        at_once = "LITERAL+" in offered or (small and bool(offered & {"LITERAL-", "IMAP4REV2"}))
        kind = b"~" if literal.binary else b""
        self._outgoing.add(tag, line + b"%b{%d%b}\r\n" % (kind, literal.size, b"+" if at_once else b""))
        if not at_once:
            self._outgoing.add_wait(tag)
        if literal.size:
            self._outgoing.add_stream(tag, literal.size, iter(literal.chunks))
        return b""

    def _receive(self, data: bytes) -> list[Event]:
        if not data:
            return self._ended()
        events: list[Event] = []
        self._incoming.feed(data)
        self._expect_no_bytes_before_switch()
        try:
            while (event := self._next()) is not None:
                events += event
                self._expect_no_bytes_before_switch()
        except (BytesBeforeTls, BytesBeforeDeflate):
            raise
        except RemoteProtocolError as error:
            if not events:
                raise
            self.state = State.CLOSED
            self.failure = error
        return events

    def _next(self) -> tuple[Event, ...] | None:
        """The next event, () when the connection used it up itself, None when more bytes are needed."""
        fragment = self._incoming.next(summaries=self._summaries_wanted)
        if fragment is None:
            return None
        if isinstance(fragment, LiteralChunk | Summaries):
            return (fragment,)
        event = self._note(parse(fragment, utf8=self.utf8))
        return () if event is None else (event,)

    def _expect_no_bytes_before_switch(self) -> None:
        if self._incoming.empty or not (self._tls_due or self.deflate_due):
            return
        self.state = State.CLOSED
        if self._tls_due:
            raise BytesBeforeTls("bytes were received between STARTTLS and TLS")
        raise BytesBeforeDeflate("bytes were received between COMPRESS and compression")

    def _ended(self) -> list[Event]:
        expected = self.state is State.LOGOUT and self._incoming.empty
        self.state = State.CLOSED
        if not expected:
            raise ConnectionEnded("the server closed the connection")
        return []

    def _note(self, event: Event) -> Event | None:
        """Take over what an event says about the connection; the event to hand on, None when it is used up."""
        if self.state is State.GREETING:
            return self._greet(event)
        match event:
            case CommandDone():
                self._finish(event)
            case Continuation(text=text):
                return self._continue(text)
            case CapabilityData(capabilities) | Condition(code=CapabilityCode(capabilities=capabilities)):
                self.capabilities = capabilities
            case EnabledData(extensions):
                self.enabled |= extensions
                self.utf8 = self._offered().utf8
            case Bye():
                self.state = State.LOGOUT
        return event

    def _greet(self, event: Event) -> Greeting:
        if isinstance(event, Bye):
            self.state = State.LOGOUT
            return Greeting(Status.BYE, event.code, event.text)
        if not isinstance(event, Condition) or event.status not in (Status.OK, Status.PREAUTH):
            raise RemoteProtocolError("the server does not greet as IMAP does")
        self.state = State.AUTHENTICATED if event.status is Status.PREAUTH else State.NOT_AUTHENTICATED
        if isinstance(event.code, CapabilityCode):
            self.capabilities = event.code.capabilities
        return Greeting(event.status, event.code, event.text)

    def _finish(self, done: CommandDone) -> None:
        command = self._in_flight.pop(done.tag, None)
        if command is None:
            raise RemoteProtocolError(f"an answer to a command that was not sent: {done.tag[:20]}")
        self._outgoing.drop_waiting(done.tag)
        if isinstance(done.code, CapabilityCode):
            self.capabilities = done.code.capabilities
        if self.state is State.LOGOUT:
            return
        ok = done.status is Status.OK
        match command:
            case Login() | Authenticate() if ok:
                self.state = State.AUTHENTICATED
            case Login() | Authenticate():
                # Another way may be tried: what was offered still is, unless the server said otherwise meanwhile.
                self.capabilities = self.capabilities or self._offered_before_login
            case Select():
                self.state = State.SELECTED if ok else State.AUTHENTICATED
            case Unselect() if ok:
                self.state = State.AUTHENTICATED
            case StartTls() if ok:
                self._tls_due = True
            case Compress() if ok:
                self.deflate_due = True
            case Logout():
                self.state = State.LOGOUT

    def _continue(self, text: bytes) -> Continuation | ComputationDue | None:
        if self._outgoing.proceed():
            return None
        for tag, command in self._in_flight.items():
            if isinstance(command, Authenticate):
                answer = _answer(command, text)
                if isinstance(answer, Computation):
                    return ComputationDue(answer)
                self.respond(answer)
                return None
            if isinstance(command, Idle) and not self._idle_begun:
                self._idle_begun = True
                if self._idle_ends:
                    self._outgoing.add(tag, b"DONE\r\n")
                return Continuation(tag, text)
        return Continuation(None, text)

    def _tag_of(self, kind: type[Command]) -> Tag | None:
        return next((tag for tag, command in self._in_flight.items() if isinstance(command, kind)), None)


def _answer(command: Authenticate, challenge: bytes) -> bytes | Computation | None:
    """The next line of the exchange; None to give up when the challenge makes no sense."""
    try:
        return command.answer(challenge)
    except (UnexpectedChallenge, binascii.Error):
        return None
