"""The raw bytes of a message, or of its header → the row the store keeps of it, where no server tells an envelope."""

import re

from mailclient.mail.flag import Flags
from mailclient.mail.ids import Uid
from mailclient.mime.date import parse_date
from mailclient.mime.envelope import envelope_of
from mailclient.mime.header import Field, fields_of, first
from mailclient.mime.scanner import MESSAGE_HEADER_LIMIT
from mailclient.store.header_row import HeaderRow, header_row
from mailclient.store.rows import NewMessage

_EMPTY_LINE = re.compile(rb"\n\r*\n|\A\r*\n")
_MIXED = re.compile(rb"\s*multipart/mixed\b", re.IGNORECASE)
NO_FLAGS = Flags()


def head_of(data: bytes) -> bytes:
    """The header of a message with its empty line; all of ``data`` (of one that is too long, a part) without one."""
    end = _EMPTY_LINE.search(data, 0, MESSAGE_HEADER_LIMIT)
    return data[: end.end()] if end else data[:MESSAGE_HEADER_LIMIT]


def raw_row(head: bytes, size: int, received_at: float | None, *, now: float, flags: Flags = NO_FLAGS) -> HeaderRow:
    """The row of a message with this header (``head_of``); without a uid.

    ``received_at`` (epoch seconds) None: as the header tells, the newest Received before Date; never after ``now``.
    Whether there is an attachment is guessed by the media type until the body is read.
    """
    fields = fields_of(head)
    envelope = envelope_of(fields)
    if received_at is None:
        received_at = min(_arrival(fields) or now, now)
    return header_row(
        NewMessage(
            uid=Uid(0),
            flags=flags,
            received_at=int(received_at),
            size=size,
            envelope=envelope,
            has_attachment=bool(_MIXED.match(first(fields, "content-type"))),
        )
    )


def _arrival(fields: tuple[Field, ...]) -> float | None:
    """The time of the newest Received, which is the first (RFC 5321 section 4.4), else Date; None: neither."""
    received = first(fields, "received").rpartition(b";")[2]
    for raw in (received, first(fields, "date")):
        when = parse_date(raw) if raw else None
        # A date before there was mail says that the field makes no sense.
        if when is not None and when.year > 1971:
            return when.timestamp()
    return None
