"""One person's card, to be read: picture, name, everything that is known, and what one does with it."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QMenu, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from mailclient.gui.contacts.photo_frame import PhotoFrame
from mailclient.gui.contacts.words import address_lines, day_text, kind_name, subtitle
from mailclient.gui.controls.button import icon_button, put_icon_before, text_button
from mailclient.gui.controls.label import PlainLabel
from mailclient.gui.controls.surface import on_ground
from mailclient.gui.controls.tooltip import tell_plainly
from mailclient.gui.message_view.bar import Bar
from mailclient.gui.message_view.stranger_text import address_text, name_text
from mailclient.gui.theme import tokens
from mailclient.language import tr
from mailclient.mail.address import Address
from mailclient.mail.contact import Contact, ContactEntry

_WIDEST = 560


class CardView(QScrollArea):
    """``show_contact`` fills it; all it does is ask by its signals."""

    write_requested = Signal(object)
    """tuple[Address, ...]"""
    search_requested = Signal(str)
    """A query for the mail of one person."""
    edit_requested = Signal()
    remove_requested = Signal()
    group_requested = Signal(object)
    """ContactId of a group to show."""
    settle_requested = Signal()
    shown = Signal(object)
    """The contact whose card it is now."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.contact: Contact | None = None

    def show_contact(self, contact: Contact, groups: Sequence[tuple[object, str]], *, read_only: bool) -> None:
        """Show somebody; ``groups``: id and name of those that the person belongs to."""
        self.contact = contact
        page = QWidget()
        on_ground(page, "reader")
        column = QVBoxLayout(page)
        column.setContentsMargins(tokens.SPACE_24, tokens.SPACE_16, tokens.SPACE_24, tokens.SPACE_24)
        column.setSpacing(tokens.SPACE_16)
        if contact.has_conflict:
            bar = Bar(tr("This card was changed here and on another device."), tone="warning", icon="triangle-alert")
            bar.add_action(tr("Compare…"), self.settle_requested.emit)
            column.addWidget(bar)
        column.addLayout(self._head(contact))
        column.addLayout(self._deeds(contact, read_only=read_only))
        grid = QGridLayout()
        grid.setHorizontalSpacing(tokens.SPACE_16)
        grid.setVerticalSpacing(tokens.SPACE_8)
        grid.setColumnMinimumWidth(0, 90)
        grid.setColumnStretch(1, 1)
        self._fill(grid, contact, groups)
        column.addLayout(grid)
        column.addStretch(1)
        page.setMaximumWidth(_WIDEST)
        self._grid = grid
        self.setWidget(page)
        self.shown.emit(contact)

    def add_line(self, title: str, text: str, act: Callable[[], object]) -> None:
        """One more fact below the others, that came later; ``act`` opens what it is about."""
        self._add(self._grid, title, text, act)

    def _head(self, contact: Contact) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(tokens.SPACE_16)
        photo = PhotoFrame()
        photo.show_person(Address(contact.name, contact.main_address), contact.photo or b"")
        names = QVBoxLayout()
        names.setSpacing(2)
        names.addStretch(1)
        name = PlainLabel(name_text(contact.name) or address_text(contact.main_address), wordWrap=True)
        name.setProperty("kind", "subject")
        name.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        names.addWidget(name)
        for words in (subtitle(contact), ", ".join(contact.nicknames)):
            if words:
                label = PlainLabel(name_text(words), wordWrap=True)
                label.setProperty("kind", "muted")
                names.addWidget(label)
        names.addStretch(1)
        row.addWidget(photo)
        row.addLayout(names, 1)
        return row

    def _deeds(self, contact: Contact, *, read_only: bool) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(tokens.SPACE_8)
        write = text_button(tr("Write"), "primary")
        find = text_button(tr("Find mail"))
        for button, icon_name, colour in ((write, "square-pen", "on_accent"), (find, "search", "text")):
            put_icon_before(button, icon_name, colour)
            button.setEnabled(bool(contact.emails))
            row.addWidget(button)
        write.clicked.connect(lambda: self.write_requested.emit((Address(contact.name, contact.main_address),)))
        find.clicked.connect(lambda: self.search_requested.emit(mail_query(contact)))
        row.addStretch(1)
        edit = icon_button("pencil", tr("Edit"))
        remove = icon_button("trash-2", tr("Remove"))
        edit.clicked.connect(self.edit_requested)
        remove.clicked.connect(self.remove_requested)
        for tool in (edit, remove):
            tool.setEnabled(not read_only)
            row.addWidget(tool)
        return row

    def _fill(self, grid: QGridLayout, contact: Contact, groups: Sequence[tuple[object, str]]) -> None:
        for entry in contact.emails:
            write = partial(self._write, contact.name, entry.value)
            self._add(grid, kind_name(entry.kind) or tr("Mail"), address_text(entry.value), write)
        for entries, title in ((contact.phones, tr("Phone")), (contact.messaging, tr("Messages"))):
            for entry in entries:
                self._add(grid, kind_name(entry.kind) or title, entry.value)
        for entry in contact.urls:
            self._add(grid, kind_name(entry.kind) or tr("Web"), entry.value, _opening(entry))
        for place in contact.addresses:
            self._add(grid, kind_name(place.kind) or tr("Address"), address_lines(place))
        for title, text in (
            (tr("Birthday"), day_text(contact.birthday)),
            (tr("Anniversary"), day_text(contact.anniversary)),
            (tr("Note"), contact.note),
        ):
            if text:
                self._add(grid, title, text)
        for group_id, name in groups:
            self._add(grid, tr("Group"), name, partial(self.group_requested.emit, group_id))

    def _write(self, name: str, address: str) -> None:
        self.write_requested.emit((Address(name, address),))

    def _add(self, grid: QGridLayout, title: str, text: str, act: Callable[[], object] | None = None) -> None:
        row = grid.rowCount()
        label = PlainLabel(title)
        label.setProperty("kind", "muted")
        upright = Qt.AlignmentFlag.AlignTop if act is None else Qt.AlignmentFlag.AlignVCenter
        grid.addWidget(label, row, 0, upright | Qt.AlignmentFlag.AlignRight)
        shown = text[:5_000]
        if act is not None:
            link = text_button(shown.replace("&", "&&"), "link")
            link.setProperty("edge", "start")
            link.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
            link.setMinimumWidth(40)
            tell_plainly(link, shown)
            link.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
            link.customContextMenuRequested.connect(lambda _place: _offer_copy(link, shown))
            link.clicked.connect(lambda: act())
            grid.addWidget(link, row, 1, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
            return
        value = PlainLabel(shown, wordWrap=True)
        value.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        grid.addWidget(value, row, 1)


def mail_query(contact: Contact) -> str:
    """The search that finds all mail from and to somebody."""
    asked = [f"{where}:{entry.value}" for entry in contact.emails[:5] for where in ("from", "to")]
    return " OR ".join(asked)


def _opening(entry: ContactEntry) -> Callable[[], object] | None:
    url = QUrl(entry.value)
    if url.scheme() not in ("http", "https"):
        return None
    return lambda: QDesktopServices.openUrl(url)


def _offer_copy(button: QWidget, text: str) -> None:
    menu = QMenu(button)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    menu.addAction(tr("Copy")).triggered.connect(lambda: QGuiApplication.clipboard().setText(text))
    menu.popup(button.mapToGlobal(button.rect().bottomLeft()))
