"""Answers about mailboxes: LIST, LSUB, STATUS (RFC 9051 sections 7.3.1, 7.3.4)."""

import re
from collections.abc import Callable

from mailclient.wire.imap import quirks
from mailclient.wire.imap.errors import ParseError
from mailclient.wire.imap.events import ListEntry, StatusData
from mailclient.wire.imap.fragments import Response
from mailclient.wire.imap.mailbox_name import decode_name
from mailclient.wire.imap.tokens import read_values

_QUOTED = re.compile(rb'"([^"\\]*+(?:\\.[^"\\]*+)*+)"', re.DOTALL)
_ESCAPE = re.compile(rb"\\(.)", re.DOTALL)
_LITERAL = re.compile(rb"~?\{[0-9]+\+?\}\r\n")


def read_list(response: Response, start: int, utf8: bool, *, subscribed: bool = False) -> ListEntry:
    r"""``(\HasNoChildren) "/" name``; extended data after the name is left out."""
    head = quirks.LIST_HEAD.match(response.text, start)
    if head is None:
        raise ParseError("LIST without attributes and delimiter")
    raw, _ = _name(response, head.end(), quirks.list_name)
    delimiter = (head[2] or head[3] or b"").decode("utf-8", "replace")
    attributes = frozenset(head[1].decode("utf-8", "replace").lower().split())
    return ListEntry(decode_name(raw, utf8=utf8), raw, delimiter, attributes, subscribed)


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
    for key, value in zip(values[0][::2], values[0][1::2], strict=False):
        if isinstance(key, bytes) and isinstance(value, bytes) and value.isdigit() and len(value) < 20:
            items[key.decode("ascii", "replace").upper()] = int(value)
    return StatusData(decode_name(raw, utf8=utf8), raw, items)


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
