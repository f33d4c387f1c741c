"""How a key or certificate stands, in words. Pure; ``now`` is epoch seconds."""

from dataclasses import dataclass
from datetime import UTC, datetime

from PySide6.QtCore import QDate, QLocale

from mailclient.gui.keys.holding import DAY, Holding, Section
from mailclient.gui.message_view.stranger_text import name_text
from mailclient.language import tr, tr_n
from mailclient.language.protection_mark import authority_name
from mailclient.language.readiness import acceptance_words
from mailclient.mail.key import MailCertificate
from mailclient.mail.protection import Acceptance


@dataclass(frozen=True, slots=True)
class Standing:
    """``icon`` and its ``colour`` of the palette stand before ``words``."""

    icon: str
    colour: str
    words: str


def standing(holding: Holding, now: float) -> Standing:
    """What matters most about it."""
    item = holding.item
    if holding.revoked:
        return Standing("circle-x", "danger", tr("Withdrawn by its owner"))
    if item.acceptance is Acceptance.REJECTED:
        return Standing("circle-x", "danger", acceptance_words(Acceptance.REJECTED))
    if holding.has_expired(now):
        return Standing("clock", "danger", tr("Ran out on {day}", day=day_words(holding.expires)))
    if not isinstance(item, MailCertificate) and item.weak:
        return Standing("triangle-alert", "warning", tr("Too weak for today"))
    if holding.section is Section.AUTHORITIES:
        return _of_authority(item.trusted if isinstance(item, MailCertificate) else False)
    if holding.expires_soon(now) and holding.expires is not None:
        days = max(int((holding.expires - now) / DAY), 1)
        return Standing("clock", "warning", tr_n("Runs out in {count} day", "Runs out in {count} days", days))
    if item.secret:
        return Standing("key-round", "accent_text", acceptance_words(Acceptance.OWN))
    if isinstance(item, MailCertificate) and not item.trusted and item.acceptance is Acceptance.UNDECIDED:
        return Standing("circle-dashed", "warning", tr("Nobody you trust vouches for it"))
    if isinstance(item, MailCertificate) and item.trusted and item.acceptance is Acceptance.ACCEPTED:
        return Standing(
            "circle-check", "good", tr("Confirmed by {name}", name=name_text(authority_name((item.issuer,))))
        )
    return _of_person(item.acceptance)


def _of_authority(trusted: bool) -> Standing:
    if trusted:
        return Standing("shield-check", "good", tr("Trusted: it may vouch for people"))
    return Standing("shield", "muted", tr("Not trusted"))


def _of_person(acceptance: Acceptance) -> Standing:
    icon, colour = {
        Acceptance.VERIFIED: ("shield-check", "good"),
        Acceptance.ACCEPTED: ("circle-check", "good"),
        Acceptance.OWN: ("key-round", "accent_text"),
    }.get(acceptance, ("circle-dashed", "warning"))
    return Standing(icon, colour, acceptance_words(acceptance))


def day_words(moment: float | None) -> str:
    """A day as people write it; of None that there is none."""
    if moment is None:
        return tr("No end date")
    try:
        day = datetime.fromtimestamp(moment, UTC).date()
    except (OverflowError, ValueError, OSError):  # a stranger's number
        return "–"
    return QLocale().toString(QDate(day.year, day.month, day.day), tr("d MMM yyyy"))


def expiry_words(days: int) -> str:
    """A choice of how long a key holds."""
    if days == 0:
        return tr("For ever")
    years = round(days / 365)
    return tr_n("{count} year", "{count} years", years)
