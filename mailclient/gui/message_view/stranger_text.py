"""Words of strangers made fit to be shown in a line: cut, and with nothing in them that hides or turns the writing."""

import re
import unicodedata

from mailclient.mail.address import Address
from mailclient.mime.origin import names

_SEALS = re.compile(
    "[\u2611\u2705\u2713\u2714\u26bf\U0001f50f-\U0001f513\U0001f5dd\U0001f5f8\U0001f5f9\U0001f6e1][\ufe0e\ufe0f]?"
)
"""Ticks, locks, keys, shields."""
_IN_NAMES = "-.,'’&()"
SUBJECT, NAME = 600, 200
"""Characters that are shown; a header may have a million."""


def subject_text(subject: str) -> str:
    """What could make it read otherwise than it is becomes visible."""
    cut = _cut(" ".join(subject[: 4 * SUBJECT].split()), SUBJECT)
    return names.with_hidden_shown(cut) if names.turns_around(cut) else cut


def name_text(name: str) -> str:
    """A display name or a file name: whatever cannot be seen becomes visible."""
    return names.with_hidden_shown(_cut(name, NAME))


def signer_text(name: str) -> str:
    """The name of a signer, as it stands in the mark: without symbols that could be taken for a part of the mark."""
    plain = "".join(each if _is_of_a_name(each) else " " for each in name)
    return name_text(" ".join(plain.split()))


def address_text(address: str) -> str:
    """A mail address, its domain in punycode where it could be taken for another."""
    return names.shown_address(_cut(address, NAME))


def _is_of_a_name(character: str) -> bool:
    if "\ufe00" <= character <= "\ufe0f":  # says how the symbol before it looks
        return False
    return character.isalnum() or character in _IN_NAMES or unicodedata.category(character) in ("Mn", "Mc", "Zs")


def person_text(name: str) -> str:
    """The name that somebody gave themselves: without signs that say it was checked, for nobody checked it."""
    return name_text(" ".join(_SEALS.sub(" ", name).split()))


def label_text(address: Address) -> str:
    """The name, else the address."""
    return person_text(address.name) or address_text(address.address)


def _cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else text[: longest - 1] + "…"
