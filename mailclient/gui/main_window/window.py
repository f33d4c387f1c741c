"""The main window up to its first paint: the columns, a folder or several as one, the list. It asks nothing.

What changes anything is in ``session.py``, which joins once this is on the screen.
"""

from collections.abc import Iterator
from functools import partial

from PySide6.QtCore import QEvent, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from mailclient.gui.main_window.actions import Actions
from mailclient.gui.main_window.columns import Columns, Front, Mode
from mailclient.gui.main_window.list_column import ListColumn
from mailclient.gui.main_window.list_search import ListSearch
from mailclient.gui.main_window.reader_column import ReaderColumn
from mailclient.gui.main_window.row_places import row_places
from mailclient.gui.main_window.shown import Shown, shown_favourite, shown_folder, shown_search
from mailclient.gui.main_window.sidebar import Sidebar
from mailclient.gui.main_window.welcome import Welcome
from mailclient.gui.message_list.list_reading import Answer, ReadBeside
from mailclient.gui.message_list.model import MessageListModel
from mailclient.gui.message_list.row_layout import Density
from mailclient.gui.message_list.staying_put import Place
from mailclient.gui.reading_beside import ReadingBeside
from mailclient.gui.window_state import WindowState
from mailclient.language import tr
from mailclient.mail.account import Account
from mailclient.mail.folder import Folder, FolderRole
from mailclient.mail.ids import FolderId
from mailclient.mail.mail_list import MailList, Quick
from mailclient.mail.problem import Problem
from mailclient.mail.saved_search import SavedSearch
from mailclient.store.reader import Reader
from mailclient.store.rows import ListSlice, RowKey

_LARGE = 20_000
"""Messages that can be looked through between two frames."""


class MainWindow(QMainWindow):
    """Refreshed through ``refresh_folders`` and the list's model."""

    painted = Signal()
    """Once, after the first paint: now the engine and all else may be loaded."""
    closing = Signal(QCloseEvent)
    """Ignore the event to stay."""
    closed = Signal()
    """It is gone from the screen."""
    folder_shown = Signal(object)
    """FolderId"""
    search_failed = Signal(object)
    """Problem"""
    resized = Signal()

    def __init__(self, reader: Reader, state: WindowState, *, expects_accounts: bool = False) -> None:
        """``expects_accounts``: some are being made (the sample ones); nobody is asked to add one."""
        super().__init__()
        self._expects_accounts = expects_accounts
        self.reader = reader
        self.state = state
        self.actions_ = Actions(self)
        self.shown: Shown | None = None
        """What the list shows, or showed before the search that it shows now."""
        self._was_painted = False
        self._conversations = state.text("conversations", "yes") != "no"
        self._beside = ReadingBeside(reader.path, self)
        self.sidebar = Sidebar(state, self.actions_["new_message"])
        self.list_column = ListColumn(MessageListModel(reader), self.actions_["back"], self.actions_["quick_filter"])
        self.list_column.messages.beside = self._way_beside
        self.searching = ListSearch(self.list_column, reader, self._beside, lambda: self.shown, state)
        self.reader_column = ReaderColumn(self.actions_)
        self.columns = Columns(self.sidebar, self.list_column, self.reader_column)
        self.welcome = Welcome(self.actions_["add_account"])
        self._pages = QStackedWidget()
        self._pages.addWidget(self.columns)
        self._pages.addWidget(self.welcome)
        self.bars = QVBoxLayout()
        self.bottom = QVBoxLayout()
        self._lay_out()
        self._connect()
        self._restore()
        self.refresh_folders()
        self.list_column.take_focus()

    def _lay_out(self) -> None:
        self.setWindowTitle(tr("Mail"))
        self.setMinimumSize(QSize(420, 420))
        centre = QWidget()
        column = QVBoxLayout(centre)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for part in (self.bars, self.bottom):
            part.setContentsMargins(0, 0, 0, 0)
            part.setSpacing(0)
        column.addLayout(self.bars)
        column.addWidget(self._pages, 1)
        column.addLayout(self.bottom)
        self.setCentralWidget(centre)

    def _connect(self) -> None:
        messages = self.list_column.list
        self.sidebar.folders.folder_chosen.connect(lambda _id: self._choose())
        self.sidebar.folders.favourite_chosen.connect(lambda _favourite: self._choose())
        self.sidebar.folders.search_chosen.connect(lambda _search: self._choose())
        messages.opened.connect(lambda _id: self.columns.bring(Front.READER))
        messages.selectionModel().selectionChanged.connect(self.update_selection)
        messages.messages.modelReset.connect(self.update_selection)
        self.searching.failed.connect(self.search_failed)
        self.searching.ended.connect(self._return)
        self.searching.question_changed.connect(self._note_question)
        self.list_column.search.left.connect(self.list_column.take_focus)
        self.list_column.quick.changed.connect(self._filter)
        self.actions_["quick_filter"].triggered.connect(self._toggle_quick_bar)
        for name, quick in (("only_unread", Quick.UNREAD), ("only_starred", Quick.FLAGGED)):
            self.actions_[name].triggered.connect(lambda _checked=False, quick=quick: self._toggle_quick(quick))
        conversations = self.actions_["conversations"]
        conversations.setCheckable(True)
        conversations.setChecked(self._conversations)
        conversations.triggered.connect(self.group_by_conversation)
        self.columns.changed.connect(self._show_ways_back)
        self.actions_["back"].triggered.connect(self._go_back)
        self.actions_["next"].triggered.connect(lambda: messages.step(1))
        self.actions_["previous"].triggered.connect(lambda: messages.step(-1))
        self.actions_["search"].triggered.connect(self._begin_search)
        self._show_ways_back()
        self.update_selection()

    def _restore(self) -> None:
        self.resize(1440, 900)
        self.restoreGeometry(self.state.data("geometry"))
        self.columns.restore(self.state.data("columns"))
        density = self.state.text("density", Density.COMFORTABLE)
        self.list_column.list.use_density(Density(density) if density in set(Density) else Density.COMFORTABLE)

    # --- what the list shows --------------------------------------------------------------------------------------

    @property
    def folder(self) -> Folder | None:
        """The folder that the sidebar has chosen; None for several as one, and for a kept search."""
        return self.shown.folder if self.shown is not None else None

    @property
    def role(self) -> FolderRole:
        """What the chosen folders are for."""
        return self.shown.role if self.shown is not None else FolderRole.NONE

    @property
    def conversations(self) -> bool:
        """Whether the list groups messages by conversation."""
        return self._conversations

    def group_by_conversation(self, on: bool) -> None:
        """One row for each conversation, or one for each message; what is selected stays so."""
        self._conversations = on
        self.state.set_text("conversations", "yes" if on else "no")
        if self.searching.question is None:
            self._show_again()

    def refresh_folders(self) -> None:
        """Read accounts and folders again; keeps what is shown, or finds something to show."""
        accounts, folders = self.reader.accounts(), self.reader.folders()
        self.sidebar.folders.show_folders(accounts, folders, self.reader.saved_searches())
        self._show_page(self.columns if accounts or self._expects_accounts else self.welcome)
        known = {folder.id: folder for folder in folders}
        again = self._called(self.shown.key, known) if self.shown is not None else None
        if again is None:
            self._show(self._to_open(known))
            return
        search = self.shown.search if self.shown is not None else None
        before, self.shown = self._mail_list(), again
        self._head_list()
        if again.search is not None and again.search != search:
            self.searching.show_saved(again.search)
        if before != self._mail_list() and self.searching.question is None:
            self._show_again()

    def _show_page(self, page: QWidget) -> None:
        """The first account has come (or the last has gone): the keys go where they are of use."""
        if self._pages.currentWidget() is not page:
            self._pages.setCurrentWidget(page)
            if page is self.columns:
                self.list_column.take_focus()

    def show_folder(self, folder: Folder | None) -> None:
        """Show this folder in the list."""
        self._show(shown_folder(folder) if folder is not None else None)

    def show_search(self, search: SavedSearch) -> None:
        """Show what a kept search finds."""
        if self.shown is None or self.shown.search != search:
            self._show(shown_search(search))

    def _show(self, shown: Shown | None) -> None:
        """Another line of the sidebar: quick filters and searches are left behind."""
        self.searching.forget()
        self.shown = shown
        self.list_column.search.clear()
        self.list_column.quick.leave()
        self._head_list()
        if shown is not None:
            self.sidebar.folders.choose_line(shown.key)
            self.state.set_text("folder", shown.key)
        if shown is not None and shown.search is not None:
            self.searching.show_saved(shown.search)
            return
        self.list_column.messages.show_list(self._mail_list())
        for folder in shown.folders if shown is not None and shown.role is not FolderRole.FLAGGED else ():
            self.folder_shown.emit(folder.id)

    def _mail_list(self) -> MailList | None:
        if self.shown is None or not self.shown.folders:
            return None
        return self.shown.mail_list(conversations=self._conversations, quick=self.list_column.quick.chosen)

    def _way_beside(self, mail_list: MailList) -> ReadBeside | None:
        """A quick filter that finds little looks at everything: in a large folder not here."""
        total = sum(folder.total for folder in self.shown.folders) if self.shown is not None else 0
        if not mail_list.quick or total < _LARGE:
            return None

        def read(before: RowKey | None, limit: int, answer: Answer) -> None:
            self._beside.ask("list", partial(_slice, mail_list, before, limit), partial(self._give_slice, answer))

        return read

    def _give_slice(self, answer: Answer, found: object) -> None:
        if isinstance(found, Problem):
            self.search_failed.emit(found)
        found = found if isinstance(found, ListSlice) else ListSlice([], None)
        answer(found.rows, found.reached)

    def _show_again(self) -> None:
        """The same folders otherwise: what is selected stays so, as far as it is still there."""
        place = self.list_column.list.place()
        self.list_column.messages.show_list(self._mail_list())
        self.list_column.list.restore(place)

    def _called(self, key: str, known: dict[FolderId, Folder]) -> Shown | None:
        """What the sidebar shows under this word."""
        lines = self.sidebar.folders.folders
        if (favourite := lines.favourite(key)) is not None:
            return shown_favourite(favourite, known)
        if (search := lines.search(key)) is not None:
            return shown_search(search)
        number = key.removeprefix("folder-")
        folder = known.get(FolderId(int(number))) if number.isdigit() else None
        return shown_folder(folder) if folder is not None else None

    def _to_open(self, known: dict[FolderId, Folder]) -> Shown | None:
        remembered = self._called(self.state.text("folder"), known)
        if remembered is not None:
            return remembered
        inboxes = (folder for folder in known.values() if folder.role is FolderRole.INBOX)
        folder = next(inboxes, None) or next((folder for folder in known.values() if folder.selectable), None)
        return shown_folder(folder) if folder is not None else None

    def _choose(self) -> None:
        self.columns.bring(Front.LIST)
        key = self.sidebar.folders.chosen
        searching = bool(self.list_column.search.text())
        if self.shown is None or key != self.shown.key or searching:
            known = {folder.id: folder for folder in self.reader.folders()}
            self._show(self._called(key, known))

    def _head_list(self) -> None:
        shown = self.shown
        states = [self.reader.sync_state(folder.id) for folder in shown.folders] if shown is not None else []
        self.list_column.show_head(shown, synced=any(state is not None and state.last_pass_at > 0 for state in states))
        colours = self.sidebar.folders.account_colours
        several = shown is not None and len({folder.account_id for folder in shown.folders}) != 1
        accounts = self.reader.accounts()
        told = colours if several or self.searching.question is not None else {}
        self.list_column.list.tell_people(_names(accounts), told)
        self.list_column.list.tell_places(row_places(self.reader, self.shown, self.searching.question))
        unread = f" ({shown.unread:,})" if shown is not None and shown.unread and not shown.quick else ""
        name = f"{shown.title}{unread} — " if shown is not None else ""
        self.setWindowTitle(name + tr("Mail"))

    # --- quick filters and search -----------------------------------------------------------------------------------

    def _toggle_quick_bar(self) -> None:
        bar = self.list_column.quick
        if self.searching.question is not None:
            return
        bar.close_bar() if bar.isVisible() else bar.open_bar()

    def _toggle_quick(self, quick: Quick) -> None:
        if self.searching.question is None:
            self.list_column.quick.toggle(quick)

    def _filter(self) -> None:
        if self.searching.question is None:
            self._show_again()

    def search_for(self, words: str) -> None:
        """Type these words into the search field."""
        self.columns.bring(Front.LIST)
        self.list_column.search.show_words(words)

    def _begin_search(self) -> None:
        self.columns.bring(Front.LIST)
        self.list_column.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.list_column.search.selectAll()

    def _note_question(self) -> None:
        self._head_list()

    def _return(self, place: Place | None) -> None:
        """The search is over: back to where one was."""
        if self.shown is not None and self.shown.search is not None:
            self.searching.show_saved(self.shown.search)
            return
        self.list_column.messages.show_list(self._mail_list())
        if place is not None:
            self.list_column.list.restore(place)

    # --- what is selected -----------------------------------------------------------------------------------------

    def update_selection(self) -> None:
        """Actions and the reader's header follow the selection."""
        runs = self.list_column.list.selected_runs()
        count = sum(len(run) for run in runs)
        self.actions_.selected(count)
        total = self.list_column.messages.rowCount()
        place = f"{runs[0].start + 1:,} / {total:,}" if count == 1 else ""
        shown = self.list_column.messages.mail_list
        self.reader_column.show_selected(count, place, conversations=shown is not None and shown.conversations)

    def _go_back(self) -> None:
        field = self.list_column.search
        if field.text() or field.hasFocus():
            field.close_search()
            self.list_column.take_focus()
        elif (
            self.list_column.quick.isVisible()
            and self.columns.mode is not Mode.NARROW
            and self.columns.front is Front.LIST
        ):
            self.list_column.quick.close_bar()
        elif self.columns.go_back() and self.columns.front is Front.LIST:
            self.list_column.take_focus()

    def _show_ways_back(self) -> None:
        self.list_column.back.setVisible(self.columns.mode is Mode.NARROW)
        self.reader_column.back.setVisible(self.columns.mode is not Mode.WIDE)
        if self.columns.mode is not Mode.WIDE and self.columns.front is Front.READER:
            self.reader_column.setFocus()
        elif self.columns.front is Front.LIST and not self.list_column.search.hasFocus():
            self.list_column.take_focus()
        elif self.columns.mode is Mode.NARROW and self.columns.front is Front.FOLDERS:
            self.sidebar.folders.setFocus()

    # --- the window itself ----------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """The first paint opens the gate for everything slow."""
        super().paintEvent(event)
        if not self._was_painted:
            self._was_painted = True
            QTimer.singleShot(0, self.painted.emit)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Toasts float above the columns and follow."""
        super().resizeEvent(event)
        self.resized.emit()

    def changeEvent(self, event: QEvent) -> None:
        """Dates move on over night: coming back to the window paints them anew."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.ActivationChange and self.isActiveWindow():
            self.list_column.messages.tell_time()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Remember sizes; the session may object."""
        self.closing.emit(event)
        if event.isAccepted():
            self.state.set_data("geometry", self.saveGeometry())
            self.state.set_data("columns", self.columns.remembered())
            self._beside.close()
            self.closed.emit()


def _slice(mail_list: MailList, before: RowKey | None, limit: int, reader: Reader) -> Iterator[object]:
    yield reader.list_slice(mail_list, before=before, limit=limit)


def _names(accounts: list[Account]) -> frozenset[str]:
    """What the user is called in mail."""
    own = {account.settings.name for account in accounts} | {account.settings.email for account in accounts}
    return frozenset(own - {""})
