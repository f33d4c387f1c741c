"""The address book beside the main window: what it writes and looks for goes through that."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject

from mailclient.gui.engine_link import EngineLink
from mailclient.gui.main_window.window import MainWindow
from mailclient.mail.address import Address
from mailclient.mime.addresses import format_address


class AddressBook(QObject):
    """``write`` begins a message to recipients as typed."""

    def __init__(self, window: MainWindow, link: EngineLink, write: Callable[[str], object]) -> None:
        super().__init__(window)
        self._main, self._link, self._write = window, link, write
        window.actions_["address_book"].triggered.connect(self.open)

    def open(self) -> None:
        """Show it, in front."""
        from mailclient.gui.contacts.opening import open_contacts

        open_contacts(self._main.reader, self._link, self._main, self._write_to, self._search)

    def _write_to(self, people: Sequence[Address]) -> None:
        self._write(", ".join(map(format_address, people)))

    def _search(self, query: str) -> None:
        self._main.search_for(query)
        self._main.raise_()
        self._main.activateWindow()
