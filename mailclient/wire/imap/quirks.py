r"""What servers do against the grammar and we take all the same: each has a name here, and a test named after it.

Only what can be read in one way is taken. Anything else is an ``Unparsed`` event, and asked for again.
"""

import re
from enum import StrEnum

from mailclient.wire.imap.tokens import Value


class Quirk(StrEnum):
    """The names; the functions and expressions of this file say what is done."""

    BARE_LINE_FEED = "a line ends with LF alone (old gateways); taken as a line end by ``fragments``"
    NO_SPACE_BEFORE_LITERAL = "BODY[…]{10} without the space (found by Trojitá); ``tokens`` needs none"
    UTF8_IN_QUOTED = "raw UTF-8 in quoted strings without UTF8=ACCEPT (Proton Bridge); strings are bytes here"
    UNESCAPED_DELIMITER = r'LIST with the delimiter "\" instead of "\\" (Lotus Domino)'
    EXTRA_PARENTHESES = "FETCH with one item in parentheses of its own (Lotus Domino)"
    UNQUOTED_SPACES = "LIST and STATUS with spaces in a name without quotes (old Exchange, Courier proxies)"
    MULTIPART_WITHOUT_PARTS = "BODYSTRUCTURE of a multipart without any part (Gmail, Dovecot 1)"
    BARE_DISPOSITION = 'BODYSTRUCTURE with "attachment" instead of ("attachment" NIL) (Domino, GroupWise)'
    NEGATIVE_SIZE = "BODYSTRUCTURE with -1 for a size (found by Trojitá); read as 0"
    QUOTED_NUMBER = 'RFC822.SIZE "123", UID "7" (hMailServer forks); read as the number'
    EMPTY_HOST = 'ENVELOPE with "" instead of NIL as host (found by MailKit); the name is what is shown'
    NAMED_NO_HOST = "ENVELOPE with a word of the server's own where a header has no domain (Dovecot, Cyrus, UW)"
    SPACE_AT_LINE_END = "blanks before CRLF (Exchange, Courier)"


LIST_HEAD = re.compile(rb'\(([^()]*+)\) ++(?:NIL|"(?:\\?(.))?"|([^ "]{1,4})) ++', re.IGNORECASE | re.DOTALL)
r"""Attributes and delimiter of LIST: ``"\\"`` as it should be, ``"\"`` by UNESCAPED_DELIMITER, a bare ``/``."""


def list_name(text: bytes, start: int) -> bytes:
    """UNQUOTED_SPACES: a name without quotes goes on to the extended data or the end of the line."""
    end = text.find(b" (", start) if text.rstrip().endswith(b")") else -1
    return text[start : end if end >= 0 else len(text)].rstrip()


def status_name(text: bytes, start: int) -> bytes:
    """UNQUOTED_SPACES: a name without quotes goes on to the list of items."""
    return text[start : max(start, text.find(b"(", start))].rstrip()


def without_extra_parentheses(items: tuple[Value, ...]) -> tuple[Value, ...]:
    """EXTRA_PARENTHESES: a list where an item's name is due is taken apart."""
    if tuple not in map(type, items[::2]):
        return items
    flat: list[Value] = []
    for item in items:
        if isinstance(item, tuple) and len(flat) % 2 == 0:
            flat.extend(item)
        else:
            flat.append(item)
    return tuple(flat)


def number(value: Value) -> int:
    """NEGATIVE_SIZE and anything that is no number: 0."""
    return int(value) if isinstance(value, bytes) and len(value) < 20 and value.isdigit() else 0


def is_multipart_without_parts(fields: tuple[Value, ...]) -> bool:
    """MULTIPART_WITHOUT_PARTS: a subtype alone, and too few fields for a single part."""
    return len(fields) <= 5 and (len(fields) < 2 or not isinstance(fields[1], bytes))


def disposition(value: Value) -> tuple[Value, Value]:
    """BARE_DISPOSITION: the word, and its parameters."""
    if isinstance(value, tuple):
        return (value[0] if value else None), (value[1] if len(value) > 1 else None)
    return value, None


_NO_HOSTS = frozenset({b"", b"MISSING_DOMAIN", b"unspecified-domain", b".MISSING-HOST-NAME.", b".SYNTAX-ERROR."})


def is_no_host(host: bytes) -> bool:
    """EMPTY_HOST and NAMED_NO_HOST: the address has none, and only its name is to be shown."""
    return host in _NO_HOSTS
