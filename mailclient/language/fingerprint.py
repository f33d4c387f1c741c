"""Fingerprints of keys and certificates as people compare them: groups of four, and words to be read aloud.

The words need no list, so that both sides can make them anew from the fingerprint and nothing but this rule. Each group
of four hex digits (16 bits) is one word, in the same place as the group. What is beyond the first 160 bits (of a
certificate, of a key of RFC 9580) has no word: nobody can make another key whose first 160 bits are the same.

English: proquints (D. Wilkerson, "A Proposal for Proquints", arXiv 0901.4016): consonant, vowel, consonant, vowel,
consonant, of 4, 2, 4, 2, 4 bits. ``7F00`` is "lusab".

Korean: three syllables of 6, 5, 5 bits. A syllable's lowest two bits are its vowel, the next three its first consonant,
of the sounds that are told apart best over the telephone; the highest bit of the first syllable gives it a final ㅇ.
``7F00`` is "히자가".
"""

from collections.abc import Iterator
from enum import StrEnum

_GROUP = 4
_SPOKEN_DIGITS = 40
_CONSONANTS = "bdfghjklmnprstvz"
_VOWELS = "aiou"
_FIRST_SYLLABLE = 0xAC00
_FIRSTS = (0, 2, 3, 6, 7, 9, 12, 18)
"""ㄱ ㄴ ㄷ ㅁ ㅂ ㅅ ㅈ ㅎ by their place among the nineteen of Unicode section 3.12."""
_MIDDLES = (0, 8, 13, 20)
"""ㅏ ㅗ ㅜ ㅣ among the twenty-one."""
_FINAL = 21
"""ㅇ among the twenty-seven and none."""


class SpokenLanguage(StrEnum):
    """Whose sounds the words are made of; both sides take the same."""

    ENGLISH = "en"
    KOREAN = "ko"


def groups(fingerprint: str) -> tuple[str, ...]:
    """Four hex digits each, upper case; of any text, as far as it goes."""
    digits = "".join(fingerprint.split()).upper()
    return tuple(digits[start : start + _GROUP] for start in range(0, len(digits), _GROUP))


def grouped(fingerprint: str) -> str:
    """The groups with a space between."""
    return " ".join(groups(fingerprint))


def words(fingerprint: str, language: SpokenLanguage) -> tuple[str, ...]:
    """One for each of the first ten groups; empty where it is no fingerprint (a key id is too short to be compared)."""
    digits = "".join(fingerprint.split())
    if len(digits) < _SPOKEN_DIGITS or any(digit not in "0123456789abcdefABCDEF" for digit in digits):
        return ()
    word = _korean if language is SpokenLanguage.KOREAN else _english
    return tuple(word(int(group, 16)) for group in groups(digits[:_SPOKEN_DIGITS]))


def _english(bits: int) -> str:
    return "".join(
        (
            _CONSONANTS[bits >> 12],
            _VOWELS[bits >> 10 & 3],
            _CONSONANTS[bits >> 6 & 15],
            _VOWELS[bits >> 4 & 3],
            _CONSONANTS[bits & 15],
        )
    )


def _korean(bits: int) -> str:
    return "".join(_syllables(bits))


def _syllables(bits: int) -> Iterator[str]:
    for shift in (10, 5, 0):
        first, middle = _FIRSTS[bits >> shift + 2 & 7], _MIDDLES[bits >> shift & 3]
        final = _FINAL if shift == 10 and bits >> 15 else 0
        yield chr(_FIRST_SYLLABLE + (first * 21 + middle) * 28 + final)


def matches(fingerprint: str, typed: str) -> bool:
    """Whether ``typed`` (pasted, scanned) is this fingerprint, however it is spaced, with or without "0x" or a scheme.

    A part of one is none: it could be made to match.
    """
    text = "".join(typed.replace(":", " ").upper().split())
    for prefix in ("OPENPGP4FPR", "0X"):
        text = text.removeprefix(prefix)
    return len(text) >= _SPOKEN_DIGITS and text == "".join(fingerprint.upper().split())
