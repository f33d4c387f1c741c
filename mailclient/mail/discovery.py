"""Finding the servers of an address: the steps on the way, and what is proposed at the end.

``engine.discovery`` does it, ``language.discovery`` puts it into words.
"""

from dataclasses import dataclass
from enum import StrEnum

from mailclient.mail.account import AccountSettings, Security, Server
from mailclient.mail.problem import Problem


class Step(StrEnum):
    """Where is looked; also the source of a proposal. In order of trust, which is not the order of time."""

    PROVIDERS = "providers"
    """What this program knows of the large providers; asks nobody."""
    AUTOCONFIG = "autoconfig"
    """``https://autoconfig.DOMAIN``: the provider says it itself."""
    WELL_KNOWN = "well_known"
    """``https://DOMAIN/.well-known/autoconfig``."""
    MX = "mx"
    """Who takes the mail of the domain, and what is known or told of that provider. From DNS."""
    SRV = "srv"
    """RFC 6186, RFC 8314: ``_imaps._tcp.DOMAIN`` and the like. From DNS."""
    PROBE = "probe"
    """The usual names (imap.DOMAIN …) tried; the certificate fits, but nobody has said that this is the one."""


class StepState(StrEnum):
    """How a step, or one host of it, stands. What still runs when all is done was not needed any more."""

    RUNNING = "running"
    FOUND = "found"
    NOTHING = "nothing"
    """There was an answer, and there is nothing."""
    FAILED = "failed"
    """There was no usable answer; the problem says why."""


class Note(StrEnum):
    """What the user must know, or do at the provider, before it works."""

    APP_PASSWORD = "app_password"  # noqa: S105  a name, not a password
    """The password is not the one of the website: a password for programs is made there."""
    APP_PASSWORD_WITH_TWO_STEP = "app_password_with_two_step"  # noqa: S105  likewise
    """So when two-step verification is switched on."""
    SWITCH_ON_IMAP = "switch_on_imap"
    """IMAP and POP3 are off until they are switched on in the provider's settings."""
    SWITCH_ON_POP3 = "switch_on_pop3"
    """POP3 is off until it is switched on there; IMAP works."""
    BROWSER_ONLY = "browser_only"
    """Passwords are no longer accepted; the browser is needed."""
    MAIL_PASSWORD = "mail_password"  # noqa: S105  likewise
    """The mailbox has a password of its own, made at the provider (an authorisation code, an external password)."""
    LOCAL_BRIDGE = "local_bridge"
    """The provider's own program must run on this computer; it shows user name and password."""
    PAID_ONLY = "paid_only"
    """Programs may log in to paid mailboxes only."""
    NOT_PROTECTED = "not_protected"
    """A connection goes in the clear: anyone on the way reads mail and password."""
    UNSIGNED_DNS = "unsigned_dns"
    """DNS named a server outside the domain, and its answer could have been forged (RFC 6186 section 6)."""
    GUESSED = "guessed"
    """Nobody said that this is the server; it has the usual name and answers."""
    CERTIFICATE_UNPROVEN = "certificate_unproven"
    """A server answers, but its certificate does not prove that it is the one: its own (self-signed), or of another."""
    SMTP_UNKNOWN = "smtp_unknown"
    """Only the incoming server was found; the one to send with is a guess."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """One way to set the account up. The password has been sent nowhere yet.

    ``settings`` are complete; a user name that only the user can know is "".
    """

    settings: AccountSettings
    source: Step
    provider: str = ""
    """Its name for people: "Gmail"; "" when nobody said."""
    sign_in: str = ""
    """The provider for signing in with the browser, as ``mail.sign_in`` names it; "": not possible."""
    password: bool = True
    """Whether a password (of whatever kind, see the notes) is accepted."""
    confirm: bool = False
    """The user has to look at the host names, and say yes, before a password goes there."""
    other_users: tuple[str, ...] = ()
    """User names to try when the one in the settings is refused (the part before the @, or the whole address)."""
    app_password_url: str = ""
    """Where the provider makes a password for programs; an https address; "" for none or unknown."""
    documentation: str = ""
    """An https address; "" for none."""
    notes: tuple[Note, ...] = ()

    @property
    def servers(self) -> tuple[Server, Server]:
        """Where mail comes from, and where it is handed in."""
        return self.settings.incoming, self.settings.smtp

    @property
    def protected(self) -> bool:
        """Whether both connections are; never choose another without asking."""
        return all(server.security is not Security.NONE for server in self.servers)


@dataclass(frozen=True, slots=True)
class Discovery:
    """What was found, best first; the first of each ``settings.kind`` is the one to offer for IMAP and for POP3.

    ``problem`` says what was in the way (no network, a network that wants a sign-in first): with it the proposals
    may be fewer than there are.
    """

    email: str
    proposals: tuple[Proposal, ...] = ()
    problem: Problem | None = None
