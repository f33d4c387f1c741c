"""A bar: one sentence about what is shown, with its actions at the right."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QPushButton, QSizePolicy, QWidget

from mailclient.gui.controls.button import text_button
from mailclient.gui.controls.label import PlainLabel
from mailclient.gui.controls.tooltip import tell_plainly
from mailclient.gui.message_view.icon_label import IconLabel
from mailclient.gui.theme import tokens
from mailclient.language.problems import problem_text
from mailclient.mail.problem import Problem

TONE_COLOURS = {"calm": "muted", "info": "accent_text", "warning": "warning", "danger": "danger"}
"""The icon's colour for each tone."""
_NARROW = 480
"""Pixels."""


class Bar(QFrame):
    """36 px (more when the sentence needs two lines); the tone is "calm" (no ground), "info", "warning" or "danger"."""

    def __init__(
        self, text: str = "", *, tone: str = "info", icon: str = "info", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setProperty("kind", "bar")
        self.setMinimumHeight(tokens.BAR_HEIGHT)
        self._icon = IconLabel(icon, tokens.ICON_SMALL, TONE_COLOURS[tone])
        self.label = PlainLabel(text)
        self.label.setWordWrap(True)
        self.label.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        words = QHBoxLayout()
        words.setSpacing(tokens.SPACE_8)
        words.addWidget(self._icon)
        words.addWidget(self.label, 1)
        self._row = QHBoxLayout()
        self._row.setSpacing(tokens.SPACE_8)
        self._lines = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._lines.setContentsMargins(tokens.SPACE_12, tokens.SPACE_4, tokens.SPACE_4, tokens.SPACE_4)
        self._lines.setSpacing(tokens.SPACE_8)
        self._lines.addLayout(words, 1)
        self._lines.addLayout(self._row)
        self._buttons: list[QPushButton] = []
        self._dress(tone)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Several actions go below the sentence where there is no room beside it."""
        super().resizeEvent(event)
        narrow = self.width() < _NARROW and len(self._buttons) > 1
        direction = QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight
        if self._lines.direction() != direction:
            self._lines.setDirection(direction)
            self._lines.setSpacing(0 if narrow else tokens.SPACE_8)
            self._row.setAlignment(Qt.AlignmentFlag.AlignRight if narrow else Qt.AlignmentFlag(0))

    def tell(self, text: str, *, tone: str = "info", icon: str = "info") -> None:
        """Say something else; the actions go away."""
        for button in self._buttons:
            self._row.removeWidget(button)
            button.hide()  # until it is deleted it would be painted below the new ones
            button.deleteLater()
        self._buttons.clear()
        self.label.setText(text)
        self._icon.set_icon(icon, TONE_COLOURS[tone])
        self._dress(tone)

    def tell_problem(self, problem: Problem) -> None:
        """Say what went wrong, in the colour of danger; the technical line is the tool tip."""
        words = problem_text(problem)
        self.tell(str(words), tone="danger", icon="triangle-alert")
        tell_plainly(self, words.detail)
        self.show()

    def add_action(self, text: str, act: Callable[[], object]) -> QPushButton:
        """A link-like button at the right."""
        button = text_button(text, "link")
        button.setCursor(Qt.CursorShape.PointingHandCursor)
        button.clicked.connect(lambda: act())
        self._row.addWidget(button)
        self._buttons.append(button)
        return button

    def _dress(self, tone: str) -> None:
        self.setProperty("tone", tone)
        self.style().unpolish(self)
        self.style().polish(self)
