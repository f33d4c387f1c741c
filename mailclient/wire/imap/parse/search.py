"""Answers made of numbers: SEARCH, ESEARCH, VANISHED (RFC 9051 section 7.3, RFC 4731, RFC 7162)."""

import re

from mailclient.wire.imap.errors import ParseError
from mailclient.wire.imap.events import ESearchData, SearchData, Vanished
from mailclient.wire.imap.fragments import Response
from mailclient.wire.imap.limits import MESSAGES_MAX
from mailclient.wire.imap.number_set import NumberSet
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
    """``(TAG "A1") UID ALL 1:3 COUNT 3``; results that are unknown here are left out."""
    del utf8
    values = list(read_values(response.text, response.literals, start))
    tag = None
    if values and isinstance(values[0], tuple):
        tag = _tag(values.pop(0))
    uid = bool(values) and isinstance(values[0], bytes) and values[0].upper() == b"UID"
    words = iter(values[1:] if uid else values)
    found: NumberSet | None = None
    items = {}
    for name in words:
        if not isinstance(name, bytes):
            continue
        value = next(words, None)
        if name.upper() == b"ALL" and isinstance(value, bytes):
            found = NumberSet.parse(value.decode("ascii"))
            if found.count > MESSAGES_MAX:
                raise ParseError("ESEARCH found more messages than there can be")
        elif isinstance(value, bytes) and value.isdigit() and len(value) < 20:
            items[name.decode("ascii", "replace").upper()] = int(value)
    return ESearchData(tag, uid, found, items)


def read_vanished(response: Response, start: int, utf8: bool) -> Vanished:
    """``(EARLIER) 1:5,7``."""
    del utf8
    earlier = _EARLIER.match(response.text, start)
    text = response.text[earlier.end() if earlier else start :]
    return Vanished(NumberSet.parse(text.decode("ascii").strip()), earlier is not None)


def _tag(value: Value) -> str | None:
    if isinstance(value, tuple) and len(value) == 2 and isinstance(value[1], bytes):
        return value[1].decode("ascii", "replace")
    return None
