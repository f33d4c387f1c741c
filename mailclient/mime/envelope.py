"""The envelope: the header fields that lists, searches and replies are made from, decoded."""

import re
from collections.abc import Iterable

from mailclient.mail.address import Address
from mailclient.mail.message import Envelope
from mailclient.mime.addresses import ADDRESS_LIMIT, parse_addresses
from mailclient.mime.charset import charset_of, codec_name
from mailclient.mime.date import parse_date
from mailclient.mime.header import FIELD_LIMIT, Field, fields_of, first
from mailclient.mime.parameters import parse_value
from mailclient.mime.words import decode_words, header_text

VALUE_LIMIT = 64 * 1024
"""Bytes of one unstructured value that are looked at; nobody reads a longer subject."""
ID_LIMIT = 1_000

_READ = {"subject", "from", "sender", "reply-to", "to", "cc", "bcc"}
_NOT_IN_HEADERS = {"utf_16", "utf_16_le", "utf_16_be", "utf_32", "utf_32_le", "utf_32_be", "utf_7"}
"""Charsets a body may have, but no header: its ASCII is written as ASCII."""
_BRACKETED = re.compile(r"<([^<>]*+)>")
_SPACE = re.compile(r"[\s\x00-\x1f\x7f]+")


def parse_envelope(header_block: bytes) -> Envelope:
    """The envelope of a header block (with or without the empty line after it). Never raises."""
    return envelope_of(fields_of(header_block))


def envelope_of(fields: tuple[Field, ...]) -> Envelope:
    """The envelope from fields already cut."""
    charset = _raw_charset(fields)
    ids = parse_message_ids(first(fields, "message-id"))
    return Envelope(
        subject=decode_words(first(fields, "subject")[:VALUE_LIMIT], charset),
        date=parse_date(first(fields, "date")),
        from_=_addresses(fields, "from", charset),
        sender=_addresses(fields, "sender", charset),
        reply_to=_addresses(fields, "reply-to", charset),
        to=_addresses(fields, "to", charset),
        cc=_addresses(fields, "cc", charset),
        bcc=_addresses(fields, "bcc", charset),
        message_id=ids[0] if ids else "",
        in_reply_to=parse_message_ids(first(fields, "in-reply-to")),
        references=parse_message_ids(first(fields, "references")),
    )


def is_cut(fields: tuple[Field, ...]) -> bool:
    """Whether more stands in the header than is read: fields, characters of the subject, addresses."""
    return (
        len(fields) >= FIELD_LIMIT
        or len(first(fields, "subject")) > VALUE_LIMIT
        or any(_separators(fields, name) >= ADDRESS_LIMIT for name in _READ - {"subject"})
    )


def _separators(fields: tuple[Field, ...], name: str) -> int:
    return sum(field.value.count(b",") + field.value.count(b";") + 1 for field in fields if field.name == name) - 1


def _raw_charset(fields: tuple[Field, ...]) -> str:
    """The charset of raw 8-bit bytes in names and subject: the body's if they fit, else guessed from all together."""
    raw = b"\n".join(field.value for field in fields if field.name in _READ and not field.value.isascii())
    if not raw:
        return ""
    declared = parse_value(first(fields, "content-type"))[1].get("charset", "")
    declared = "" if codec_name(declared) in _NOT_IN_HEADERS else declared
    return charset_of(raw[:VALUE_LIMIT], declared)


def parse_message_ids(raw: bytes | str) -> tuple[str, ...]:
    """The ids of a References or In-Reply-To value, without angle brackets, each once, in order.

    Of a value that is too long the end is read: the nearest messages.
    """
    text = header_text(raw[-VALUE_LIMIT:])
    ids: Iterable[str] = (_SPACE.sub("", inner) for inner in _BRACKETED.findall(text))
    found = dict.fromkeys(filter(None, ids))
    if not found:
        # without brackets: whatever looks like an id
        found = dict.fromkeys(word for word in text.replace("<", " ").split() if "@" in word)
        lone = text.strip("<> ")
        if not found and lone and " " not in lone:
            found = {lone: None}
    return tuple(found)[-ID_LIMIT:]


def _addresses(fields: tuple[Field, ...], name: str, charset: str) -> tuple[Address, ...]:
    """A field that stands there several times (against RFC 5322 section 3.6) is read as one list."""
    raw = b",".join(field.value for field in fields if field.name == name)
    return parse_addresses(raw, charset)
