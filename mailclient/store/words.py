"""Text as words for the search index, and a query as index expressions. Pure.

The index (FTS5, unicode61) finds words by their start only, which is not enough for languages that do not put blanks
where a reader sees words: of every run of Korean, Chinese or Japanese characters all pairs are indexed, and the last
character alone. A query of two or more such characters is then the phrase of its pairs, of one the prefix of pairs.
Rejected: FTS5's trigram (finds no two-syllable word, four times the size) and a tokenizer of our own (the file
could then be read by this program only).
"""

import re
import unicodedata
from dataclasses import dataclass
from operator import add

_CJK = (
    "\u1100-\u11ff\u3040-\u30ff\u3105-\u312f\u3131-\u318e\u31f0-\u31ff"
    "\u3400-\u4dbf\u4e00-\u9fff\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff\U00020000-\U0003ffff"
)
_CJK_RUN = re.compile(f"([{_CJK}]+)")
_TERM = re.compile(r'(?:(from|to|subject):\s*)?(?:"([^"]*)("?)|(\S+))', re.IGNORECASE)
_COLUMN = {"from": "sender", "to": "recipients", "subject": "subject"}
_QUERY_LIMIT = 32
"""Terms looked at; the rest of a pasted text is ignored."""


def fold(text: str) -> str:
    """Composed and without case: Korean from a Mac (NFD) and from elsewhere are the same, "STRASSE" is "straße"."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).casefold())


def index_text(text: str) -> str:
    """What to put into the index for ``text``."""
    if text.isascii():
        return text.lower()
    pieces = _CJK_RUN.split(fold(text))
    # ``_pairs`` to the end, in half the time.
    pieces[1::2] = [
        f" {' '.join(map(add, run, run[1:]))} {run[-1]} " if len(run) > 1 else f" {run} " for run in pieces[1::2]
    ]
    return "".join(pieces)


@dataclass(frozen=True, slots=True)
class Term:
    """One AND-ed part of a query. ``expression`` is FTS5's; ``column`` is "" for anywhere."""

    expression: str
    column: str = ""


def terms(query: str) -> list[Term]:
    """The parts of a query; see ``store.reader.Reader.search``. Nothing in it is a syntax error."""
    found = []
    matches = list(_TERM.finditer(query))[:_QUERY_LIMIT]
    for match in matches:
        field, phrase, closing, word = match.groups()
        is_open = match.end() == len(query) and not closing
        expression = _expression(word if phrase is None else phrase, is_prefix=is_open)
        if expression:
            found.append(Term(expression, _COLUMN[field.lower()] if field else ""))
    return found


def _expression(text: str, *, is_prefix: bool) -> str:
    """The words of ``text`` as one phrase; with ``is_prefix`` the last may be incomplete. "" when it has no word."""
    folded = fold(text)
    tokens: list[str] = []
    position = 0
    for run in _CJK_RUN.finditer(folded):
        tokens += _plain_words(folded[position : run.start()])
        position = run.end()
        # In the index a run ends with its last character alone; asked for only when the phrase goes on after it.
        goes_on = bool(_CJK_RUN.search(folded, position) or _plain_words(folded[position:]))
        tokens += _pairs(run[0], end=goes_on)
        is_prefix = is_prefix or (len(run[0]) == 1 and not goes_on)
    tokens += _plain_words(folded[position:])
    if not tokens:
        return ""
    return f'"{" ".join(tokens)}"{" *" if is_prefix else ""}'


def _pairs(run: str, *, end: bool) -> list[str]:
    if len(run) == 1:
        return [run]
    pairs = [run[i : i + 2] for i in range(len(run) - 1)]
    return [*pairs, run[-1]] if end else pairs


def _plain_words(text: str) -> list[str]:
    """The words as unicode61 cuts them: runs of letters, digits and marks."""
    words = "".join(c if unicodedata.category(c)[0] in "LNM" or unicodedata.category(c) == "Co" else " " for c in text)
    return words.split()
