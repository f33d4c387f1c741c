"""Which chips can be written to encrypted: a group as its worst member. Pure."""

from collections.abc import Iterable, Mapping

from mailclient.gui.composer.recipients.recipient import Recipient
from mailclient.mail.key import Readiness

WORST_FIRST = (
    Readiness.MISSING,
    Readiness.EXPIRED,
    Readiness.LOOKING,
    Readiness.UNDECIDED,
    Readiness.EXPIRES_SOON,
    Readiness.READY,
)


def readiness_of_chips(chips: Iterable[Recipient], marks: Mapping[str, Readiness]) -> dict[str, Readiness]:
    """By the recipient's key; ``marks`` by address, lower case. Who is not in them was not asked about yet."""
    found: dict[str, Readiness] = {}
    for chip in chips:
        known = [marks[one.address.casefold()] for one in chip.addresses() if one.address.casefold() in marks]
        if known:
            found[chip.key] = min(known, key=WORST_FIRST.index)
    return found
