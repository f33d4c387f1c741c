"""The frame of the sheets about keys: a title, what it means, something to fill in, a bar for what went wrong, buttons.

A sheet asks the engine and stays open until it has answered; an answer that comes after it was closed is for nobody.
"""

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget
from shiboken6 import isValid

from mailclient.bridge import commands, events
from mailclient.gui.controls.button import text_button
from mailclient.gui.controls.label import PlainLabel
from mailclient.gui.engine_link import EngineLink
from mailclient.gui.message_view.bar import Bar
from mailclient.gui.theme import tokens
from mailclient.language import tr
from mailclient.mail.problem import Problem

_WIDTH = 480


class Sheet(QDialog):
    """Fill ``body``; ``forward`` is the button that does it. ``request`` asks and calls back when all went well."""

    def __init__(
        self, link: EngineLink, parent: QWidget | None, title: str, meaning: str, forward: str, *, width: int = _WIDTH
    ) -> None:
        super().__init__(parent)
        self.link = link
        self._words = forward
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setWindowTitle(title)
        self._width = width
        self.setFixedWidth(width)
        self.title = PlainLabel(title, wordWrap=True)
        self.title.setProperty("kind", "title")
        self.meaning = PlainLabel(meaning, wordWrap=True)
        self.meaning.setProperty("kind", "muted")
        self.meaning.setVisible(bool(meaning))
        self.bar = Bar()
        self.bar.hide()
        self.body = QVBoxLayout()
        self.body.setSpacing(tokens.SPACE_12)
        self.cancel = text_button(tr("Cancel"))
        self.cancel.clicked.connect(self.reject)
        self.forward = text_button(forward, "primary")
        self.forward.setDefault(True)
        self.buttons = QHBoxLayout()
        self.buttons.setSpacing(tokens.SPACE_8)
        self.buttons.addStretch(1)
        self.buttons.addWidget(self.cancel)
        self.buttons.addWidget(self.forward)
        column = QVBoxLayout(self)
        column.setContentsMargins(tokens.SPACE_24, tokens.SPACE_24, tokens.SPACE_24, tokens.SPACE_16)
        column.setSpacing(tokens.SPACE_12)
        for widget in (self.title, self.meaning, self.bar):
            column.addWidget(widget)
        column.addLayout(self.body)
        column.addLayout(self.buttons)

    def showEvent(self, event: QShowEvent) -> None:
        """As high as its words."""
        super().showEvent(event)
        self.fit()

    def say(self, title: str, meaning: str) -> None:
        """Another step of the same sheet."""
        self.title.setText(title)
        self.meaning.setText(meaning)
        self.meaning.setVisible(bool(meaning))

    def add_button(self, text: str, kind: str = "") -> QPushButton:
        """At the left of the others."""
        button = text_button(text, kind)
        self.buttons.insertWidget(0, button)
        return button

    def request(
        self, command: commands.AnyCommand, done: Callable[[events.Finished], object], *, busy: str = ""
    ) -> None:
        """Ask; what goes wrong is told here, and the sheet stays as it is."""
        self.bar.hide()
        self.be_busy(busy or self.forward.text())
        self.link.request(command, lambda event: self._answer(event, done))

    def be_busy(self, words: str) -> None:
        """The engine is at work: nothing else can be pressed but Cancel."""
        self._words = self.forward.text()
        self.forward.setText(words)
        self.forward.setEnabled(False)

    def tell_problem(self, problem: Problem) -> None:
        """Say what went wrong."""
        self.bar.tell_problem(problem)
        self.fit()

    def tell(self, sentence: str) -> None:
        """Say what is missing."""
        self.bar.tell(sentence, tone="warning", icon="triangle-alert")
        self.bar.show()
        self.fit()

    def fit(self) -> None:
        """As high as what it says, which may be several lines; what has just been shown is known a moment later."""
        self._fit_now()
        QTimer.singleShot(0, self, self._fit_now)

    def _fit_now(self) -> None:
        column = self.layout()
        if column is not None:
            column.invalidate()
            column.activate()
            self.setFixedHeight(max(column.totalHeightForWidth(self._width), column.totalMinimumSize().height()))

    def _answer(self, event: events.Finished | events.Failed, done: Callable[[events.Finished], object]) -> None:
        if not isValid(self):
            return
        self.forward.setText(self._words)
        self.forward.setEnabled(True)
        if isinstance(event, events.Failed):
            self.tell_problem(event.problem)
        else:
            done(event)
