"""Which account a message is sent from."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QMenu, QSizePolicy, QToolButton, QWidget

from mailclient.gui.theme import bind_icon
from mailclient.language import tr
from mailclient.mail.account import Account
from mailclient.mail.address import Address
from mailclient.mail.ids import AccountId
from mailclient.mime.addresses import format_address


class SenderChoice(QToolButton):
    """The address, with a menu of the others."""

    chosen = Signal()

    def __init__(self, accounts: Sequence[Account], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._accounts = {account.id: account for account in accounts}
        self._current = next(iter(self._accounts), AccountId(0))
        self.setProperty("kind", "choice")
        self.setAccessibleName(tr("From"))
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(26)
        bind_icon(self, "chevron-down", 14)
        menu = QMenu(self)
        menu.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        for account in accounts:
            menu.addAction(self._label(account.id)).triggered.connect(
                lambda _checked=False, account_id=account.id: self._choose(account_id)
            )
        self.setMenu(menu)
        self.choose(self._current)

    @property
    def account_id(self) -> AccountId:
        """The account chosen."""
        return self._current

    def choose(self, account_id: AccountId) -> None:
        """Choose this one, if it is there."""
        if account_id in self._accounts:
            self._current = account_id
            self.setText(self._label(account_id))

    def _choose(self, account_id: AccountId) -> None:
        self.choose(account_id)
        self.chosen.emit()

    def _label(self, account_id: AccountId) -> str:
        settings = self._accounts[account_id].settings
        return format_address(Address(settings.name, settings.email))
