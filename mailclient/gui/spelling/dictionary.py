"""One Hunspell dictionary (a ``.dic`` with its ``.aff``), loaded when a word is first asked for.

Loading takes 60 ms for English, a word 10 µs, suggestions up to 100 ms.
"""

import logging
import re
import unicodedata
from pathlib import Path
from typing import Protocol

log = logging.getLogger(__name__)

_SAMPLE_BYTES = 64 * 1024
_SET = re.compile(rb"^SET\s+(\S+)", re.MULTILINE)
_SCRIPT_SHARE = 20
"""A script counts as the dictionary's own from one letter in so many."""


class _Checker(Protocol):
    def spell(self, word: str) -> bool: ...
    def suggest(self, word: str) -> tuple[str, ...]: ...


class Dictionary:
    """``name`` is that of its files: ``en_US``. A damaged one judges nothing."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.name = path.stem
        self._checker: _Checker | None = None
        self._scripts: frozenset[str] = frozenset()
        self._encoding = "utf-8"
        self._loaded = False

    def knows(self, word: str) -> bool | None:
        """Whether it is a word; None for one in another script."""
        checker = self._ready()
        if checker is None or not self._covers(word):
            return None
        return bool(checker.spell(word))

    def suggestions(self, word: str) -> list[str]:
        """What may have been meant, best first."""
        checker = self._ready()
        if checker is None or not self._covers(word):
            return []
        return list(checker.suggest(word))

    def _covers(self, word: str) -> bool:
        try:
            word.encode(self._encoding)
        except UnicodeEncodeError:
            return False
        return all(_script(letter) in self._scripts for letter in word if letter.isalpha())

    def _ready(self) -> _Checker | None:
        if not self._loaded:
            self._loaded = True
            try:
                self._load()
            except (OSError, LookupError, ValueError) as error:
                log.warning("dictionary %s cannot be read: %s", self.path, error)
                self._checker = None
        return self._checker

    def _load(self) -> None:
        from hunspell import Hunspell

        affixes = self.path.with_suffix(".aff").read_bytes()[:_SAMPLE_BYTES]
        found = _SET.search(affixes)
        self._encoding = found[1].decode("ascii", "replace") if found else "latin-1"
        with self.path.open("rb") as file:
            sample = file.read(_SAMPLE_BYTES).decode(self._encoding, "replace")
        self._scripts = _scripts_of(sample)
        self._checker = Hunspell(self.name, hunspell_data_dir=str(self.path.parent))


def _scripts_of(sample: str) -> frozenset[str]:
    counted: dict[str, int] = {}
    for line in sample.splitlines()[1:]:
        for letter in line.partition("/")[0]:
            if letter.isalpha():
                script = _script(letter)
                counted[script] = counted.get(script, 0) + 1
    least = sum(counted.values()) / _SCRIPT_SHARE
    return frozenset(script for script, count in counted.items() if count >= least)


def _script(letter: str) -> str:
    """The first word of its name: LATIN, CYRILLIC, HANGUL …"""
    return unicodedata.name(letter, "").partition(" ")[0]
