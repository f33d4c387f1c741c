"""The window of keys, opened from anywhere. Import it late: nothing of it is needed before somebody asks."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget

from mailclient.gui.engine_link import EngineLink
from mailclient.gui.keys.comparing import CompareSheet
from mailclient.gui.keys.holdings import Holdings
from mailclient.gui.keys.setup_message import ReadSetupSheet
from mailclient.gui.keys.window import KeysWindow
from mailclient.mail.ids import AccountId
from mailclient.store.reader import Reader


def open_keys(
    reader: Reader,
    link: EngineLink,
    parent: QWidget,
    *,
    account_id: AccountId | None = None,
    address: str = "",
    fingerprint: str = "",
    create: bool = False,
) -> KeysWindow:
    """The window that is open, else a new one.

    ``fingerprint``: go to this key or certificate. ``address``: to the card of an own address (with ``create`` straight
    to making a key for it), or to the keys of somebody, looked up where there is none. ``account_id`` stands for its
    first address.
    """
    window = next((one for one in QApplication.topLevelWidgets() if _is_ours(one, link)), None)
    if not isinstance(window, KeysWindow):
        window = KeysWindow(reader, link, parent.window())
    window.show()
    window.raise_()
    window.activateWindow()
    if account_id is not None and not address:
        address = next((one.settings.email for one in reader.accounts() if one.id == account_id), "")
    if fingerprint:
        window.show_fingerprint(fingerprint)
    elif create:
        window.make_key(address)
    elif address:
        window.show_address(address)
    return window


def compare_fingerprint(
    _reader: Reader, link: EngineLink, parent: QWidget, fingerprint: str, address: str = ""
) -> None:
    """The comparing sheet over ``parent``, once the engine has told of all keys; nothing when it is not here."""
    holdings = Holdings(link, parent)

    def show() -> None:
        found = holdings.find(fingerprint)
        if found is not None:
            CompareSheet(link, found, next(iter(holdings.own(found.system)), None), parent, address).open()
        holdings.deleteLater()

    holdings.changed.connect(show, Qt.ConnectionType.SingleShotConnection)
    holdings.ask()


def read_setup_message(
    reader: Reader, link: EngineLink, parent: QWidget, data: bytes, taken: Callable[[str], object]
) -> ReadSetupSheet:
    """The sheet that takes a key out of an Autocrypt Setup Message; ``taken`` gets a sentence on what came of it."""
    sheet = ReadSetupSheet(reader, link, data, taken, parent)
    sheet.open()
    return sheet


def _is_ours(widget: QWidget, link: EngineLink) -> bool:
    return isinstance(widget, KeysWindow) and widget.link is link and widget.isVisible()
