"""The text of a message as SEARCH looks through it: decoded, without regard to case (RFC 3501 section 6.4.4)."""

import functools
from datetime import date

from mailclient.demo.imap_server.fetch import tree
from mailclient.demo.imap_server.raw_part import RawPart, header_fields
from mailclient.mime.charset import decode
from mailclient.mime.date import parse_date
from mailclient.mime.transfer import decode_transfer
from mailclient.mime.words import decode_words


@functools.lru_cache(maxsize=1024)
def field_text(data: bytes, name: str) -> tuple[str, ...]:
    """The values of the fields called ``name`` (lower case)."""
    wanted = name.encode("utf-8")
    fields = header_fields(tree(data).header)
    return tuple(_value(raw) for field, raw in fields if field == wanted)


@functools.lru_cache(maxsize=512)
def body_text(data: bytes) -> str:
    """All text parts."""
    texts: list[str] = []
    pending = [tree(data)]
    while pending:
        part = pending.pop()
        pending.extend(part.children)
        if not part.children and part.media_type.lower() == b"text":
            texts.append(_part_text(part))
    return "\n".join(texts)


@functools.lru_cache(maxsize=512)
def whole_text(data: bytes) -> str:
    """The header and all text parts."""
    header = "\n".join(_value(raw) for _, raw in header_fields(tree(data).header))
    return header + "\n" + body_text(data)


def sent_date(data: bytes) -> date | None:
    """The day of the Date field, in the sender's zone; None where it cannot be read."""
    field = tree(data).fields.get(b"date")
    moment = parse_date(field) if field else None
    return moment.date() if moment else None


def _part_text(part: RawPart) -> str:
    encoding = part.fields.get(b"content-transfer-encoding", b"").decode("ascii", "replace").strip().lower()
    parameters = {name.lower(): value for name, value in part.parameters}
    label = parameters.get(b"charset", b"").decode("ascii", "replace")
    return decode(decode_transfer(part.body, encoding), label).casefold()


def _value(raw: bytes) -> str:
    return decode_words(raw.split(b":", 1)[1].replace(b"\r\n", b"")).strip().casefold()
