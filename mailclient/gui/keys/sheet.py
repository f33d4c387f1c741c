"""The frame of the sheets about keys: a title, what it means, something to fill in, a bar for what went wrong, buttons.

A sheet asks the engine and stays open until it has answered; an answer that comes after it was closed is for nobody.
"""

import itertools
from collections.abc import Callable, Iterator

import msgspec
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QComboBox, QDialog, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget
from shiboken6 import isValid

from mailclient.bridge import commands, events
from mailclient.gui.accounts.password_field import PasswordField
from mailclient.gui.controls.button import text_button
from mailclient.gui.controls.field import Field
from mailclient.gui.controls.label import PlainLabel
from mailclient.gui.engine_link import EngineLink
from mailclient.gui.message_view.bar import Bar
from mailclient.gui.theme import tokens
from mailclient.language import tr
from mailclient.mail.problem import Problem, ProblemKind

_WIDTH = 480
_LOCKED = (commands.ExportKey, commands.ChangeKeyExpiry, commands.RevokeKey, commands.MakeSetupMessage)
"""Need the passphrase of one's key, if it has one."""
_PASSPHRASE = (ProblemKind.PASSPHRASE_NEEDED, ProblemKind.PASSPHRASE_WRONG)


class Sheet(QDialog):
    """Fill ``body``; ``forward`` is the button that does it. ``request`` asks and calls back when all went well."""

    _careful = False
    """Enter alone must not do it."""
    _asks_for_key = True
    """A passphrase that is missing is that of one's key; else the sheet has a field of its own for it."""

    def __init__(
        self, link: EngineLink, parent: QWidget | None, title: str, meaning: str, forward: str, *, width: int = _WIDTH
    ) -> None:
        super().__init__(parent)
        self.link = link
        self._words = forward
        self._ordered = False
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
        self.buttons = QHBoxLayout()
        self.buttons.setSpacing(tokens.SPACE_8)
        self.buttons.addStretch(1)
        self.buttons.addWidget(self.cancel)
        self.buttons.addWidget(self.forward)
        self.passphrase_of_key = PasswordField()
        self.key_field = Field(tr("Passphrase of your key"), self.passphrase_of_key)
        self.key_field.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(tokens.SPACE_24, tokens.SPACE_24, tokens.SPACE_24, tokens.SPACE_16)
        column.setSpacing(tokens.SPACE_12)
        for widget in (self.title, self.meaning, self.bar):
            column.addWidget(widget)
        column.addLayout(self.body)
        column.addWidget(self.key_field)
        column.addLayout(self.buttons)

    def showEvent(self, event: QShowEvent) -> None:
        """As high as its words; Tab goes through what is to be filled in, then to the buttons."""
        super().showEvent(event)
        if not self._ordered:
            self._ordered = True
            self._order()
        self.fit()

    def _order(self) -> None:
        """Where one begins: what is to be filled in, else the button that does it."""
        places = map(self.buttons.itemAt, range(self.buttons.count()))
        buttons = [one.widget() for one in places if one is not None and one.widget() is not None]
        for before, after in itertools.pairwise((self.previousInFocusChain(), self.passphrase_of_key, *buttons)):
            QWidget.setTabOrder(before, after)  # type: ignore[arg-type]  # there is always one
        begins = self.cancel if self._careful else self.forward
        begins.setDefault(True)
        self.forward.setAutoDefault(not self._careful)
        if self._careful or self.focusWidget() in (None, self.cancel, self):
            field = None if self._careful else next(self._fields(), None)
            (field or begins).setFocus(Qt.FocusReason.TabFocusReason)

    def _fields(self) -> Iterator[QWidget]:
        """What can be filled in, in its order."""
        widget = self.nextInFocusChain()
        while widget is not None and widget is not self:
            if isinstance(widget, QLineEdit | QComboBox) and widget.isVisible() and widget.isEnabled():
                yield widget
            widget = widget.nextInFocusChain()

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
        self.link.request(self.unlocked(command), lambda event: self.take_answer(event, done))

    def unlocked(self, command: commands.AnyCommand) -> commands.AnyCommand:
        """The command with the passphrase of one's key, where that has been asked for."""
        words = self.passphrase_of_key.text()
        return msgspec.structs.replace(command, passphrase=words) if words and isinstance(command, _LOCKED) else command

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

    def take_answer(self, event: events.Finished | events.Failed, done: Callable[[events.Finished], object]) -> None:
        """Ready again; ``done``, or what went wrong."""
        if not isValid(self):
            return
        self.forward.setText(self._words)
        self.forward.setEnabled(True)
        if isinstance(event, events.Finished):
            done(event)
        elif self._asks_for_key and event.problem.kind in _PASSPHRASE:
            self._ask_passphrase()
        else:
            self.tell_problem(event.problem)

    def _ask_passphrase(self) -> None:
        """Where no program of the desktop asks for it; the button that was pressed tries again."""
        was_shown = self.key_field.isVisible()
        self.key_field.show()
        if was_shown:
            self.key_field.complain(tr("This is not the passphrase of the key."))
            self.passphrase_of_key.selectAll()
        self.passphrase_of_key.setFocus()
        self.fit()
