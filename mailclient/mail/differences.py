"""What two texts have in common and where they differ, word by word; what was changed, counted. Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

_WORDS = re.compile(r"\s*\w+|\s*[^\w\s]|\s+")
_LONGEST = 4_000
"""Words; longer texts are compared by lines, for comparing takes time with the square of the length."""


class Side(StrEnum):
    """Where a piece of text is."""

    BOTH = "both"
    FIRST = "first"
    SECOND = "second"


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words, and in which of the texts they are."""

    text: str
    side: Side


def differences(first: str, second: str) -> Iterator[Piece]:
    """Both texts, cut where they differ, in order; what only the first has comes before what only the second has."""
    ones, others = _cut(first), _cut(second)
    if max(len(ones), len(others)) > _LONGEST:
        ones, others = first.splitlines(keepends=True), second.splitlines(keepends=True)
    for tag, a, b, c, d in SequenceMatcher(None, ones, others, autojunk=False).get_opcodes():
        if tag == "equal":
            yield Piece("".join(ones[a:b]), Side.BOTH)
            continue
        if b > a:
            yield Piece("".join(ones[a:b]), Side.FIRST)
        if d > c:
            yield Piece("".join(others[c:d]), Side.SECOND)


def changed_words(first: str, second: str) -> tuple[int, int]:
    """How many words the second has not any more, and how many it has more."""
    gone = more = 0
    for piece in differences(first, second):
        words = len(piece.text.split())
        gone += words if piece.side is Side.FIRST else 0
        more += words if piece.side is Side.SECOND else 0
    return gone, more


def _cut(text: str) -> list[str]:
    return _WORDS.findall(text)
