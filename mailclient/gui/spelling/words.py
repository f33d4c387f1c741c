"""The words of a text that a dictionary can judge. Pure.

Left out is what is no word of a language: addresses, links, paths, file names, names with digits or underscores,
words in capitals, and words in mixed case (``QTextEdit``).
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

_CHUNK = re.compile(r"\S+")
_NO_WORDS = re.compile(r"[\w.+-]*@|\w+://|www\.|[/\\]|\w\.\w|[_#$%&=<>{}|~^]|\d", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_LONGEST = 64
"""Characters; what is longer is no word, and takes a dictionary long."""


class Word(NamedTuple):
    """Where it stands, and how a dictionary writes it."""

    start: int
    length: int
    spelt: str


def words_of(text: str) -> Iterator[Word]:
    """In their order."""
    for chunk in _CHUNK.finditer(text):
        if _NO_WORDS.search(chunk[0].rstrip(".,;:!?…。、)]}\"'”’»")):
            continue
        for found in _WORD.finditer(chunk[0]):
            spelt = found[0].replace("’", "'")
            if 1 < len(spelt) <= _LONGEST and _is_plain(spelt):
                yield Word(chunk.start() + found.start(), len(found[0]), spelt)


def _is_plain(word: str) -> bool:
    """Small, or with a capital first (also after an apostrophe: O'Neill)."""
    return all(part[1:] == part[1:].lower() for part in word.split("'"))
