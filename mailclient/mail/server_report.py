"""What the servers of an account can do, what of it is used, and what they let the user do: a test of the account."""

from dataclasses import dataclass
from enum import StrEnum

from mailclient.mail.certificate import Certificate
from mailclient.mail.problem import Problem
from mailclient.mail.rights import Rights


class Protocol(StrEnum):
    """What a server speaks; the names of capabilities are its own."""

    IMAP = "imap"
    POP3 = "pop3"
    SMTP = "smtp"


class Use(StrEnum):
    """What becomes of a capability."""

    USED = "used"
    SPARE = "spare"
    """Known; something better is there, or there is no use for it."""
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Capability:
    """``name`` as the server says it, upper case ("AUTH=PLAIN", "APPENDLIMIT=1000"; POP3 and SMTP with a space)."""

    name: str
    use: Use


@dataclass(frozen=True, slots=True)
class Quota:
    """How full the account is. ``name``: "STORAGE" (then both are bytes), "MESSAGE", "MAILBOX" …"""

    name: str
    used: int
    limit: int


@dataclass(frozen=True, slots=True)
class ServerReport:
    """One fresh login, told of. No user name, password or token is in it.

    With a ``problem`` the login came to nothing, and of the rest only the first two say something.
    """

    server: str
    """ "host:port"."""
    protocol: Protocol = Protocol.IMAP
    problem: Problem | None = None
    software: str = ""
    """As the server names itself; "" when it does not."""
    mechanism: str = ""
    """How we logged in: "SCRAM-SHA-256-PLUS", "LOGIN" …, "PREAUTH"; "" without a login."""
    tls_version: str = ""
    """ "TLSv1.3"; "" without TLS."""
    tls_cipher: str = ""
    certificate: Certificate | None = None
    compressed: bool = False
    utf8: bool = False
    """IMAP: folder names and headers go and come as UTF-8."""
    login_round_trips: int = 0
    """From the greeting until everything is known that is asked once."""
    login_seconds: float = 0.0
    latency_seconds: float = 0.0
    """Of one question and its answer: the median of a few."""
    capabilities: tuple[Capability, ...] = ()
    enabled: tuple[str, ...] = ()
    size_limit: int | None = None
    """Bytes of the largest message it takes; None: not told."""
    quotas: tuple[Quota, ...] = ()
    inbox_rights: Rights | None = None
    """None: the server does not speak of rights."""
    personal_prefix: str = ""
    delimiter: str = ""


@dataclass(frozen=True, slots=True)
class AccountReport:
    """Both servers of an account; None for one that it has not (folders on this computer)."""

    incoming: ServerReport | None = None
    smtp: ServerReport | None = None

    @property
    def works(self) -> bool:
        """Whether both logins came to something."""
        return all(report.problem is None for report in (self.incoming, self.smtp) if report is not None)
