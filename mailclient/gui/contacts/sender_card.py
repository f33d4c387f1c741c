"""Who wrote a message, as the address book knows them: the picture in the header, and a menu on it."""

from collections.abc import Callable

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QMenu

from mailclient.bridge import events
from mailclient.gui.contacts.adding import add_people
from mailclient.gui.contacts.portrait import Portraits
from mailclient.gui.engine_link import EngineLink
from mailclient.gui.message_view.header import MessageHeader
from mailclient.gui.origin.showing import OriginShowing
from mailclient.language import tr
from mailclient.mail.address import Address
from mailclient.mail.message import Envelope
from mailclient.store.reader import Reader
from mailclient.store.rows import StoredMessage


class SenderCard(QObject):
    """Of one pane; ``show_message`` when the verdict about it is there.

    A message that may not be from whom it names gets no photograph: that would vouch for it.
    """

    def __init__(
        self, reader: Reader, link: EngineLink, header: MessageHeader, origin: OriginShowing, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._reader, self._link, self._header, self._origin = reader, link, header, origin
        self._portraits = Portraits(reader)
        self._sender = Address("", "")
        header.avatar.clicked.connect(self.open_menu)
        link.received.connect(self._receive)

    def show_message(self, message: StoredMessage) -> None:
        """Show the sender's picture, where there is one and nothing speaks against it."""
        envelope: Envelope = message.envelope
        self._sender = envelope.from_[0] if envelope.from_ else Address("", "")
        self._show()

    def open_menu(self) -> None:
        """What one does with a sender."""
        sender, header = self._sender, self._header
        if not sender.address:
            return
        known = self._reader.contact_of(sender.address)
        menu = QMenu(header)
        menu.aboutToHide.connect(menu.deleteLater)

        def add(words: str, act: Callable[[], object]) -> None:
            menu.addAction(words).triggered.connect(lambda _checked=False: act())

        if known is None:
            add(tr("Add to contacts"), lambda: add_people(self._link, (sender,)))
        else:
            add(tr("Show in the address book"), lambda: self._open_book(sender))
        add(tr("Write"), lambda: header.mailto_requested.emit(f"mailto:{sender.address}"))
        add(tr("Find mail"), lambda: header.search_requested.emit(sender.address))
        menu.popup(header.avatar.mapToGlobal(header.avatar.rect().bottomLeft()))

    def _open_book(self, sender: Address) -> None:
        from mailclient.gui.contacts.opening import show_address

        show_address(self._reader, self._link, self._header.window(), sender)

    def _show(self) -> None:
        verdict = self._origin.verdict
        vouched = verdict is not None and not verdict.alarming
        self._header.avatar.show_photo(self._portraits.of_address(self._sender.address) if vouched else None)

    def _receive(self, event: events.AnyEvent) -> None:
        if isinstance(event, events.ContactsChanged | events.EverythingChanged) and self._sender.address:
            self._portraits.forget()
            self._show()
