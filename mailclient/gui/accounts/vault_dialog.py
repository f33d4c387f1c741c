"""The question for the vault's passphrase: once per start, where passwords are in a vault."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid

from mailclient.bridge import commands
from mailclient.bridge.fresh_ids import fresh_request_id
from mailclient.gui.accounts.passphrase_dialog import PassphraseDialog
from mailclient.gui.accounts.password_field import PasswordField
from mailclient.gui.controls.field import Field
from mailclient.gui.engine_link import EngineLink
from mailclient.language import tr


class VaultDialog(PassphraseDialog):
    """Answers ``VaultLocked`` with ``UnlockVault``. There is one at most: see ``ask_vault``.

    ``by_choice``: nothing asks for it, the user wants a vault.
    """

    def __init__(self, link: EngineLink, parent: QWidget | None, *, exists: bool, by_choice: bool = False) -> None:
        self.passphrase, self.again = PasswordField(), PasswordField()
        self.passphrase_field = Field(tr("Passphrase"), self.passphrase)
        self.again_field = Field(tr("Repeat the passphrase"), self.again)
        super().__init__(link, parent, self.passphrase_field, self.again_field)
        self._exists = exists
        self._by_choice = by_choice
        self.go_button.clicked.connect(self.unlock)
        self.ask_for(exists)

    def ask_for(self, exists: bool) -> None:
        """The passphrase of a vault that is there, or a new one."""
        self._exists = exists
        self.again_field.setVisible(not exists)
        self.later.setText(tr("Cancel") if self._by_choice else tr("Not now"))
        if exists:
            self.say(tr("Unlock your passwords"), _known_words(), tr("Unlock"))
        else:
            words = _chosen_words() if self._by_choice else _new_words()
            self.say(tr("Protect your passwords"), words, tr("Make the vault"))
        self.passphrase.setFocus()

    def unlock(self) -> None:
        """Try the passphrase, or say what is wrong with a new one."""
        if not self._exists:
            words = self.new_passphrase(self.passphrase_field, self.again_field)
        else:
            words = self.passphrase.text()
            if not words:
                self.complain(self.passphrase_field, tr("Enter the passphrase."))
        if words:
            self.ask(commands.UnlockVault(fresh_request_id(), words))


class VaultChangeDialog(PassphraseDialog):
    """Gives the vault another passphrase: ``ChangeVaultPassphrase``."""

    def __init__(self, link: EngineLink, parent: QWidget | None = None) -> None:
        self.passphrase, self.new, self.again = PasswordField(), PasswordField(), PasswordField()
        self.passphrase_field = Field(tr("Current passphrase"), self.passphrase)
        self.new_field = Field(tr("New passphrase"), self.new)
        self.again_field = Field(tr("Repeat the passphrase"), self.again)
        super().__init__(link, parent, self.passphrase_field, self.new_field, self.again_field)
        self.go_button.clicked.connect(self.change)
        self.say(
            tr("Change the vault's passphrase"),
            tr("Your passwords stay as they are. Nobody can open the vault without the new passphrase, not even you."),
            tr("Change"),
        )

    def change(self) -> None:
        """Send both, or say what is wrong with them."""
        old = self.passphrase.text()
        if not old:
            self.complain(self.passphrase_field, tr("Enter the passphrase."))
            return
        new = self.new_passphrase(self.new_field, self.again_field)
        if new:
            self.ask(commands.ChangeVaultPassphrase(fresh_request_id(), old, new))


def ask_vault(link: EngineLink, parent: QWidget, *, exists: bool | None = None) -> VaultDialog:
    """Open the question over ``parent``, or come back to the one that is open. ``exists`` None: not known here."""
    for widget in QApplication.topLevelWidgets():
        if isinstance(widget, VaultDialog) and isValid(widget) and widget.isVisible():
            if exists is not None:
                widget.ask_for(exists)
            return widget
    dialog = VaultDialog(link, parent, exists=link.profile.vault.exists() if exists is None else exists)
    # also over a message that is being written: else the passphrase would be typed into it
    dialog.setWindowModality(Qt.WindowModality.ApplicationModal)
    dialog.show()
    dialog.raise_()
    dialog.activateWindow()
    return dialog


def open_vault_settings(link: EngineLink, parent: QWidget) -> VaultDialog | VaultChangeDialog:
    """Another passphrase for the vault that is there; else make one in place of the system's keyring."""
    dialog: VaultDialog | VaultChangeDialog
    if link.profile.vault.exists():
        dialog = VaultChangeDialog(link, parent)
    else:
        dialog = VaultDialog(link, parent, exists=False, by_choice=True)
    dialog.open()
    return dialog


def _known_words() -> str:
    return tr("They are kept in an encrypted vault. Its passphrase is asked once per start.")


def _new_words() -> str:
    return tr(
        "This computer has no keyring, so passwords, keys and encrypted drafts are locked in a vault. Choose a "
        "passphrase for it: it is asked once per start. Nobody can open the vault without it, not even you."
    )


def _chosen_words() -> str:
    return tr(
        "Your passwords move into an encrypted vault of this program. Choose a passphrase for it: "
        "it is asked once per start. Nobody can open the vault without it, not even you."
    )
