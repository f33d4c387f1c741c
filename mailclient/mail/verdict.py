"""What is to be told of where a message comes from: one of four standings, why, and the details."""

from dataclasses import dataclass
from enum import StrEnum

from mailclient.mail.origin import Check, Claim, Finding, Origin


class Standing(StrEnum):
    """How sure it is that a message comes from whom it names."""

    GOOD = "good"
    UNKNOWN = "unknown"
    """Nothing speaks for it or against it: usual, and no reason for alarm."""
    SUSPICIOUS = "suspicious"
    """Something is odd: told in a bar."""
    FAILED = "failed"
    """It does not come from there: told in a bar."""


class Reason(StrEnum):
    """Why; each is a sentence in ``language.origin``. ``Verdict.domain`` and ``Verdict.subject`` are what it names."""

    CONFIRMED = "confirmed"
    """GOOD: the domain confirms it, says the receiving server."""
    VERIFIED = "verified"
    """GOOD: the domain has signed it, as checked here."""
    OWN = "own"
    """GOOD: written here."""
    UNCONFIRMED = "unconfirmed"
    NOT_CHECKED = "not_checked"
    """UNKNOWN: nobody whose word counts has checked it."""
    FORWARDED = "forwarded"
    """UNKNOWN: changed on its way by ``subject``, which says that it was confirmed before."""
    BY_LIST = "by_list"
    """UNKNOWN: it came by a mailing list (``subject``), which usually breaks what confirms it."""
    REFUSED = "refused"
    """FAILED: the domain says that mail like this is not its own."""
    BROKEN_SIGNATURE = "broken_signature"
    """SUSPICIOUS: the domain signs all its mail, and its signature does not fit this message (checked here)."""
    ANOTHER_SERVER = "another_server"
    """SUSPICIOUS: it came from a server that the domain does not name (SPF)."""
    NOT_WHAT_WAS_CHECKED = "not_what_was_checked"
    """SUSPICIOUS: the receiving server checked ``subject``, another domain than the one shown."""
    ODD = "odd"
    """SUSPICIOUS: the first of the findings says why."""
    LOOKS_LIKE = "looks_like"
    """SUSPICIOUS: the domain looks like ``subject``, to which the user writes."""
    AS_YOURSELF = "as_yourself"
    """SUSPICIOUS: the user's own address, and it failed what was checked."""
    SAME_NAME = "same_name"
    """SUSPICIOUS: the name of somebody the user writes to at another address, ``subject``."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer, with what it stands on."""

    standing: Standing = Standing.UNKNOWN
    reason: Reason = Reason.NOT_CHECKED
    author: str = ""
    """The address that is shown as the sender."""
    domain: str = ""
    """Its domain, as shown."""
    subject: str = ""
    first_contact: bool = False
    """There was no mail from this address before, and none was written to it."""
    believed: str = ""
    """The authserv-id of the server whose word was taken; "" when none (or it has no id)."""
    has_believed: bool = False
    claims: tuple[Claim, ...] = ()
    """What that server says."""
    ignored: tuple[str, ...] = ()
    """authserv-ids of fields that others wrote, which count for nothing."""
    check: Check | None = None
    """What was checked here; None: nothing yet."""
    can_check: bool = False
    """There is a signature that could be checked here."""
    findings: tuple[Finding, ...] = ()
    origin: Origin = Origin()  # noqa: RUF009  a frozen value

    @property
    def alarming(self) -> bool:
        """Whether it deserves a bar; remote content is never shown by itself then."""
        return self.standing in (Standing.SUSPICIOUS, Standing.FAILED)
