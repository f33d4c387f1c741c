"""Who a message says that it is from, where that is beyond doubt: one From with one address, and nobody beside it.

RFC 5322 section 3.6.2. A signature is compared with this and nothing else. Whatever makes another program (or a person)
see somebody else in the same header is a doubt: several From fields or addresses, groups, routes, an address in the
place of the name, a Sender that is another's, a name that is the one of whom the Reply-To names ("The Manager <eve@…>",
answered to manager@…). Lists do the latter; they say that they are lists. Any other Reply-To is everyday mail.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from mailclient.mime.addresses import is_address, parse_addresses
from mailclient.mime.header import Field
from mailclient.mime.words import decode_words, header_text

_WORD = r'"(?:[^"\\]|\\.)*+"|\([^()<>]*+\)|=\?[^?\s]{1,80}\?[bBqQ]\?[^?\s]*+\?=|[^"<>@,;:()\[\]\\=]|=(?!\?)'
_PLAIN = re.compile(
    rf"[ \t]*+(?:(?:{_WORD})*+<[ \t]*+(?P<named>[^<>()\s,;:]++)[ \t]*+>|(?P<bare>[^<>()\s,;:]++))"
    r"[ \t]*+(?:\([^()<>]*+\))?[ \t]*+",
    re.DOTALL,
)
"""A mailbox as RFC 5322 section 3.4 has it, without its obsolete forms and group."""
_ADDRESS_LIKE = re.compile(r"[^\s<>()\",;:]+\s*[@\uff20\ufe6b]\s*[^\s<>()\",;:]+\.[^\s<>()\",;:]+")
_LIST_SENDER = re.compile(r"^owner-|-(?:owner|bounces|admin|request)(?:\+[^@]*)?@", re.IGNORECASE)
_WORDS = re.compile(r"[^\W\d_]{3,}")
_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")


@dataclass(frozen=True, slots=True)
class ClaimedSender:
    """``address``: lower case, "" where there is no single one. ``doubt``: a code, why it cannot be compared."""

    address: str
    doubt: str = ""
    answers: tuple[str, ...] = ()
    """Where an answer would go to, if elsewhere."""


def claimed_sender(fields: Sequence[Field]) -> ClaimedSender:
    """Of the header that is shown."""
    senders = [field.value for field in fields if field.name == "from"]
    if not senders or not senders[0].strip():
        return ClaimedSender("", "no_sender" if len(senders) < 2 else "several_senders")
    addresses = parse_addresses(senders[0])
    if len(senders) > 1 or len(addresses) != 1:
        return ClaimedSender("", "several_senders")
    address = addresses[0].address.lower()
    if not is_address(address):
        return ClaimedSender("", "no_sender")
    answers = _answers(fields, address)
    beside = _other_sender(fields, address)
    if not beside and _is_named_like(addresses[0].name, answers, address):
        beside = "answers_elsewhere"
    return ClaimedSender(address, _doubt(senders[0], address, addresses[0].name) or beside, answers)


def _doubt(raw: bytes, address: str, shown: str) -> str:
    """``shown``: the name, which may stand in comments alone."""
    text = header_text(raw)
    plain = _PLAIN.fullmatch(text)
    if plain is None:
        return "sender_unclear"
    written = (plain["named"] or plain["bare"]).lower()
    if written != address and written.replace('"', "") != address:
        return "sender_unclear"
    name = decode_words(raw[: raw.rfind(b"<")]) if plain["named"] else ""
    if _UNSEEN.search(name):
        return "sender_unclear"
    named = {found.strip("'\"").lower() for found in _ADDRESS_LIKE.findall(f"{name} {shown}")}
    return "name_is_an_address" if named - {address} else ""


def _other_sender(fields: Sequence[Field], address: str) -> str:
    senders = [field.value for field in fields if field.name == "sender"]
    if len(senders) > 1:
        return "several_senders"
    others = {one.address.lower() for value in senders for one in parse_addresses(value)} - {address}
    return "other_sender_field" if others and not _is_of_list(fields) else ""


def _answers(fields: Sequence[Field], address: str) -> tuple[str, ...]:
    values = (field.value for field in fields if field.name == "reply-to")
    answers = tuple(dict.fromkeys(one.address.lower() for value in values for one in parse_addresses(value)))
    return () if address in answers or _is_of_list(fields) else answers


def _is_named_like(name: str, answers: Sequence[str], address: str) -> bool:
    """Whether the name says who gets the answers rather than whose address it is."""
    named = _words(name) - _words(address.partition("@")[0])
    return any(named & _words(answer.partition("@")[0]) for answer in answers)


def _words(text: str) -> set[str]:
    return set(_WORDS.findall(text.casefold()))


def _is_of_list(fields: Sequence[Field]) -> bool:
    if any(field.name in ("list-id", "list-post") for field in fields):
        return True
    sender = b"".join(field.value for field in fields if field.name == "sender")
    return any(_LIST_SENDER.search(one.address) for one in parse_addresses(sender))
