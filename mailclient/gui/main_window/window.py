"""The main window up to its first paint: the columns, a folder, its list. It reads the store and asks nothing.

What changes anything is in ``session.py``, which joins once this is on the screen.
"""

from PySide6.QtCore import QEvent, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from mailclient.gui.folder_list.tree import folder_label
from mailclient.gui.main_window import search
from mailclient.gui.main_window.actions import Actions
from mailclient.gui.main_window.columns import Columns, Front, Mode
from mailclient.gui.main_window.list_column import ListColumn
from mailclient.gui.main_window.reader_column import ReaderColumn
from mailclient.gui.main_window.sidebar import Sidebar
from mailclient.gui.main_window.welcome import Welcome
from mailclient.gui.message_list.model import MessageListModel
from mailclient.gui.message_list.row_layout import Density
from mailclient.gui.window_state import WindowState
from mailclient.language import tr
from mailclient.mail.account import AccountKind
from mailclient.mail.folder import Folder, FolderRole
from mailclient.mail.ids import FolderId, MessageId
from mailclient.store.reader import Reader


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

    def __init__(self, reader: Reader, state: WindowState) -> None:
        super().__init__()
        self.reader = reader
        self.state = state
        self.actions_ = Actions(self)
        self.folder: Folder | None = None
        self._was_painted = False
        self._searching = search.Search(reader.path, self)
        self.question: search.Question | None = None
        """What the list shows the answer to; None while it shows a folder."""
        self._found: list[MessageId] = []
        self._this_folder_only = False
        self.sidebar = Sidebar(state, self.actions_["new_message"])
        self.list_column = ListColumn(MessageListModel(reader), self.actions_["back"])
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
        self.sidebar.folders.folder_chosen.connect(self._choose_folder)
        messages.opened.connect(lambda _id: self.columns.bring(Front.READER))
        messages.selectionModel().selectionChanged.connect(self.update_selection)
        messages.messages.modelReset.connect(self.update_selection)
        self.list_column.search.searched.connect(self._search)
        self._searching.found.connect(self._show_found)
        self._searching.failed.connect(self.search_failed)
        self.list_column.search.left.connect(self.list_column.take_focus)
        self.list_column.scope.scope_changed.connect(self._change_scope)
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

    # --- folders ------------------------------------------------------------------------------------------------

    def refresh_folders(self) -> None:
        """Read accounts and folders again; keeps the folder shown, or finds one to show."""
        accounts, folders = self.reader.accounts(), self.reader.folders()
        self.sidebar.folders.show_folders(accounts, folders)
        self._show_page(self.columns if accounts else self.welcome)
        known = {folder.id: folder for folder in folders}
        if self.folder is not None and self.folder.id in known:
            self.folder = known[self.folder.id]
            self._head_list()
        else:
            self.show_folder(self._folder_to_open(known))

    def _show_page(self, page: QWidget) -> None:
        """The first account has come (or the last has gone): the keys go where they are of use."""
        if self._pages.currentWidget() is not page:
            self._pages.setCurrentWidget(page)
            if page is self.columns:
                self.list_column.take_focus()

    def show_folder(self, folder: Folder | None) -> None:
        """Show this folder in the list."""
        self.folder = folder
        self.question = None
        self.list_column.show_searching(False)
        self.list_column.search.clear()
        self._head_list()
        self.list_column.messages.show_folder(folder.id if folder else None)
        if folder is not None:
            self.sidebar.folders.choose(folder.id)
            self.state.set_text("folder", str(folder.id))
            self.folder_shown.emit(folder.id)

    def _folder_to_open(self, known: dict[FolderId, Folder]) -> Folder | None:
        remembered = self.state.text("folder")
        if remembered.isdigit() and (folder := known.get(FolderId(int(remembered)))) is not None:
            return folder
        inboxes = (folder for folder in known.values() if folder.role is FolderRole.INBOX)
        return next(inboxes, None) or next((folder for folder in known.values() if folder.selectable), None)

    def _choose_folder(self, folder_id: FolderId) -> None:
        self.columns.bring(Front.LIST)
        searching = bool(self.list_column.search.text())
        if self.folder is None or folder_id != self.folder.id or searching:
            self.show_folder(self.reader.folder(folder_id))

    def _head_list(self) -> None:
        folder = self.folder
        state = self.reader.sync_state(folder.id) if folder is not None else None
        self.list_column.show_folder(folder, synced=state is not None and state.last_pass_at > 0)
        unread = f" ({folder.unread:,})" if folder is not None and folder.unread else ""
        name = f"{folder_label(folder)}{unread} — " if folder is not None else ""
        self.setWindowTitle(name + tr("Mail"))

    # --- search -------------------------------------------------------------------------------------------------

    def search_for(self, words: str) -> None:
        """Type these words into the search field."""
        self.columns.bring(Front.LIST)
        self.list_column.search.setText(words)
        self._search(words)

    def _begin_search(self) -> None:
        self.columns.bring(Front.LIST)
        self.list_column.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.list_column.search.selectAll()

    def _search(self, words: str) -> None:
        self.question = None
        if not words:
            self._searching.forget()
            self.show_folder(self.folder)
            return
        where = self.folder.id if self._this_folder_only and self.folder is not None else None
        self._searching.ask(search.Question(words, where))

    def _show_found(self, question: search.Question, found: list[MessageId]) -> None:
        self.question = question
        self._found = found
        self.list_column.show_searching(True)
        self.list_column.scope.offer_server(self._can_ask_server(question))
        self.list_column.scope.show_count(len(found), search.LIMIT)
        self.list_column.messages.show_found(found)

    def _can_ask_server(self, question: search.Question) -> bool:
        """Only IMAP servers search; what POP3 brought and what is in folders on this computer is all here."""
        folder = self.reader.folder(question.folder_id) if question.folder_id is not None else None
        kinds = {
            account.settings.kind
            for account in self.reader.accounts()
            if folder is None or account.id == folder.account_id
        }
        return AccountKind.IMAP in kinds

    def show_more_found(self, message_ids: list[MessageId]) -> int:
        """Add to what is shown as found; how many of them are new to it."""
        more = list(set(message_ids).difference(self._found))
        if more:
            self._found = [*self._found, *more]
            self.list_column.scope.show_count(len(self._found), len(self._found) + 1)
            self.list_column.messages.show_found(self._found)
        return len(more)

    def _change_scope(self, this_folder: bool) -> None:
        self._this_folder_only = this_folder
        self._search(self.list_column.search.text().strip())

    # --- what is selected -----------------------------------------------------------------------------------------

    def update_selection(self) -> None:
        """Actions and the reader's header follow the selection."""
        runs = self.list_column.list.selected_runs()
        count = sum(len(run) for run in runs)
        self.actions_.selected(count)
        total = self.list_column.messages.rowCount()
        place = f"{runs[0].start + 1:,} / {total:,}" if count == 1 else ""
        self.reader_column.show_selected(count, place)

    def _go_back(self) -> None:
        field = self.list_column.search
        if field.text() or field.hasFocus():
            field.close_search()
            self.list_column.take_focus()
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
            self._searching.close()
            self.closed.emit()
