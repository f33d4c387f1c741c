"""Flags of a message: the system flags and well-known keywords as bits, the rest as words.

RFC 9051 section 2.3.2 (system flags, $Forwarded, $Junk, $NotJunk, $MDNSent).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntFlag


class Flag(IntFlag):
    """The flags the store keeps as bits, so that lists can filter on them."""

    NONE = 0
    SEEN = 1
    ANSWERED = 2
    FLAGGED = 4
    DELETED = 8
    DRAFT = 16
    FORWARDED = 32
    JUNK = 64
    NOT_JUNK = 128
    MDN_SENT = 256


IMAP_NAMES: dict[Flag, str] = {
    Flag.SEEN: "\\Seen",
    Flag.ANSWERED: "\\Answered",
    Flag.FLAGGED: "\\Flagged",
    Flag.DELETED: "\\Deleted",
    Flag.DRAFT: "\\Draft",
    Flag.FORWARDED: "$Forwarded",
    Flag.JUNK: "$Junk",
    Flag.NOT_JUNK: "$NotJunk",
    Flag.MDN_SENT: "$MDNSent",
}
_BY_IMAP_NAME = {name.lower(): flag for flag, name in IMAP_NAMES.items()}
_BY_IMAP_NAME["\\recent"] = Flag.NONE


@dataclass(frozen=True, slots=True)
class Flags:
    """All flags of one message: the bits, and the other keywords sorted and without duplicates."""

    bits: Flag = Flag.NONE
    keywords: tuple[str, ...] = ()

    @classmethod
    def from_imap(cls, words: Iterable[str]) -> "Flags":
        """The flags of a FETCH or FLAGS list; \\Recent is dropped, case is ignored for those with a bit."""
        bits = Flag.NONE
        keywords = set()
        for word in words:
            flag = _BY_IMAP_NAME.get(word.lower())
            if flag is None:
                keywords.add(word)
            else:
                bits |= flag
        return cls(bits, tuple(sorted(keywords)))

    def to_imap(self) -> tuple[str, ...]:
        """The words for a STORE or APPEND command."""
        return (*(name for flag, name in IMAP_NAMES.items() if flag in self.bits), *self.keywords)
