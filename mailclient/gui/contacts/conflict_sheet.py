"""A card that was changed here and on another device: both side by side, and which one stays."""

from PySide6.QtWidgets import QDialog, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from mailclient.bridge.commands.contacts import Settlement
from mailclient.gui.contacts.deeds import Deeds
from mailclient.gui.contacts.words import address_lines, day_text
from mailclient.gui.controls.button import text_button
from mailclient.gui.controls.label import PlainLabel
from mailclient.gui.theme import tokens
from mailclient.language import tr
from mailclient.mail.contact import Contact
from mailclient.mime.vcard.lines import read_card
from mailclient.mime.vcard.read import contact_from
from mailclient.store.reader import Reader


class ConflictSheet(QDialog):
    """Sends ``SettleConflict``; nothing is lost by closing it."""

    def __init__(self, reader: Reader, contact: Contact, deeds: Deeds, parent: QWidget) -> None:
        super().__init__(parent)
        self._contact, self._deeds = contact, deeds
        self.setWindowTitle(tr("Changed twice"))
        self.setModal(True)
        self.setMinimumWidth(560)
        card = reader.conflict_card(contact.id) if contact.id is not None else None
        theirs = contact_from(read_card(card)) if card is not None else Contact()
        title = PlainLabel(tr("“{name}” was changed here and on another device", name=contact.name), wordWrap=True)
        title.setProperty("kind", "title")
        grid = QGridLayout()
        grid.setHorizontalSpacing(tokens.SPACE_24)
        grid.setVerticalSpacing(tokens.SPACE_8)
        for column, words in enumerate((tr("Here"), tr("Other device")), 1):
            head = PlainLabel(words)
            head.setProperty("kind", "strong")
            grid.addWidget(head, 0, column)
            grid.setColumnStretch(column, 1)
        for row, (name, mine, other) in enumerate(differences(contact, theirs), 1):
            label = PlainLabel(name)
            label.setProperty("kind", "muted")
            grid.addWidget(label, row, 0)
            grid.addWidget(PlainLabel(mine or "–", wordWrap=True), row, 1)
            grid.addWidget(PlainLabel(other or "–", wordWrap=True), row, 2)
        row_ = QHBoxLayout()
        row_.setSpacing(tokens.SPACE_8)
        row_.addStretch(1)
        for words, settlement, kind in (
            (tr("Keep both"), Settlement.BOTH, ""),
            (tr("Keep the other"), Settlement.THEIRS, ""),
            (tr("Keep mine"), Settlement.MINE, "primary"),
        ):
            button = text_button(words, kind)
            button.clicked.connect(lambda _checked=False, settlement=settlement: self._settle(settlement))
            row_.addWidget(button)
        column_ = QVBoxLayout(self)
        column_.setContentsMargins(tokens.SPACE_24, tokens.SPACE_24, tokens.SPACE_24, tokens.SPACE_16)
        column_.setSpacing(tokens.SPACE_16)
        column_.addWidget(title)
        column_.addLayout(grid)
        column_.addLayout(row_)
        self.finished.connect(self.deleteLater)

    def _settle(self, settlement: Settlement) -> None:
        if self._contact.id is not None:
            self._deeds.settle(self._contact.id, settlement)
        self.accept()


def differences(mine: Contact, theirs: Contact) -> list[tuple[str, str, str]]:
    """(field, here, there) of all in which they differ."""

    def said(contact: Contact) -> dict[str, str]:
        return {
            tr("Name"): contact.name,
            tr("Mail addresses"): "\n".join(one.value for one in contact.emails),
            tr("Phone numbers"): "\n".join(one.value for one in contact.phones),
            tr("Addresses"): "\n".join(address_lines(one).replace("\n", ", ") for one in contact.addresses),
            tr("Web pages"): "\n".join(one.value for one in contact.urls),
            tr("Organisation"): " · ".join((contact.organisation, *contact.units)).strip(" ·"),
            tr("Position"): contact.title,
            tr("Birthday"): day_text(contact.birthday),
            tr("Note"): contact.note,
        }

    here, there = said(mine), said(theirs)
    return [(name, here[name], there[name]) for name in here if here[name] != there[name]]
