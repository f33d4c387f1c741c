"""An account: one mailbox of a person, where its mail comes from and where it is handed in (submission)."""

from dataclasses import dataclass
from enum import StrEnum

from mailclient.mail.identity import Identity
from mailclient.mail.ids import AccountId
from mailclient.mail.pop3 import Pop3Rules
from mailclient.mail.server import LoginKind, LoginStrength, Security, Server
from mailclient.mail.sign_in import SignIn

__all__ = [
    "NO_SERVER",
    "Account",
    "AccountKind",
    "AccountSettings",
    "LoginKind",
    "LoginStrength",
    "Secret",
    "Security",
    "Server",
    "on_this_computer",
]


class AccountKind(StrEnum):
    """How the mail of an account comes here."""

    IMAP = "imap"
    """It stays on the server, and what is here is a copy."""
    POP3 = "pop3"
    """It is downloaded into folders that are on this computer only."""
    LOCAL = "local"
    """There is no server: folders on this computer, without an address."""


@dataclass(frozen=True, slots=True)
class AccountSettings:
    """What the user tells about an account. ``name`` is the person's name used in From, maybe "".

    A new field needs a default: accounts are kept as ``store.settings_json`` writes them.
    """

    email: str
    name: str
    incoming: Server
    smtp: Server
    kind: AccountKind = AccountKind.IMAP
    identities: tuple[Identity, ...] = ()
    """Whom the user writes as, the default first; empty: ``name`` and ``email``. See ``senders``."""
    pop3: Pop3Rules = Pop3Rules()  # noqa: RUF009  a frozen value
    """For POP3 alone."""
    deliver_to: AccountId | None = None
    """For POP3 alone: the account (``LOCAL``) whose inbox its mail comes to; None: it has an inbox of its own."""
    sign_in: SignIn | None = None
    """Where ``LoginKind.OAUTH`` signs in."""

    @property
    def senders(self) -> tuple[Identity, ...]:
        """Whom the user writes as, the default first; one at least, unless there is no address."""
        return self.identities or ((Identity(self.name, self.email),) if self.email else ())


NO_SERVER = Server("", 0, Security.NONE, "")
"""Of an account that has none."""


def on_this_computer() -> AccountSettings:
    """Of the account that is no mailbox of any server; there is one at most, for its address is ""."""
    return AccountSettings("", "", NO_SERVER, NO_SERVER, AccountKind.LOCAL)


@dataclass(frozen=True, slots=True)
class Account:
    """An account that is in the store."""

    id: AccountId
    settings: AccountSettings


class Secret:
    """A password or token on its way; neither ``repr`` nor ``str`` shows it, and it is never written to the store."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def reveal(self) -> str:
        """The secret itself; call it only where the bytes go to the server or the keyring."""
        return self._value

    def __repr__(self) -> str:
        return "Secret(…)"

    __str__ = __repr__

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and other.reveal() == self._value

    def __hash__(self) -> int:
        return hash(self._value)
