"""What can be asked of a POP3 server. Messages are named by their number in this session."""

from dataclasses import dataclass

from mailclient.mail.account import Secret
from mailclient.wire.sasl.mechanism import Mechanism


@dataclass(frozen=True, slots=True)
class Capa:
    """Ask what is offered (RFC 2449 section 5)."""


@dataclass(frozen=True, slots=True)
class Stls:
    """Agree on TLS (RFC 2595 section 4)."""


@dataclass(frozen=True, slots=True)
class Utf8:
    """Have messages with internationalised headers as they are (RFC 6856 section 2); before the login."""


@dataclass(frozen=True, slots=True)
class Auth:
    """Log in by SASL (RFC 5034); challenges are answered by the connection."""

    mechanism: Mechanism


@dataclass(frozen=True, slots=True)
class Apop:
    """Log in by a digest over the greeting's timestamp (RFC 1939 section 7).

    MD5: who sits in the middle can learn parts of the password by chosen timestamps (CVE-2007-1558), so it protects
    nothing by itself, and a timestamp that is none is not answered.
    """

    user: str
    secret: Secret


@dataclass(frozen=True, slots=True)
class User:
    """The first half of the login in the clear."""

    name: str


@dataclass(frozen=True, slots=True)
class Pass:
    """The second half."""

    secret: Secret


@dataclass(frozen=True, slots=True)
class Uidl:
    """The unique-ids of all messages; see ``listing.unique_ids``."""


@dataclass(frozen=True, slots=True)
class List:
    """The sizes of all messages; see ``listing.sizes``."""


@dataclass(frozen=True, slots=True)
class Retr:
    """One message; it comes as ``Content``."""

    number: int


@dataclass(frozen=True, slots=True)
class Top:
    """The header of one message and so many lines of its body; it comes as ``Content``."""

    number: int
    lines: int = 0


@dataclass(frozen=True, slots=True)
class Dele:
    """Mark one message; it goes when QUIT is answered with +OK, and not before."""

    number: int


@dataclass(frozen=True, slots=True)
class Noop:
    """Nothing; a sign of life."""


@dataclass(frozen=True, slots=True)
class Quit:
    """Leave, and have what is marked deleted."""


Command = Capa | Stls | Utf8 | Auth | Apop | User | Pass | Uidl | List | Retr | Top | Dele | Noop | Quit
"""Anything ``Connection.send`` takes."""
