"""MYRIGHTS, ACL and LISTRIGHTS (RFC 4314 sections 3.6 to 3.8).

Servers of RFC 2086 know c (create) and d (delete) only; RFC 4314 section 2.1.1 says what they stand for. They are
taken apart here, so that nobody else has to know of them.
"""

from mailclient.wire.imap.errors import ParseError
from mailclient.wire.imap.events import AclData, ListRightsData, MyRightsData
from mailclient.wire.imap.fragments import Response
from mailclient.wire.imap.mailbox_name import decode_name
from mailclient.wire.imap.parse.strings import read_strings

_OLD = {"c": "kx", "d": "etx"}
_NEW = frozenset("ektx")


def read_my_rights(response: Response, start: int, utf8: bool) -> MyRightsData:
    """``mailbox lrs``."""
    raw, rights = _exactly(response, start, 2)
    return MyRightsData(decode_name(raw, utf8=utf8), raw, _rights(rights))


def read_acl(response: Response, start: int, utf8: bool) -> AclData:
    """``mailbox alice lrs bob lr``."""
    raw, *pairs = read_strings(response, start)
    if len(pairs) % 2:
        raise ParseError("ACL with an identifier and no rights")
    rights = {
        name.decode("utf-8", "replace"): _rights(words) for name, words in zip(pairs[::2], pairs[1::2], strict=True)
    }
    return AclData(decode_name(raw, utf8=utf8), raw, rights)


def read_list_rights(response: Response, start: int, utf8: bool) -> ListRightsData:
    """``mailbox alice "" l r s kx``."""
    raw, identifier, required, *optional = _exactly(response, start, 3, or_more=True)
    return ListRightsData(
        decode_name(raw, utf8=utf8),
        raw,
        identifier.decode("utf-8", "replace"),
        _rights(required),
        tuple(_rights(group) for group in optional),
    )


def _exactly(response: Response, start: int, count: int, *, or_more: bool = False) -> list[bytes]:
    strings = read_strings(response, start)
    if len(strings) < count or (len(strings) > count and not or_more):
        raise ParseError(f"{len(strings)} strings where {count} are due")
    return strings


def _rights(word: bytes) -> frozenset[str]:
    """A new server tells both: then the old letters say nothing more."""
    told = frozenset(word.decode("utf-8", "replace"))
    rights = told.difference(_OLD)
    if told & _NEW:
        return rights
    return rights.union(*(new for old, new in _OLD.items() if old in told))
