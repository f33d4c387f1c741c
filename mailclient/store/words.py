"""Text as words for the search index, and what is looked for as words of the index. Pure.

The index (FTS5, tokenizer ``ascii``: everything beyond ASCII belongs to words) finds words by their start only, which
is not enough for languages that do not put blanks where a reader sees words: of every run of Korean, Chinese, Japanese
(also Thai, Lao, Burmese, Khmer) characters all pairs are indexed, and the last character alone. What is looked for is
then the phrase of its pairs, which is exact: pairs that overlap stand one after the other only where the characters do.

Starts of words that are asked for while somebody types are indexed by themselves (``starts``): one to three letters,
one character of a run. Rejected: FTS5's trigram (finds no two-syllable word, four times the size), its prefix index
(keeps every place of every word: three times the size), and a tokenizer of our own (the file could then be read by
this program only).
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from operator import add

RUNS = (
    "\u0e00-\u0eff\u1000-\u109f\u1100-\u11ff\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u3105-\u312f\u3131-\u318e"
    "\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff\U00020000-\U0003ffff"
)
_RUN = re.compile(f"([{RUNS}]+)")
_JAMO = re.compile("([\u3131-\u318e]+)")
"""ㄱ, ㅋㅋ, ㅠㅠ as typed; NFKC would make them parts of syllables."""
_INVISIBLE = re.compile("[\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufe00-\ufe0f\ufeff]")
_ACCENTS = re.compile(
    "[\u0300-\u036f\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u064b-\u065f\u0670\u06d6-\u06ed]"
)
"""Marks that people leave out when they search: Latin, Greek, Cyrillic accents, Hebrew and Arabic vowels."""
_BETWEEN_WORDS = re.compile(r"(?:[^\w\u0900-\u0963\u0966-\u0dff]|_)+")
"""In text without runs; the range is of Indian scripts, whose vowel signs belong to words and not to ``\\w``."""
_TOKEN = re.compile("[^\\x00-/:-@\\[-`{-\\x7f]+")
"""As the tokenizer ``ascii`` cuts them."""
OF_RUNS = "\u0e00"
"""The first character that may begin a run; what is below has its starts indexed up to ``START_LETTERS``."""
START_LETTERS = 3


def fold(text: str) -> str:
    """Without case, width and ways of composing: Korean from a Mac (NFD) is as any other, "STRASSE" is "straße"."""
    if text.isascii():
        return text.lower()
    text = _INVISIBLE.sub("", text)
    if not _JAMO.search(text):
        return _folded(text)
    pieces = _JAMO.split(text)
    pieces[::2] = map(_folded, pieces[::2])
    return "".join(pieces)


def _folded(text: str) -> str:
    composed = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    return _ACCENTS.sub("", composed)  # those that belong to no letter: between two syllables nothing may stand


def index_text(text: str) -> str:
    """What to put into the index for ``text``."""
    if text.isascii():
        return text.lower()
    pieces = _RUN.split(fold(text))
    pieces[::2] = [piece if piece.isascii() else _plain(piece) for piece in pieces[::2]]
    pieces[1::2] = [
        f" {' '.join(map(add, run, run[1:]))} {run[-1]} " if len(run) > 1 else f" {run} " for run in pieces[1::2]
    ]
    return "".join(pieces)


def tokens(indexed: str) -> list[str]:
    """The words of what ``index_text`` made, as the index cuts them."""
    return _TOKEN.findall(indexed)


def starts(indexed: str, mark: str) -> str:
    """Each start once, behind ``mark``: a character that no word holds."""
    words = set(_TOKEN.findall(indexed))
    found = {word[0] for word in words}
    for word in words:
        if word < OF_RUNS:
            found.add(word[:2])
            found.add(word[:3])
    return " ".join([mark + start for start in found])


def bare(text: str) -> str:
    """Text without accents."""
    return unicodedata.normalize("NFC", _ACCENTS.sub("", unicodedata.normalize("NFD", text)))


def _plain(text: str) -> str:
    """Text without runs: no accents, and blanks between words."""
    return _BETWEEN_WORDS.sub(" ", bare(text))


def units(text: str) -> list[tuple[str, bool]]:
    """The words and (True) the runs of a text in a row."""
    found: list[tuple[str, bool]] = []
    for number, piece in enumerate(_RUN.split(fold(text))):
        found += [(piece, True)] if number % 2 else [(word, False) for word in tokens(_plain(piece))]
    return found


def start_of(word: str) -> str:
    """The longest start of a word that is indexed as such."""
    return word[: START_LETTERS if word < OF_RUNS else 1]


@dataclass(frozen=True, slots=True)
class Phrase:
    """What is looked for: these words of the index one after the other; with ``is_open`` the last may go on."""

    words: tuple[str, ...]
    is_open: bool

    def __bool__(self) -> bool:
        return bool(self.words)

    @property
    def start(self) -> str:
        """What is indexed as a start of its only word, "" when it is not looked for so."""
        (word,) = self.words if len(self.words) == 1 and self.is_open else ("",)
        return word if start_of(word) == word else ""

    def expression(self) -> str:
        """As FTS5 writes it."""
        return f'"{" ".join(self.words)}"{" *" if self.is_open else ""}'

    def stands_in(self, joined: str, *, inside: bool = False) -> bool:
        """Whether it is in words joined by single blanks, a blank at both ends; ``inside``: or ends one."""
        return f"{'' if inside else ' '}{' '.join(self.words)}{'' if self.is_open else ' '}" in joined


@lru_cache(maxsize=256)
def phrase(text: str, *, is_open: bool) -> Phrase:
    """The words of ``text`` in a row. ``is_open``: the last may be incomplete, as the end of a run always may be."""
    found = units(text)
    words: list[str] = []
    for number, (unit, is_run) in enumerate(found):
        # In the index a run ends with its last character alone; asked for only when the phrase goes on after it.
        words += _pairs(unit, end=number + 1 < len(found)) if is_run else [unit]
    if found and found[-1][1]:
        is_open = len(found[-1][0]) == 1
    return Phrase(tuple(words), is_open and bool(words))


def _pairs(run: str, *, end: bool) -> Iterator[str]:
    if len(run) == 1:
        yield run
        return
    yield from map(add, run, run[1:])
    if end:
        yield run[-1]
