"""Whether a message meets the conditions of a filter. Pure.

An answer is None where it needs the text or the header and they are not here yet. Upper and lower case are the same,
and so are composed and decomposed letters; runs of blanks are one blank. A condition that makes no sense (a size that
is no number, nothing to look for) is never met: rather a filter too few than mail deleted by one that fits everything.
"""

import functools
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from mailclient.mail.address import Address
from mailclient.mail.filter import NUMBERS, Comparison, Condition, Field, Filter
from mailclient.mail.tag import name_in
from mailclient.mime.header import fields_of
from mailclient.mime.words import decode_words
from mailclient.store.rows import StoredMessage

_DAY_SECONDS = 86_400
_BLANKS = re.compile(r"\s+")
_IN_BRACKETS = re.compile(r"<([^<>]*)>")
_NEEDS_TEXT = frozenset({Field.BODY, Field.HEADER, Field.LIST_ID})
_NOT = {Comparison.NOT_CONTAINS: Comparison.CONTAINS, Comparison.IS_NOT: Comparison.IS}


@dataclass(frozen=True, slots=True)
class Subject:
    """A message that is looked at. ``text`` and ``header_block`` are None while they are not here."""

    message: StoredMessage
    text: str | None = None
    header_block: bytes | None = None


def matches(filter_: Filter, subject: Subject, now: float) -> bool | None:
    """Whether it fits; None: that depends on what is not here yet."""
    unsure = False
    for condition in filter_.conditions:
        met = is_met(condition, subject, now)
        if met is None:
            unsure = True
        elif met is filter_.any:
            return met
    if unsure:
        return None
    return not filter_.any or not filter_.conditions


def is_met(condition: Condition, subject: Subject, now: float) -> bool | None:
    """Whether the message is as the condition says; None: not known yet."""
    if condition.field in NUMBERS:
        return _compared(condition, _number(condition.field, subject.message, now))
    if condition.comparison in (Comparison.ABOVE, Comparison.BELOW):
        return False
    wanted = folded(condition.value)
    if not wanted and condition.comparison not in (Comparison.IS, Comparison.IS_NOT):
        return False
    if condition.field in _NEEDS_TEXT and (subject.text is None or subject.header_block is None):
        return None
    positive = _NOT.get(condition.comparison, condition.comparison)
    found = any(_fits(positive, folded(value), wanted) for value in _values(condition, subject))
    return found is (positive is condition.comparison)


@functools.lru_cache(maxsize=4096)
def folded(text: str) -> str:
    """As it is compared."""
    return _BLANKS.sub(" ", unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).casefold())).strip()


def _fits(comparison: Comparison, value: str, wanted: str) -> bool:
    match comparison:
        case Comparison.IS:
            return value == wanted
        case Comparison.BEGINS:
            return value.startswith(wanted)
        case Comparison.ENDS:
            return value.endswith(wanted)
        case _:
            return wanted in value


def _values(condition: Condition, subject: Subject) -> Iterable[str]:
    envelope, row = subject.message.envelope, subject.message.row
    match condition.field:
        case Field.FROM:
            return _of_addresses(envelope.from_, condition.comparison)
        case Field.TO:
            return _of_addresses(envelope.to, condition.comparison)
        case Field.CC:
            return _of_addresses(envelope.cc, condition.comparison)
        case Field.TO_OR_CC:
            return _of_addresses((*envelope.to, *envelope.cc), condition.comparison)
        case Field.SUBJECT:
            return (envelope.subject,)
        case Field.BODY:
            return (subject.text or "",)
        case Field.HEADER:
            return _of_header(subject, condition.header.strip().lower())
        case Field.LIST_ID:
            whole = _of_header(subject, "list-id")
            return [*whole, *(inside for value in whole for inside in _IN_BRACKETS.findall(value))]
        case Field.ATTACHMENT:
            return ("yes" if row.has_attachment else "no",)
        case Field.TAG:
            return [one for keyword in row.flags.keywords for one in (keyword, name_in(keyword))]
        case _:
            return ()


def _of_addresses(addresses: Iterable[Address], comparison: Comparison) -> list[str]:
    """What an address begins or ends with, or is, may be said of its name too; what it contains, of both together."""
    found: list[str] = []
    for one in addresses:
        found += [one.address, one.name] if one.name else [one.address]
        if one.name and comparison in (Comparison.CONTAINS, Comparison.NOT_CONTAINS):
            found.append(f"{one.name} <{one.address}>")
    return found


def _of_header(subject: Subject, name: str) -> list[str]:
    return [decode_words(field.value) for field in fields_of(subject.header_block or b"") if field.name == name]


def _number(field: Field, message: StoredMessage, now: float) -> float:
    return message.row.size if field is Field.SIZE else (now - message.row.received_at) / _DAY_SECONDS


def _compared(condition: Condition, number: float) -> bool:
    if not condition.value.isascii() or not condition.value.isdigit() or len(condition.value) > 18:
        return False
    limit = int(condition.value)
    if condition.comparison is Comparison.ABOVE:
        return number > limit
    return condition.comparison is Comparison.BELOW and number < limit
