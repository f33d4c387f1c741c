"""What can be asked of a submission server; each is answered by one reply."""

from dataclasses import dataclass

from mailclient.wire.sasl.mechanism import Mechanism


@dataclass(frozen=True, slots=True)
class Ehlo:
    """Greet and ask what is offered. The default name is an address literal: it tells nothing about the user."""

    name: str = "[127.0.0.1]"


@dataclass(frozen=True, slots=True)
class StartTls:
    """Agree on TLS (RFC 3207)."""


@dataclass(frozen=True, slots=True)
class Authenticate:
    """Log in (RFC 4954); challenges are answered by the connection."""

    mechanism: Mechanism


@dataclass(frozen=True, slots=True)
class MailFrom:
    """Begin a message. ``size`` in bytes; the parameters are sent where the server offers the extension."""

    address: str
    size: int
    eight_bit: bool = False
    """The content has bytes over 127: BODY=8BITMIME (RFC 6152)."""
    utf8: bool = False
    """An address or a header field is not ASCII: SMTPUTF8 (RFC 6531)."""


@dataclass(frozen=True, slots=True)
class RcptTo:
    """One more recipient."""

    address: str


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
class Rset:
    """Forget the message begun."""


@dataclass(frozen=True, slots=True)
class Quit:
    """Leave."""


Command = Ehlo | StartTls | Authenticate | MailFrom | RcptTo | Data | Piece | EndOfData | Rset | Quit
"""Anything ``Connection.send`` takes."""
