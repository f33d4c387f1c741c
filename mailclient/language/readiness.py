"""Whether mail to somebody can be encrypted, in words."""

from collections.abc import Collection, Mapping, Sequence

from mailclient.language.catalogue import tr, tr_n
from mailclient.mail.key import KeySource, Readiness
from mailclient.mail.protection import Acceptance

NOT_READY = frozenset({Readiness.MISSING, Readiness.EXPIRED, Readiness.UNDECIDED, Readiness.LOOKING})
WITHOUT = frozenset({Readiness.MISSING, Readiness.EXPIRED})
"""A key may be looked up for these."""
_NAMED = 3


def readiness_words(how: Readiness) -> str:
    """One sentence about a recipient: for a tool tip and a screen reader."""
    return {
        Readiness.READY: tr("Can read it encrypted."),
        Readiness.EXPIRES_SOON: tr("Can read it encrypted, but the key runs out soon."),
        Readiness.UNDECIDED: tr("There is a key, but you have not said that it is the right one."),
        Readiness.EXPIRED: tr("The key has run out: it cannot be encrypted."),
        Readiness.MISSING: tr("Has no key yet: it cannot be encrypted."),
        Readiness.LOOKING: tr("A key is being looked for."),
    }[how]


def readiness_icon(how: Readiness) -> tuple[str, str]:
    """Its icon and the palette's name of its colour."""
    return {
        Readiness.READY: ("lock", "good"),
        Readiness.EXPIRES_SOON: ("clock", "warning"),
        Readiness.UNDECIDED: ("key-round", "warning"),
        Readiness.EXPIRED: ("clock", "danger"),
        Readiness.MISSING: ("lock-open", "danger"),
        Readiness.LOOKING: ("search", "muted"),
    }[how]


def names_of(addresses: Sequence[str], names: Mapping[str, str]) -> str:
    """ "Anna, Bora and 3 more"; ``names`` by address, lower case."""
    shown = ", ".join(names.get(address.casefold(), "") or address for address in addresses[:_NAMED])
    more = len(addresses) - _NAMED
    return f"{shown} {tr_n('and {count} more', 'and {count} more', more)}" if more > 0 else shown


def why_not(
    unready: Mapping[str, Readiness],
    names: Mapping[str, str],
    sought: Collection[str] = (),
    changed: Collection[str] = (),
) -> str:
    """Why these could not read it: about those with the worst trouble first.

    ``sought``: in vain; ``changed``: they have another key than the one that was trusted. Addresses, lower case.
    """
    in_vain = [address for address, how in unready.items() if how in WITHOUT and address in sought]
    if in_vain:
        return tr(
            "No key of {names} was found. Ask them to send you a message with their key.",
            names=names_of(in_vain, names),
        )
    for how in (Readiness.MISSING, Readiness.EXPIRED, Readiness.UNDECIDED):
        concerned = [address for address, one in unready.items() if one is how]
        if not concerned:
            continue
        count, said = len(concerned), names_of(concerned, names)
        if how is Readiness.MISSING:
            return tr_n("{names} has no key yet.", "{names} have no keys yet.", count, names=said)
        if how is Readiness.EXPIRED:
            return tr_n("The key of {names} has run out.", "The keys of {names} have run out.", count, names=said)
        others = [address for address in concerned if address in changed]
        if others:
            return tr("{names} has another key than before: make sure it is theirs.", names=names_of(others, names))
        return tr_n(
            "You have not said yet whether the key of {names} is the right one.",
            "You have not said yet whether the keys of {names} are the right ones.",
            count,
            names=said,
        )
    return ""


def acceptance_words(acceptance: Acceptance) -> str:
    """What the user has said of a key."""
    return {
        Acceptance.OWN: tr("Your own"),
        Acceptance.VERIFIED: tr("Checked by you"),
        Acceptance.ACCEPTED: tr("Accepted by you"),
        Acceptance.UNDECIDED: tr("Not accepted yet"),
        Acceptance.REJECTED: tr("Rejected by you"),
    }[acceptance]


def source_words(source: KeySource) -> str:
    """Where a key came from."""
    return {
        KeySource.OWN: tr("Your own"),
        KeySource.KEYRING: tr("Was in your keyring"),
        KeySource.IMPORTED: tr("Imported by you"),
        KeySource.ATTACHED: tr("Was attached to a message"),
        KeySource.AUTOCRYPT: tr("Came with their mail"),
        KeySource.GOSSIP: tr("Came with mail of somebody else"),
        KeySource.WKD: tr("Found at their mail provider"),
        KeySource.KEYSERVER: tr("Found on a keyserver"),
        KeySource.SIGNED_MAIL: tr("Came with signed mail"),
        KeySource.SYSTEM: tr("Came with your system"),
    }[source]
