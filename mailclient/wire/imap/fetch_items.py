"""Items that extensions add to FETCH: how to ask for them, and what an answer says of them.

They stay out of ``Fetch`` itself: an answer of flags or headers, of which there are most, has none of them, and
``Fetch.other`` keeps their values as they came. Each reader here takes a ``Fetch`` and gives None when it says nothing.

    EMAILID, THREADID                       RFC 8474 (OBJECTID)
    PREVIEW                                 RFC 8970 (PREVIEW)
    SAVEDATE                                RFC 8514 (SAVEDATE)
    BINARY.PEEK[…], BINARY.SIZE[…]          RFC 3516 and RFC 9051 section 6.4.5 (BINARY, IMAP4rev2)
    X-GM-MSGID, X-GM-THRID, X-GM-LABELS     Gmail's X-GM-EXT-1
"""

from dataclasses import dataclass
from datetime import datetime

from mailclient.wire.imap.date_time import read_date_time
from mailclient.wire.imap.events import Fetch
from mailclient.wire.imap.mailbox_name import decode_name
from mailclient.wire.imap.tokens import Value

EMAIL_ID, THREAD_ID, PREVIEW, SAVE_DATE = "EMAILID", "THREADID", "PREVIEW", "SAVEDATE"
GMAIL_MESSAGE_ID, GMAIL_THREAD_ID, GMAIL_LABELS = "X-GM-MSGID", "X-GM-THRID", "X-GM-LABELS"
PREVIEW_LAZY = "PREVIEW (LAZY)"
"""Only the previews that the server has at hand; NIL for the others (RFC 8970 section 3.1)."""

_NUMBER_MAX = 2**64 - 1


@dataclass(frozen=True, slots=True)
class Preview:
    """The first words of a message; None: the server has none, or (LAZY) not yet."""

    text: str | None


@dataclass(frozen=True, slots=True)
class SaveDate:
    """When the message came into this mailbox; None: the mailbox keeps no such date."""

    saved_at: datetime | None


def peek_binary(section: str, *, start: int | None = None, count: int = 0) -> str:
    r"""``BINARY.PEEK[1.2]<start.count>``: a part without its transfer encoding; \Seen is not set.

    The server says NO with the code UNKNOWN-CTE when it cannot decode: ask for ``peek`` then.
    """
    partial = "" if start is None else f"<{start}.{count}>"
    return f"BINARY.PEEK[{section}]{partial}"


def binary_size(section: str) -> str:
    """``BINARY.SIZE[1.2]``: how large ``peek_binary`` would be."""
    return f"BINARY.SIZE[{section}]"


def read_email_id(fetch: Fetch) -> str | None:
    """EMAILID: two messages with the same one are the same bytes, in whichever mailbox."""
    return _object_id(fetch.other.get(EMAIL_ID))


def read_thread_id(fetch: Fetch) -> str | None:
    """THREADID; None also where the server makes no threads (NIL)."""
    return _object_id(fetch.other.get(THREAD_ID))


def read_preview(fetch: Fetch) -> Preview | None:
    """PREVIEW, UTF-8."""
    if PREVIEW not in fetch.other:
        return None
    value = fetch.other[PREVIEW]
    return Preview(value.decode("utf-8", "replace") if isinstance(value, bytes) else None)


def read_save_date(fetch: Fetch) -> SaveDate | None:
    """SAVEDATE."""
    if SAVE_DATE not in fetch.other:
        return None
    value = fetch.other[SAVE_DATE]
    return SaveDate(read_date_time(value) if isinstance(value, bytes) else None)


def read_binary_size(fetch: Fetch, section: str) -> int | None:
    """BINARY.SIZE of a part, in bytes."""
    return _number(fetch.other.get(binary_size(section).upper()))


def read_gmail_message_id(fetch: Fetch) -> int | None:
    """X-GM-MSGID: the same in every mailbox, 64 bits."""
    return _number(fetch.other.get(GMAIL_MESSAGE_ID))


def read_gmail_thread_id(fetch: Fetch) -> int | None:
    """X-GM-THRID, 64 bits."""
    return _number(fetch.other.get(GMAIL_THREAD_ID))


def read_gmail_labels(fetch: Fetch) -> tuple[str, ...] | None:
    r"""X-GM-LABELS: names of mailboxes, and system labels such as ``\Inbox``, ``\Sent``, ``\Important``."""
    value = fetch.other.get(GMAIL_LABELS)
    if not isinstance(value, tuple):
        return None
    return tuple(decode_name(b"NIL" if word is None else word) for word in value if isinstance(word, bytes | None))


def _object_id(value: Value) -> str | None:
    if isinstance(value, tuple) and len(value) == 1 and isinstance(value[0], bytes):
        return value[0].decode("utf-8", "replace")
    return None


def _number(value: Value) -> int | None:
    if not isinstance(value, bytes) or not value.isdigit() or len(value) > 20:
        return None
    number = int(value)
    return number if number <= _NUMBER_MAX else None
