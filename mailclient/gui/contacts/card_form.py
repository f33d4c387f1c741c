"""A person's card to be written on, in the place of the card."""

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QPlainTextEdit, QScrollArea, QVBoxLayout, QWidget

from mailclient.gui.composer.recipients.recipient import Recipient
from mailclient.gui.contacts.entry_rows import EntryRows
from mailclient.gui.contacts.photo_frame import PhotoFrame
from mailclient.gui.contacts.place_rows import PlaceRows
from mailclient.gui.contacts.words import book_name
from mailclient.gui.controls.button import text_button
from mailclient.gui.controls.choice import Choice
from mailclient.gui.controls.field import Field
from mailclient.gui.controls.surface import hairline, on_ground
from mailclient.gui.message_view.bar import Bar
from mailclient.gui.theme import tokens
from mailclient.language import tr
from mailclient.mail.address import Address
from mailclient.mail.contact import AddressBook, BookId, Contact
from mailclient.mail.problem import Problem

_WIDEST = 560


class CardForm(QWidget):
    """``saved`` carries the contact as it is to be; what the form does not show stays as it was."""

    saved = Signal(object)
    left = Signal()

    def __init__(self, contact: Contact, books: Sequence[AddressBook], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        on_ground(self, "reader")
        self.given = contact
        """What it began with."""
        self.dirty = False
        self.bar = Bar()
        self.bar.hide()
        self.photo = PhotoFrame(editable=True)
        self.photo.show_person(Address(contact.name, contact.main_address), contact.photo or b"")
        self.name = QLineEdit(contact.name)
        self.organisation = QLineEdit(contact.organisation)
        self.title = QLineEdit(contact.title)
        self.nicknames = QLineEdit(", ".join(contact.nicknames))
        self.birthday = QLineEdit(contact.birthday, placeholderText="1985-04-12")
        self.note = QPlainTextEdit(contact.note)
        self.note.setTabChangesFocus(True)
        self.note.setFixedHeight(90)
        self.emails = EntryRows(tr("Mail addresses"), contact.emails, _address_fault)
        self.phones = EntryRows(tr("Phone numbers"), contact.phones)
        self.urls = EntryRows(tr("Web pages"), contact.urls)
        self.places = PlaceRows(contact.addresses)
        self.book = Choice()
        for book in books:
            if not book.read_only:
                self.book.addItem(book_name(book), book.id)
        self.book.setCurrentIndex(max(self.book.findData(contact.book_id), 0))
        self.name_field = Field(tr("Name"), self.name)
        self.save_button = text_button(tr("Save"), "primary")
        self.cancel_button = text_button(tr("Cancel"))
        self._arrange()
        self._connect()

    def contact(self) -> Contact:
        """As it stands in the form."""
        book = self.book.currentData()
        return replace(
            self.given,
            book_id=BookId(book) if self.given.id is None and book is not None else self.given.book_id,
            name=" ".join(self.name.text().split()),
            organisation=self.organisation.text().strip(),
            title=self.title.text().strip(),
            nicknames=tuple(one.strip() for one in self.nicknames.text().split(",") if one.strip()),
            emails=self.emails.entries(),
            phones=self.phones.entries(),
            urls=self.urls.entries(),
            addresses=self.places.places(),
            birthday=self.birthday.text().strip(),
            note=self.note.toPlainText(),
            photo=self.photo.data,
        )

    def save(self) -> None:
        """Ask to save, when there is something that can be."""
        made = self.contact()
        if self.emails.complaint():
            return
        if not made.name and not made.emails and not made.organisation:
            self.name_field.complain(tr("Give a name or an address."))
            return
        self.save_button.setEnabled(False)
        self.saved.emit(made)

    def tell_problem(self, problem: Problem) -> None:
        """It was not kept: everything stays as it is."""
        self.save_button.setEnabled(True)
        self.bar.tell_problem(problem)

    def _refuse_picture(self, words: str) -> None:
        self.bar.tell(words, tone="warning", icon="triangle-alert")
        self.bar.show()

    def _connect(self) -> None:
        self.save_button.clicked.connect(self.save)
        self.cancel_button.clicked.connect(self.left)
        self.name.textEdited.connect(self.photo.name_changed)
        self.photo.refused.connect(self._refuse_picture)
        for changed in (
            *(line.textEdited for line in (self.name, self.organisation, self.title, self.nicknames, self.birthday)),
            *(rows.changed for rows in (self.emails, self.phones, self.urls, self.places)),
            self.note.textChanged,
            self.photo.changed,
            self.book.activated,
        ):
            changed.connect(self._touch)
        within = Qt.ShortcutContext.WidgetWithChildrenShortcut
        QShortcut(QKeySequence(QKeySequence.StandardKey.Save), self, self.save, context=within)
        QShortcut(QKeySequence("Ctrl+Return"), self, self.save, context=within)

    def _touch(self) -> None:
        self.dirty = True

    def _arrange(self) -> None:
        page = QWidget()
        on_ground(page, "reader")
        page.setMaximumWidth(_WIDEST)
        column = QVBoxLayout(page)
        column.setContentsMargins(tokens.SPACE_24, tokens.SPACE_16, tokens.SPACE_24, tokens.SPACE_24)
        column.setSpacing(tokens.SPACE_16)
        column.addWidget(self.bar)
        head = QHBoxLayout()
        head.setSpacing(tokens.SPACE_16)
        head.addWidget(self.photo, 0, Qt.AlignmentFlag.AlignTop)
        head.addWidget(self.name_field, 1, Qt.AlignmentFlag.AlignVCenter)
        column.addLayout(head)
        work = QHBoxLayout()
        work.setSpacing(tokens.SPACE_12)
        work.addWidget(Field(tr("Organisation"), self.organisation))
        work.addWidget(Field(tr("Position"), self.title))
        for rows in (self.emails, self.phones):
            column.addWidget(rows)
        column.addLayout(work)
        column.addWidget(self.places)
        column.addWidget(self.urls)
        more = QHBoxLayout()
        more.setSpacing(tokens.SPACE_12)
        more.addWidget(Field(tr("Birthday"), self.birthday))
        more.addWidget(Field(tr("Nicknames"), self.nicknames))
        column.addLayout(more)
        column.addWidget(Field(tr("Note"), self.note))
        if self.given.id is None and self.book.count() > 1:
            column.addWidget(Field(tr("Address book"), self.book))
        column.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(page)
        buttons = QHBoxLayout()
        buttons.setContentsMargins(tokens.SPACE_24, tokens.SPACE_8, tokens.SPACE_24, tokens.SPACE_12)
        buttons.setSpacing(tokens.SPACE_8)
        buttons.addStretch(1)
        buttons.addWidget(self.cancel_button)
        buttons.addWidget(self.save_button)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(scroll, 1)
        whole.addWidget(hairline())
        whole.addLayout(buttons)


def _address_fault(value: str) -> str:
    return Recipient(Address("", value), value).fault()
