"""Answers that say what a server or a mailbox is like: CAPABILITY, ENABLED, FLAGS, ID, NAMESPACE."""

import functools

from mailclient.wire.imap.errors import ParseError
from mailclient.wire.imap.events import CapabilityData, EnabledData, FlagsData, IdData, Namespace, NamespaceData
from mailclient.wire.imap.fragments import Response
from mailclient.wire.imap.mailbox_name import decode_name
from mailclient.wire.imap.tokens import Value, read_values


def read_capability(response: Response, start: int, utf8: bool) -> CapabilityData:
    """``IMAP4rev1 IDLE …``."""
    del utf8
    return CapabilityData(_words(response, start))


def read_enabled(response: Response, start: int, utf8: bool) -> EnabledData:
    """``QRESYNC …``."""
    del utf8
    return EnabledData(_words(response, start))


def read_flags(response: Response, start: int, utf8: bool) -> FlagsData:
    r"""``(\Seen …)``."""
    del utf8
    values = read_values(response.text, response.literals, start)
    if len(values) != 1 or not isinstance(values[0], tuple):
        raise ParseError("FLAGS without a list")
    return FlagsData(flag_words(values[0]))


def read_id(response: Response, start: int, utf8: bool) -> IdData:
    """``("name" "…")`` or NIL."""
    del utf8
    values = read_values(response.text, response.literals, start)
    if len(values) != 1 or not (values[0] is None or isinstance(values[0], tuple)):
        raise ParseError("ID without a list")
    pairs = values[0] or ()
    fields = {}
    for key, value in zip(pairs[::2], pairs[1::2], strict=False):
        if isinstance(key, bytes) and isinstance(value, bytes):
            fields[key.decode("utf-8", "replace").lower()] = value.decode("utf-8", "replace")
    return IdData(fields)


def read_namespace(response: Response, start: int, utf8: bool) -> NamespaceData:
    """Three lists or NILs; missing ones count as NIL."""
    values = read_values(response.text, response.literals, start)
    if not values:
        raise ParseError("NAMESPACE without a list")
    personal, other_users, shared = (*values, None, None)[:3]
    return NamespaceData(_namespaces(personal, utf8), _namespaces(other_users, utf8), _namespaces(shared, utf8))


@functools.lru_cache(maxsize=1024)
def flag_words(values: tuple[Value, ...]) -> tuple[str, ...]:
    """The flags of a list, as text."""
    return tuple(value.decode("utf-8", "replace") for value in values if isinstance(value, bytes))


def _words(response: Response, start: int) -> frozenset[str]:
    return frozenset(response.text[start:].decode("ascii", "replace").upper().split())


def _namespaces(value: Value, utf8: bool) -> tuple[Namespace, ...]:
    found = []
    for item in value if isinstance(value, tuple) else ():
        if isinstance(item, tuple) and item and isinstance(item[0], bytes):
            delimiter = item[1] if len(item) > 1 and isinstance(item[1], bytes) else b""
            found.append(Namespace(decode_name(item[0], utf8=utf8), delimiter.decode("utf-8", "replace")))
    return tuple(found)
