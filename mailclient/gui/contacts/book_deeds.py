"""What is done to whole address books: add, connect, rename, remove, synchronise, import, export."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, QPoint, Signal
from PySide6.QtWidgets import QFileDialog, QMenu, QWidget

from mailclient.bridge import commands, events
from mailclient.bridge.fresh_ids import fresh_operation_id, fresh_request_id
from mailclient.gui.contacts.book_list import Line
from mailclient.gui.contacts.book_setup import BookSetup
from mailclient.gui.contacts.deeds import Deeds
from mailclient.gui.contacts.import_result import ImportResult
from mailclient.gui.contacts.people_model import PeopleModel
from mailclient.gui.contacts.saving import save_people
from mailclient.gui.contacts.words import book_name
from mailclient.gui.controls.name_question import ask_name
from mailclient.gui.controls.question import ask
from mailclient.gui.engine_link import EngineLink
from mailclient.gui.message_view.bar import Bar
from mailclient.language import tr, tr_n
from mailclient.mail.contact import LOCAL_BOOK, AddressBook, BookKind, ContactId, ContactRow
from mailclient.mail.problem import Problem, ProblemKind
from mailclient.store.reader import Reader


class BookDeeds(QObject):
    """Its parent is the address book's window, over which the questions open."""

    told = Signal(str)
    """A sentence; "" when what was going on is over."""
    failed = Signal(object)
    """Problem"""

    def __init__(self, reader: Reader, link: EngineLink, window: QWidget) -> None:
        super().__init__(window)
        self._reader, self._link, self._window = reader, link, window

    def tell_state(self, bar: Bar, book: AddressBook | None) -> None:
        """What is to be said about a book: why it could not be synchronised, what waits for the user."""
        bar.hide()
        if book is None:
            return
        if book.problem is not None:
            bar.tell_problem(book.problem)
            again = tr("New password…") if book.problem.kind is ProblemKind.WRONG_PASSWORD else tr("Try again")
            wrong = book.problem.kind is ProblemKind.WRONG_PASSWORD
            bar.add_action(again, lambda: self._new_password(book) if wrong else self.sync(book))
        elif book.held_removals:
            words = tr_n(
                "{count} person is gone from the server.",
                "{count} people are gone from the server.",
                book.held_removals,
            )
            bar.tell(words, tone="warning", icon="triangle-alert")
            bar.add_action(tr("Remove here, too"), lambda: self.sync(book, accept_removals=True))
            bar.show()
        elif book.conflicts:
            count = book.conflicts
            words = tr_n(
                "{count} card was changed here and elsewhere.", "{count} cards were changed here and elsewhere.", count
            )
            bar.tell(words, tone="warning", icon="triangle-alert")
            bar.show()
        elif book.waiting:
            words = tr_n(
                "{count} change has not reached the server yet.",
                "{count} changes have not reached the server yet.",
                book.waiting,
            )
            bar.tell(words, icon="upload")
            bar.add_action(tr("Synchronise now"), lambda: self.sync(book))
            bar.show()

    def open_menu(self, line: Line, place: QPoint, people: Deeds) -> None:
        """Of a book or a group."""
        menu = QMenu(self._window)
        book, group = line.book, line.group
        if group is not None:
            menu.addAction(tr("Rename…")).triggered.connect(
                lambda: ask_name(
                    self._window,
                    tr("Name of the group"),
                    lambda name: people.name_group(group, name),
                    name=group.name,
                    action=tr("Rename"),
                )
            )
            menu.addAction(tr("Remove the group")).triggered.connect(lambda: people.remove_group(group))
        elif book is not None:
            menu.addAction(tr("Import…")).triggered.connect(lambda: self.ask_import(book))
            menu.addAction(tr("Rename…")).triggered.connect(lambda: self._rename(book))
            if book.kind is BookKind.CARDDAV:
                menu.addAction(tr("Synchronise now")).triggered.connect(lambda: self.sync(book))
                menu.addAction(tr("New password…")).triggered.connect(lambda: self._new_password(book))
            if book.id != LOCAL_BOOK:
                menu.addAction(tr("Remove…")).triggered.connect(lambda: self.remove(book))
        else:
            menu.deleteLater()
            return
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(place)

    # --- books ------------------------------------------------------------------------------------------------------

    def add_local(self) -> None:
        """A book on this computer."""
        ask_name(
            self._window,
            tr("Name of the new address book"),
            lambda name: self._request(commands.AddAddressBook(fresh_request_id(), name), ""),
        )

    def connect_book(self) -> None:
        """One of a server."""
        BookSetup(self._link, self._reader, self._window).open()

    def sync(self, book: AddressBook | None = None, *, accept_removals: bool = False) -> None:
        """Bring one, or all, together with the server now."""
        command = commands.SyncContacts(fresh_request_id(), book.id if book else None, accept_removals)
        self._request(command, tr("Synchronised"))

    def remove(self, book: AddressBook) -> None:
        """After a question, which tells what would be lost."""
        name = book_name(book)
        if book.kind is BookKind.CARDDAV:
            meaning = tr("Its people stay on the server.")
        else:
            meaning = tr_n("{count} person in it is lost.", "{count} people in it are lost.", book.count)
        if book.waiting:
            meaning = tr_n(
                "{count} change has not reached the server and is lost.",
                "{count} changes have not reached the server and are lost.",
                book.waiting,
            )
        command = commands.RemoveAddressBook(fresh_request_id(), book.id, with_changes=True)
        ask(
            self._window,
            tr("Remove the address book “{name}”?", name=name),
            meaning,
            tr("Remove"),
            lambda: self._request(command, ""),
            danger=True,
        )

    def _rename(self, book: AddressBook) -> None:
        def rename(name: str) -> None:
            self._request(commands.ChangeAddressBook(fresh_request_id(), book.id, name), "")

        ask_name(self._window, tr("Name of the address book"), rename, name=book.name, action=tr("Rename"))

    def _new_password(self, book: AddressBook) -> None:
        BookSetup(self._link, self._reader, self._window, book).open()

    # --- files ------------------------------------------------------------------------------------------------------

    def ask_import(self, book: AddressBook | None) -> None:
        """Ask for a file and take it over into ``book`` (the local one)."""
        kinds = tr("Contacts") + " (*.vcf *.vcard *.csv *.tsv *.txt)"
        path, _ = QFileDialog.getOpenFileName(self._window, tr("Import people"), "", kinds)
        if path:
            self.import_file(path, book)

    def import_file(self, path: str, book: AddressBook | None) -> None:
        """Take a file over; what came of it is told."""
        home = book.id if book is not None and not book.read_only else LOCAL_BOOK
        operation_id = fresh_operation_id()

        def answer(event: events.Finished | events.Failed) -> None:
            self.told.emit("")
            if isinstance(event, events.Failed):
                self.failed.emit(event.problem)
            elif event.contacts is not None:
                undo = lambda: self._link.operate(commands.UndoOperation(operation_id))  # noqa: E731
                ImportResult(Path(path).name, event.contacts, undo, self._window).open()

        self.told.emit(tr("Reading “{name}”…", name=Path(path).name))
        self._link.request(commands.ImportCards(fresh_request_id(), operation_id, home, path), answer)

    def export_shown(self, people: PeopleModel) -> None:
        """All of the list, also what has not come yet."""
        rows = self._reader.contacts(
            people.query, book_id=people.shown.book_id, group_id=people.shown.group_id, limit=1_000_000
        )
        self.export(rows)

    def export(self, rows: Sequence[ContactRow]) -> None:
        """Ask where to, and write these people there."""
        if not rows:
            self.told.emit(tr("There is nobody to export."))
            return
        vcards, table = tr("Contacts (vCard)") + " (*.vcf)", tr("Table") + " (*.csv)"
        path, _ = QFileDialog.getSaveFileName(self._window, tr("Export people"), "people.vcf", f"{vcards};;{table}")
        if path:
            self.export_to(path, [row.id for row in rows])

    def export_to(self, path: str, contact_ids: Sequence[ContactId]) -> None:
        """Write them; a table where the name ends so."""
        problem = save_people(self._reader, contact_ids, Path(path))
        if problem is not None:
            self.failed.emit(problem)
        else:
            count = len(contact_ids)
            self.told.emit(tr_n("Exported {count} person", "Exported {count} people", count))

    def _request(self, command: commands.AnyCommand, words: str) -> None:
        def answer(event: events.Finished | events.Failed) -> None:
            if isinstance(event, events.Failed):
                self._fail(event.problem)
            elif words:
                self.told.emit(words)

        self._link.request(command, answer)

    def _fail(self, problem: Problem) -> None:
        self.failed.emit(problem)
