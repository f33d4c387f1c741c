"""Words looked for in a text that is shown: where they stand, marked, one of them current."""

from collections.abc import Sequence

from PySide6.QtGui import QColor, QTextCursor, QTextDocument
from PySide6.QtWidgets import QTextEdit

from mailclient.gui.message_view.matches import COUNTED, Matches
from mailclient.gui.theme import theme


class TextMarks:
    """Marks places in ``edit``; ``clear`` takes the marks away."""

    def __init__(self, edit: QTextEdit) -> None:
        self._edit = edit
        self._words = ""
        self._places: list[QTextCursor] = []
        self._current = -1

    def clear(self) -> None:
        """Another text is shown, or the search is over."""
        self._words, self._places, self._current = "", [], -1
        self._edit.setExtraSelections([])

    def find(self, words: str, *, forward: bool) -> Matches:
        """Mark all places of these words, whatever their case, and go to the next one."""
        if not words:
            self.clear()
            return Matches()
        if words != self._words:
            start = self._edit.textCursor().selectionStart()
            self._words = words
            self._places = _places_of(self._edit.document(), words)
            first = next((n for n, place in enumerate(self._places) if place.selectionStart() >= start), 0)
            self._current = first if self._places else -1
        elif self._places:
            self._current = (self._current + (1 if forward else -1)) % len(self._places)
        self._mark()
        return Matches(self._current + 1, len(self._places))

    def highlight(self, words: Sequence[str]) -> None:
        """Mark all places of each of these words, and go to none."""
        self._words, self._current = "", -1
        found = [place for word in words for place in _places_of(self._edit.document(), word)]
        self._places = found[:COUNTED]
        self._paint()

    def find_anew(self, words: str) -> Matches:
        """The text has grown: count again and stay where one is."""
        if words != self._words or not words:
            return Matches(self._current + 1, len(self._places))
        self._places = _places_of(self._edit.document(), words)
        if self._current < 0 and self._places:
            self._current = 0
            self._mark()
        elif self._places:
            self._paint()
        return Matches(self._current + 1, len(self._places))

    def _mark(self) -> None:
        self._paint()
        if self._current >= 0:
            shown = QTextCursor(self._places[self._current])
            shown.setPosition(shown.selectionStart())
            self._edit.setTextCursor(shown)
            self._edit.ensureCursorVisible()

    def _paint(self) -> None:
        colours = theme().palette
        marks = []
        for number, place in enumerate(self._places):
            mark = QTextEdit.ExtraSelection()
            mark.cursor = place
            current = number == self._current
            mark.format.setBackground(QColor(colours.accent if current else colours.warning_ground))
            mark.format.setForeground(QColor(colours.on_accent if current else colours.text))
            marks.append(mark)
        self._edit.setExtraSelections(marks)


def _places_of(document: QTextDocument, words: str) -> list[QTextCursor]:
    places: list[QTextCursor] = []
    at = document.find(words)
    while not at.isNull() and len(places) < COUNTED:
        places.append(at)
        at = document.find(words, at)
    return places
