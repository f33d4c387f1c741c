"""The tree as a Qt model. New counts change cells; only a new shape builds the tree again, so nothing jumps.

Above the accounts stand folders of all accounts as one, where there are several; below them the searches that are kept.
"""

from collections.abc import Sequence

from PySide6.QtCore import QMimeData, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QStandardItem, QStandardItemModel

from mailclient.gui.folder_list.dragging import FOLDER_MIME_TYPE, dragged_folder, may_hold, may_leave
from mailclient.gui.folder_list.favourites import Favourite, favourites
from mailclient.gui.folder_list.tree import FolderNode, by_account, is_ordinary, shown_count
from mailclient.gui.message_list.dragging import MESSAGES_MIME_TYPE, dragged_messages
from mailclient.language import tr, tr_n
from mailclient.language.account_names import account_name
from mailclient.mail.account import Account, AccountKind
from mailclient.mail.folder import Folder, path_below
from mailclient.mail.ids import AccountId, FolderId
from mailclient.mail.rights import Rights
from mailclient.mail.saved_search import SavedSearch

ACCOUNT_ROLE = Qt.ItemDataRole.UserRole + 1
FOLDER_ROLE = Qt.ItemDataRole.UserRole + 2
BRANCH_ROLE = Qt.ItemDataRole.UserRole + 3
"""The word under which a line is remembered, as folded or as chosen."""
FAVOURITE_ROLE = Qt.ItemDataRole.UserRole + 4
SEARCH_ROLE = Qt.ItemDataRole.UserRole + 5
HEADING_ROLE = Qt.ItemDataRole.UserRole + 6
"""True for the titles above favourites, accounts, and searches."""

Index = QModelIndex | QPersistentModelIndex


class FolderModel(QStandardItemModel):
    """Top items are headings, those of accounts carry an ``Account``; below stand ``Folder``s, above all of them
    ``Favourite``s, and last ``SavedSearch``es."""

    messages_dropped = Signal(object, object)
    """list[MessageId], FolderId"""
    folder_dropped = Signal(object, object)
    """FolderId, and where it goes: FolderId, or None for the top of its account"""

    def __init__(self) -> None:
        super().__init__()
        self._items: dict[FolderId, QStandardItem] = {}
        self._others: dict[str, QStandardItem] = {}
        self._shape: object = None

    def show(self, accounts: list[Account], folders: list[Folder], searches: Sequence[SavedSearch] = ()) -> bool:
        """Show these; True when the tree was built again (and selection and folds must be set again)."""
        trees, several = by_account(accounts, folders), favourites(accounts, folders)
        shape = [
            [(one.key, one.label) for one in several],
            [(account.id, account_name(account.settings), account.settings.kind, _shape(n)) for account, n in trees],
            list(searches),
        ]
        if shape == self._shape:
            self._update(folders, several)
            return False
        self._shape = shape
        self.clear()
        self._items.clear()
        self._others.clear()
        if several:
            self._add_others(tr("Favourites"), "favourites", several)
        for account, nodes in trees:
            top = _heading(account_name(account.settings), f"account-{account.id}")
            top.setData(account, ACCOUNT_ROLE)
            self._add(top, nodes)
            self.appendRow(top)
        if searches:
            self._add_others(tr("Searches"), "searches", searches)
        return True

    def _update(self, folders: list[Folder], several: list[Favourite]) -> None:
        for folder in folders:
            if (item := self._items.get(folder.id)) is not None and item.data(FOLDER_ROLE) != folder:
                _fill(item, folder)
        for one in several:
            _fill_other(self._others[one.key], one)

    def _add_others(self, title: str, branch: str, lines: Sequence[Favourite | SavedSearch]) -> None:
        top = _heading(title, branch)
        for line in lines:
            item = QStandardItem(line.label if isinstance(line, Favourite) else line.name)
            _fill_other(item, line)
            self._others[str(item.data(BRANCH_ROLE))] = item
            top.appendRow(item)
        self.appendRow(top)

    def index_called(self, key: str) -> QModelIndex:
        """Where the line of this word stands: a folder, a favourite, a search."""
        item = self._others.get(key)
        if item is not None:
            return item.index()
        number = key.removeprefix("folder-")
        return self.index_of(FolderId(int(number))) if number.isdigit() else QModelIndex()

    def search(self, key: str) -> SavedSearch | None:
        """The search remembered under this word."""
        found = self.index_called(key).data(SEARCH_ROLE)
        return found if isinstance(found, SavedSearch) else None

    def favourite(self, key: str) -> Favourite | None:
        """The folders of several accounts remembered under this word."""
        found = self.index_called(key).data(FAVOURITE_ROLE)
        return found if isinstance(found, Favourite) else None

    def index_of(self, folder_id: FolderId) -> QModelIndex:
        """Where the folder stands; an invalid index when it does not."""
        item = self._items.get(folder_id)
        return item.index() if item is not None else QModelIndex()

    def folder(self, folder_id: FolderId) -> Folder | None:
        """The folder as last read."""
        item = self._items.get(folder_id)
        return item.data(FOLDER_ROLE) if item is not None else None

    def account(self, folder: Folder) -> Account | None:
        """The account that a folder stands below."""
        index = self.index_of(folder.id)
        while index.parent().isValid():
            index = index.parent()
        found = index.data(ACCOUNT_ROLE)
        return found if isinstance(found, Account) else None

    def folders(self, account_id: AccountId) -> list[Folder]:
        """The account's folders in the order shown."""
        found = [item.data(FOLDER_ROLE) for item in self._items.values()]
        return [folder for folder in found if folder.account_id == account_id]

    def _add(self, parent: QStandardItem, nodes: list[FolderNode]) -> None:
        for node in nodes:
            item = QStandardItem(node.label)
            item.setData(f"folder-{node.folder.id}", BRANCH_ROLE)
            self._items[node.folder.id] = item
            _fill(item, node.folder)
            parent.appendRow(item)
            self._add(item, node.children)

    # --- dragging and dropping ---------------------------------------------------------------------------------

    def mimeTypes(self) -> list[str]:
        """Only our own messages and folders can be dropped."""
        return [MESSAGES_MIME_TYPE, FOLDER_MIME_TYPE]

    def supportedDropActions(self) -> Qt.DropAction:
        """Dropping moves."""
        return Qt.DropAction.MoveAction

    def canDropMimeData(self, data: QMimeData, action: Qt.DropAction, row: int, column: int, parent: Index) -> bool:
        """Messages on another folder of their account, or one on this computer.

        A folder on another one, or on its account: to the top.
        """
        folder_id = dragged_folder(data)
        if folder_id is not None:
            folder = self.folder(folder_id)
            return folder is not None and self._takes_folder(parent, folder)
        dragged = dragged_messages(data)
        target = parent.data(FOLDER_ROLE)
        if not isinstance(target, Folder) or dragged is None:
            return False
        takes = target.selectable and Rights.INSERT in target.rights and target.id != dragged.folder_id
        return takes and (target.account_id == dragged.account_id or self._is_here(target))

    def dropMimeData(self, data: QMimeData, action: Qt.DropAction, row: int, column: int, parent: Index) -> bool:
        """Tell what was dropped where. False, so that the list does not remove the rows: the engine's event does."""
        if not self.canDropMimeData(data, action, row, column, parent):
            return False
        target = parent.data(FOLDER_ROLE)
        target_id = target.id if isinstance(target, Folder) else None
        folder_id, dragged = dragged_folder(data), dragged_messages(data)
        if folder_id is not None:
            self.folder_dropped.emit(folder_id, target_id)
        elif dragged is not None:
            self.messages_dropped.emit(dragged.message_ids, target_id)
        return False

    def _is_here(self, folder: Folder) -> bool:
        """It is on this computer only: it takes mail of any account."""
        account = self.account(folder)
        return account is not None and account.settings.kind is not AccountKind.IMAP

    def _takes_folder(self, parent: Index, folder: Folder) -> bool:
        account = parent.data(ACCOUNT_ROLE)
        if isinstance(account, Account):
            folders = self.folders(account.id)
            return account.id == folder.account_id and path_below(folders, None, folder.name) != folder.path
        target = parent.data(FOLDER_ROLE)
        return isinstance(target, Folder) and may_hold(target, folder)


def _heading(title: str, branch: str) -> QStandardItem:
    top = QStandardItem(title)
    top.setData(branch, BRANCH_ROLE)
    top.setData(True, HEADING_ROLE)
    top.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsDropEnabled)
    return top


def _fill_other(item: QStandardItem, line: Favourite | SavedSearch) -> None:
    if isinstance(line, Favourite):
        item.setData(line, FAVOURITE_ROLE)
        item.setData(line.key, BRANCH_ROLE)
        item.setData(_said(item.text(), line.count), Qt.ItemDataRole.AccessibleTextRole)
    else:
        item.setData(line, SEARCH_ROLE)
        item.setData(f"search-{line.id}", BRANCH_ROLE)
        item.setToolTip(line.query)
    item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)


def _said(name: str, count: int) -> str:
    return tr_n("{name}, {count} unread", "{name}, {count} unread", count, name=name) if count else name


def _fill(item: QStandardItem, folder: Folder) -> None:
    item.setData(folder, FOLDER_ROLE)
    item.setData(_said(item.text(), shown_count(folder)), Qt.ItemDataRole.AccessibleTextRole)
    item.setToolTip(_remark(folder))
    flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsDropEnabled
    if folder.selectable:
        flags |= Qt.ItemFlag.ItemIsSelectable
    if may_leave(folder):
        flags |= Qt.ItemFlag.ItemIsDragEnabled
    item.setFlags(flags)


def _remark(folder: Folder) -> str:
    """Why a folder does not look as the others."""
    if is_ordinary(folder):
        return ""
    if folder.planned:
        return tr("Made here; the server gets it as soon as it can be reached.")
    if not folder.selectable:
        return tr("This folder holds other folders, no messages.")
    return tr("Not subscribed: other mail programs may not show it.")


def _shape(nodes: list[FolderNode]) -> list[object]:
    return [(node.folder.id, node.label, node.folder.role, _shape(node.children)) for node in nodes]
