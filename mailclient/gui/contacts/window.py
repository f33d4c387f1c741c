"""The address book: books and groups at the left, people in the middle, a card at the right."""

import uuid
from dataclasses import replace

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import QLineEdit, QMenu, QWidget

from mailclient.bridge import events
from mailclient.gui.contacts.adding import contact_of
from mailclient.gui.contacts.book_deeds import BookDeeds
from mailclient.gui.contacts.book_list import BookList
from mailclient.gui.contacts.card_form import CardForm
from mailclient.gui.contacts.card_view import CardView, mail_query
from mailclient.gui.contacts.conflict_sheet import ConflictSheet
from mailclient.gui.contacts.deeds import Deeds
from mailclient.gui.contacts.duplicates import fullest_first
from mailclient.gui.contacts.duplicates_sheet import DuplicatesSheet
from mailclient.gui.contacts.layout import arrange
from mailclient.gui.contacts.people_list import PeopleList
from mailclient.gui.contacts.people_model import PeopleModel, Shown
from mailclient.gui.contacts.portrait import Portraits
from mailclient.gui.controls.empty_state import EmptyState
from mailclient.gui.controls.name_question import ask_name
from mailclient.gui.controls.question import ask
from mailclient.gui.engine_link import EngineLink
from mailclient.gui.main_window.toast import Toast
from mailclient.gui.message_view.bar import Bar
from mailclient.language import tr
from mailclient.mail.address import Address
from mailclient.mail.contact import LOCAL_BOOK, BookId, Contact, ContactGroup, ContactId
from mailclient.mail.problem import Problem
from mailclient.mime.addresses import format_address
from mailclient.store.reader import Reader

_REFRESH_MS = 120
"""Changes come in bursts while a book is synchronised."""


class ContactsWindow(QWidget):
    """Reads the store; ``ContactsChanged`` refreshes it. Sends what ``Deeds`` and ``BookDeeds`` send."""

    write_requested = Signal(object)
    """tuple[Address, ...]"""
    search_requested = Signal(str)
    """A query for the main window."""

    def __init__(self, reader: Reader, link: EngineLink, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Address book"))
        self._reader, self.link = reader, link
        self._new_uid = ""
        self.deeds = Deeds(reader, link, self)
        self.book_deeds = BookDeeds(reader, link, self)
        self.portraits = Portraits(reader)
        self.people = PeopleModel(reader, self)
        self.books = BookList()
        self.search = QLineEdit(placeholderText=tr("Search people"), clearButtonEnabled=True)
        self.search.setAccessibleName(tr("Search people"))
        self.list = PeopleList(self.people, self.portraits)
        self.card = CardView()
        self.form: CardForm | None = None
        self.bar = Bar()
        self.bar.hide()
        self.nobody = EmptyState("users", "")
        self.nothing = EmptyState("user", tr("Choose somebody to see more"))
        self.welcome = EmptyState(
            "users",
            tr("No people yet"),
            tr("Add somebody, import a file, or connect an address book."),
            (
                (tr("New person"), lambda: self.add()),
                (tr("Import…"), lambda: self.book_deeds.ask_import(None)),
                (tr("Connect…"), lambda: self.book_deeds.connect_book()),
            ),
        )
        deeds = ((tr("Write"), self.write), (tr("New group…"), self.new_group), (tr("Merge into one"), self.merge))
        self.many = EmptyState("users", "", actions=deeds)
        self.parts = arrange(self, self)
        self.toast = Toast(self, self.parts.middle)
        self._due = QTimer(self, singleShot=True, interval=_REFRESH_MS)
        self._due.timeout.connect(self.refresh)
        self._card_due = QTimer(self, singleShot=True, interval=0)
        self._card_due.timeout.connect(self._show_card)
        self._connect(link)
        self._show_books()
        self._ask()
        self.search.setFocus()

    # --- what is shown ----------------------------------------------------------------------------------------------

    def show_person(self, contact_id: ContactId) -> None:
        """Go to somebody."""
        self.books.choose(Shown())
        self.search.clear()
        self._ask(contact_id)

    def refresh(self) -> None:
        """Read everything again; who is chosen, and what is being written, stays."""
        chosen = self.list.selected()
        place = self.list.currentIndex().row()
        self.portraits.forget()
        self._show_books()
        self.people.refresh(len(self.people.rows) + 1 if self._new_uid else self.list.looked_at())
        wanted = chosen[0].id if chosen else None
        if self._new_uid and (found := self._find_new()) is not None:
            wanted = found
        self.list.choose(wanted, place if chosen else -1)
        self._show_state()
        self._show_card()

    def _find_new(self) -> ContactId | None:
        """The contact that was just made."""
        for row in reversed(self.people.rows):
            contact = self._reader.contact(row.id) if row.name == self._new_name else None
            if contact is not None and contact.uid == self._new_uid:
                self._new_uid = ""
                return row.id
        return None

    def _ask(self, contact_id: ContactId | None = None) -> None:
        """List what the left side and the search say; the first is chosen while one searches."""
        self.people.ask(self.books.line.shown, self.search.text())
        self.list.choose(contact_id, 0 if self.search.text().strip() else -1)
        self._show_state()
        self._card_due.start()

    def _show_books(self) -> None:
        self.books.show_books(self._reader.books(), self._reader.groups())
        self.book_deeds.tell_state(self.bar, self.books.line.book)

    def _show_state(self) -> None:
        """What is said where there is nobody."""
        if self.people.rows or self._is_new():
            self.parts.people.setCurrentWidget(self.list)
            return
        if self.search.text().strip():
            self.nobody.show_words("search", tr("Nobody found"), tr("Other words may find more."))
        elif self.books.line.group is not None:
            self.nobody.show_words("users", tr("Nobody is in this group"), tr("Drag people onto it to add them."))
        else:
            self.nobody.show_words("users", tr("Nobody is in this address book"))
        self.parts.people.setCurrentWidget(self.nobody)

    def _show_card(self) -> None:
        """The card of the one that is chosen; while one writes on a card, that."""
        if self.form is not None:
            return
        rows = self.list.selected()
        contact = self._reader.contact(rows[0].id) if len(rows) == 1 else None
        if len(rows) > 1:
            self.many.show_words("users", tr("{count} people chosen", count=len(rows)))
            self.parts.card.setCurrentWidget(self.many)
            return
        if contact is None:
            if self._is_new():
                self.parts.card.setCurrentWidget(self.welcome)
                return
            self.parts.card.setCurrentWidget(self.nothing)
            return
        groups = [
            (group.id, group.name) for group in self._reader.groups(contact.book_id) if contact.id in group.members
        ]
        self.card.show_contact(contact, groups, read_only=self._is_read_only(contact.book_id))
        self.parts.card.setCurrentWidget(self.card)

    def _is_new(self) -> bool:
        """Nobody is in any book yet."""
        shown = self.books.line
        return not (self.people.rows or shown.book or shown.group or self.search.text().strip())

    def _is_read_only(self, book_id: BookId) -> bool:
        return any(book.id == book_id and book.read_only for book in self._reader.books())

    # --- deeds ------------------------------------------------------------------------------------------------------

    def add(self, address: Address | None = None) -> None:
        """Write a new card, in the book that is shown."""
        book = self.books.line.book
        given = contact_of(address) if address is not None else Contact()
        home = book.id if book is not None and not book.read_only else LOCAL_BOOK
        self._edit(replace(given, book_id=home, uid=str(uuid.uuid4())))

    def edit(self) -> None:
        """Write on the card that is shown."""
        if self._card_due.isActive():
            self._card_due.stop()
            self._show_card()
        if self.parts.card.currentWidget() is self.card and self.card.contact is not None:
            self._edit(self.card.contact)

    def _edit(self, contact: Contact) -> None:
        if self.form is not None:
            self.form.name.setFocus()
            return
        self.form = form = CardForm(contact, self._reader.books())
        form.saved.connect(self._save)
        form.left.connect(self._leave_form)
        self.parts.card.addWidget(form)
        self.parts.card.setCurrentWidget(form)
        form.name.setFocus()

    def _save(self, contact: Contact) -> None:
        form = self.form
        self._new_uid, self._new_name = (contact.uid, contact.name) if contact.id is None else ("", "")

        def told(problem: Problem | None) -> None:
            if form is None or form is not self.form:
                return
            if problem is not None:
                form.tell_problem(problem)
            else:
                self._close_form()

        self.deeds.save(contact, form.given if form is not None else contact, told)

    def _leave_form(self) -> None:
        """Cancel; asks when something would be lost."""
        if self.form is None:
            return
        if not self.form.dirty:
            self._close_form()
            return
        ask(self, tr("Throw away what you changed?"), tr("The card stays as it was before."), tr("Throw away"),
            self._close_form, danger=True)  # fmt: skip

    def _close_form(self) -> None:
        form, self.form = self.form, None
        if form is not None:
            self.parts.card.removeWidget(form)
            form.deleteLater()
        self._due.start()
        self._show_card()
        self.list.setFocus()

    def remove(self) -> None:
        """Those that are chosen, with Undo; out of a group that is shown they are only taken out."""
        rows = self.list.selected()
        if not rows or self.form is not None:
            return
        group = self.books.line.group
        if group is not None and group.id is not None:
            self.deeds.leave(group.id, [row.id for row in rows])
        else:
            self.deeds.remove(rows)

    def write(self) -> None:
        """To those that are chosen; where nobody is, to the group that is shown."""
        people = tuple(Address(row.name, row.address) for row in self.list.selected() if row.address)
        if people:
            self.write_requested.emit(people)

    def copy(self) -> None:
        """The addresses of those that are chosen, as text."""
        people = (Address(row.name, row.address) for row in self.list.selected() if row.address)
        QGuiApplication.clipboard().setText(", ".join(map(format_address, people)))

    def new_group(self) -> None:
        """Ask for its name; those that are chosen are in it."""
        book = self.books.line.book
        home = book.id if book is not None and not book.read_only else LOCAL_BOOK
        members = tuple(row.id for row in self.list.selected() if row.book_id == home)
        ask_name(self, tr("Name of the new group"), lambda name: self.deeds.name_group(
            ContactGroup(book_id=home, members=members), name))  # fmt: skip

    def merge(self) -> None:
        """Make one card of those that are chosen."""
        chosen = [found for row in self.list.selected() if (found := self._reader.contact(row.id)) is not None]
        if len({one.book_id for one in chosen}) > 1:
            self._tell(tr("They are in different address books: move them into one first."), None)
        elif len(chosen) > 1:
            self.deeds.merge([fullest_first(chosen)])

    def find_duplicates(self) -> None:
        """People that are there twice."""
        DuplicatesSheet(self._reader, self.books.line.shown.book_id, self.deeds, self).open()

    def _settle(self) -> None:
        contact = self.card.contact
        if contact is not None and contact.id is not None:
            ConflictSheet(self._reader, contact, self.deeds, self).open()

    # --- menus and wires --------------------------------------------------------------------------------------------

    def _list_menu(self, place: QPoint) -> None:
        if not self.list.selected():
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(tr("Write")).triggered.connect(self.write)
        menu.addAction(tr("Find mail")).triggered.connect(self._search_mail)
        menu.addAction(tr("Copy addresses")).triggered.connect(self.copy)
        menu.addSeparator()
        menu.addAction(tr("New group of these…")).triggered.connect(self.new_group)
        groups = menu.addMenu(tr("Add to a group"))
        ids = [row.id for row in self.list.selected()]
        for group in self._reader.groups(self.list.selected()[0].book_id):
            groups.addAction(group.name.replace("&", "&&")).triggered.connect(
                lambda _checked=False, group=group: self.deeds.join(group, ids)
            )
        groups.setEnabled(not groups.isEmpty())
        merge = menu.addAction(tr("Merge into one"))
        merge.triggered.connect(self.merge)
        merge.setEnabled(len(ids) > 1)
        menu.addAction(tr("Export…")).triggered.connect(lambda: self.book_deeds.export(self.list.selected()))
        menu.addSeparator()
        inside = self.books.line.group is not None
        menu.addAction(tr("Take out of the group") if inside else tr("Remove")).triggered.connect(self.remove)
        menu.popup(self.list.viewport().mapToGlobal(place))

    def _search_mail(self) -> None:
        rows = self.list.selected()
        contact = self._reader.contact(rows[0].id) if rows else None
        if contact is not None and contact.emails:
            self.search_requested.emit(mail_query(contact))

    def _receive(self, event: events.AnyEvent) -> None:
        if isinstance(event, events.ContactsChanged | events.EverythingChanged):
            self._due.start()

    def _tell(self, words: str, undo: object) -> None:
        if not words:
            self.toast.hide()
            return
        self.toast.tell(words, tr("Undo") if callable(undo) else "", undo if callable(undo) else None)

    def _tell_problem(self, problem: Problem) -> None:
        self.bar.tell_problem(problem)

    def _connect(self, link: EngineLink) -> None:
        link.received.connect(self._receive)
        self.deeds.done.connect(self._tell)
        self.deeds.failed.connect(self._tell_problem)
        self.book_deeds.told.connect(lambda words: self._tell(words, None))
        self.book_deeds.failed.connect(self._tell_problem)
        self.search.textChanged.connect(lambda _words: self._ask())
        self.search.returnPressed.connect(self.list.setFocus)
        self.books.chosen.connect(lambda _line: self._turn())
        self.books.join_requested.connect(self.deeds.join)
        self.books.move_requested.connect(self.deeds.move)
        self.books.customContextMenuRequested.connect(
            lambda place: self.book_deeds.open_menu(self.books.line, self.books.mapToGlobal(place), self.deeds)
        )
        self._connect_people()
        self._connect_keys()

    def _connect_people(self) -> None:
        self.list.chosen.connect(self._card_due.start)
        self.list.write_pressed.connect(self.write)
        self.list.delete_pressed.connect(self.remove)
        self.list.doubleClicked.connect(lambda _index: self.write())
        self.list.customContextMenuRequested.connect(self._list_menu)
        self.card.write_requested.connect(self.write_requested)
        self.card.search_requested.connect(self.search_requested)
        self.card.edit_requested.connect(self.edit)
        self.card.remove_requested.connect(self.remove)
        self.card.group_requested.connect(lambda group_id: self.books.choose(Shown(group_id=group_id)))
        self.card.settle_requested.connect(self._settle)

    def _connect_keys(self) -> None:
        for keys, act in (
            ("Ctrl+N", lambda: self.add()),
            ("Ctrl+E", self.edit),
            ("Ctrl+F", self._to_search),
            ("Ctrl+W", self.close),
            ("Esc", self._escape),
        ):
            QShortcut(QKeySequence(keys), self, act)
        QShortcut(QKeySequence("Ctrl+C"), self.list, self.copy, context=Qt.ShortcutContext.WidgetShortcut)

    def _turn(self) -> None:
        """Another book or group."""
        self.book_deeds.tell_state(self.bar, self.books.line.book)
        self._ask()

    def _to_search(self) -> None:
        self.search.setFocus()
        self.search.selectAll()

    def _escape(self) -> None:
        """Out of the form, then out of the search, then out of the window."""
        if self.form is not None:
            self._leave_form()
        elif self.search.text():
            self.search.clear()
        else:
            self.close()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Not with words that are not kept."""
        if self.form is not None and self.form.dirty:
            event.ignore()
            ask(self, tr("Close without saving?"), tr("What you changed on the card is lost."), tr("Close"),
                self._close_anyway, danger=True)  # fmt: skip

    def _close_anyway(self) -> None:
        self._close_form()
        self.close()
