"""MYRIGHTS (RFC 4314 section 3.8).

Servers of RFC 2086 know c (create) and d (delete) only; RFC 4314 section 2.1.1 says what they stand for. They are
taken apart here, so that nobody else has to know of them.
"""

from mailclient.wire.imap.errors import ParseError
from mailclient.wire.imap.events import MyRightsData
from mailclient.wire.imap.fragments import Response
from mailclient.wire.imap.mailbox_name import decode_name
from mailclient.wire.imap.parse.strings import read_strings

_OLD = {"c": "kx", "d": "etx"}
_NEW = frozenset("ektx")


def read_my_rights(response: Response, start: int, utf8: bool) -> MyRightsData:
    """``mailbox lrs``."""
    strings = read_strings(response, start)
    if len(strings) != 2:
        raise ParseError(f"{len(strings)} strings where 2 are due")
    raw, rights = strings
    return MyRightsData(decode_name(raw, utf8=utf8), raw, _rights(rights))


def _rights(word: bytes) -> frozenset[str]:
    """A new server tells both: then the old letters say nothing more."""
    told = frozenset(word.decode("utf-8", "replace"))
    rights = told.difference(_OLD)
    if told & _NEW:
        return rights
    return rights.union(*(new for old, new in _OLD.items() if old in told))
