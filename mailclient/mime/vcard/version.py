"""A card written as another version: for files that others read, and for servers that know one version only."""

import binascii
import re
from collections.abc import Iterable, Iterator

from mailclient.mail.contact import CardVersion
from mailclient.mime.image import image_type
from mailclient.mime.vcard.lines import Card, Parameters, Property, read_card

_WHITE = re.compile(r"\s+")
_PICTURES = ("PHOTO", "LOGO")


def exported(cards: Iterable[bytes], version: CardVersion) -> Iterator[bytes]:
    """Stored cards as a file of that version, card by card."""
    for data in cards:
        yield bytes(as_version(read_card(data), version))


def as_version(card: Card, version: CardVersion) -> Card:
    """The same card; one that is of that version stays byte for byte. ``version`` is 3.0 or 4.0."""
    if card.version == version:
        return card
    rest = [_converted(one, version) for one in card.properties if one.name not in ("VERSION", "")]
    if not any(one.name == "N" for one in rest) and version is CardVersion.V3:  # RFC 2426 wants it
        rest.insert(0, Property("N", ";;;;"))
    if not any(one.name == "FN" for one in rest):
        rest.insert(0, Property("FN", _full_name(card)))
    return Card((Property("VERSION", version), *rest))


def _converted(one: Property, version: CardVersion) -> Property:
    name = _named(one.name, version)
    if one.name in _PICTURES:
        return _picture(one, version)
    return Property(name, one.value, _parameters(one, version), one.group)


def _named(name: str, version: CardVersion) -> str:
    pairs = {
        "X-ADDRESSBOOKSERVER-KIND": "KIND",
        "X-ADDRESSBOOKSERVER-MEMBER": "MEMBER",
        "X-ANNIVERSARY": "ANNIVERSARY",
    }
    if version is CardVersion.V4:
        return pairs.get(name, name)
    return {new: old for old, new in pairs.items()}.get(name, name)


def _parameters(one: Property, version: CardVersion) -> Parameters:
    """Without how the old version wrote it; the preferred one told as the new version does."""
    found: list[tuple[str, tuple[str, ...]]] = []
    types: list[str] = []
    preferred = False
    for key, values in one.parameters:
        if key in ("ENCODING", "CHARSET"):
            continue
        if key == "TYPE":
            words = [word.strip().lower() for value in values for word in value.split(",")]
            preferred = preferred or "pref" in words
            types += [word for word in words if word and word != "pref"]
        elif key == "PREF":
            preferred = preferred or values[:1] == ("1",)
        else:
            found.append((key, values))
    if preferred and version is not CardVersion.V4:
        types.append("pref")
    if types:
        found.append(("TYPE", tuple(dict.fromkeys(types))))
    if preferred and version is CardVersion.V4:
        found.append(("PREF", ("1",)))
    return tuple(found)


def _picture(one: Property, version: CardVersion) -> Property:
    """Inside the card as each version wants it; an address of the web stays one."""
    value = _WHITE.sub("", one.value)
    if value[:5].lower() == "data:" and ";base64," in value[:100].lower():
        encoded = value.partition(",")[2]
    elif one.first("ENCODING").upper() in ("B", "BASE64"):
        encoded = value
    else:
        return Property(one.name, one.value, (("VALUE", ("uri",)),), one.group)
    kind = _kind_of(encoded)
    if version is CardVersion.V4:
        return Property(one.name, f"data:image/{kind};base64,{encoded}", (), one.group)
    return Property(one.name, encoded, (("ENCODING", ("b",)), ("TYPE", (kind.upper(),))), one.group)


def _kind_of(encoded: str) -> str:
    try:
        start = binascii.a2b_base64(encoded[:64].encode("ascii", "ignore"))
    except binascii.Error:
        start = b""
    return image_type(start).removeprefix("image/") or "jpeg"


def _full_name(card: Card) -> str:
    found = card.first("N") or card.first("ORG") or card.first("EMAIL") or card.first("TEL")
    return " ".join(found.value.replace(";", " ").split()) if found is not None else ""
