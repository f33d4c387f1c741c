"""A contact card: who it is, how to reach them, and "Add to addresses"."""

from PySide6.QtCore import QSize
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QLabel

from mailclient.bridge.commands import AddAddresses
from mailclient.bridge.fresh_ids import fresh_operation_id
from mailclient.gui.attachments.picture_drawing import draw_picture
from mailclient.gui.special.card import Card
from mailclient.gui.special.surroundings import Surroundings
from mailclient.language import tr
from mailclient.mail.contact_card import CardEntry, ContactCard
from mailclient.mail.ids import PartPath

_PHOTO = QSize(64, 64)
_SHOWN_ENTRIES = 3


class ContactView(Card):
    """Sends ``AddAddresses``; saving is the attachment's own."""

    def __init__(self, card: ContactCard, around: Surroundings) -> None:
        super().__init__("user", tr("Contact card"))
        self.add_line(card.name, "strong")
        role = " · ".join(word for word in (card.title, card.organization) if word and word != card.name)
        if role:
            self.add_line(role, "meta")
        for entries in (card.emails, card.phones, card.addresses, card.urls):
            for entry in entries[:_SHOWN_ENTRIES]:
                self.add_line(_entry_text(entry))
        self._show_photo(card.photo)
        if card.mail_addresses:
            add = self.add_action(tr("Add to addresses"), lambda: self._add(card, around))
            self._add_button = add
        self.add_action(tr("Open"), lambda: around.open_part(PartPath(card.path)), "link")

    def _add(self, card: ContactCard, around: Surroundings) -> None:
        around.ask(AddAddresses(fresh_operation_id(), card.mail_addresses))
        self._add_button.setText(tr("Added"))
        self._add_button.setEnabled(False)

    def _show_photo(self, data: bytes) -> None:
        """Small, and only of a kind that is drawn in no time: a drawing (SVG) can take for ever."""
        image, _ = draw_picture(data, _PHOTO)
        if image.isNull():
            return
        label = QLabel()
        label.setPixmap(QPixmap.fromImage(image))
        row = self.layout()
        assert row is not None
        row.addWidget(label)


def _entry_text(entry: CardEntry) -> str:
    kinds = {"work": tr("at work"), "home": tr("at home"), "mobile": tr("mobile"), "fax": tr("fax")}
    return f"{entry.value}  ({kinds[entry.kind]})" if entry.kind in kinds else entry.value
