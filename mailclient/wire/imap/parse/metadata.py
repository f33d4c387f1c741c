"""METADATA (RFC 5464 section 4.4)."""

from mailclient.wire.imap.errors import ParseError
from mailclient.wire.imap.fragments import Response
from mailclient.wire.imap.mailbox_name import decode_name
from mailclient.wire.imap.metadata import MetadataData
from mailclient.wire.imap.parse.strings import bytes_of
from mailclient.wire.imap.tokens import Value, read_values


def read_metadata(response: Response, start: int, utf8: bool) -> MetadataData:
    """``mailbox (/shared/comment "value" /private/comment NIL)``, or changed names alone: ``mailbox /a /b``."""
    values = read_values(response.text, response.literals, start)
    if len(values) < 2:
        raise ParseError("METADATA without entries")
    raw = bytes_of(values[0])
    entries: dict[str, bytes | None] = {}
    if isinstance(values[1], tuple):
        for key, value in zip(values[1][::2], values[1][1::2], strict=False):
            entries[_entry(key)] = value if isinstance(value, bytes) else None
    else:
        entries = {_entry(key): None for key in values[1:]}
    return MetadataData(decode_name(raw, utf8=utf8), raw, entries)


def _entry(value: Value) -> str:
    return bytes_of(value).decode("utf-8", "replace").lower()
