"""All doubts about one recipient: what ``mail/recipient_doubts.py`` finds, and what its domain looks like. Pure."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from mailclient.mail.recipient_doubts import (
    PROVIDERS,
    STRANGER,
    Acquaintance,
    Circle,
    Doubt,
    DoubtKind,
    is_unread,
    mended_domain,
    mended_local,
)
from mailclient.mime.origin.domains import organisation_of
from mailclient.mime.origin.look_alike import latin_twin, skeleton
from mailclient.mime.origin.names import domain_of, has_hidden, is_deceptive, unmasked_domain

_CLOSED_CIRCLE = 2
"""Other people of one organisation in a conversation before somebody from elsewhere stands out."""


@dataclass(frozen=True, slots=True)
class Known:
    """What is known around one address: of itself, of others at its domain, and the domains written to."""

    acquaintance: Acquaintance = STRANGER
    at_domain: Sequence[tuple[str, int]] = ()
    """(address, how often written to) of the same domain."""
    domains: Collection[str] = ()


def doubts_about(address: str, known: Known, circle: Circle, *, picked: bool = False) -> list[Doubt]:
    """Everything to say about one recipient, the gravest first; nothing is the rule.

    ``picked``: taken from the address book or from a message, so that it was not misspelt here.
    """
    local, at, domain = address.rpartition("@")
    if not at:
        return []
    key = address.casefold()
    if key in circle.own:
        return [Doubt(DoubtKind.OWN, address)]
    who = known.acquaintance
    found = []
    if not who.written and not (who.in_book and picked):
        found += _of_spelling(address, local, domain, known, circle, picked=picked)
    if who.bounced:
        found.append(Doubt(DoubtKind.BOUNCED, address))
    if is_unread(address) and who.written < 2:
        found.append(Doubt(DoubtKind.NOT_READ, address))
    found += _of_conversation(address, circle)
    if who.newer and not found:
        found.append(Doubt(DoubtKind.OLDER_ADDRESS, address, who.newer))
    return found


def _of_spelling(address: str, local: str, domain: str, known: Known, circle: Circle, *, picked: bool) -> list[Doubt]:
    if has_hidden(address):
        return [Doubt(DoubtKind.HIDDEN_LETTERS, address)]
    imitated = imitated_domain(domain, (*known.domains, *PROVIDERS))
    if imitated:
        return [Doubt(DoubtKind.LOOKS_LIKE, address, imitated)]
    if is_deceptive(domain) or _is_mixed(local):
        return [Doubt(DoubtKind.LOOKS_LIKE, address)]
    if picked or known.acquaintance.seen or known.acquaintance.in_book or address.casefold() in circle.thread:
        return []
    right = mended_domain(domain_of(address), known.domains)
    if right and organisation_of(right) != organisation_of(domain_of(address)):
        return [Doubt(DoubtKind.TYPO_OF_DOMAIN, address, f"{local}@{right}")]
    meant = mended_local(local, _locals(known.at_domain))
    return [Doubt(DoubtKind.TYPO_OF_KNOWN, address, f"{meant}@{domain}")] if meant else []


def imitated_domain(domain: str, known: Iterable[str]) -> str:
    """The known domain that this one looks like without being it; "" when it is honest.

    Only by letters of other scripts or with marks: "rnicrosoft" in plain ASCII is a slip's or a name's own affair.
    """
    plain = unmasked_domain(domain)
    if plain.isascii():
        return ""
    look = skeleton(plain)
    return next((one for one in known if one.isascii() and skeleton(one) == look), "")


def _is_mixed(local: str) -> bool:
    """Whether some letters of a word only look Latin while others are."""
    if local.isascii() or not any(letter.isascii() and letter.isalpha() for letter in local):
        return False
    return latin_twin(local.casefold()) is not None and not _is_marked_latin(local)


def _is_marked_latin(local: str) -> bool:
    return all(letter.isascii() or "\u00c0" <= letter <= "\u024f" for letter in local)


def _locals(addresses: Iterable[tuple[str, int]]) -> Iterable[tuple[str, int]]:
    return ((address.rpartition("@")[0], written) for address, written in addresses)


# --- the conversation ---------------------------------------------------------------------------------------------


def _of_conversation(address: str, circle: Circle) -> list[Doubt]:
    key = address.casefold()
    if not circle.thread:
        return []
    organisation = organisation_of(domain_of(address))
    leads_away = key in circle.reply_to and circle.author and key != circle.author
    if leads_away and organisation != organisation_of(domain_of(circle.author)):
        return [Doubt(DoubtKind.REPLY_LEADS_AWAY, address, circle.author)]
    if key in circle.thread or key in circle.reply_to:
        return []
    others = {organisation_of(domain_of(one)) for one in circle.thread}
    if len(circle.thread - circle.own) >= _CLOSED_CIRCLE and len(others) == 1 and organisation not in others:
        inside = next(iter(others))
        if inside not in PROVIDERS:
            return [Doubt(DoubtKind.OUTSIDE_DOMAIN, address, inside)]
    return [Doubt(DoubtKind.NEW_IN_THREAD, address)]
