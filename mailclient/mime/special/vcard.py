"""Contact cards out of vCard 2.1, 3.0 (RFC 2426) and 4.0 (RFC 6350); never raises, broken cards give what they can."""

import binascii
import re

from mailclient.mail.contact_card import CardEntry, ContactCard
from mailclient.mail.ids import PartPath
from mailclient.mime.special.content_lines import Component, ContentLine, component_of

_CARDS_LIMIT = 100
_ENTRIES_LIMIT = 50
_PHOTO_LIMIT = 200_000
_SHOWN_KINDS = ("home", "work", "cell", "mobile", "fax", "pager", "main", "iphone", "pref")
_SPLIT = re.compile(r"(?<!\\);")


def cards_of(text: str, path: PartPath) -> tuple[ContactCard, ...]:
    """The cards of a part; those without a name and any address are left out."""
    found = (_card(card, path) for card in list(component_of(text).inside("VCARD"))[:_CARDS_LIMIT])
    return tuple(card for card in found if card.name)


def _card(card: Component, path: PartPath) -> ContactCard:
    emails = _entries(card, "EMAIL")
    phones = _entries(card, "TEL")
    organization = " · ".join(piece for piece in _pieces(card.first("ORG")) if piece)
    name = card.value("FN") or _full_name(card) or card.value("NICKNAME") or organization
    if not name and emails:
        name = emails[0].value
    return ContactCard(
        name=_one_line(name)[:200],
        organization=_one_line(organization)[:200],
        title=_one_line(card.value("TITLE") or card.value("ROLE"))[:200],
        emails=tuple(one for one in emails if "@" in one.value),
        phones=phones,
        addresses=_places(card),
        urls=tuple(one for one in _entries(card, "URL") if one.value.lower().startswith(("https://", "http://"))),
        birthday=card.value("BDAY")[:40],
        note=card.value("NOTE")[:5_000],
        photo=_photo(card),
        path=path,
    )


def _full_name(card: Component) -> str:
    """Of N: family, given, further, before, after."""
    pieces = [*_pieces(card.first("N")), "", "", "", "", ""]
    family, given, further, before, after = pieces[:5]
    return " ".join(piece for piece in (before, given, further, family, after) if piece)


def _pieces(line: ContentLine | None) -> list[str]:
    if line is None:
        return []
    return [_one_line(ContentLine("", piece).text) for piece in _SPLIT.split(line.value)]


def _entries(card: Component, name: str) -> tuple[CardEntry, ...]:
    labels = {line.group: line.text.strip("_$!<>") for line in card.all("X-ABLABEL") if line.group}
    entries = []
    for line in card.all(name)[:_ENTRIES_LIMIT]:
        value = _one_line(line.text)
        for scheme in ("mailto:", "tel:"):
            value = value[len(scheme) :] if value.lower().startswith(scheme) else value
        if value:
            entries.append(CardEntry(value[:500], labels.get(line.group, "").lower()[:40] or _kind(line)))
    return tuple(entries)


def _places(card: Component) -> tuple[CardEntry, ...]:
    """Addresses: box, more, street, town, region, code, country, on one line."""
    places = []
    for line in card.all("ADR")[:_ENTRIES_LIMIT]:
        text = ", ".join(piece for piece in _pieces(line) if piece)
        if text:
            places.append(CardEntry(text[:500], _kind(line)))
    return tuple(places)


def _kind(line: ContentLine) -> str:
    types = line.parameters.get("TYPE", "").lower().split(",")
    kind = next((one for shown in _SHOWN_KINDS for one in types if one == shown and one != "pref"), "")
    return "mobile" if kind in ("cell", "iphone") else kind


def _photo(card: Component) -> bytes:
    """A picture inside the card: base64, or a data: URL; never one from the web."""
    line = card.first("PHOTO")
    if line is None:
        return b""
    value = re.sub(r"\s+", "", line.value)
    if value.lower().startswith("data:image/"):
        value = value.partition(",")[2]
    elif not line.parameters.get("ENCODING", "").lower().startswith("b"):
        return b""
    try:
        data = binascii.a2b_base64(value[: _PHOTO_LIMIT * 2].encode("ascii", "ignore"))
    except binascii.Error:
        return b""
    return data if len(data) <= _PHOTO_LIMIT else b""


def _one_line(text: str) -> str:
    return " ".join(text.split())
