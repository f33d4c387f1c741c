"""What can be asked of a submission server; each is answered by one reply."""

from dataclasses import dataclass, field
from enum import StrEnum

from mailclient.mail.submission import Reports
from mailclient.wire.sasl.mechanism import Mechanism

LOOPBACK = "[127.0.0.1]"


class Body(StrEnum):
    """What the content has in it: BODY (RFC 6152, RFC 3030)."""

    SEVEN_BIT = "7BIT"
    EIGHT_BIT = "8BITMIME"
    """Bytes over 127."""
    BINARY = "BINARYMIME"
    """NUL, or a CR or LF alone: only ``Chunk`` brings that over unchanged."""


@dataclass(frozen=True, slots=True)
class Ehlo:
    """Greet and ask what is offered.

    RFC 5321 section 4.1.4 wants the client's name, or where it has none an address literal. Ours is always that of the
    loopback: it is well-formed, so that servers which check the form take it (Postfix's reject_invalid_helo_hostname,
    Exim's helo_verify), and it tells neither the host's name nor its address in the home network, which others write
    into the Received field of every message (Thunderbird the local address, msmtp and curl the host's name).
    """

    name: str = LOOPBACK


@dataclass(frozen=True, slots=True)
class Helo:
    """Greet a server that does not know EHLO (RFC 5321 section 3.2); it offers nothing then."""

    name: str = LOOPBACK


@dataclass(frozen=True, slots=True)
class StartTls:
    """Agree on TLS (RFC 3207)."""


@dataclass(frozen=True, slots=True)
class Authenticate:
    """Log in (RFC 4954); challenges are answered by the connection."""

    mechanism: Mechanism


@dataclass(frozen=True, slots=True)
class MailFrom:
    """Begin a message. ``size`` in bytes.

    SIZE, BODY and SMTPUTF8 are sent where the server offers them; the wishes (from ``reports`` on) are an error where
    it does not, since a wish that is left out without a word is a promise broken.
    """

    address: str
    size: int
    body: Body = Body.SEVEN_BIT
    utf8: bool = False
    """An address or a header field is not ASCII: SMTPUTF8 (RFC 6531)."""
    reports: Reports | None = None
    """RET and ENVID (RFC 3461)."""
    require_tls: bool = False
    """REQUIRETLS (RFC 8689)."""
    hold_seconds: int = 0
    """HOLDFOR (RFC 4865)."""


@dataclass(frozen=True, slots=True)
class RcptTo:
    """One more recipient; ``reports``: NOTIFY and ORCPT (RFC 3461)."""

    address: str
    reports: Reports | None = None


@dataclass(frozen=True, slots=True)
class Data:
    """Ask to send the content; 354 is the leave to do so."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of the content, of any size; not answered."""

    data: bytes


@dataclass(frozen=True, slots=True)
class EndOfData:
    """The terminating dot: from here on the server may have taken the message."""


@dataclass(frozen=True, slots=True)
class Chunk:
    """A piece of the content with its size before it: BDAT (RFC 3030). Each is answered.

    The server may have taken the message from the last byte of the ``last`` one on. ``data`` goes out as it is.
    """

    data: bytes = field(repr=False)
    last: bool = False


@dataclass(frozen=True, slots=True)
class Rset:
    """Forget the message begun."""


@dataclass(frozen=True, slots=True)
class Quit:
    """Leave."""


Command = Ehlo | Helo | StartTls | Authenticate | MailFrom | RcptTo | Data | Piece | EndOfData | Chunk | Rset | Quit
"""Anything ``Connection.send`` takes."""
