"""The line in which a recipient is typed. It knows what an input method is about to write."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QInputMethodEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from mailclient.gui.composer.recipients.places import HEIGHT

_TYPING_WIDTH, _IDLE_WIDTH = 60, 24


class TypingLine(QLineEdit):
    """``seen_changed`` tells what one sees in it: the text with the unfinished syllable of an input method in it."""

    seen_changed = Signal(str)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._preedit = ""
        self.setProperty("kind", "typed")
        self.setAccessibleName(name)
        self.setFixedHeight(HEIGHT)
        self.setDragEnabled(False)
        self.setAcceptDrops(False)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self.textEdited.connect(lambda _text: self.seen_changed.emit(self.seen()))

    @property
    def composing(self) -> bool:
        """Whether an input method is in the middle of a syllable or a word."""
        return bool(self._preedit)

    def seen(self) -> str:
        """The text as it is seen."""
        if not self._preedit:
            return self.text()
        at = self.cursorPosition()
        return self.text()[:at] + self._preedit + self.text()[at:]

    def least_width(self) -> int:
        """Pixels it needs: more while one types in it."""
        least = _TYPING_WIDTH if self.hasFocus() else _IDLE_WIDTH
        return max(least, self.fontMetrics().horizontalAdvance(self.text()) + 16) if self.text() else least

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        """Remember what is not finished."""
        before, self._preedit = self._preedit, event.preeditString()
        super().inputMethodEvent(event)
        if before != self._preedit:
            self.seen_changed.emit(self.seen())

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """The input method has finished by itself, or what it had is gone."""
        super().focusOutEvent(event)
        self._preedit = ""
