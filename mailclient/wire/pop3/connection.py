"""One POP3 connection without I/O: commands → bytes, bytes → events.

    connection = Connection()
    connection.send(Capa())
    connection.receive(b"+OK ready\\r\\n")              # [Greeted(...)]
    stream.write(connection.data_to_send())             # CAPA
    connection.receive(data)                            # [Answered(Capa(), ...)]; now look at ``capabilities``

Commands may be sent as many as there are: they are held back until the server may have them, all at once where
PIPELINING is offered (RFC 2449 section 6.6), else one by one. After each ``receive`` look at ``data_to_send``.

Rules of this file: an answer without a command is an error; after ``Closed`` or an error nothing more comes; what was
learnt before TLS is forgotten with it, the greeting's timestamp too.
"""

import binascii
import hashlib
from collections import deque

from mailclient.wire.pop3 import listing
from mailclient.wire.pop3.answer import Status, status
from mailclient.wire.pop3.commands import (
    Apop,
    Auth,
    Capa,
    Command,
    Dele,
    List,
    Noop,
    Pass,
    Quit,
    Retr,
    Stls,
    Top,
    Uidl,
    User,
    Utf8,
)
from mailclient.wire.pop3.content import Content as Decoder
from mailclient.wire.pop3.errors import BytesBeforeTls, LocalProtocolError, RemoteProtocolError
from mailclient.wire.pop3.events import Answered, Closed, ComputationDue, Content, Event, Greeted
from mailclient.wire.pop3.limits import (
    CHALLENGES_MAX,
    COMMAND_LINE_MAX,
    LISTING_BYTES_MAX,
    LISTING_LINE_MAX,
    STATUS_LINE_MAX,
)
from mailclient.wire.sasl.mechanism import Computation
from mailclient.wire.sasl.unexpected import UnexpectedChallenge

_ALONE = (Stls, Auth, Apop, User, Pass, Quit)
"""Nothing follows these before their answer: what comes after depends on it."""
_LISTS = (Capa, Uidl, List)
_PLAIN = {Capa: b"CAPA", Stls: b"STLS", Utf8: b"UTF8", Uidl: b"UIDL", List: b"LIST", Noop: b"NOOP", Quit: b"QUIT"}


class Connection:
    """The client's side of one connection."""

    def __init__(self) -> None:
        self.capabilities = listing.NOTHING
        """Of the last CAPA; nothing before it and again after TLS began."""
        self.timestamp = b""
        """For APOP; b"": the server cannot do it."""
        self._incoming = bytearray()
        self._outgoing = bytearray()
        self._waiting: deque[tuple[Command, bytes]] = deque()
        self._in_flight: deque[Command] = deque()
        self._status: Status | None = None
        """Of the multi-line answer that is coming in."""
        self._content: Decoder | None = None
        self._lines = bytearray()
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
        return self._greeted and not (self._closed or self._tls_due or self._in_flight or self._waiting)

    def send(self, command: Command) -> None:
        """Queue a command. Raises LocalProtocolError and queues nothing when it cannot be sent."""
        if self._closed:
            raise LocalProtocolError("the connection is closed")
        if self._tls_due:
            raise LocalProtocolError("TLS comes first")
        self._waiting.append((command, self._line(command) + b"\r\n"))
        self._release()

    def respond(self, response: bytes | None) -> None:
        """The response that a ``ComputationDue`` asked for; None cancels (RFC 5034 section 4)."""
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
        if not data:
            unanswered = (*self._in_flight, *(command for command, _ in self._waiting))
            self._close()
            return [Closed(unanswered)]
        events: list[Event] = []
        self._incoming += data
        try:
            self._expect_no_bytes_before_tls()
            while self._take(events):
                self._expect_no_bytes_before_tls()
        except RemoteProtocolError:
            self._close()
            raise
        return events

    def tls_started(self) -> None:
        """TLS is there: all that was learnt before is forgotten. BytesBeforeTls if something came before it."""
        if not self._tls_due:
            raise LocalProtocolError("no STLS was agreed")
        if self._incoming:
            self._close()
            raise BytesBeforeTls("bytes were received between STLS and TLS")
        self._tls_due = False
        self.capabilities = listing.NOTHING
        self.timestamp = b""
        self._release()

    # --- out --------------------------------------------------------------------------------------------------

    def _line(self, command: Command) -> bytes:
        match command:
            case Auth():
                return self._auth_line(command)
            case Apop(user, secret):
                if not self.timestamp:
                    raise LocalProtocolError("the greeting had no timestamp")
                # RFC 1939 section 7 says MD5.
                digest = hashlib.md5(self.timestamp + secret.reveal().encode(), usedforsecurity=False)
                return b"APOP " + _argument(user) + b" " + digest.hexdigest().encode()
            case User(name):
                return b"USER " + _argument(name)
            case Pass(secret):
                return b"PASS " + _argument(secret.reveal(), blanks=True)
            case Retr(number):
                return b"RETR %d" % number
            case Top(number, lines):
                return b"TOP %d %d" % (number, lines)
            case Dele(number):
                return b"DELE %d" % number
            case _:
                return _PLAIN[type(command)]

    def _auth_line(self, command: Auth) -> bytes:
        name = command.mechanism.name.encode("ascii")
        initial = command.mechanism.start()
        self._challenges = 0
        self._late_response = None
        if initial is None:
            return b"AUTH " + name
        # An empty response is "=", for no response at all means that there is none (RFC 5034 section 4).
        line = b"AUTH " + name + b" " + (binascii.b2a_base64(initial, newline=False) or b"=")
        if len(line) + 2 > COMMAND_LINE_MAX:
            self._late_response = initial
            return b"AUTH " + name
        return line

    def _release(self) -> None:
        """Move to the outgoing bytes what the server may have now."""
        while self._waiting and self._greeted and not self._tls_due:
            last = self._in_flight[-1] if self._in_flight else None
            if last is not None and ("PIPELINING" not in self.capabilities or isinstance(last, _ALONE)):
                return
            command, line = self._waiting.popleft()
            self._outgoing += line
            self._in_flight.append(command)

    # --- in ---------------------------------------------------------------------------------------------------

    def _expect_no_bytes_before_tls(self) -> None:
        if self._tls_due and self._incoming:
            raise BytesBeforeTls("bytes were received between STLS and TLS")

    def _take(self, events: list[Event]) -> bool:
        """Take the next answer, or the next piece of one, from what came; False until there is more."""
        if self._content is not None:
            return self._take_content(self._content, events)
        end = self._incoming.find(b"\n")
        if end > STATUS_LINE_MAX or (end < 0 and len(self._incoming) > STATUS_LINE_MAX):
            raise RemoteProtocolError(f"a status line is longer than {STATUS_LINE_MAX} bytes")
        if end < 0:
            return False
        line = bytes(self._incoming[:end]).removesuffix(b"\r")
        del self._incoming[: end + 1]
        self._take_line(line, events)
        return True

    def _take_line(self, line: bytes, events: list[Event]) -> None:
        if not self._greeted:
            said = status(line)
            self._greeted = True
            self.timestamp = listing.timestamp(line) if said.ok else b""
            events.append(Greeted(said))
            self._release()
            return
        if not self._in_flight:
            raise RemoteProtocolError(f"an answer that nothing asked for: {line[:80]!r}")
        command = self._in_flight[0]
        if isinstance(command, Auth) and (line == b"+" or line.startswith(b"+ ")):
            events += self._challenged(command, line[2:])
            return
        self._status = status(line)
        if self._status.ok and isinstance(command, (*_LISTS, Retr, Top)):
            self._content = Decoder()
            self._lines.clear()
        else:
            events.append(self._answered(()))

    def _take_content(self, content: Decoder, events: list[Event]) -> bool:
        if not self._incoming:
            return False
        data = content.decode(bytes(self._incoming))
        self._incoming[:] = content.rest
        command = self._in_flight[0]
        if isinstance(command, Retr | Top):
            if data:
                events.append(Content(command, data))
        else:
            self._lines += data
            if len(self._lines) > LISTING_BYTES_MAX:
                raise RemoteProtocolError(f"a list of more than {LISTING_BYTES_MAX} bytes")
        if not content.ended:
            return False
        lines = tuple(bytes(self._lines).split(b"\r\n")[:-1])
        self._lines.clear()
        if any(len(line) > LISTING_LINE_MAX for line in lines):
            raise RemoteProtocolError(f"a line of a list is longer than {LISTING_LINE_MAX} bytes")
        self._content = None
        events.append(self._answered(lines))
        return True

    def _answered(self, lines: tuple[bytes, ...]) -> Answered:
        command = self._in_flight.popleft()
        assert self._status is not None
        answered = Answered(command, self._status, lines)
        self._status = None
        if isinstance(command, Capa):
            self.capabilities = listing.Capabilities.from_lines(lines) if answered.status.ok else listing.NOTHING
        elif isinstance(command, Stls) and answered.status.ok:
            self._tls_due = True
        self._release()
        return answered

    def _challenged(self, command: Auth, encoded: bytes) -> list[Event]:
        self._challenges += 1
        if self._challenges > CHALLENGES_MAX:
            raise RemoteProtocolError(f"more than {CHALLENGES_MAX} challenges")
        try:
            challenge = binascii.a2b_base64(encoded.strip(), strict_mode=True) if encoded.strip() else b""
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

    def _close(self) -> None:
        self._closed = True
        self._content = None
        self._incoming.clear()
        self._lines.clear()
        self._in_flight.clear()
        self._waiting.clear()
        self._outgoing.clear()


def _argument(text: str, *, blanks: bool = False) -> bytes:
    """Nothing may get into a command through an argument. Raises LocalProtocolError."""
    if not text or any(ord(character) < 32 or ord(character) == 127 for character in text):
        raise LocalProtocolError("a name or password that cannot be sent")
    if " " in text and not blanks:
        raise LocalProtocolError("a name with a blank cannot be sent")
    return text.encode()
