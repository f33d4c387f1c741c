"""The question for the vault's passphrase: once per start, where the system has no keyring."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QApplication, QDialog, QHBoxLayout, QVBoxLayout, QWidget
from shiboken6 import isValid

from mailclient.bridge import commands, events
from mailclient.bridge.fresh_ids import fresh_request_id
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


class VaultDialog(QDialog):
    """Answers ``VaultLocked`` with ``UnlockVault``. There is one at most: see ``ask_vault``."""

    unlocked = Signal()

    def __init__(self, link: EngineLink, parent: QWidget, *, exists: bool) -> None:
        super().__init__(parent)
        self._link = link
        self._request = ""
        self._exists = exists
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setFixedWidth(_WIDTH)
        self._title = PlainLabel(wordWrap=True)
        self._title.setProperty("kind", "title")
        self._words = PlainLabel(wordWrap=True)
        self._words.setProperty("kind", "muted")
        self.passphrase, self.again = PasswordField(), PasswordField()
        self.passphrase_field = Field(tr("Passphrase"), self.passphrase)
        self.again_field = Field(tr("The same again"), self.again)
        self.later = text_button(tr("Not now"))
        self.unlock_button = text_button("", "primary")
        self.unlock_button.setDefault(True)
        self.later.clicked.connect(self.reject)
        self.unlock_button.clicked.connect(self.unlock)
        for field in (self.passphrase, self.again):
            field.textEdited.connect(self._fit)
        self._arrange()
        self.ask_for(exists)

    def ask_for(self, exists: bool) -> None:
        """The passphrase of a vault that is there, or a new one."""
        self._exists = exists
        title = tr("Unlock your passwords") if exists else tr("Protect your passwords")
        self.setWindowTitle(title)
        self._title.setText(title)
        self._words.setText(
            tr(
                "They are in a vault of this program, because this computer has no keyring. The passphrase is asked "
                "once per start."
            )
            if exists
            else tr(
                "This computer has no keyring, so your passwords are kept in an encrypted vault. Choose its "
                "passphrase: it is asked once per start, and without it nobody can open the vault, you neither."
            )
        )
        self.again_field.setVisible(not exists)
        self.unlock_button.setText(tr("Unlock") if exists else tr("Make the vault"))
        self.passphrase.setFocus()
        self._fit()

    def unlock(self) -> None:
        """Try the passphrase, or say what is wrong with a new one."""
        words = self.passphrase.text()
        if not words:
            self.passphrase_field.complain(tr("Enter the passphrase."))
        elif not self._exists and len(words) < _SHORTEST:
            self.passphrase_field.complain(tr("Take at least {count} characters.", count=_SHORTEST))
        elif not self._exists and words != self.again.text():
            self.again_field.complain(tr("These are two different passphrases."))
        else:
            self._wait(True)
            self._request = fresh_request_id()
            self._link.request(commands.UnlockVault(self._request, words), self._answer)
        self._fit()

    def _answer(self, event: events.Finished | events.Failed) -> None:
        if not isValid(self):
            return
        self._wait(False)
        if isinstance(event, events.Failed):
            self.passphrase_field.complain(str(problem_text(event.problem)))
            self.passphrase.selectAll()
            self._fit()
            return
        self.passphrase.clear()
        self.again.clear()
        self.unlocked.emit()
        self.accept()

    def _fit(self) -> None:
        """As high as its words, which may be several lines."""
        column = self.layout()
        if column is not None:
            column.activate()
            self.setFixedHeight(column.totalHeightForWidth(_WIDTH))

    def _wait(self, on: bool) -> None:
        for widget in (self.passphrase, self.again, self.unlock_button):
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
        row.addWidget(self.unlock_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(tokens.SPACE_24, tokens.SPACE_24, tokens.SPACE_24, tokens.SPACE_16)
        column.setSpacing(tokens.SPACE_12)
        column.addLayout(head)
        column.addWidget(self._words)
        column.addWidget(self.passphrase_field)
        column.addWidget(self.again_field)
        column.addLayout(row)


def ask_vault(link: EngineLink, parent: QWidget, *, exists: bool | None = None) -> VaultDialog:
    """Open the question over ``parent``, or come back to the one that is open. ``exists`` None: not known here."""
    for widget in QApplication.topLevelWidgets():
        if isinstance(widget, VaultDialog) and isValid(widget) and widget.isVisible():
            if exists is not None:
                widget.ask_for(exists)
            return widget
    dialog = VaultDialog(link, parent, exists=exists is not False)
    dialog.open()
    return dialog
