"""One submission connection without I/O: commands → bytes, bytes → events.

    connection = Connection()
    connection.send(Ehlo())
    connection.receive(b"220 ready\\r\\n")               # [Greeted(...)]
    stream.write(connection.data_to_send())             # EHLO
    connection.receive(data)                            # [Answered(Ehlo(), ...)]; now look at ``capabilities``

Commands may be sent as many as there are: they are held back until the server may have them, all at once where
PIPELINING is offered (RFC 2920), else one by one. After each ``receive`` look at ``data_to_send``. Each reply is
given with the command it answers. After 354 send ``Piece`` as often as needed, then ``EndOfData``; or, where CHUNKING
is offered, no ``Data`` but ``Chunk`` as often as needed, the last one with ``last``.

Rules of this file: a reply without a command is an error, but for 421; after ``Closed`` or an error nothing more
comes; what was learnt before TLS is forgotten with it.
"""

import binascii
from collections import deque

from mailclient.wire.sasl.mechanism import Computation
from mailclient.wire.sasl.unexpected import UnexpectedChallenge
from mailclient.wire.smtp.capabilities import NOTHING, Capabilities
from mailclient.wire.smtp.command_line import command_line
from mailclient.wire.smtp.commands import (
    Authenticate,
    Chunk,
    Command,
    Data,
    Ehlo,
    EndOfData,
    Helo,
    MailFrom,
    Piece,
    Quit,
    RcptTo,
    StartTls,
)
from mailclient.wire.smtp.content import Content
from mailclient.wire.smtp.errors import BytesBeforeTls, LocalProtocolError, RemoteProtocolError
from mailclient.wire.smtp.events import Answered, Closed, ComputationDue, Event, Greeted
from mailclient.wire.smtp.limits import CHALLENGES_MAX, INITIAL_RESPONSE_LINE_MAX
from mailclient.wire.smtp.reply import Reply, ReplyReader

_ALONE = (Ehlo, Helo, StartTls, Authenticate, Data, EndOfData, Quit)
"""Nothing may follow these before their reply (RFC 2920 section 3.1)."""

_CLOSING = 421
_GO_AHEAD = 354


class Connection:
    """The client's side of one connection."""

    def __init__(self) -> None:
        self.capabilities: Capabilities = NOTHING
        """Of the last EHLO; nothing before it and again after TLS began."""
        self._replies = ReplyReader()
        self._outgoing = bytearray()
        self._waiting: deque[tuple[Command, bytes]] = deque()
        self._in_flight: deque[Command] = deque()
        self._content: Content | None = None
        self._challenges = 0
        self._late_response: bytes | None = None
        self._greeted = False
        self._tls_due = False
        self._closed = False

    @property
    def closed(self) -> bool:
        """Nothing can be sent and nothing will come."""
        return self._closed

    @property
    def idle(self) -> bool:
        """Everything sent is answered, and a command would be understood as one."""
        busy = self._in_flight or self._waiting or self._content is not None
        return self._greeted and not (self._closed or self._tls_due or busy)

    def send(self, command: Command) -> None:
        """Queue a command.

        Raises LocalProtocolError (UnsendableAddress, ExtensionMissing) and queues nothing when it cannot be sent.
        """
        if self._closed:
            raise LocalProtocolError("the connection is closed")
        if isinstance(command, Piece | EndOfData):
            self._send_content(command)
            return
        if self._content is not None:
            raise LocalProtocolError(f"{type(command).__name__} amid the content")
        if self._tls_due:
            raise LocalProtocolError("TLS comes first")
        if isinstance(command, MailFrom | RcptTo) and self._asking():
            raise LocalProtocolError("what the server offers must be known first")
        line = (
            self._auth_line(command) if isinstance(command, Authenticate) else command_line(command, self.capabilities)
        )
        content = command.data if isinstance(command, Chunk) else b""
        self._waiting.append((command, line + b"\r\n" + content))
        self._release()

    def respond(self, response: bytes | None) -> None:
        """The response that a ``ComputationDue`` asked for; None cancels (RFC 4954 section 4)."""
        self._outgoing += b"*\r\n" if response is None else binascii.b2a_base64(response)[:-1] + b"\r\n"

    def data_to_send(self) -> bytes:
        """The bytes to write now; b"" when there are none."""
        data = bytes(self._outgoing)
        self._outgoing.clear()
        return data

    def receive(self, data: bytes) -> list[Event]:
        """The events in these bytes; b"" is the end of the stream. Raises RemoteProtocolError."""
        if self._closed:
            return []
        try:
            return self._receive(data)
        except RemoteProtocolError:
            self._close()
            raise

    def tls_started(self) -> None:
        """TLS is there: all that was learnt before is forgotten. BytesBeforeTls if something came before it."""
        if not self._tls_due:
            raise LocalProtocolError("no STARTTLS was agreed")
        if not self._replies.empty:
            self._close()
            raise BytesBeforeTls("bytes were received between STARTTLS and TLS")
        self._tls_due = False
        self.capabilities = NOTHING
        self._release()

    def _asking(self) -> bool:
        return any(
            isinstance(command, Ehlo | Helo) for command in (*self._in_flight, *(each for each, _ in self._waiting))
        )

    # --- out --------------------------------------------------------------------------------------------------

    def _auth_line(self, command: Authenticate) -> bytes:
        name = command.mechanism.name.encode("ascii")
        initial = command.mechanism.start()
        self._challenges = 0
        self._late_response = None
        if initial is None:
            return b"AUTH " + name
        # An empty response is "=", for no response at all means that there is none (RFC 4954 section 4).
        line = b"AUTH " + name + b" " + (binascii.b2a_base64(initial, newline=False) or b"=")
        if len(line) + 2 > INITIAL_RESPONSE_LINE_MAX:
            self._late_response = initial
            return b"AUTH " + name
        return line

    def _send_content(self, command: Piece | EndOfData) -> None:
        if self._content is None:
            raise LocalProtocolError("the server has not asked for the content")
        if isinstance(command, Piece):
            self._outgoing += self._content.encode(command.data)
            return
        self._outgoing += self._content.end()
        self._content = None
        self._in_flight.append(command)

    def _release(self) -> None:
        """Move to the outgoing bytes what the server may have now."""
        while self._waiting and self._greeted and not self._tls_due and self._content is None:
            if self._in_flight and ("PIPELINING" not in self.capabilities or isinstance(self._in_flight[-1], _ALONE)):
                return
            command, line = self._waiting.popleft()
            self._outgoing += line
            self._in_flight.append(command)

    # --- in ---------------------------------------------------------------------------------------------------

    def _receive(self, data: bytes) -> list[Event]:
        if not data:
            return [self._closed_by(None)]
        events: list[Event] = []
        self._replies.feed(data)
        self._expect_no_bytes_before_tls()
        while not self._closed and (reply := self._replies.next()) is not None:
            events += self._note(reply)
            self._expect_no_bytes_before_tls()
        return events

    def _expect_no_bytes_before_tls(self) -> None:
        if self._tls_due and not self._replies.empty:
            raise BytesBeforeTls("bytes were received between STARTTLS and TLS")

    def _note(self, reply: Reply) -> list[Event]:
        if not self._greeted:
            self._greeted = True
            events: list[Event] = [Greeted(reply)]
        elif self._content is not None:
            events = self._refused_early(reply)
        elif self._in_flight:
            events = self._answer(reply)
        elif reply.code == _CLOSING:
            events = []  # A farewell that nobody asked for.
        else:
            raise RemoteProtocolError(f"a reply that nothing asked for: {reply.text}")
        if reply.code == _CLOSING and not self._closed:
            events.append(self._closed_by(reply))
        self._release()
        return events

    def _answer(self, reply: Reply) -> list[Event]:
        command = self._in_flight[0]
        if reply.intermediate and isinstance(command, Authenticate) and reply.code == 334:
            return self._challenged(command, reply)
        if reply.intermediate and not (isinstance(command, Data) and reply.code == _GO_AHEAD):
            raise RemoteProtocolError(f"{reply.text} in answer to {type(command).__name__}")
        if reply.positive and isinstance(command, Data):
            raise RemoteProtocolError(f"{reply.text} in answer to DATA")
        self._in_flight.popleft()
        if isinstance(command, Ehlo | Helo) and reply.positive:
            self.capabilities = Capabilities.from_reply(reply) if isinstance(command, Ehlo) else NOTHING
        elif isinstance(command, StartTls) and reply.positive:
            self._tls_due = True
        elif isinstance(command, Data) and reply.intermediate:
            self._content = Content()
        return [Answered(command, reply)]

    def _refused_early(self, reply: Reply) -> list[Event]:
        """A reply while the content is being sent: a refusal, after which the server reads no more commands."""
        if not (reply.temporary or reply.permanent):
            raise RemoteProtocolError(f"{reply.text} amid the content")
        return [Answered(EndOfData(), reply), self._closed_by(None)]

    def _challenged(self, command: Authenticate, reply: Reply) -> list[Event]:
        self._challenges += 1
        if self._challenges > CHALLENGES_MAX:
            raise RemoteProtocolError(f"more than {CHALLENGES_MAX} challenges")
        try:
            challenge = binascii.a2b_base64(reply.lines[0].encode(), strict_mode=True)
            if self._late_response is not None and not challenge:
                response, self._late_response = self._late_response, None
            else:
                answer = command.mechanism.respond(challenge)
                if isinstance(answer, Computation):
                    return [ComputationDue(answer)]
                response = answer
        except (UnexpectedChallenge, binascii.Error):
            self.respond(None)
        else:
            self.respond(response)
        return []

    def _closed_by(self, reply: Reply | None) -> Closed:
        unanswered = (*self._in_flight, *(command for command, _ in self._waiting))
        self._close()
        return Closed(reply, unanswered)

    def _close(self) -> None:
        self._closed = True
        self._content = None
        self._in_flight.clear()
        self._waiting.clear()
        self._outgoing.clear()
