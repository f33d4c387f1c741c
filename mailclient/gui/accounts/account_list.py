"""The list of accounts, for the settings."""

from PySide6.QtWidgets import QWidget

from mailclient.gui.engine_link import EngineLink
from mailclient.store.reader import Reader


class AccountList(QWidget):
    """The accounts with Edit and Remove, and a button that adds one. Refreshed by ``AccountsChanged``."""

    def __init__(self, reader: Reader, link: EngineLink, parent: QWidget | None = None) -> None:
        super().__init__(parent)
