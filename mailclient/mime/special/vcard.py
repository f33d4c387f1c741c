"""Contact cards attached to mail, as they are shown there; never raises, broken cards give what they can."""

from itertools import islice

from mailclient.mail.contact import ContactEntry, PostalAddress
from mailclient.mail.contact_card import CardEntry, ContactCard
from mailclient.mail.ids import PartPath
from mailclient.mime.vcard.cards import cards_in
from mailclient.mime.vcard.lines import read_card
from mailclient.mime.vcard.read import contact_from

_CARDS_LIMIT = 100
_ENTRIES_LIMIT = 50
_PHOTO_LIMIT = 200_000
_CARD_BYTES = 1_000_000


def cards_of(text: str, path: PartPath) -> tuple[ContactCard, ...]:
    """The cards of a part; those without a name and any address are left out."""
    texts = islice(cards_in([text.encode("utf-8", "replace")], _CARD_BYTES), _CARDS_LIMIT)
    found = (_card(one.data, path) for one in texts if not one.trouble)
    return tuple(card for card in found if card.name)


def _card(data: bytes, path: PartPath) -> ContactCard:
    said = contact_from(read_card(data))
    photo = said.photo or b""
    return ContactCard(
        name=said.name[:200],
        organization=" · ".join(piece for piece in (said.organisation, *said.units) if piece)[:200],
        title=(said.title or said.role)[:200],
        emails=tuple(one for one in _entries(said.emails) if "@" in one.value),
        phones=_entries(said.phones),
        addresses=tuple(map(_place, said.addresses[:_ENTRIES_LIMIT])),
        urls=tuple(one for one in _entries(said.urls) if one.value.lower().startswith(("https://", "http://"))),
        birthday=said.birthday[:40],
        note=said.note.strip()[:5_000],
        photo=photo if len(photo) <= _PHOTO_LIMIT else b"",
        path=path,
    )


def _entries(found: tuple[ContactEntry, ...]) -> tuple[CardEntry, ...]:
    return tuple(CardEntry(one.value[:500], one.kind.lower()[:40]) for one in found[:_ENTRIES_LIMIT])


def _place(one: PostalAddress) -> CardEntry:
    """On one line: box, more, street, town, region, code, country."""
    pieces = (one.box, one.extended, one.street, one.locality, one.region, one.code, one.country)
    return CardEntry(", ".join(" ".join(piece.split()) for piece in pieces if piece)[:500], one.kind)
