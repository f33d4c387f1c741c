"""The middle column: title, unread count, search, the list or what is shown instead of it."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from mailclient.gui.controls.button import action_button
from mailclient.gui.controls.empty_state import EmptyState
from mailclient.gui.controls.label import PlainLabel
from mailclient.gui.controls.surface import ColumnHeader, hairline, on_ground
from mailclient.gui.controls.tooltip import tell_plainly
from mailclient.gui.folder_list.tree import folder_label
from mailclient.gui.main_window.search_bar import ScopeBar, SearchField
from mailclient.gui.message_list.model import MessageListModel
from mailclient.gui.message_list.row_layout import ROW_LEFT
from mailclient.gui.message_list.view import MessageList
from mailclient.gui.theme import tokens
from mailclient.language import tr, tr_n
from mailclient.mail.folder import Folder, FolderRole


class ListColumn(QWidget):
    """``list`` shows ``messages``; an empty state when it has none."""

    server_search_requested = Signal()

    def __init__(self, messages: MessageListModel, back: QAction, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        on_ground(self, "list")
        self.messages = messages
        self.list = MessageList(messages)
        self.search = SearchField()
        self.scope = ScopeBar()
        self.back = action_button(back)
        self._title = PlainLabel()
        self._title.setProperty("kind", "title")
        self._title.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._unread = PlainLabel()
        self._unread.setProperty("kind", "meta")
        self.withheld = PlainLabel()
        self.withheld.setProperty("kind", "meta")
        self.withheld.setToolTip(tr("The server has them and does not give them out. They are tried again."))
        self._empty = EmptyState("inbox", "")
        self._empty.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.list)
        self._stack.addWidget(self._empty)
        self._folder: Folder | None = None
        self._searching = False
        self._asking = False
        self._synced = False
        self._lay_out()
        self.scope.server.clicked.connect(self.server_search_requested)
        messages.modelReset.connect(self._choose_page)
        messages.rowsInserted.connect(self._choose_page)
        messages.rowsRemoved.connect(self._choose_page)
        messages.layoutChanged.connect(self._choose_page)

    def _lay_out(self) -> None:
        header = ColumnHeader("list")
        header.row.setContentsMargins(ROW_LEFT, 0, tokens.SPACE_12, 0)
        header.row.setSpacing(tokens.SPACE_8)
        titles = QVBoxLayout()
        titles.setSpacing(0)
        titles.setContentsMargins(0, 0, 0, 0)
        titles.addStretch()
        titles.addWidget(self._title)
        counts = QHBoxLayout()
        counts.setSpacing(tokens.SPACE_8)
        counts.addWidget(self._unread)
        counts.addWidget(self.withheld)
        counts.addStretch()
        titles.addLayout(counts)
        titles.addStretch()
        header.row.addWidget(self.back)
        header.row.addLayout(titles, 1)
        self.search.setFixedWidth(190)
        header.row.addWidget(self.search, 0, Qt.AlignmentFlag.AlignVCenter)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(header)
        column.addWidget(hairline())
        column.addWidget(self.scope)
        column.addWidget(self._stack, 1)

    def show_folder(self, folder: Folder | None, *, synced: bool) -> None:
        """Head the column with this folder; called again when its counts change. ``synced``: once completely."""
        self._folder = folder
        self._synced = synced
        if folder is None:
            self._title.setText("")
            self._unread.hide()
            self.withheld.hide()
        else:
            self._title.setText(folder_label(folder))
            tell_plainly(self._title, folder.path)
            self._unread.setVisible(folder.total > 0)
            words = tr_n("{count} message", "{count} messages", folder.total)
            self._unread.setText(tr("{count} unread", count=f"{folder.unread:,}") if folder.unread else words)
            self.withheld.setVisible(folder.withheld > 0)
            self.withheld.setText(tr_n("{count} not shown", "{count} not shown", folder.withheld))
        self._choose_people()
        self._choose_page()

    def _choose_people(self) -> None:
        """In Sent and Drafts to whom, else from whom; also of what was found in all folders."""
        sent = self._folder is not None and self._folder.role in (FolderRole.SENT, FolderRole.DRAFTS)
        self.list.show_recipients(sent and (self.scope.this_folder or not self._searching))

    def show_searching(self, searching: bool) -> None:
        """A search result is shown, or the folder again."""
        self._searching = searching
        self._choose_people()
        self.scope.setVisible(searching)
        self.show_asking(False)

    def show_asking(self, asking: bool) -> None:
        """The servers are being asked too, or not any more."""
        self._asking = asking
        self.scope.show_asking(asking)
        self._choose_page()

    def take_focus(self) -> None:
        """Keys go to the list, or to what is shown instead of it, and from there to the list when it fills."""
        (self._empty if self.messages.rowCount() == 0 else self.list).setFocus()

    def _choose_page(self) -> None:
        empty = self.messages.rowCount() == 0
        if empty:
            self._empty.show_words(*self._words())
        shown, hidden = (self._empty, self.list) if empty else (self.list, self._empty)
        focused = hidden.hasFocus()
        self._stack.setCurrentWidget(shown)
        if focused:
            shown.setFocus()

    def _words(self) -> tuple[str, str, str]:
        if self._searching and self._asking:
            return "server", tr("Asking the server…"), ""
        if self._searching:
            return "search", tr("Nothing found here"), tr("Try fewer or shorter words, all folders, or the server.")
        if self._folder is None:
            return "refresh-cw", tr("Fetching your folders…"), ""
        if not self._synced:
            return "refresh-cw", tr("Fetching messages…"), tr("The newest come first.")
        if self._folder.role is FolderRole.INBOX:
            return "inbox", tr("Nothing new"), tr("New mail appears here by itself.")
        if self._folder.role is FolderRole.TRASH:
            return "trash-2", tr("Trash is empty"), ""
        return "folder-open", tr("No messages here"), ""
