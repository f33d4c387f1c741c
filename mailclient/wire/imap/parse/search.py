"""Answers made of numbers: SEARCH, ESEARCH, VANISHED (RFC 9051 section 7.3, RFC 4731, 7162, 7377, 9394)."""

import re

from mailclient.wire.imap.errors import ParseError
from mailclient.wire.imap.events import ESearchData, SearchData, Vanished
from mailclient.wire.imap.fragments import Response
from mailclient.wire.imap.limits import MESSAGES_MAX
from mailclient.wire.imap.mailbox_name import decode_name
from mailclient.wire.imap.number_set import EMPTY, NumberSet
from mailclient.wire.imap.tokens import Value, read_values

_MODSEQ = re.compile(rb"\(MODSEQ ([0-9]{1,19})\) *\Z", re.IGNORECASE)
_EARLIER = re.compile(rb"\(EARLIER\) +", re.IGNORECASE)
_NUMBERS = re.compile(rb"[0-9 ]*\Z")


def read_search(response: Response, start: int, utf8: bool) -> SearchData:
    """``1 2 3 (MODSEQ 9)``; nothing found is an empty line."""
    del utf8
    text = response.text[start:]
    modseq = _MODSEQ.search(text)
    if modseq is not None:
        text = text[: modseq.start()]
    if not _NUMBERS.match(text):
        raise ParseError("SEARCH with something else than numbers")
    return SearchData(tuple(map(int, text.split())), int(modseq[1]) if modseq else None)


def read_esearch(response: Response, start: int, utf8: bool) -> ESearchData:
    """``(TAG "A1" MAILBOX "a" UIDVALIDITY 7) UID ALL 1:3 COUNT 3 PARTIAL (1:9 NIL)``; unknown results are left out."""
    values = list(read_values(response.text, response.literals, start))
    where: dict[bytes, Value] = {}
    if values and isinstance(values[0], tuple):
        where = _pairs(values.pop(0))
    uid = bool(values) and isinstance(values[0], bytes) and values[0].upper() == b"UID"
    words = iter(values[1:] if uid else values)
    found: NumberSet | None = None
    partial: NumberSet | None = None
    items = {}
    for name in words:
        if not isinstance(name, bytes):
            continue
        value = next(words, None)
        if name.upper() == b"ALL" and isinstance(value, bytes):
            found = _found(value)
        elif name.upper() == b"PARTIAL" and isinstance(value, tuple) and len(value) == 2:
            partial = _found(value[1]) if isinstance(value[1], bytes) else EMPTY
        elif isinstance(value, bytes) and value.isdigit() and len(value) < 20:
            items[name.decode("ascii", "replace").upper()] = int(value)
    tag, raw, validity = where.get(b"TAG"), where.get(b"MAILBOX"), where.get(b"UIDVALIDITY")
    return ESearchData(
        tag.decode("ascii", "replace") if isinstance(tag, bytes) else None,
        uid,
        found,
        items,
        partial,
        decode_name(raw, utf8=utf8) if isinstance(raw, bytes) else None,
        raw if isinstance(raw, bytes) else None,
        int(validity) if isinstance(validity, bytes) and validity.isdigit() and len(validity) < 11 else None,
    )


def read_vanished(response: Response, start: int, utf8: bool) -> Vanished:
    """``(EARLIER) 1:5,7``."""
    del utf8
    earlier = _EARLIER.match(response.text, start)
    text = response.text[earlier.end() if earlier else start :]
    return Vanished(NumberSet.parse(text.decode("ascii").strip()), earlier is not None)


def _found(value: bytes) -> NumberSet:
    found = NumberSet.parse(value.decode("ascii"))
    if found.count > MESSAGES_MAX:
        raise ParseError("ESEARCH found more messages than there can be")
    return found


def _pairs(value: Value) -> dict[bytes, Value]:
    words = value if isinstance(value, tuple) else ()
    return {key.upper(): item for key, item in zip(words[::2], words[1::2], strict=False) if isinstance(key, bytes)}
