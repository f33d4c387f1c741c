"""What a card says: a contact or a group. Never raises; what it does not say is empty."""

import binascii
import re
from collections.abc import Sequence

from mailclient.mail.address import Address
from mailclient.mail.contact import Contact, ContactEntry, ContactGroup, PostalAddress, StructuredName
from mailclient.mime.vcard.lines import Card, Property, bare_uid, parts

PHOTO_BYTES = 8 * 1024 * 1024
_KINDS = ("home", "work", "mobile", "cell", "iphone", "fax", "pager", "main", "other", "video", "car", "school")
_SAME_KIND = {"cell": "mobile", "iphone": "mobile"}
_NO_KIND = frozenset({"pref", "internet", "voice", "x400", "text", "postal", "parcel", "dom", "intl"})
_LABEL = re.compile(r"_\$!<(.*)>!\$_\Z")
_WHITE = re.compile(r"\s+")
_DATE = re.compile(r"(\d{4})-?(\d\d)-?(\d\d)(?:T.*|\Z)")
_YEARLESS = re.compile(r"--(\d\d)-?(\d\d)\Z")
_PHONETIC = {"family": "X-PHONETIC-LAST-NAME", "given": "X-PHONETIC-FIRST-NAME"}


def is_group(card: Card) -> bool:
    """RFC 6350 section 6.1.4, and what Apple writes for vCard 3.0."""
    return "group" in (card.text("KIND").lower(), card.text("X-ADDRESSBOOKSERVER-KIND").lower())


def is_empty(card: Card) -> bool:
    """Whether it says neither who somebody is nor how to reach them."""
    return not any(card.text(name) for name in ("FN", "N", "EMAIL", "TEL", "ORG", "NICKNAME")) or not (
        is_group(card) or _has_something(contact_from(card))
    )


def contact_from(card: Card) -> Contact:
    """The person; with the picture that is inside the card."""
    labels = _labels(card)
    name = structured_name(card)
    emails = entries(card, "EMAIL", labels)
    organisation = parts(card.first("ORG").value) if card.first("ORG") else []  # type: ignore[union-attr]
    shown = _one_line(card.text("FN")) or full_name(name) or _one_line(card.text("NICKNAME"))
    return Contact(
        uid=card.uid,
        name=shown or _one_line(" ".join(organisation[:1])) or (emails[0].value if emails else ""),
        structured=name,
        nicknames=_list(card, "NICKNAME"),
        emails=emails,
        phones=entries(card, "TEL", labels),
        addresses=tuple(_postal(one, labels) for one in card.all("ADR") if _postal(one, labels)),
        messaging=entries(card, "IMPP", labels),
        organisation=organisation[0] if organisation else "",
        units=tuple(unit for unit in organisation[1:] if unit),
        title=_one_line(card.text("TITLE")),
        role=_one_line(card.text("ROLE")),
        urls=entries(card, "URL", labels),
        birthday=date(card.text("BDAY")),
        anniversary=date(card.text("ANNIVERSARY") or card.text("X-ANNIVERSARY")),
        note=card.text("NOTE"),
        categories=_list(card, "CATEGORIES"),
        photo=photo(card),
    )


def group_from(card: Card) -> tuple[ContactGroup, tuple[str, ...]]:
    """The group, and the uids of its members; those that are told by an address only are in the group itself."""
    uids: list[str] = []
    addresses: list[Address] = []
    for one in (*card.all("MEMBER"), *card.all("X-ADDRESSBOOKSERVER-MEMBER")):
        said = one.text.strip()
        if said.lower().startswith("mailto:"):
            addresses.append(Address(one.first("CN") or one.first("X-CN"), said[len("mailto:") :]))
        elif said:
            uids.append(bare_uid(said))
    name = _one_line(card.text("FN") or card.text("N").strip(";"))
    return ContactGroup(uid=card.uid, name=name, addresses=tuple(addresses)), tuple(dict.fromkeys(uids))


def entries(card: Card, name: str, labels: dict[str, str]) -> tuple[ContactEntry, ...]:
    """All ways to reach somebody of one sort; the preferred one is marked."""
    found = [(one, value) for one in card.all(name) if (value := entry_value(one))]
    ranks = [_preference(one) for one, _ in found]
    best = min(ranks, default=0)
    return tuple(
        ContactEntry(value, kind_of(one, labels), rank == best < _NOT_PREFERRED)
        for (one, value), rank in zip(found, ranks, strict=True)
    )


def entry_value(one: Property) -> str:
    """On one line, without the scheme of a URI that says nothing more."""
    value = _one_line(one.text)
    for scheme in ("mailto:", "tel:"):
        if one.name in ("EMAIL", "TEL") and value.lower().startswith(scheme):
            value = value[len(scheme) :]
    return value[:2_000]


def kind_of(one: Property, labels: dict[str, str]) -> str:
    """The user's own word before what the card's standard knows."""
    if one.group and labels.get(one.group):
        return labels[one.group]
    types = one.types
    known = next((kind for kind in ("fax", *_KINDS) if kind in types), "")
    own = next((kind.removeprefix("x-") for kind in types if kind and kind not in _NO_KIND), "")
    return _SAME_KIND.get(known, known) or own


def structured_name(card: Card) -> StructuredName:
    """N: family, given, further, before, after (RFC 6350 section 6.2.2)."""
    one = card.first("N")
    pieces = [_one_line(piece.replace("\x00", " ")) for piece in parts(one.value)] if one is not None else []
    family, given, additional, prefix, suffix = [*pieces, "", "", "", "", ""][:5]
    spoken = {key: _one_line(card.text(name)) for key, name in _PHONETIC.items()}
    return StructuredName(family, given, additional, prefix, suffix, spoken["family"], spoken["given"])


def full_name(name: StructuredName) -> str:
    """As one says it; Korean, Chinese and Japanese names have the family first and no blanks."""
    east = any("\u3040" <= char <= "\u9fff" or "\uac00" <= char <= "\ud7a3" for char in name.family + name.given)
    if east and not name.additional:
        together = f"{name.family}{name.given}"
        return " ".join(piece for piece in (name.prefix, together, name.suffix) if piece)
    return " ".join(piece for piece in (name.prefix, name.given, name.additional, name.family, name.suffix) if piece)


def date(said: str) -> str:
    """ISO 8601 where it is a date that we know, else as it was said."""
    found = _DATE.match(said)
    if found is not None:
        return "-".join(found.groups())
    yearless = _YEARLESS.match(said)
    return f"--{yearless[1]}-{yearless[2]}" if yearless else said[:60]


def photo(card: Card) -> bytes:
    """The picture inside the card (base64, or a data: URL), b"" for none; one from the web is not fetched."""
    for one in card.all("PHOTO"):
        value = _WHITE.sub("", one.value.replace("\\,", ",").replace("\\;", ";").replace("\\:", ":"))
        if value[:5].lower() == "data:":
            head, _, value = value.partition(",")
            if not head.lower().endswith(";base64"):
                continue
        elif one.first("ENCODING").upper() not in ("B", "BASE64"):
            continue
        if len(value) > PHOTO_BYTES * 4 // 3 + 4:
            continue
        try:
            data = binascii.a2b_base64(value.encode("ascii", "ignore"))
        except binascii.Error:
            continue
        if data:
            return data
    return b""


_NOT_PREFERRED = 1_000


def _preference(one: Property) -> int:
    """RFC 6350 section 5.3, or TYPE=pref of the versions before."""
    said = one.first("PREF")
    if said.isascii() and said.isdigit() and 1 <= int(said[:4]) <= 100:
        return int(said)
    return 1 if "pref" in one.types else _NOT_PREFERRED


def _labels(card: Card) -> dict[str, str]:
    """X-ABLabel by group: the user's own words for kinds."""
    found: dict[str, str] = {}
    for one in card.all("X-ABLABEL"):
        if one.group:
            said = _one_line(one.text)
            apple = _LABEL.match(said)
            word = apple[1].lower() if apple else said
            found[one.group] = _SAME_KIND.get(word, word)[:60]
    return found


def _postal(one: Property, labels: dict[str, str]) -> PostalAddress:
    box, extended, street, locality, region, code, country = [*parts(one.value), *[""] * 7][:7]
    preferred = _preference(one) < _NOT_PREFERRED
    return PostalAddress(street, locality, region, code, country, extended, box, kind_of(one, labels), preferred)


def _list(card: Card, name: str) -> tuple[str, ...]:
    found = [piece for one in card.all(name) for piece in parts(one.value, ",") if piece]
    return tuple(dict.fromkeys(map(_one_line, found)))


def _has_something(contact: Contact) -> bool:
    said: Sequence[object] = (contact.name, contact.emails, contact.phones)
    return any(said)


def _one_line(text: str) -> str:
    return " ".join(text.split())
