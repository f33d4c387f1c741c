"""The frame of the dialogs about the vault's passphrase: words, fields, two buttons; as high as what it says."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget
from shiboken6 import isValid

from mailclient.bridge import commands, events
from mailclient.gui.accounts.password_field import PasswordField
from mailclient.gui.controls.button import text_button
from mailclient.gui.controls.field import Field
from mailclient.gui.controls.label import PlainLabel
from mailclient.gui.engine_link import EngineLink
from mailclient.gui.message_view.icon_label import IconLabel
from mailclient.gui.theme import tokens
from mailclient.language import tr
from mailclient.language.problems import problem_text

_WIDTH = 420
_SHORTEST = 8
"""Characters of a new passphrase: what is shorter is found by trying."""


class PassphraseDialog(QDialog):
    """``new_passphrase`` looks at a new one that is typed twice; ``ask`` sends, and accepts when it has worked."""

    def __init__(self, link: EngineLink, parent: QWidget | None, *fields: Field) -> None:
        super().__init__(parent)
        self._link = link
        self._request = ""
        self._fields = fields
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setFixedWidth(_WIDTH)
        self._title = PlainLabel(wordWrap=True)
        self._title.setProperty("kind", "title")
        self._words = PlainLabel(wordWrap=True)
        self._words.setProperty("kind", "muted")
        self.later = text_button(tr("Cancel"))
        self.go_button = text_button("", "primary")
        self.go_button.setDefault(True)
        self.later.clicked.connect(self.reject)
        for field in fields:
            _line(field).textEdited.connect(self._fit)
        self._arrange()

    def say(self, title: str, words: str, forward: str) -> None:
        """What it is about, and the button that does it."""
        self.setWindowTitle(title)
        self._title.setText(title)
        self._words.setText(words)
        self.go_button.setText(forward)
        self._fit()

    def new_passphrase(self, first: Field, second: Field) -> str:
        """What was typed in both; "" when it cannot be taken, and that is said."""
        words, again = _line(first).text(), _line(second).text()
        if not words:
            first.complain(tr("Enter the passphrase."))
        elif len(words) < _SHORTEST:
            first.complain(tr("Take at least {count} characters.", count=_SHORTEST))
        elif words != again:
            second.complain(tr("These are two different passphrases."))
        else:
            return words
        self._fit()
        return ""

    def complain(self, field: Field, sentence: str) -> None:
        """Say what is wrong with what is typed there."""
        field.complain(sentence)
        self._fit()

    def ask(self, command: commands.UnlockVault | commands.ChangeVaultPassphrase) -> None:
        """Send it; what goes wrong is told at the first field."""
        self._wait(True)
        self._request = command.request_id
        self._link.request(command, self._answer)

    def _answer(self, event: events.Finished | events.Failed) -> None:
        if not isValid(self):
            return
        self._wait(False)
        if isinstance(event, events.Failed):
            self.complain(self._fields[0], str(problem_text(event.problem)))
            _line(self._fields[0]).selectAll()
            return
        for field in self._fields:
            _line(field).clear()
        self.accept()

    def _fit(self) -> None:
        """As high as its words, which may be several lines."""
        column = self.layout()
        if column is not None:
            column.activate()
            self.setFixedHeight(column.totalHeightForWidth(_WIDTH))

    def _wait(self, on: bool) -> None:
        for widget in (*(field.editor for field in self._fields), self.go_button):
            widget.setEnabled(not on)

    def _arrange(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(tokens.SPACE_8)
        head.addWidget(IconLabel("lock", tokens.ICON, "accent_text"))
        head.addWidget(self._title, 1)
        row = QHBoxLayout()
        row.setSpacing(tokens.SPACE_8)
        row.addStretch()
        row.addWidget(self.later)
        row.addWidget(self.go_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(tokens.SPACE_24, tokens.SPACE_24, tokens.SPACE_24, tokens.SPACE_16)
        column.setSpacing(tokens.SPACE_12)
        column.addLayout(head)
        column.addWidget(self._words)
        for field in self._fields:
            column.addWidget(field)
        column.addLayout(row)


def _line(field: Field) -> PasswordField:
    assert isinstance(field.editor, PasswordField)
    return field.editor
