"""Whom a message is sent as: one of the identities of the accounts."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QMenu, QSizePolicy, QToolButton, QWidget

from mailclient.gui.theme import bind_icon
from mailclient.language import tr
from mailclient.mail.account import Account
from mailclient.mail.address import Address
from mailclient.mail.answering import sender_called
from mailclient.mail.identity import Identity
from mailclient.mail.ids import AccountId
from mailclient.mime.addresses import format_address, parse_addresses


class SenderChoice(QToolButton):
    """The name and address, with a menu of the others: all identities of all accounts, in their order."""

    chosen = Signal()
    """By the user."""
    shown = Signal()
    """It shows another one, whoever chose it."""

    def __init__(self, accounts: Sequence[Account], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._accounts = {account.id: account for account in accounts if account.settings.senders}
        self._account_id = next(iter(self._accounts), AccountId(0))
        self._identity: Identity | None = None
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
        for account in self._accounts.values():
            for identity in account.settings.senders:
                menu.addAction(format_address(identity.as_address)).triggered.connect(
                    lambda _checked=False, account_id=account.id, identity=identity: self._choose(account_id, identity)
                )
        self.setMenu(menu)
        self.choose(self._account_id)

    @property
    def account_id(self) -> AccountId:
        """The account chosen."""
        return self._account_id

    @property
    def identity(self) -> Identity | None:
        """The identity chosen; None when there is no account."""
        return self._identity

    @property
    def unlisted(self) -> bool:
        """Whether the address is one that the menu does not offer: behind a plus, or covered by a pattern."""
        listed = {one.address for account in self._accounts.values() for one in account.settings.senders}
        return self._identity is not None and self._identity.address not in listed

    @property
    def count(self) -> int:
        """How many there are to choose from."""
        return len(self.menu().actions())

    def choose(self, account_id: AccountId, from_: str = "") -> None:
        """Choose the identity of this account that is called so ("Name <address>"), else its default one."""
        if account_id in self._accounts:
            wanted = next(iter(parse_addresses(from_)), Address("", ""))
            self._show(account_id, sender_called(self._accounts[account_id].settings, wanted))

    def _choose(self, account_id: AccountId, identity: Identity) -> None:
        self._show(account_id, identity)
        self.chosen.emit()

    def _show(self, account_id: AccountId, identity: Identity) -> None:
        self._account_id, self._identity = account_id, identity
        self.setText(format_address(identity.as_address))
        self.shown.emit()
