"""The fields Autocrypt and Autocrypt-Gossip (2.1, 2.4): ``addr=…; prefer-encrypt=mutual; keydata=…``."""

import base64
import binascii
from collections.abc import Sequence
from dataclasses import dataclass

from mailclient.mime.header import Field

AUTOCRYPT = "autocrypt"
GOSSIP = "autocrypt-gossip"
KEY_LIMIT = 128 * 1024
"""Bytes of a key; a larger one is not taken from a header."""
_GOSSIP_LIMIT = 200
_LINE = 76
_KNOWN = ("addr", "prefer-encrypt", "keydata")


@dataclass(frozen=True, slots=True)
class AutocryptField:
    """``address`` as it stands there, lower case; ``key``: a binary OpenPGP key, not looked into."""

    address: str
    key: bytes
    prefers_encryption: bool = False


def read_field(value: bytes) -> AutocryptField | None:
    """The field's contents; None where it is not valid: an attribute is missing, or a critical one is unknown."""
    attributes: dict[str, str] = {}
    for piece in value.decode("ascii", "replace").split(";"):
        name, equals, content = piece.partition("=")
        name = name.strip().lower()
        if not equals:
            if name:
                return None
            continue
        if name.startswith("_"):
            continue
        if name not in _KNOWN or name in attributes:
            return None
        attributes[name] = content.strip()
    address, key = attributes.get("addr", ""), _key_in(attributes.get("keydata", ""))
    if "@" not in address or not key:
        return None
    return AutocryptField(address.lower(), key, attributes.get("prefer-encrypt", "").lower() == "mutual")


def sender_field(fields: Sequence[Field], sender: str) -> AutocryptField | None:
    """What the sender says of the own key: the one valid field that names ``sender``; None where there are two."""
    found = [read_field(field.value) for field in fields if field.name == AUTOCRYPT]
    own = [one for one in found if one is not None and one.address == sender.lower()]
    return own[0] if len(own) == 1 else None


def gossip_fields(fields: Sequence[Field], recipients: Sequence[str]) -> tuple[AutocryptField, ...]:
    """What an encrypted message says of the keys of its ``recipients``; of others it may say nothing (2.4)."""
    named = {address.lower() for address in recipients}
    values = [field.value for field in fields if field.name == GOSSIP][:_GOSSIP_LIMIT]
    found = [one for value in values if (one := read_field(value)) is not None and one.address in named]
    counted = [one.address for one in found]
    return tuple(one for one in found if counted.count(one.address) == 1)


def field_value(address: str, key: bytes, *, prefers_encryption: bool = False) -> str:
    """The value of a field, folded with "\\r\\n " as its keydata needs it; of gossip without the preference."""
    encoded = base64.b64encode(key).decode()
    lines = [encoded[at : at + _LINE] for at in range(0, len(encoded), _LINE)]
    preference = " prefer-encrypt=mutual;" if prefers_encryption else ""
    return "\r\n ".join([f"addr={address};{preference} keydata=", *lines])


def _key_in(text: str) -> bytes:
    packed = "".join(text.split())
    if len(packed) > KEY_LIMIT * 4 // 3 + 4:
        return b""
    try:
        return base64.b64decode(packed, validate=True)
    except binascii.Error:
        return b""
