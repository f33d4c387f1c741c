"""Where in a text the words are that were looked for, and some of the text around them. Pure.

Words are found as the search index finds them (``words.py``): without case, width and accents, parts of runs of
Korean, Chinese and Japanese characters, starts of other words.
"""

import re
import unicodedata
from collections.abc import Collection, Iterable, Sequence
from functools import lru_cache

from mailclient.mail.criteria import Criterion, Field, Match, Text, wanted_words
from mailclient.mail.search import Snippet
from mailclient.store.words import RUNS, bare, fold, units

_BEFORE, _LENGTH = 40, 200
"""Characters before the first word found, and in all."""
_LOOKED_AT = 100_000
"""Characters of a text; what is found later is not shown."""
_MARKS_MAX = 100
_IN_WORD = f"[^\\W_{RUNS}]"
_BLANKS = re.compile(r"\s+")


def marks_in(text: str, criterion: Criterion | None, fields: Collection[Field]) -> tuple[tuple[int, int], ...]:
    """(start, end) in ``text`` of what is looked for in one of the ``fields``, in order, apart from one another."""
    pattern = _pattern(tuple(one for one in wanted_words(criterion) if one.field in fields))
    if pattern is None:
        return ()
    folded = list(map(_folded, text))
    plain = "".join(folded)
    found = [match.span() for match, _ in zip(pattern.finditer(plain), range(_MARKS_MAX), strict=False)]
    if len(plain) != len(text):
        place = [at for at, each in enumerate(folded) for _ in each]
        found = [(place[start], place[end - 1] + 1) for start, end in found]
    return tuple(found)


def snippet_of(texts: Sequence[str], criterion: Criterion | None, fields: Collection[Field]) -> Snippet:
    """Of the first text that has one of the words what stands around it; of none the beginning, without marks."""
    for text in texts:
        one_line = _one_line(text)
        found = marks_in(one_line, criterion, fields)
        if found:
            return _around(one_line, found)
    return Snippet(next((_cut(line, 0) for text in texts if (line := _one_line(text))), ""))


def _around(text: str, found: Sequence[tuple[int, int]]) -> Snippet:
    start = max(0, found[0][0] - _BEFORE)
    if start:
        blank = text.find(" ", start, found[0][0])
        start = blank + 1 if blank >= 0 else start
    cut = _cut(text, start)
    lead = "…" if start else ""
    shift = len(lead) - start
    inside = [(a + shift, min(b + shift, len(lead) + len(cut))) for a, b in found if a < start + len(cut)]
    return Snippet(lead + cut, tuple(inside))


def _cut(text: str, start: int) -> str:
    return text[start : start + _LENGTH].rstrip()


def _one_line(text: str) -> str:
    return _BLANKS.sub(" ", unicodedata.normalize("NFC", text[:_LOOKED_AT])).strip()


@lru_cache(maxsize=4096)
def _folded(character: str) -> str:
    return character.lower() if character.isascii() else bare(fold(character))


@lru_cache(maxsize=64)
def _pattern(wanted: tuple[Text, ...]) -> re.Pattern[str] | None:
    # The longest first: "report" is not to be marked as "rep".
    each = sorted({pattern for one in wanted if (pattern := "".join(_pieces(one)))}, key=len, reverse=True)
    return re.compile("|".join(each)) if each else None


def _pieces(text: Text) -> Iterable[str]:
    found = units(text.text)
    for number, (unit, is_run) in enumerate(found):
        if number == 0 and not is_run and text.match is not Match.INSIDE:
            yield f"(?<!{_IN_WORD})"
        if number:
            yield r"[\W_]*" if is_run or found[number - 1][1] else r"[\W_]+"
        yield re.escape(unit)
    if found and not found[-1][1] and text.match is Match.WHOLE:
        yield f"(?!{_IN_WORD})"
