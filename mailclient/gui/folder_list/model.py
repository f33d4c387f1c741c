"""The tree as a Qt model. New counts change cells; only a new shape builds the tree again, so nothing jumps."""

from PySide6.QtCore import QMimeData, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QStandardItem, QStandardItemModel

from mailclient.gui.folder_list.dragging import FOLDER_MIME_TYPE, dragged_folder, may_hold, may_leave
from mailclient.gui.folder_list.tree import FolderNode, by_account, is_ordinary, shown_count
from mailclient.gui.message_list.dragging import MESSAGES_MIME_TYPE, dragged_messages
from mailclient.language import tr, tr_n
from mailclient.language.account_names import account_name
from mailclient.mail.account import Account, AccountKind
from mailclient.mail.folder import Folder, path_below
from mailclient.mail.ids import AccountId, FolderId
from mailclient.mail.rights import Rights

ACCOUNT_ROLE = Qt.ItemDataRole.UserRole + 1
FOLDER_ROLE = Qt.ItemDataRole.UserRole + 2
BRANCH_ROLE = Qt.ItemDataRole.UserRole + 3
"""The word under which a folded branch is remembered."""

Index = QModelIndex | QPersistentModelIndex


class FolderModel(QStandardItemModel):
    """Top items carry an ``Account``, all others a ``Folder``."""

    messages_dropped = Signal(object, object)
    """list[MessageId], FolderId"""
    folder_dropped = Signal(object, object)
    """FolderId, and where it goes: FolderId, or None for the top of its account"""

    def __init__(self) -> None:
        super().__init__()
        self._items: dict[FolderId, QStandardItem] = {}
        self._shape: object = None

    def show(self, accounts: list[Account], folders: list[Folder]) -> bool:
        """Show these; True when the tree was built again (and selection and folds must be set again)."""
        trees = by_account(accounts, folders)
        shape = [
            (account.id, account_name(account.settings), account.settings.kind, _shape(nodes))
            for account, nodes in trees
        ]
        if shape == self._shape:
            for folder in folders:
                if (item := self._items.get(folder.id)) is not None and item.data(FOLDER_ROLE) != folder:
                    _fill(item, folder)
            return False
        self._shape = shape
        self.clear()
        self._items.clear()
        for account, nodes in trees:
            top = QStandardItem(account_name(account.settings))
            top.setData(account, ACCOUNT_ROLE)
            top.setData(f"account-{account.id}", BRANCH_ROLE)
            top.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsDropEnabled)
            self._add(top, nodes)
            self.appendRow(top)
        return True

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


def _fill(item: QStandardItem, folder: Folder) -> None:
    item.setData(folder, FOLDER_ROLE)
    count = shown_count(folder)
    said = tr_n("{name}, {count} unread", "{name}, {count} unread", count, name=item.text()) if count else item.text()
    item.setData(said, Qt.ItemDataRole.AccessibleTextRole)
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
