"""People who are there twice: the same address, or the same name and phone. Pure."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

from mailclient.mail.contact import Contact, ContactEntry

_DIGITS = re.compile(r"\D+")
_PHONE_TAIL = 8
"""Digits from the end that make a phone number the same with and without the country's."""


def duplicates(contacts: Iterable[Contact]) -> list[list[Contact]]:
    """Groups of two and more that seem to be one person, each contact in one group at most."""
    known = list(contacts)
    parent = list(range(len(known)))

    def head(place: int) -> int:
        while parent[place] != place:
            parent[place] = parent[parent[place]]
            place = parent[place]
        return place

    first: dict[str, int] = {}
    for place, contact in enumerate(known):
        for key in _keys(contact):
            other = first.setdefault(key, place)
            if head(other) != head(place):
                parent[head(place)] = head(other)
    found: dict[int, list[Contact]] = defaultdict(list)
    for place, contact in enumerate(known):
        found[head(place)].append(contact)
    return [group for group in found.values() if len(group) > 1]


def fullest_first(contacts: Iterable[Contact]) -> list[Contact]:
    """Whose card says the most of its person's name, then the most at all, stands first."""
    return sorted(contacts, key=_fullness, reverse=True)


def merged(contacts: Sequence[Contact]) -> Contact:
    """One that says what all say: the first one's words first; what they differ in goes into the note."""
    kept, *others = contacts
    for other in others:
        kept = replace(
            kept,
            name=kept.name or other.name,
            nicknames=tuple(dict.fromkeys((*kept.nicknames, *other.nicknames, *_other_name(kept, other)))),
            emails=_both(kept.emails, other.emails, str.casefold),
            phones=_both(kept.phones, other.phones, _phone),
            messaging=_both(kept.messaging, other.messaging, str.casefold),
            urls=_both(kept.urls, other.urls, str.casefold),
            addresses=(*kept.addresses, *(one for one in other.addresses if one not in kept.addresses)),
            categories=tuple(dict.fromkeys((*kept.categories, *other.categories))),
            organisation=kept.organisation or other.organisation,
            units=kept.units or other.units,
            title=kept.title or other.title,
            role=kept.role or other.role,
            birthday=kept.birthday or other.birthday,
            anniversary=kept.anniversary or other.anniversary,
            note=_notes(kept, other),
            photo=kept.photo or other.photo,
        )
    return kept


def _fullness(contact: Contact) -> tuple[int, int]:
    whole = sum(len(word.strip(".")) > 1 for word in contact.name.split()) if "@" not in contact.name else 0
    return whole, len(contact.emails) + len(contact.phones) + len(contact.addresses) + bool(contact.organisation)


def _keys(contact: Contact) -> Iterable[str]:
    for entry in contact.emails:
        yield f"mail {entry.value.casefold()}"
    name = _plain(contact.name)
    if name:
        for entry in contact.phones:
            yield f"phone {name} {_phone(entry.value)}"
        if not contact.emails and not contact.phones:
            yield f"bare {name} {_plain(contact.organisation)}"


def _plain(text: str) -> str:
    return " ".join(sorted(unicodedata.normalize("NFKC", text).casefold().replace(",", " ").split()))


def _phone(number: str) -> str:
    return _DIGITS.sub("", number)[-_PHONE_TAIL:]


def _both(mine: Sequence[ContactEntry], theirs: Sequence[ContactEntry], key: object) -> tuple[ContactEntry, ...]:
    assert callable(key)
    found = {key(entry.value): entry for entry in reversed((*mine, *theirs))}
    return tuple(reversed(found.values()))


def _other_name(kept: Contact, other: Contact) -> tuple[str, ...]:
    different = kept.name and other.name and _plain(kept.name) != _plain(other.name)
    return (other.name,) if different and "@" not in other.name else ()


def _notes(kept: Contact, other: Contact) -> str:
    """Both notes, and the words of the other that had no place."""
    said = [kept.note, other.note if other.note not in kept.note else ""]
    for mine, theirs in (
        (kept.organisation, other.organisation),
        (kept.title, other.title),
        (kept.birthday, other.birthday),
        (kept.anniversary, other.anniversary),
    ):
        said.append(theirs if mine and theirs and mine != theirs and theirs not in kept.note else "")
    return "\n".join(part for part in said if part)
