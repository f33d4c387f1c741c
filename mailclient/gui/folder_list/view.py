"""The tree itself: choosing a folder, folding, dropping messages, the context menu."""

from collections.abc import Callable

from PySide6.QtCore import QItemSelectionModel, QModelIndex, Qt, Signal
from PySide6.QtGui import QAction, QContextMenuEvent, QFocusEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QAbstractItemView, QMenu, QTreeView, QWidget

from mailclient.gui.controls.floating_scroll_bar import FloatingScrollBar
from mailclient.gui.folder_list.delegate import FolderDelegate
from mailclient.gui.folder_list.model import ACCOUNT_ROLE, BRANCH_ROLE, FOLDER_ROLE, FolderModel, Index
from mailclient.gui.folder_list.tree import folder_label
from mailclient.gui.theme import theme
from mailclient.gui.window_state import WindowState
from mailclient.language import tr
from mailclient.mail.account import Account
from mailclient.mail.folder import Folder, FolderRole
from mailclient.mail.ids import FolderId
from mailclient.mail.rights import Rights


class FolderList(QTreeView):
    """Shows what ``show_folders`` is given; the window calls it again on FoldersChanged and AccountsChanged."""

    folder_chosen = Signal(object)
    """FolderId"""
    messages_dropped = Signal(object, object)
    """list[MessageId], FolderId"""
    sync_requested = Signal(object, object)
    """AccountId | None, FolderId | None"""
    mark_all_read_requested = Signal(object)
    """FolderId"""
    empty_requested = Signal(object)
    """FolderId: Trash or Junk"""
    create_requested = Signal(object, object)
    """AccountId, FolderId | None: where the new folder is to be"""
    rename_requested = Signal(object)
    """FolderId"""
    delete_requested = Signal(object)
    """FolderId"""
    properties_requested = Signal(object)
    """FolderId"""
    offline_requested = Signal(object)
    """AccountId: what of it is kept for reading offline"""
    server_requested = Signal(object)
    """AccountId: what its server can do"""
    account_requested = Signal(object)
    """AccountId: its settings"""

    def __init__(self, state: WindowState, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state = state
        self._folded = state.words("folded")
        self._chosen: FolderId | None = None
        self.folders = FolderModel()
        self.setModel(self.folders)
        self._delegate = FolderDelegate(self)
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
        self.setAcceptDrops(True)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DropOnly)
        self.setDropIndicatorShown(False)
        self.setAutoExpandDelay(600)
        self.folders.messages_dropped.connect(self.messages_dropped)
        self.expanded.connect(lambda index: self._remember(index, folded=False))
        self.collapsed.connect(lambda index: self._remember(index, folded=True))
        theme().changed.connect(self.viewport().update)

    def show_folders(self, accounts: list[Account], folders: list[Folder]) -> None:
        """Show these, keeping what is chosen and folded."""
        if self.folders.show(accounts, folders):
            self._unfold(QModelIndex())
            if self._chosen is not None:
                self.choose(self._chosen)
        self.viewport().update()

    @property
    def chosen(self) -> FolderId | None:
        """The folder that is shown in the list."""
        return self._chosen

    def choose(self, folder_id: FolderId) -> None:
        """Mark the folder; tells nobody."""
        self._chosen = folder_id
        index = self.folders.index_of(folder_id)
        if index.isValid():
            self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)
            self.scrollTo(index)

    # --- choosing --------------------------------------------------------------------------------------------------

    def currentChanged(self, current: Index, previous: Index) -> None:
        """Arrow keys choose as clicks do."""
        super().currentChanged(current, previous)
        folder = current.data(FOLDER_ROLE)
        if isinstance(folder, Folder) and folder.selectable and folder.id != self._chosen:
            self._chosen = folder.id
            self.folder_chosen.emit(folder.id)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click on the mark (or on an account) folds; any other chooses."""
        self.setProperty("keyboard", False)
        index = self.indexAt(event.position().toPoint())
        if index.isValid() and event.button() == Qt.MouseButton.LeftButton and self.folders.hasChildren(index):
            mark = self._delegate.fold_mark(self.visualRect(index), index)
            if mark.contains(event.position().toPoint()) or index.data(ACCOUNT_ROLE) is not None:
                self.setExpanded(index, not self.isExpanded(index))
                return
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Choosing the folder that is chosen brings the list to the front where only one column is seen."""
        super().mouseReleaseEvent(event)
        folder = self.indexAt(event.position().toPoint()).data(FOLDER_ROLE)
        if event.button() == Qt.MouseButton.LeftButton and isinstance(folder, Folder) and folder.id == self._chosen:
            self.folder_chosen.emit(folder.id)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """From now on the focus is shown."""
        self.setProperty("keyboard", True)
        super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The focus ring is for those who came by keyboard."""
        self.setProperty(
            "keyboard", event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)
        )
        super().focusInEvent(event)

    def keyboardSearch(self, _search: str) -> None:
        """Letters are the window's shortcuts."""

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """What can be done with a folder or an account."""
        index = self.indexAt(event.pos())
        menu = self.context_menu(index)
        if menu is not None:
            menu.exec(event.globalPos())
            menu.deleteLater()

    def context_menu(self, index: QModelIndex) -> QMenu | None:
        """The menu of this line, or None for no line."""
        account, folder = index.data(ACCOUNT_ROLE), index.data(FOLDER_ROLE)
        if isinstance(folder, Folder):
            return self._folder_menu(folder)
        return self._account_menu(account) if isinstance(account, Account) else None

    def _folder_menu(self, folder: Folder) -> QMenu:
        menu = QMenu(self)
        own = folder.role is FolderRole.NONE
        _entry(menu, tr("Check for new mail"), lambda: self.sync_requested.emit(folder.account_id, folder.id))
        read = _entry(menu, tr("Mark all as read"), lambda: self.mark_all_read_requested.emit(folder.id))
        read.setEnabled(folder.unread > 0 and Rights.SEEN in folder.rights)
        menu.addSeparator()
        new = _entry(menu, tr("New folder…"), lambda: self.create_requested.emit(folder.account_id, folder.id))
        new.setEnabled(Rights.CREATE in folder.rights and folder.holds_folders)
        if own:
            rename = _entry(menu, tr("Rename…"), lambda: self.rename_requested.emit(folder.id))
            delete = _entry(menu, tr("Delete folder…"), lambda: self.delete_requested.emit(folder.id))
            for action in (rename, delete):
                action.setEnabled(Rights.DELETE_FOLDER in folder.rights)
        if folder.role in (FolderRole.TRASH, FolderRole.JUNK):
            name = tr("Empty {folder}…", folder=folder_label(folder))
            empty = _entry(menu, name, lambda: self.empty_requested.emit(folder.id))
            empty.setEnabled(folder.total > 0 and Rights.EXPUNGE in folder.rights)
        menu.addSeparator()
        _entry(menu, tr("Properties…"), lambda: self.properties_requested.emit(folder.id))
        return menu

    def _account_menu(self, account: Account) -> QMenu:
        menu = QMenu(self)
        _entry(menu, tr("Check for new mail"), lambda: self.sync_requested.emit(account.id, None))
        _entry(menu, tr("New folder…"), lambda: self.create_requested.emit(account.id, None))
        menu.addSeparator()
        _entry(menu, tr("Offline reading…"), lambda: self.offline_requested.emit(account.id))
        _entry(menu, tr("About the server…"), lambda: self.server_requested.emit(account.id))
        _entry(menu, tr("Account settings…"), lambda: self.account_requested.emit(account.id))
        return menu

    # --- folding -----------------------------------------------------------------------------------------------

    def _unfold(self, parent: QModelIndex) -> None:
        for row in range(self.folders.rowCount(parent)):
            index = self.folders.index(row, 0, parent)
            if self.folders.hasChildren(index):
                self.setExpanded(index, index.data(BRANCH_ROLE) not in self._folded)
                self._unfold(index)

    def _remember(self, index: QModelIndex, *, folded: bool) -> None:
        word = str(index.data(BRANCH_ROLE))
        if folded:
            self._folded.add(word)
        else:
            self._folded.discard(word)
        self._state.set_words("folded", self._folded)


def _entry(menu: QMenu, name: str, act: Callable[[], object]) -> QAction:
    action = menu.addAction(name)
    action.triggered.connect(act)
    return action
