"""Connecting an address book on a server: where and who, then which of the books that were found."""

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QDialog, QHBoxLayout, QLineEdit, QStackedWidget, QVBoxLayout, QWidget

from mailclient.bridge import commands, events
from mailclient.bridge.fresh_ids import fresh_request_id
from mailclient.gui.accounts.password_field import PasswordField
from mailclient.gui.controls.button import text_button
from mailclient.gui.controls.field import Field
from mailclient.gui.controls.label import PlainLabel
from mailclient.gui.engine_link import EngineLink
from mailclient.gui.message_view.bar import Bar
from mailclient.gui.theme import tokens
from mailclient.language import tr
from mailclient.mail.account import AccountKind
from mailclient.mail.contact import AddressBook, FoundBook
from mailclient.mail.problem import Problem, ProblemKind
from mailclient.store.reader import Reader


class BookSetup(QDialog):
    """Sends ``FindAddressBooks``, then ``AddAddressBook`` for each that is chosen; for ``book`` only a new password."""

    def __init__(self, link: EngineLink, reader: Reader, parent: QWidget, book: AddressBook | None = None) -> None:
        super().__init__(parent)
        self._link, self._book = link, book
        self._found: list[tuple[QCheckBox, FoundBook]] = []
        self._left = 0
        self._is_over = False
        """Closed: what is answered still is for nobody."""
        self.setModal(True)
        self.setFixedWidth(460)
        self.setWindowTitle(tr("Connect an address book"))
        self.bar = Bar()
        self.bar.hide()
        self.place = QLineEdit(book.url if book else "", placeholderText="name@example.org")
        self.user = QLineEdit(book.user if book else "")
        self.password = PasswordField()
        self.place_field = Field(
            tr("Address or server"), self.place, tr("Your mail address, or the address of the server.")
        )
        self.user_field = Field(tr("User name"), self.user, tr("Leave empty when it is your mail address."))
        self.password_field = Field(tr("Password"), self.password)
        self.next = text_button(tr("Find address books") if book is None else tr("Save"), "primary")
        self.next.setDefault(True)
        self.cancel = text_button(tr("Cancel"))
        self.books = QVBoxLayout()
        self.pages = QStackedWidget()
        self._arrange()
        if book is not None:
            self.place.setEnabled(False)
            self.user.setEnabled(False)
            self.password.setFocus()
        else:
            self._suggest(reader)
        self.next.clicked.connect(self._go_on)
        self.cancel.clicked.connect(self.reject)
        self.finished.connect(self._end)

    def _end(self) -> None:
        self._is_over = True
        self.deleteLater()

    def _suggest(self, reader: Reader) -> None:
        """The address of the first account: most have their address book where their mail is."""
        for account in reader.accounts():
            if account.settings.kind is not AccountKind.LOCAL:
                self.place.setText(account.settings.email)
                self.place.selectAll()
                return

    @property
    def chosen(self) -> list[FoundBook]:
        """The books that are ticked and not connected yet."""
        return [book for tick, book in self._found if tick.isChecked() and tick.isEnabled()]

    def _go_on(self) -> None:
        self.bar.hide()
        if self._book is not None:
            self._change_password(self._book)
        elif self.pages.currentIndex() == 0:
            self._find()
        else:
            self._add()

    def _find(self) -> None:
        place = self.place.text().strip()
        if not place:
            self.place_field.complain(tr("Enter your mail address or the server."))
            return
        user = self.user.text().strip() or (place if "@" in place and "/" not in place else "")
        if not user:
            self.user_field.complain(tr("Enter the user name for this server."))
            return
        self._busy(tr("Looking…"))
        command = commands.FindAddressBooks(fresh_request_id(), place, user, self.password.text())
        self._link.request(command, self._take_books)

    def _take_books(self, event: events.Finished | events.Failed) -> None:
        if self._is_over:
            return
        self._idle(tr("Find address books"))
        if isinstance(event, events.Failed):
            self._tell_problem(event.problem)
            return
        for book in event.books:
            name = book.name.replace("&", "&&")
            tick = QCheckBox(tr("{name} (read only)", name=name) if book.read_only else name)
            tick.setToolTip(book.url)
            tick.setChecked(True)
            tick.toggled.connect(lambda _on: self.next.setEnabled(bool(self.chosen)))
            self.books.addWidget(tick)
            self._found.append((tick, book))
        self.pages.setCurrentIndex(1)
        self.next.setText(tr("Connect"))
        self.next.setEnabled(bool(self.chosen))
        if self._found:
            self._found[0][0].setFocus()

    def _add(self) -> None:
        place = self.place.text().strip()
        user = self.user.text().strip() or place
        chosen = self.chosen
        self._left = len(chosen)
        self._busy(tr("Connecting…"))
        for book in chosen:
            command = commands.AddAddressBook(
                fresh_request_id(), book.name, book.url, user, self.password.text(), read_only=book.read_only
            )
            self._link.request(command, partial(self._added, book))

    def _change_password(self, book: AddressBook) -> None:
        self._left = 1
        self._busy(tr("Saving…"))
        command = commands.ChangeAddressBook(fresh_request_id(), book.id, book.name, self.password.text())
        self._link.request(command, partial(self._added, None))

    def _added(self, added: FoundBook | None, event: events.Finished | events.Failed) -> None:
        """One of those that were asked for; what is there already is not asked for again."""
        if self._is_over:
            return
        self._left -= 1
        if isinstance(event, events.Failed):
            self._tell_problem(event.problem)
        for tick, book in self._found:
            if isinstance(event, events.Finished) and book is added:
                tick.setEnabled(False)
        if self._left:
            return
        self._idle(tr("Connect") if self._book is None else tr("Save"))
        if self.bar.isHidden():
            self.accept()

    def _tell_problem(self, problem: Problem) -> None:
        self.bar.tell_problem(problem)
        self._make_room()
        if problem.kind is ProblemKind.WRONG_PASSWORD:
            self.password.setFocus()

    def _make_room(self) -> None:
        """A window does not grow by itself for a sentence that needs more lines."""
        column = self.layout()
        assert column is not None
        column.activate()
        self.resize(self.width(), max(self.height(), column.totalHeightForWidth(self.width())))

    def _busy(self, words: str) -> None:
        self.next.setText(words)
        self.next.setEnabled(False)
        self.pages.setEnabled(False)

    def _idle(self, words: str) -> None:
        self.next.setText(words)
        self.next.setEnabled(True)
        self.pages.setEnabled(True)

    def _arrange(self) -> None:
        title = PlainLabel(tr("Connect an address book"))
        title.setProperty("kind", "title")
        meaning = PlainLabel(
            tr("People in it are kept here, too, and stay the same on all your devices (CardDAV)."), wordWrap=True
        )
        meaning.setProperty("kind", "muted")
        login, choice = QWidget(), QWidget()
        column = QVBoxLayout(login)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(tokens.SPACE_12)
        for field in (self.place_field, self.user_field, self.password_field):
            column.addWidget(field)
        found = QVBoxLayout(choice)
        found.setContentsMargins(0, 0, 0, 0)
        found.setSpacing(tokens.SPACE_8)
        words = PlainLabel(tr("These address books were found:"))
        found.addWidget(words)
        found.addLayout(self.books)
        found.addStretch(1)
        self.pages.addWidget(login)
        self.pages.addWidget(choice)
        row = QHBoxLayout()
        row.setSpacing(tokens.SPACE_8)
        row.addStretch(1)
        row.addWidget(self.cancel)
        row.addWidget(self.next)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(tokens.SPACE_24, tokens.SPACE_24, tokens.SPACE_24, tokens.SPACE_16)
        whole.setSpacing(tokens.SPACE_12)
        for widget in (title, meaning, self.bar):
            whole.addWidget(widget)
        whole.addWidget(self.pages, 1, Qt.AlignmentFlag.AlignTop)
        whole.addLayout(row)
