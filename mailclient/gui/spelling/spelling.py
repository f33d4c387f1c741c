"""What the editor asks: which words are wrong, and what may have been meant.

A word is right when one of the dictionaries in use knows it, or the user has taught it. A word whose letters belong to
none of them (Korean beside an English dictionary) is not judged.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import QLocale, QObject, QTimer, Signal

from mailclient.gui.spelling.dictionaries import add_dictionary, dictionaries
from mailclient.gui.spelling.dictionary import Dictionary
from mailclient.gui.spelling.words import words_of
from mailclient.gui.window_state import WindowState
from mailclient.profile import Profile

_REMEMBERED = 100_000
"""Words whose verdict is kept."""
_ENGLISH = "en_US"
_OFFERED = 6
_FOLDER = "dictionaries"


class Language(NamedTuple):
    """A dictionary that is there. ``name`` is its own ("en_US"), ``label`` in the words of its language."""

    name: str
    label: str
    in_use: bool


class Spelling(QObject):
    """Before ``open`` it finds nothing wrong. All of it is quick, but for the first word of a dictionary (60 ms)."""

    changed = Signal()
    """Words may be right or wrong now that were not before: look at all texts anew."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._state: WindowState | None = None
        self._own = Path()
        self._in_use: list[Dictionary] = []
        self._loaded: dict[Path, Dictionary] = {}
        self._ready = False
        self._learnt: set[str] = set()
        self._ignored: set[str] = set()
        self._verdicts: dict[str, bool] = {}

    def open(self, profile: Profile, state: WindowState) -> None:
        """Take up the choices of this profile. Dictionaries are read when the first text is there."""
        self._state, self._own = state, profile.directory / _FOLDER
        self._learnt = state.words("spelling_learnt")
        self._forget()

    # --- judging --------------------------------------------------------------------------------------------------

    def wrong(self, text: str) -> list[tuple[int, int]]:
        """Start and length of each word that is in no dictionary; none before the dictionaries are read."""
        if not self.on:
            return []
        if not self._ready:
            QTimer.singleShot(0, self, self._read)
            return []
        return [(word.start, word.length) for word in words_of(text) if not self._is_right(word.spelt)]

    def prepare(self) -> None:
        """Read the dictionaries, 60 ms each, before somebody types: Hunspell lets nothing else run meanwhile."""
        if self.on:
            self._read()

    def suggestions(self, word: str) -> list[str]:
        """What may have been meant, best first; up to 100 ms."""
        self._read()
        spelt = word.replace("’", "'")
        found = dict.fromkeys(each for one in self._in_use for each in one.suggestions(spelt))
        return list(found)[:_OFFERED]

    def learn(self, word: str) -> None:
        """It is right from now on, in all that is written in this profile."""
        self._learnt.add(_key(word))
        if self._state is not None:
            self._state.set_words("spelling_learnt", self._learnt)
        self._forget()

    def unlearn(self, word: str) -> None:
        """It is judged by the dictionaries again."""
        self._learnt.discard(_key(word))
        if self._state is not None:
            self._state.set_words("spelling_learnt", self._learnt)
        self._forget()

    def ignore(self, word: str) -> None:
        """It is right until the program ends."""
        self._ignored.add(_key(word))
        self._forget()

    @property
    def learnt(self) -> list[str]:
        """The words the user has taught, in order."""
        return sorted(self._learnt)

    # --- choosing -------------------------------------------------------------------------------------------------

    @property
    def on(self) -> bool:
        """Whether spelling is looked at."""
        return self._state is not None and self._state.text("spelling", "yes") == "yes"

    def set_on(self, on: bool) -> None:
        """Look at spelling, or do not."""
        if self._state is not None:
            self._state.set_text("spelling", "yes" if on else "no")
            self._forget()

    def languages(self) -> list[Language]:
        """The dictionaries that are there; looks into a few folders."""
        there = dictionaries(self._own)
        in_use = self._names(there)
        return sorted(
            (Language(name, _label(name), name in in_use) for name in there), key=lambda one: one.label.casefold()
        )

    def use(self, names: Iterable[str]) -> None:
        """Judge by these dictionaries."""
        if self._state is not None:
            self._state.set_text("spelling_languages", " ".join(names) or "-")
            self._forget()

    def add(self, path: Path) -> list[str]:
        """Add what this file holds and use it; the names. ``NoDictionaryError``, ``OSError``."""
        added = add_dictionary(path, self._own)
        self._loaded.clear()
        self.use(dict.fromkeys([*self._names(dictionaries(self._own)), *added]))
        return added

    # --- within ---------------------------------------------------------------------------------------------------

    def _is_right(self, word: str) -> bool:
        found = self._verdicts.get(word)
        if found is None:
            if len(self._verdicts) >= _REMEMBERED:
                self._verdicts.clear()
            found = self._verdicts[word] = self._judge(word)
        return found

    def _judge(self, word: str) -> bool:
        if not {_key(word), _key(word.removesuffix("'s"))}.isdisjoint(self._learnt | self._ignored):
            return True
        verdicts = [one.knows(word) for one in self._in_use]
        return True in verdicts or False not in verdicts

    def _read(self) -> None:
        if self._ready:
            return
        self._ready = True
        there = dictionaries(self._own)
        wanted = [there[name] for name in self._names(there)]
        self._loaded = {path: self._loaded.get(path) or Dictionary(path) for path in wanted}
        self._in_use = list(self._loaded.values())
        self._is_right("word")
        self.changed.emit()

    def _names(self, there: dict[str, Path]) -> list[str]:
        """Those chosen; without a choice English, and the language of the system where it has a dictionary."""
        chosen = self._state.text("spelling_languages") if self._state is not None else ""
        system = QLocale.system().name()
        wanted = chosen.split() if chosen else [_ENGLISH, *([] if system.startswith("ko") else [system])]
        return [name for name in dict.fromkeys(wanted) if name in there]

    def _forget(self) -> None:
        self._verdicts.clear()
        self._ready = False
        self.changed.emit()


def _key(word: str) -> str:
    return word.replace("’", "'").casefold()


def _label(name: str) -> str:
    locale = QLocale(name)
    language = locale.nativeLanguageName()
    if locale.language() is QLocale.Language.C or not language:
        return name
    return f"{language} ({locale.nativeTerritoryName()})" if "_" in name else language


_spelling: Spelling | None = None


def spelling() -> Spelling:
    """The one of this process."""
    global _spelling
    if _spelling is None:
        _spelling = Spelling()
    return _spelling
