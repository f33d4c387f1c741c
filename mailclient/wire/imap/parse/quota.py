"""QUOTA and QUOTAROOT (RFC 9208 section 4.2)."""

from mailclient.wire.imap.errors import ParseError
from mailclient.wire.imap.events import QuotaData, QuotaResource, QuotaRootData
from mailclient.wire.imap.fragments import Response
from mailclient.wire.imap.mailbox_name import decode_name
from mailclient.wire.imap.parse.strings import read_strings, text_of
from mailclient.wire.imap.tokens import read_values

_NUMBER_DIGITS_MAX = 19


def read_quota(response: Response, start: int, utf8: bool) -> QuotaData:
    """``"" (STORAGE 10 512)``; a resource without two numbers is left out."""
    del utf8
    root, resources, *_ = (*read_values(response.text, response.literals, start), None)
    if not isinstance(resources, tuple):
        raise ParseError("QUOTA without a list")
    found = []
    for name, used, limit in zip(resources[::3], resources[1::3], resources[2::3], strict=False):
        numbers = [int(word) for word in (used, limit) if isinstance(word, bytes) and _is_number(word)]
        if isinstance(name, bytes) and len(numbers) == 2:
            found.append(QuotaResource(name.decode("ascii", "replace").upper(), *numbers))
    return QuotaData(text_of(root), tuple(found))


def read_quota_root(response: Response, start: int, utf8: bool) -> QuotaRootData:
    """``INBOX ""``."""
    raw, *roots = read_strings(response, start)
    return QuotaRootData(decode_name(raw, utf8=utf8), raw, tuple(text_of(root) for root in roots))


def _is_number(word: bytes) -> bool:
    return word.isdigit() and len(word) <= _NUMBER_DIGITS_MAX
