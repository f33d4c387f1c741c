"""Names of body sections in FETCH answers (RFC 9051 section 6.4.5.1), and which literal belongs to one."""

import functools
import re
from dataclasses import dataclass

from mailclient.wire.imap.errors import ParseError
from mailclient.wire.imap.tokens import Literals, read_values

_NAME = re.compile(rb"(BODY|BINARY)\[([^\]]*)\](?:<([0-9]{1,19})>)?\Z", re.IGNORECASE)
_FETCH = re.compile(rb"\* ([0-9]{1,10}) (UID)?FETCH \(", re.IGNORECASE)
_BEFORE_LITERAL = re.compile(
    rb"((?:BODY|BINARY)\[[^\]\r\n]*\](?:<[0-9]{1,19}>)?|RFC822(?:\.HEADER|\.TEXT)?) *~?\{[0-9]+\+?\}\r\n\Z",
    re.IGNORECASE,
)
_RFC822 = {b"RFC822": "BODY[]", b"RFC822.HEADER": "BODY[HEADER]", b"RFC822.TEXT": "BODY[TEXT]"}


@dataclass(frozen=True, slots=True)
class SectionName:
    """``name`` in normal form, ``origin`` of a partial fetch."""

    name: str
    origin: int | None = None


@dataclass(frozen=True, slots=True)
class SectionPlace:
    """Where in which answer a section's literal stands."""

    seq: int
    uid: int | None
    section: SectionName


@functools.lru_cache(maxsize=512)
def read_section_name(word: bytes) -> SectionName | None:
    """The section in ``BODY[…]<…>``, ``BINARY[…]`` or ``RFC822…``; None when the word names something else."""
    match = _NAME.match(word)
    if match is None:
        name = _RFC822.get(word.upper())
        return SectionName(name) if name else None
    inside = b" ".join(match[2].replace(b'"', b"").split()).decode("latin-1").upper()
    return SectionName(f"{match[1].decode('ascii').upper()}[{inside}]", int(match[3]) if match[3] else None)


def section_before_literal(text: bytes, literals: Literals) -> SectionPlace | None:
    """The section that the literal announced at the end of ``text`` belongs to; None when it is no section's.

    ``text`` is the answer so far. The UID is read by the grammar, not searched for: a subject may contain "UID 7".
    """
    fetch = _FETCH.match(text)
    before = _BEFORE_LITERAL.search(text, max(0, len(text) - 4096))
    if fetch is None or before is None:
        return None
    name = read_section_name(before[1])
    if name is None:
        return None
    try:
        values = read_values(text[fetch.end() : before.start()], literals)
    except (ParseError, StopIteration):
        return SectionPlace(int(fetch[1]), int(fetch[1]) if fetch[2] else None, name)
    uid = int(fetch[1]) if fetch[2] else None
    for index in range(0, len(values) - 1, 2):
        key, value = values[index], values[index + 1]
        if isinstance(key, bytes) and key.upper() == b"UID" and isinstance(value, bytes) and value.isdigit():
            uid = int(value)
    return SectionPlace(int(fetch[1]), uid, name)
