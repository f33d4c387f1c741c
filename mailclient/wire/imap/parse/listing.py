"""Answers about mailboxes: LIST, LSUB, STATUS (RFC 9051 sections 7.3.1, 7.3.4)."""

import re
from collections.abc import Callable
from dataclasses import replace

from mailclient.wire.imap import quirks
from mailclient.wire.imap.errors import ParseError
from mailclient.wire.imap.events import ListEntry, StatusData
from mailclient.wire.imap.fragments import Response
from mailclient.wire.imap.mailbox_name import decode_name
from mailclient.wire.imap.parse.strings import text_of
from mailclient.wire.imap.tokens import read_values

_QUOTED = re.compile(rb'"([^"\\]*+(?:\\.[^"\\]*+)*+)"', re.DOTALL)
_ESCAPE = re.compile(rb"\\(.)", re.DOTALL)
_LITERAL = re.compile(rb"~?\{[0-9]+\+?\}\r\n")


def read_list(response: Response, start: int, utf8: bool, *, subscribed: bool = False) -> ListEntry:
    r"""``(\HasNoChildren) "/" name ("OLDNAME" ("old"))``; extended data that is unknown is left out."""
    head = quirks.LIST_HEAD.match(response.text, start)
    if head is None:
        raise ParseError("LIST without attributes and delimiter")
    raw, end = _name(response, head.end(), quirks.list_name)
    delimiter = (head[2] or head[3] or b"").decode("utf-8", "replace")
    attributes = frozenset(head[1].decode("utf-8", "replace").lower().split())
    entry = ListEntry(decode_name(raw, utf8=utf8), raw, delimiter, attributes, subscribed)
    return _extended(entry, response, end, utf8) if end < len(response.text) else entry


def read_lsub(response: Response, start: int, utf8: bool) -> ListEntry:
    """As LIST."""
    return read_list(response, start, utf8, subscribed=True)


def read_status(response: Response, start: int, utf8: bool) -> StatusData:
    """``name (MESSAGES 1 …)``; items that are not numbers are left out."""
    raw, end = _name(response, start, quirks.status_name)
    values = read_values(response.text, [], end)
    if len(values) != 1 or not isinstance(values[0], tuple):
        raise ParseError("STATUS without a list")
    items = {}
    mailbox_id = None
    for key, value in zip(values[0][::2], values[0][1::2], strict=False):
        if isinstance(key, bytes) and isinstance(value, bytes) and value.isdigit() and len(value) < 20:
            items[key.decode("ascii", "replace").upper()] = int(value)
        elif isinstance(key, bytes) and key.upper() == b"MAILBOXID" and isinstance(value, tuple) and value:
            mailbox_id = text_of(value[0])
    return StatusData(decode_name(raw, utf8=utf8), raw, items, mailbox_id)


def _extended(entry: ListEntry, response: Response, start: int, utf8: bool) -> ListEntry:
    """OLDNAME and CHILDINFO; what cannot be read takes nothing away from the entry."""
    try:
        values = read_values(response.text, response.literals[_literals_before(response, start) :], start)
    except (ParseError, StopIteration):
        return entry
    items = values[0] if len(values) == 1 and isinstance(values[0], tuple) else ()
    for key, value in zip(items[::2], items[1::2], strict=False):
        if not isinstance(key, bytes) or not isinstance(value, tuple):
            continue
        words = [word for word in value if isinstance(word, bytes)]
        if key.upper() == b"OLDNAME" and words:
            entry = replace(entry, old_name=decode_name(words[0], utf8=utf8))
        elif key.upper() == b"CHILDINFO":
            entry = replace(entry, child_info=tuple(word.decode("ascii", "replace").upper() for word in words))
    return entry


def _literals_before(response: Response, start: int) -> int:
    return len(_LITERAL.findall(response.text, 0, start))


def _name(response: Response, start: int, unquoted: Callable[[bytes, int], bytes]) -> tuple[bytes, int]:
    """The mailbox name at ``start`` and where it ends."""
    text = response.text
    if text.startswith(b'"', start):
        match = _QUOTED.match(text, start)
        if match is not None:
            return _ESCAPE.sub(rb"\1", match[1]), match.end()
    elif _LITERAL.match(text, start):
        literal = response.literals[0]
        if isinstance(literal, bytes):
            return literal, text.index(b"\r\n", start) + 2
    else:
        name = unquoted(text, start)
        if name:
            return name, start + len(name)
    raise ParseError("a mailbox name is missing")
