"""The search field of the list's header: operators in colour, suggestions below, and searching while one types.

A line edit shows colours through the attributes of an input method event; while an input method is composing it is
left alone, and what is being composed is searched for as if it were typed.
"""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QFocusEvent, QInputMethodEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QLineEdit, QToolButton, QWidget

from mailclient.gui.controls.escape import keeps_escape
from mailclient.gui.theme import bind_icon, theme, tokens
from mailclient.language import tr

if TYPE_CHECKING:
    from mailclient.gui.main_window.suggestion_list import SuggestionList
    from mailclient.gui.main_window.suggestions import Suggestion

_PAUSE_MS = 90
"""After the last key; a search itself takes a few milliseconds."""


def _no_suggestions(_text: str) -> "Sequence[Suggestion]":
    return ()


class SearchField(QLineEdit):
    """``searched`` is emitted when typing pauses or at Enter; empty text ends the search."""

    searched = Signal(str)
    left = Signal()
    """Escape, or Enter and Down: the list gets the focus."""
    entered = Signal(str)
    """Enter: these words are worth remembering."""
    active_changed = Signal(bool)
    """It has the focus or words in it: it may take more room."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.suggest: Callable[[str], Sequence[Suggestion]] = _no_suggestions
        """What completes the text before the cursor."""
        self.setPlaceholderText(tr("Search"))
        self.setAccessibleName(tr("Search mail"))
        self._composed = ""
        self._lens = QAction(self)
        bind_icon(self._lens, "search", tokens.ICON_SMALL)
        self.addAction(self._lens, QLineEdit.ActionPosition.LeadingPosition)
        self._clear = QAction(tr("Close the search"), self)
        bind_icon(self._clear, "x", tokens.ICON_SMALL)
        self._clear.triggered.connect(self._leave)
        self.addAction(self._clear, QLineEdit.ActionPosition.TrailingPosition)
        self._clear.setVisible(False)
        for button, said in zip(self.findChildren(QToolButton), (tr("Search"), self._clear.text()), strict=True):
            button.setAccessibleName(said)
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._suggestions: SuggestionList | None = None
        self.textChanged.connect(self._follow_text)
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._pause.timeout.connect(self._search)
        self.textEdited.connect(lambda _text: self._type())
        theme().changed.connect(self._colour)

    @property
    def suggestions(self) -> "SuggestionList":
        """Made when there is first something to suggest."""
        if self._suggestions is None:
            from mailclient.gui.main_window.suggestion_list import SuggestionList

            self._suggestions = SuggestionList(self)
            self._suggestions.taken.connect(self._take)
        return self._suggestions

    @property
    def typed(self) -> str:
        """The words, with what an input method is composing among them."""
        at = self.cursorPosition()
        return (self.text()[:at] + self._composed + self.text()[at:]).strip()

    @property
    def active(self) -> bool:
        """Whether it has the focus or words in it."""
        return self.hasFocus() or bool(self.text())

    def close_search(self) -> None:
        """Empty the field and show again what was shown before."""
        self._pause.stop()
        self._hide_suggestions()
        if self.text():
            self.clear()
            self.searched.emit("")

    def show_words(self, words: str) -> None:
        """These words are searched for, as if they were typed."""
        self.setText(words)
        self._search()

    # --- keys ----------------------------------------------------------------------------------------------------

    def event(self, event: QEvent) -> bool:
        """Tab takes what is suggested, where something is."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and event.key() == Qt.Key.Key_Tab:
            suggestion = self.suggestions.chosen() or (self.suggestions.first() if self.text() else None)
            if suggestion is not None:
                self._take(suggestion)
                return True
        return keeps_escape(event) or super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape closes the suggestions, then the search; the arrows go through the suggestions, or on to the list."""
        match event.key():
            case Qt.Key.Key_Escape:
                if self.suggestions.isVisible() and self.text():
                    self.suggestions.hide()
                else:
                    self._leave()
            case Qt.Key.Key_Down | Qt.Key.Key_Up if self.suggestions.isVisible():
                self.suggestions.step(1 if event.key() == Qt.Key.Key_Down else -1)
            case Qt.Key.Key_Down:
                self._enter()
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                chosen = self.suggestions.chosen()
                self._take(chosen) if chosen is not None else self._enter()
            case _:
                super().keyPressEvent(event)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        """A syllable that is being composed counts as typed."""
        self._composed = event.preeditString()
        super().inputMethodEvent(event)
        self._type()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Say what can be asked."""
        super().focusInEvent(event)
        self.active_changed.emit(True)
        if event.reason() != Qt.FocusReason.ActiveWindowFocusReason:
            self._propose()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Nothing is left lying over the window."""
        super().focusOutEvent(event)
        self._hide_suggestions()
        self.active_changed.emit(self.active)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The suggestions go along."""
        super().resizeEvent(event)
        if self._suggestions is not None and self._suggestions.isVisible():
            self._suggestions.place()

    def _leave(self) -> None:
        self.close_search()
        self.left.emit()

    def _enter(self) -> None:
        self._hide_suggestions()
        if self._pause.isActive():
            self._search()
        if self.typed:
            self.entered.emit(self.typed)
        self.left.emit()

    # --- typing --------------------------------------------------------------------------------------------------

    def _type(self) -> None:
        self._pause.start()
        self._propose()

    def _search(self) -> None:
        self._pause.stop()
        self.searched.emit(self.typed)

    def _propose(self) -> None:
        at_end = self.cursorPosition() == len(self.text()) and not self._composed
        self.suggestions.show_all(self.suggest(self.text()) if at_end and self.hasFocus() else ())

    def _hide_suggestions(self) -> None:
        if self._suggestions is not None:
            self._suggestions.hide()

    def _take(self, suggestion: "Suggestion") -> None:
        self.suggestions.hide()
        end = " " if suggestion.complete and suggestion.start + len(suggestion.text) else ""
        self.setText(self.text()[: suggestion.start] + suggestion.text + end)
        self._propose()
        self._search()

    # --- colours -------------------------------------------------------------------------------------------------

    def _follow_text(self, text: str) -> None:
        self._clear.setVisible(bool(text))
        self.active_changed.emit(self.active)
        self._colour()

    def _colour(self) -> None:
        if self._composed:
            return
        attributes = []
        if self.text():
            from mailclient.gui.main_window.query_colours import looks

            kind, cursor = QInputMethodEvent.AttributeType.TextFormat, self.cursorPosition()
            for span, look in looks(self.text()):
                part = QInputMethodEvent.Attribute(kind, span.start - cursor, span.end - span.start, look)
                attributes.append(part)
        super().inputMethodEvent(QInputMethodEvent("", attributes))
