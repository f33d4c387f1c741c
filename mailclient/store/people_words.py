"""What people are found by, as words of an index (FTS5, tokenizer ``ascii``), and what is typed as words of it. Pure.

The index finds words by their start. So that any part of a Korean, Chinese or Japanese name is found, every run of
such characters is there once from each of its characters on. Korean is written letter by letter (김 as ㄱㅣㅁ): then
what an input method shows half-way (김ㅁ, 김미, 김민) is the start of the whole, and the initial consonants of a name
(ㄱㅁㅈ) are one more word. Marks inside addresses are written as what the tokenizer takes for letters.

Other than ``words.py``, which indexes text by pairs of characters: there a phrase is asked for, here starts while
somebody types, and each key must be answered at once.
"""

import re
from collections.abc import Iterable, Iterator

from mailclient.store.words import RUNS, bare, fold

WRITTEN, CONTACT, GROUP = "ⓦ", "ⓒ", "ⓖ"
"""Words that no text has, and that tell what an entry is."""
_WORDS_LIMIT = 80
_LENGTH_LIMIT = 64
_SUFFIXES_LIMIT = 12
_TEXT_LIMIT = 400
_PUBLIC_LABEL = 3
"""Letters: "co" of "co.kr" is what half the country would be found by."""
_CHUNK = re.compile(r"[^\s,;\"()<>\[\]|/·、，；。]+")
_WORD = re.compile(r"[^\W_]+")
_RUN = re.compile(f"([{RUNS}]+)")
_MARKS = {ord(mark): ord(mark) + 0xFEE0 for mark in "!#$%&'*+-./:=?@^_`{|}~\\"}
"""To the full-width forms: whole words of the index, with the dots that people type."""

_INITIALS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
_VOWELS = [
    "ㅏ",
    "ㅐ",
    "ㅑ",
    "ㅒ",
    "ㅓ",
    "ㅔ",
    "ㅕ",
    "ㅖ",
    "ㅗ",
    "ㅗㅏ",
    "ㅗㅐ",
    "ㅗㅣ",
    "ㅛ",
    "ㅜ",
    "ㅜㅓ",
    "ㅜㅔ",
    "ㅜㅣ",
    "ㅠ",
    "ㅡ",
    "ㅡㅣ",
    "ㅣ",
]
_FINALS = [
    "",
    *[
        "ㄱ",
        "ㄲ",
        "ㄱㅅ",
        "ㄴ",
        "ㄴㅈ",
        "ㄴㅎ",
        "ㄷ",
        "ㄹ",
        "ㄹㄱ",
        "ㄹㅁ",
        "ㄹㅂ",
        "ㄹㅅ",
        "ㄹㅌ",
        "ㄹㅍ",
        "ㄹㅎ",
        "ㅁ",
        "ㅂ",
        "ㅂㅅ",
        "ㅅ",
        "ㅆ",
        "ㅇ",
        "ㅈ",
        "ㅊ",
        "ㅋ",
        "ㅌ",
        "ㅍ",
        "ㅎ",
    ],
]
_COMPOUNDS = {
    **dict(zip("ㅘㅙㅚㅝㅞㅟㅢ", ["ㅗㅏ", "ㅗㅐ", "ㅗㅣ", "ㅜㅓ", "ㅜㅔ", "ㅜㅣ", "ㅡㅣ"], strict=True)),
    **dict(
        zip(
            "ㄳㄵㄶㄺㄻㄼㄽㄾㄿㅀㅄ",
            ["ㄱㅅ", "ㄴㅈ", "ㄴㅎ", "ㄹㄱ", "ㄹㅁ", "ㄹㅂ", "ㄹㅅ", "ㄹㅌ", "ㄹㅍ", "ㄹㅎ", "ㅂㅅ"],
            strict=True,
        )
    ),
}
"""As an input method joins them: ㄱ and ㅅ typed one after the other come as ㄳ."""


def index_words(texts: Iterable[str], addresses: Iterable[str] = (), marks: str = "") -> str:
    """What to put into the index for somebody of these names and addresses."""
    found: dict[str, None] = dict.fromkeys(marks)
    for address in addresses:
        found.update(dict.fromkeys(_of_address(address)))
    for text in texts:
        found.update(dict.fromkeys(_of_text(text)))
    return " ".join([word[:_LENGTH_LIMIT] for word in found if word][:_WORDS_LIMIT])


def expression(typed: str, mark: str = "") -> str:
    """What is typed, as FTS5 writes it: all words of it, each maybe incomplete; "" for nothing."""
    words = list(dict.fromkeys(_typed(typed)))[:8]
    if not words:
        return ""
    asked = [f'"{word[:_LENGTH_LIMIT]}"*' for word in words]
    return " AND ".join([*asked, f'"{mark}"'] if mark else asked)


def sort_key(text: str) -> str:
    """What orders names: without case and accents, Latin before Korean; those without a name last."""
    key = " ".join(bare(fold(text)).split())[:200]
    return key or "\U0010fffd"


def _typed(text: str) -> Iterator[str]:
    for chunk in _CHUNK.findall(fold(text[:_TEXT_LIMIT])):
        for number, piece in enumerate(_RUN.split(chunk)):
            if number % 2:
                yield _letters(piece)
            elif piece and _WORD.search(piece):
                yield bare(piece).translate(_MARKS)


def _of_text(text: str) -> Iterator[str]:
    for chunk in _CHUNK.findall(fold(text[:_TEXT_LIMIT])):
        for number, piece in enumerate(_RUN.split(chunk)):
            if number % 2:
                yield from _of_run(piece)
            elif piece:
                plain = bare(piece)
                words = _WORD.findall(plain)
                if words != [plain] and words:
                    yield plain.translate(_MARKS)
                    yield "".join(words)
                yield from words


def _of_run(run: str) -> Iterator[str]:
    initials = "".join(map(_initial, run))
    for start in range(min(len(run), _SUFFIXES_LIMIT)):
        yield _letters(run[start:])
        if initials != run and start + 1 < len(run):
            yield initials[start:]


def _of_address(address: str) -> Iterator[str]:
    """The whole, the words before the "@", the domain from each of its names on."""
    folded = fold(address[:_TEXT_LIMIT]).strip()
    local, at, domain = folded.rpartition("@")
    yield folded.translate(_MARKS)
    yield from _of_text(local)
    labels = domain.split(".") if at else []
    for start, label in enumerate(labels[:-1][:4]):
        if start == 0 or len(label) > _PUBLIC_LABEL:
            yield ".".join(labels[start:]).translate(_MARKS)
    if domain:
        yield f"@{domain}".translate(_MARKS)


def _letters(run: str) -> str:
    return "".join(map(_letters_of, run))


def _letters_of(char: str) -> str:
    place = ord(char) - 0xAC00
    if 0 <= place < 11172:
        return _INITIALS[place // 588] + _VOWELS[place % 588 // 28] + _FINALS[place % 28]
    return _COMPOUNDS.get(char, char)


def _initial(char: str) -> str:
    place = ord(char) - 0xAC00
    return _INITIALS[place // 588] if 0 <= place < 11172 else char
