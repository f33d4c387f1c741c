"""A contact or a group as a card: a new one, or a card in which only what is different is written anew."""

import base64
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from mailclient.mail.contact import CardVersion, Contact, ContactEntry, ContactGroup, PostalAddress
from mailclient.mime.image import image_type
from mailclient.mime.vcard import read
from mailclient.mime.vcard.lines import Card, Parameters, Property, bare_uid, escaped

PRODUCT = "-//mailclient//EN"
_NOT_CARRIED = ("ENCODING", "CHARSET", "VALUE", "SORT-AS", "LANGUAGE", "ALTID")
_STANDARD_KINDS = ("home", "work", "mobile", "cell", "fax", "pager", "main", "other", "video", "car")


def new_card(contact: Contact, version: CardVersion = CardVersion.V3) -> Card:
    """A card that says what the contact says; its uid must be set."""
    start = (
        Property("VERSION", version),
        Property("PRODID", PRODUCT),
        Property("UID", escaped(contact.uid)),
        Property("FN", ""),
        Property("N", ";;;;"),
    )
    return changed(Card(start), contact)


def changed(card: Card, contact: Contact) -> Card:
    """The card with what is different in ``contact``; all else stays as it came. ``photo`` None: the picture stays."""
    before = read.contact_from(card)
    writing = _Writing(list(card.properties), card.version)
    if contact.name != before.name or not card.text("FN"):
        writing.set_one("FN", escaped(contact.name or contact.main_address or contact.organisation))
    _write_name(writing, before, contact)
    for name, old, new in (
        ("NICKNAME", before.nicknames, contact.nicknames),
        ("CATEGORIES", before.categories, contact.categories),
    ):
        if old != new:
            writing.set_one(name, ",".join(map(escaped, new)))
    if (before.organisation, before.units) != (contact.organisation, contact.units):
        writing.set_one("ORG", ";".join(map(escaped, (contact.organisation, *contact.units))).rstrip(";"))
    for name, text, said in (
        ("TITLE", before.title, contact.title),
        ("ROLE", before.role, contact.role),
        ("NOTE", before.note, contact.note),
        ("BDAY", before.birthday, contact.birthday),
    ):
        if text != said:
            writing.set_one(name, escaped(said))
    if before.anniversary != contact.anniversary:
        writing.set_one(_anniversary(card), escaped(contact.anniversary))
    writing.set_entries("EMAIL", before.emails, contact.emails, _value_of(escaped))
    writing.set_entries("TEL", before.phones, contact.phones, _value_of(escaped))
    writing.set_entries("URL", before.urls, contact.urls, _value_of(lambda url: url))
    writing.set_entries("IMPP", before.messaging, contact.messaging, _value_of(lambda uri: uri))
    writing.set_entries("ADR", before.addresses, contact.addresses, _postal_value)
    if contact.photo is not None and contact.photo != before.photo:
        _write_photo(writing, contact.photo)
    return Card(tuple(writing.properties))


def new_group(group: ContactGroup, members: Sequence[str], version: CardVersion = CardVersion.V3) -> Card:
    """A card of a group; ``members``: uids of the contacts in it."""
    kind = "KIND" if version is CardVersion.V4 else "X-ADDRESSBOOKSERVER-KIND"
    start = (
        Property("VERSION", version),
        Property("PRODID", PRODUCT),
        Property("UID", escaped(group.uid)),
        Property("FN", escaped(group.name)),
        Property("N", f"{escaped(group.name)};;;;"),
        Property(kind, "group"),
    )
    return changed_group(Card(start), group, members)


def changed_group(card: Card, group: ContactGroup, members: Sequence[str]) -> Card:
    """The card with the name and the members of ``group``; members that stay, stay as they came."""
    before, before_members = read.group_from(card)
    writing = _Writing(list(card.properties), card.version)
    if before.name != group.name:
        writing.set_one("FN", escaped(group.name))
        if card.text("N"):
            writing.set_one("N", f"{escaped(group.name)};;;;")
    wanted = set(members)
    mails = {one.address.lower() for one in group.addresses}
    name = "MEMBER" if card.version == "4.0" else "X-ADDRESSBOOKSERVER-MEMBER"
    writing.properties = [
        one for one in writing.properties
        if one.name not in ("MEMBER", "X-ADDRESSBOOKSERVER-MEMBER") or _is_member(one, wanted, mails)
    ]  # fmt: skip
    known = set(before_members)
    added = [Property(name, f"urn:uuid:{uid}") for uid in members if uid not in known]
    had = {one.address.lower() for one in before.addresses}
    added += [
        Property(name, f"mailto:{one.address}", (("X-CN", (one.name,)),) if one.name else ())
        for one in group.addresses if one.address.lower() not in had
    ]  # fmt: skip
    return Card((*writing.properties, *added))


@dataclass(slots=True)
class _Writing:
    properties: list[Property]
    version: str
    given: set[str] = field(default_factory=set)
    """Groups of new labels."""

    def set_one(self, name: str, value: str, parameters: Parameters | None = None) -> None:
        """The first property of that name says this from now on; an empty value takes it out."""
        place = next((number for number, one in enumerate(self.properties) if one.name == name), None)
        if place is None:
            if value.strip(";"):
                self.properties.append(Property(name, value, parameters or ()))
            return
        old = self.properties[place]
        if not value.strip(";") and name not in ("FN", "N"):
            self._drop(old)
            return
        kept = tuple(one for one in old.parameters if one[0] not in _NOT_CARRIED)
        self.properties[place] = Property(name, value, kept if parameters is None else parameters, old.group)

    def set_entries(
        self,
        name: str,
        before: Sequence[ContactEntry] | Sequence[PostalAddress],
        after: Sequence[ContactEntry] | Sequence[PostalAddress],
        value: "Callable[[ContactEntry | PostalAddress], str]",
    ) -> None:
        """Those that stay keep their property; the others go, and new ones come behind."""
        if tuple(before) == tuple(after):
            return
        have = [one for one in self.properties if one.name == name and _says_something(one)]
        old: list[tuple[Property, ContactEntry | PostalAddress]] = list(zip(have, before, strict=False))
        stay: Counter[ContactEntry | PostalAddress] = Counter(after)
        stay &= Counter(before)
        kept: dict[ContactEntry | PostalAddress, list[Property]] = {}
        reusable: list[tuple[Property, ContactEntry | PostalAddress]] = []
        for one, entry in old:
            if stay[entry] > 0:
                stay[entry] -= 1
                kept.setdefault(entry, []).append(one)
            else:
                reusable.append((one, entry))
        labelled = {one.group for one in have if one.group}
        fresh: list[Property] = []
        for entry in after:
            if kept.get(entry):
                fresh.append(kept[entry].pop(0))
                continue
            same = next((one for one, was in reusable if value(was) == value(entry)), None)
            reusable = [pair for pair in reusable if pair[0] is not same]
            fresh += self._entry(name, value(entry), entry, same)
        place = next((self.properties.index(one) for one in have), len(self.properties))
        gone = {id(one) for one in have}
        remaining = [one for one in self.properties if id(one) not in gone]
        place -= sum(1 for one in self.properties[:place] if id(one) in gone)
        used = {one.group for one in (*remaining, *fresh) if one.group and one.name != "X-ABLABEL"}
        self.properties = [
            one for one in (*remaining[:place], *fresh, *remaining[place:])
            if not (one.name.startswith("X-AB") and one.group in labelled and one.group not in used)
        ]  # fmt: skip

    def _entry(
        self, name: str, value: str, entry: ContactEntry | PostalAddress, old: Property | None
    ) -> list[Property]:
        """A property and, for a word of the user's own, its label."""
        kind = entry.kind.strip()
        standard = kind.lower() in _STANDARD_KINDS or not kind
        types = [_type_of(kind.lower())] if standard and kind else []
        carried: list[tuple[str, tuple[str, ...]]] = []
        for key, values in old.parameters if old is not None else ():
            if key == "TYPE":
                words = [word for each in values for word in each.split(",")]
                types += [word for word in words if not standard or _keeps_type(word)]
            elif key not in ("PREF", *_NOT_CARRIED):
                carried.append((key, values))
        if entry.preferred and self.version != "4.0":
            types.append("pref")
        types = list(dict.fromkeys(word.lower() for word in types if entry.preferred or word.lower() != "pref"))
        parameters = [*carried, *([("TYPE", tuple(types))] if types else [])]
        if entry.preferred and self.version == "4.0":
            parameters.append(("PREF", ("1",)))
        group = old.group if old is not None and not standard and old.group else ""
        if standard:
            return [Property(name, value, tuple(parameters))]
        self.properties = [one for one in self.properties if not (group and one.group == group and "LABEL" in one.name)]
        group = group or self._free_group()
        return [Property(name, value, tuple(parameters), group), Property("X-ABLABEL", escaped(kind), (), group)]

    def _free_group(self) -> str:
        taken = {one.group.lower() for one in self.properties} | self.given
        number = next(number for number in range(1, len(taken) + 2) if f"item{number}" not in taken)
        self.given.add(f"item{number}")
        return f"item{number}"

    def _drop(self, old: Property) -> None:
        self.properties = [
            one for one in self.properties if one is not old and not (old.group and one.group == old.group)
        ]


def _write_name(writing: _Writing, before: Contact, contact: Contact) -> None:
    old, new = before.structured, contact.structured
    if replace(old, phonetic_family="", phonetic_given="") != replace(new, phonetic_family="", phonetic_given=""):
        pieces = (new.family, new.given, new.additional, new.prefix, new.suffix)
        writing.set_one("N", ";".join(map(escaped, pieces)))
    for name, was, said in (
        ("X-PHONETIC-LAST-NAME", old.phonetic_family, new.phonetic_family),
        ("X-PHONETIC-FIRST-NAME", old.phonetic_given, new.phonetic_given),
    ):
        if was != said:
            writing.set_one(name, escaped(said))


def _write_photo(writing: _Writing, data: bytes) -> None:
    kind = image_type(data).removeprefix("image/") or "jpeg"
    encoded = base64.b64encode(data).decode()
    writing.properties = [one for one in writing.properties if one.name != "PHOTO"]
    if not data:
        return
    if writing.version == "4.0":
        writing.set_one("PHOTO", f"data:image/{kind};base64,{encoded}")
    elif writing.version == "2.1":
        writing.set_one("PHOTO", encoded, (("ENCODING", ("BASE64",)), ("TYPE", (kind.upper(),))))
    else:
        writing.set_one("PHOTO", encoded, (("ENCODING", ("b",)), ("TYPE", (kind.upper(),))))


def _value_of(write: Callable[[str], str]) -> "Callable[[ContactEntry | PostalAddress], str]":
    return lambda entry: write(entry.value) if isinstance(entry, ContactEntry) else ""


def _postal_value(entry: ContactEntry | PostalAddress) -> str:
    if isinstance(entry, ContactEntry):
        return escaped(entry.value)
    pieces = (entry.box, entry.extended, entry.street, entry.locality, entry.region, entry.code, entry.country)
    return ";".join(map(escaped, pieces))


def _says_something(one: Property) -> bool:
    if one.name == "ADR":
        return bool(one.value.replace(";", "").strip())
    return bool(read.entry_value(one))


def _type_of(kind: str) -> str:
    return "cell" if kind == "mobile" else kind


def _keeps_type(word: str) -> bool:
    """What tells no kind: internet, voice, pref …"""
    return word.strip().lower() not in (*_STANDARD_KINDS, "iphone")


def _is_member(one: Property, wanted: set[str], mails: set[str]) -> bool:
    said = one.text.strip()
    if said.lower().startswith("mailto:"):
        return said[len("mailto:") :].lower() in mails
    return bare_uid(said).lower() in {uid.lower() for uid in wanted}


def _anniversary(card: Card) -> str:
    if card.first("X-ANNIVERSARY") is not None:
        return "X-ANNIVERSARY"
    return "ANNIVERSARY" if card.version == "4.0" else "X-ANNIVERSARY"
