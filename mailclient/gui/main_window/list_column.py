"""The middle column: title, unread count, search, quick filters, the list or what is shown instead of it."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from mailclient.gui.controls.button import action_button
from mailclient.gui.controls.empty_state import EmptyState
from mailclient.gui.controls.label import PlainLabel
from mailclient.gui.controls.surface import ColumnHeader, hairline, on_ground
from mailclient.gui.controls.tooltip import tell_plainly
from mailclient.gui.main_window.question import Scope
from mailclient.gui.main_window.quick_bar import QuickBar
from mailclient.gui.main_window.search_bar import SearchBar
from mailclient.gui.main_window.search_field import SearchField
from mailclient.gui.main_window.shown import Shown
from mailclient.gui.message_list.model import MessageListModel
from mailclient.gui.message_list.row_layout import ROW_LEFT
from mailclient.gui.message_list.view import MessageList
from mailclient.gui.theme import tokens
from mailclient.language import tr, tr_n
from mailclient.mail.folder import FolderRole

_SEARCH_WIDTH = 150
_WIDEST = 16_777_215


class ListColumn(QWidget):
    """``list`` shows ``messages``; an empty state when it has none."""

    server_search_requested = Signal()

    def __init__(
        self, messages: MessageListModel, back: QAction, quick_filter: QAction, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        on_ground(self, "list")
        self.messages = messages
        self.list = MessageList(messages)
        self.search = SearchField()
        self.scope = SearchBar()
        self.quick = QuickBar()
        self.back = action_button(back)
        self._filter = action_button(quick_filter)
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
        self._shown: Shown | None = None
        self._searching = False
        self._asking = False
        self._synced = False
        self._lay_out()
        self.scope.server.clicked.connect(self.server_search_requested)
        self.search.active_changed.connect(self._make_room)
        self.quick.left.connect(self.take_focus)
        messages.modelReset.connect(self._choose_page)
        messages.loaded.connect(self._choose_page)
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
        self._titles = QWidget()
        self._titles.setLayout(titles)
        header.row.addWidget(self._titles, 1)
        self.search.setMinimumWidth(_SEARCH_WIDTH)
        self.search.setMaximumWidth(_SEARCH_WIDTH)
        header.row.addWidget(self.search, 0, Qt.AlignmentFlag.AlignVCenter)
        header.row.addWidget(self._filter)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(header)
        column.addWidget(hairline())
        column.addWidget(self.scope)
        column.addWidget(self.quick)
        self._above = QVBoxLayout()
        column.addLayout(self._above)
        column.addWidget(self._stack, 1)

    def put_above(self, widget: QWidget) -> None:
        """Something that stands above the list."""
        self._above.addWidget(widget)

    def show_head(self, shown: Shown | None, *, synced: bool) -> None:
        """Head the column with this; called again when its counts change. ``synced``: once completely."""
        self._shown = shown
        self._synced = synced
        self._title.setText(shown.title if shown is not None else "")
        folder = shown.folder if shown is not None else None
        total = sum(one.total for one in shown.folders) if shown is not None else 0
        withheld = sum(one.withheld for one in shown.folders) if shown is not None else 0
        tell_plainly(self._title, folder.path if folder is not None else "")
        self._unread.setVisible(total > 0 and shown is not None and not shown.quick)
        words = tr_n("{count} message", "{count} messages", total)
        unread = shown.unread if shown is not None else 0
        self._unread.setText(tr("{count} unread", count=f"{unread:,}") if unread else words)
        self.withheld.setVisible(withheld > 0)
        self.withheld.setText(tr_n("{count} not shown", "{count} not shown", withheld))
        self._choose_people()
        self._choose_page()

    def _choose_people(self) -> None:
        """In Sent and Drafts to whom, else from whom; also of what was found in all folders."""
        sent = self._shown is not None and self._shown.role in (FolderRole.SENT, FolderRole.DRAFTS)
        self.list.show_recipients(sent and (self.scope.scope is Scope.HERE or not self._searching))

    def show_searching(self, searching: bool) -> None:
        """A search result is shown, or the list again."""
        self._searching = searching
        self._choose_people()
        self.scope.setVisible(searching)
        self._filter.setVisible(not searching and not self.search.active)
        if searching:
            self.quick.hide()
        self.show_asking(False)

    def _make_room(self, active: bool) -> None:
        """While one searches, the field takes the room of the title; a kept search keeps its name."""
        self._titles.setVisible(not active)
        self._filter.setVisible(not active and not self._searching)
        self.search.setMaximumWidth(_WIDEST if active else _SEARCH_WIDTH)

    def show_asking(self, asking: bool) -> None:
        """The servers are being asked too, or not any more."""
        self._asking = asking
        self.scope.show_asking(asking)
        self._choose_page()

    def take_focus(self) -> None:
        """Keys go to the list, or to what is shown instead of it, and from there to the list when it fills."""
        (self._empty if self.messages.rowCount() == 0 else self.list).setFocus()

    def _choose_page(self) -> None:
        empty = self.messages.rowCount() == 0 and self.messages.complete
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
        if self.quick.chosen:
            return "funnel", tr("None of these messages"), tr("The quick filters above let nothing through.")
        if self._shown is None:
            return "refresh-cw", tr("Fetching your folders…"), ""
        if self._shown.quick:
            return "star", tr("Nothing is starred"), tr("Star a message to find it here again.")
        if not self._synced:
            return "refresh-cw", tr("Fetching messages…"), tr("The newest come first.")
        if self._shown.role is FolderRole.INBOX:
            return "inbox", tr("Nothing new"), tr("New mail appears here by itself.")
        if self._shown.role is FolderRole.TRASH:
            return "trash-2", tr("Trash is empty"), ""
        return "folder-open", tr("No messages here"), ""
