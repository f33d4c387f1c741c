"""The dialog that adds an account or changes its settings."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QWidget

from mailclient.gui.engine_link import EngineLink
from mailclient.mail.account import Account


class AccountDialog(QDialog):
    """Name, address, password, then the servers; logs in before anything is stored. Sends ``AddAccount``."""

    account_added = Signal(object)
    """AccountId, once both logins worked."""

    def __init__(self, link: EngineLink, parent: QWidget | None = None, *, account: Account | None = None) -> None:
        super().__init__(parent)
