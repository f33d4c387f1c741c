"""Whom a message was delivered to: what the servers on the way wrote of the SMTP envelope."""

from collections.abc import Iterable

from mailclient.mime.addresses import parse_addresses
from mailclient.mime.header import Field, fields_of

_NAMES = ("x-original-to", "delivered-to", "envelope-to", "x-envelope-to", "x-delivered-to")
"""No standard names these fields. X-Original-To is the address before our own server turned it into a mailbox."""
_LIMIT = 8


def delivered_to(header_block: bytes) -> tuple[str, ...]:
    """The addresses, what is nearest to what the sender wrote first."""
    return delivered_to_of(fields_of(header_block))


def delivered_to_of(fields: Iterable[Field]) -> tuple[str, ...]:
    """As ``delivered_to``, of fields."""
    told = list(fields)
    values = (field.value for name in _NAMES for field in told if field.name == name)
    found = (one.address for value in values for one in parse_addresses(value) if one.address)
    return tuple(dict.fromkeys(found))[:_LIMIT]
