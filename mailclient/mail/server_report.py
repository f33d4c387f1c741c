"""What an IMAP server can do, what of it is used, and what it lets the user do: the answer to ``ReportServer``."""

from dataclasses import dataclass
from enum import StrEnum

from mailclient.mail.rights import Rights


class Use(StrEnum):
    """What becomes of a capability."""

    USED = "used"
    SPARE = "spare"
    """Known; something better is there, or there is no use for it."""
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Capability:
    """``name`` as the server says it, upper case ("AUTH=PLAIN", "APPENDLIMIT=1000")."""

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
    """One fresh login, told of. No user name, password or token is in it."""

    server: str
    """ "host:port"."""
    software: str
    """As the server names itself (ID); "" when it does not."""
    mechanism: str
    """How we logged in: "SCRAM-SHA-256-PLUS", "LOGIN" …, "PREAUTH"."""
    tls_version: str
    """ "TLSv1.3"; "" without TLS."""
    tls_cipher: str
    compressed: bool
    utf8: bool
    """Folder names and headers go and come as UTF-8."""
    login_round_trips: int
    """From the greeting until everything is known that is asked once."""
    login_seconds: float
    latency_seconds: float
    """Of one question and its answer."""
    capabilities: tuple[Capability, ...]
    enabled: tuple[str, ...] = ()
    append_limit: int | None = None
    """Bytes of the largest message it takes; None: not told."""
    quotas: tuple[Quota, ...] = ()
    inbox_rights: Rights | None = None
    """None: the server does not speak of rights."""
    personal_prefix: str = ""
    delimiter: str = ""
