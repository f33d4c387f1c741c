"""One of a few choices that each need a sentence: a card that is clicked anywhere."""

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QFrame, QRadioButton, QVBoxLayout, QWidget

from mailclient.gui.controls.label import PlainLabel
from mailclient.gui.theme import tokens

_MARK = 24
"""Pixels before the words: the button's mark and the space after it."""


class RadioCard(QFrame):
    """``button`` is the radio button; those with the same parent exclude each other by a ``QButtonGroup``."""

    def __init__(self, title: str, sentence: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "choice")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.button = QRadioButton(title)
        self.button.setAccessibleDescription(sentence)
        self.button.setProperty("kind", "strong")
        words = PlainLabel(sentence, wordWrap=True)
        words.setProperty("kind", "meta")
        words.setContentsMargins(_MARK, 0, 0, 0)
        column = QVBoxLayout(self)
        column.setContentsMargins(tokens.SPACE_12, tokens.SPACE_8, tokens.SPACE_12, tokens.SPACE_8)
        column.setSpacing(2)
        column.addWidget(self.button)
        column.addWidget(words)
        self.button.toggled.connect(self._dress)
        self.button.installEventFilter(self)
        self._dress()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Anywhere on the card."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.button.click()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The focus is shown around the whole card."""
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            self._dress()
        return super().eventFilter(watched, event)

    def _dress(self) -> None:
        self.setProperty("chosen", self.button.isChecked())
        self.setProperty("reached", self.button.hasFocus())
        self.style().unpolish(self)
        self.style().polish(self)
