"""The address book's one window, opened from anywhere."""

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QApplication, QWidget

from mailclient.gui.contacts.key_lines import KeyLines
from mailclient.gui.contacts.window import ContactsWindow
from mailclient.gui.engine_link import EngineLink
from mailclient.mail.address import Address
from mailclient.store.reader import Reader

Write = Callable[[Sequence[Address]], object]
Search = Callable[[str], object]


def open_contacts(
    reader: Reader, link: EngineLink, parent: QWidget, write: Write | None = None, search: Search | None = None
) -> ContactsWindow:
    """The window that is open, else a new one that writes and searches by these functions."""
    window = next((one for one in QApplication.topLevelWidgets() if _is_ours(one, link)), None)
    if not isinstance(window, ContactsWindow):
        window = ContactsWindow(reader, link, parent)
        KeyLines(reader, link, window.card)
        if write is not None:
            window.write_requested.connect(write)
        if search is not None:
            window.search_requested.connect(search)
    window.show()
    window.raise_()
    window.activateWindow()
    return window


def show_address(reader: Reader, link: EngineLink, parent: QWidget, address: Address) -> None:
    """Whoever has this address; else a new card with it."""
    window = open_contacts(reader, link, parent)
    known = reader.contact_of(address.address)
    if known is not None and known.id is not None:
        window.show_person(known.id)
    else:
        window.add(address)


def _is_ours(widget: QWidget, link: EngineLink) -> bool:
    return isinstance(widget, ContactsWindow) and widget.link is link and widget.isVisible()
