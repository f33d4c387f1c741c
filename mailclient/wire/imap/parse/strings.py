"""Answers that are a row of strings: mailbox, identifier, rights …"""

from mailclient.wire.imap.errors import ParseError
from mailclient.wire.imap.fragments import Response
from mailclient.wire.imap.tokens import Value, read_values


def read_strings(response: Response, start: int) -> list[bytes]:
    """At least one string. NIL is the atom here: an astring is never nil (RFC 9051 section 9)."""
    strings = [bytes_of(value) for value in read_values(response.text, response.literals, start)]
    if not strings:
        raise ParseError("a mailbox name is missing")
    return strings


def bytes_of(value: Value) -> bytes:
    """A string as it came; ParseError for a list."""
    if value is None:
        return b"NIL"
    if not isinstance(value, bytes):
        raise ParseError("a string is due")
    return value


def text_of(value: Value) -> str:
    """A string as text."""
    return bytes_of(value).decode("utf-8", "replace")
