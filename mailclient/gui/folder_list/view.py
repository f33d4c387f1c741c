"""The tree itself: choosing a folder, folding, keys, dragging folders, dropping on them. Its menus: ``menu.py``."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QItemSelectionModel, QModelIndex, QPersistentModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QDrag,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QMenu, QTreeView, QWidget

from mailclient.gui.controls.drag_pill import drag_pill
from mailclient.gui.controls.floating_scroll_bar import FloatingScrollBar
from mailclient.gui.folder_list.delegate import FolderDelegate
from mailclient.gui.folder_list.dragging import may_leave, mime_data
from mailclient.gui.folder_list.favourites import Favourite
from mailclient.gui.folder_list.menu import account_menu, favourite_menu, folder_menu, search_menu
from mailclient.gui.folder_list.model import (
    ACCOUNT_ROLE,
    BRANCH_ROLE,
    FAVOURITE_ROLE,
    FOLDER_ROLE,
    HEADING_ROLE,
    SEARCH_ROLE,
    FolderModel,
    Index,
)
from mailclient.gui.folder_list.requests import FolderRequests
from mailclient.gui.theme import theme, tokens
from mailclient.gui.window_state import WindowState
from mailclient.language import tr
from mailclient.mail.account import Account
from mailclient.mail.folder import Folder
from mailclient.mail.ids import AccountId, FolderId
from mailclient.mail.saved_search import SavedSearch


class FolderList(QTreeView):
    """Shows what ``show_folders`` is given; the window calls it again on FoldersChanged and AccountsChanged."""

    folder_chosen = Signal(object)
    """FolderId"""
    favourite_chosen = Signal(object)
    """Favourite"""
    search_chosen = Signal(object)
    """SavedSearch"""
    left = Signal()
    """Enter: on to the list."""
    messages_dropped = Signal(object, object)
    """list[MessageId], FolderId"""

    def __init__(self, state: WindowState, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.requests = FolderRequests(self)
        self._state = state
        self._folded = state.words("folded")
        self._chosen = ""
        self._pointed = QPersistentModelIndex()
        """The line that a menu is open for, or that something is dragged onto."""
        self.folders = FolderModel()
        self.setModel(self.folders)
        self._delegate = FolderDelegate(self, lambda key: key == self._chosen, self.is_pointed_at)
        self.setItemDelegate(self._delegate)
        self.setAccessibleName(tr("Folders"))
        self.setHeaderHidden(True)
        self.setIndentation(0)
        self.setRootIsDecorated(False)
        self.setExpandsOnDoubleClick(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._bar = FloatingScrollBar(self)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setMouseTracking(True)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragDrop)
        self.setDropIndicatorShown(False)
        self.setAutoExpandDelay(600)
        self.folders.messages_dropped.connect(self.messages_dropped)
        self.folders.folder_dropped.connect(self.requests.move)
        self.requests.create.connect(lambda _account, parent_id: self._unfold_folder(parent_id))
        self.expanded.connect(lambda index: self._remember(index, folded=False))
        self.collapsed.connect(lambda index: self._remember(index, folded=True))
        theme().changed.connect(self.viewport().update)

    def show_folders(
        self, accounts: list[Account], folders: list[Folder], searches: Sequence[SavedSearch] = ()
    ) -> None:
        """Show these, keeping what is chosen and folded."""
        if self.folders.show(accounts, folders, searches):
            self._unfold(QModelIndex())
            if self._chosen:
                self.choose_line(self._chosen)
        several = self.folders.favourite("all-inbox") is not None
        self._delegate.accounts = {one.id: place for place, one in enumerate(accounts)} if several else {}
        self.viewport().update()

    @property
    def account_colours(self) -> dict[AccountId, int]:
        """Account → place in the colours, where lists of several tell them apart; else empty."""
        return self._delegate.accounts

    @property
    def chosen(self) -> str:
        """The word of the line that is shown in the list: ``folder-12``, ``all-inbox``, ``search-…``."""
        return self._chosen

    def choose(self, folder_id: FolderId) -> None:
        """Mark the folder; tells nobody."""
        self.choose_line(f"folder-{folder_id}")

    def choose_line(self, key: str) -> None:
        """Mark the line of this word; tells nobody."""
        self._chosen = key
        index = self.folders.index_called(key)
        if index.isValid():
            self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)
            self.scrollTo(index)

    # --- choosing --------------------------------------------------------------------------------------------------

    def currentChanged(self, current: Index, previous: Index) -> None:
        """Arrow keys choose as clicks do."""
        super().currentChanged(current, previous)
        selectable = bool(current.flags() & Qt.ItemFlag.ItemIsSelectable)
        if selectable and current.data(BRANCH_ROLE) != self._chosen:
            self._chosen = str(current.data(BRANCH_ROLE))
            self._tell_chosen(current)

    def _tell_chosen(self, index: Index) -> None:
        folder, favourite, search = (index.data(role) for role in (FOLDER_ROLE, FAVOURITE_ROLE, SEARCH_ROLE))
        if isinstance(folder, Folder):
            self.folder_chosen.emit(folder.id)
        elif isinstance(favourite, Favourite):
            self.favourite_chosen.emit(favourite)
        elif isinstance(search, SavedSearch):
            self.search_chosen.emit(search)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click on the mark (or on an account) folds; the right button opens the menu; any other click chooses."""
        self.setProperty("keyboard", False)
        if event.button() == Qt.MouseButton.RightButton:
            return
        index = self.indexAt(event.position().toPoint())
        if index.isValid() and event.button() == Qt.MouseButton.LeftButton and self.folders.hasChildren(index):
            mark = self._delegate.fold_mark(self.visualRect(index), index)
            if mark.contains(event.position().toPoint()) or index.data(HEADING_ROLE):
                self.setExpanded(index, not self.isExpanded(index))
                return
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Choosing the line that is chosen brings the list to the front where only one column is seen."""
        super().mouseReleaseEvent(event)
        index = self.indexAt(event.position().toPoint())
        if event.button() == Qt.MouseButton.LeftButton and self._chosen and index.data(BRANCH_ROLE) == self._chosen:
            self._tell_chosen(index)

    # --- keys --------------------------------------------------------------------------------------------------

    def event(self, event: QEvent) -> bool:
        """Delete and F2 are the tree's while it has the focus, not the window's shortcuts."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride and self._is_own(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """From now on the focus is shown."""
        self.setProperty("keyboard", True)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.left.emit()
        elif not self._is_own(event):
            super().keyPressEvent(event)
        else:
            self._rename_or_delete(rename=event.key() == Qt.Key.Key_F2)

    def _rename_or_delete(self, *, rename: bool) -> None:
        folder, search = self.currentIndex().data(FOLDER_ROLE), self.currentIndex().data(SEARCH_ROLE)
        if isinstance(folder, Folder) and may_leave(folder):
            (self.requests.rename if rename else self.requests.delete).emit(folder.id)
        elif isinstance(search, SavedSearch):
            (self.requests.rename_search if rename else self.requests.remove_search).emit(search)

    @staticmethod
    def _is_own(event: QKeyEvent) -> bool:
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        return plain and event.key() in (Qt.Key.Key_F2, Qt.Key.Key_Delete)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The focus ring is for those who came by keyboard."""
        self.setProperty(
            "keyboard", event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)
        )
        super().focusInEvent(event)

    def keyboardSearch(self, _search: str) -> None:
        """Letters are the window's shortcuts."""

    # --- menus -------------------------------------------------------------------------------------------------

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """What can be done with a folder or an account; by the menu key with the one that has the focus."""
        by_key = event.reason() == QContextMenuEvent.Reason.Keyboard
        index = self.currentIndex() if by_key else self.indexAt(event.pos())
        menu = self.context_menu(index)
        if menu is not None:
            below = self.viewport().mapToGlobal(self.visualRect(index).bottomLeft() + QPoint(tokens.SPACE_24, 0))
            self._point_at(index)
            menu.exec(below if by_key else event.globalPos())
            menu.deleteLater()
            self._point_at(QModelIndex())

    def context_menu(self, index: QModelIndex) -> QMenu | None:
        """The menu of this line, or None for no line."""
        account, folder, search = (index.data(role) for role in (ACCOUNT_ROLE, FOLDER_ROLE, SEARCH_ROLE))
        if isinstance(search, SavedSearch):
            return search_menu(self, search, self.requests)
        if isinstance(favourite := index.data(FAVOURITE_ROLE), Favourite):
            return favourite_menu(self, favourite, self.requests)
        if isinstance(folder, Folder):
            return folder_menu(self, folder, self.folders.account(folder), self.requests)
        return account_menu(self, account, self.requests) if isinstance(account, Account) else None

    def is_pointed_at(self, index: Index) -> bool:
        """Whether a menu is open for this line, or something would be dropped on it."""
        return self._pointed.isValid() and self._pointed == index

    def _point_at(self, index: QModelIndex) -> None:
        self._pointed = QPersistentModelIndex(index)
        self.viewport().update()

    # --- dragging ----------------------------------------------------------------------------------------------

    def startDrag(self, _actions: Qt.DropAction) -> None:
        """A folder goes into another one."""
        index = self.currentIndex()
        folder = index.data(FOLDER_ROLE)
        if isinstance(folder, Folder) and may_leave(folder):
            drag = QDrag(self)
            drag.setMimeData(mime_data(folder))
            drag.setPixmap(drag_pill(str(index.data()), self.devicePixelRatioF()))
            drag.setHotSpot(QPoint(-8, -8))
            drag.exec(Qt.DropAction.MoveAction)
            self._point_at(QModelIndex())

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        """Show where it would go; Qt scrolls and unfolds."""
        super().dragMoveEvent(event)
        index = self._drop_target(event)
        self._point_at(index)
        if index.isValid():
            event.acceptProposedAction()
        else:
            event.ignore()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """It goes nowhere here."""
        super().dragLeaveEvent(event)
        self._point_at(QModelIndex())

    def dropEvent(self, event: QDropEvent) -> None:
        """On a line, never between two: places in a line are by name."""
        index = self._drop_target(event)
        self._point_at(QModelIndex())
        self.stopAutoScroll()
        self.setState(QAbstractItemView.State.NoState)
        if index.isValid():
            event.acceptProposedAction()
            self.folders.dropMimeData(event.mimeData(), event.dropAction(), -1, -1, index)

    def _drop_target(self, event: QDropEvent) -> QModelIndex:
        index = self.indexAt(event.position().toPoint())
        takes = index.isValid() and self.folders.canDropMimeData(event.mimeData(), event.dropAction(), -1, -1, index)
        return index if takes else QModelIndex()

    # --- folding -----------------------------------------------------------------------------------------------

    def _unfold(self, parent: QModelIndex) -> None:
        for row in range(self.folders.rowCount(parent)):
            index = self.folders.index(row, 0, parent)
            if self.folders.hasChildren(index):
                self.setExpanded(index, index.data(BRANCH_ROLE) not in self._folded)
                self._unfold(index)

    def _unfold_folder(self, folder_id: FolderId | None) -> None:
        """So that what is made in it is seen."""
        if folder_id is not None:
            self.setExpanded(self.folders.index_of(folder_id), True)

    def _remember(self, index: QModelIndex, *, folded: bool) -> None:
        word = str(index.data(BRANCH_ROLE))
        if folded:
            self._folded.add(word)
        else:
            self._folded.discard(word)
        self._state.set_words("folded", self._folded)
