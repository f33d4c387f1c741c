"""What is done to folders. Each action is one operation, sent to the engine; its event changes the tree.

What cannot be undone is asked first. Nothing here changes what is shown, and nothing waits.
"""

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from mailclient.bridge.commands import (
    AnyCommand,
    CreateFolder,
    DeleteFolder,
    EmptyFolder,
    MarkFolderRead,
    RenameFolder,
    SetExpiry,
    SetOfflinePolicy,
    SubscribeFolder,
)
from mailclient.bridge.fresh_ids import fresh_operation_id, fresh_request_id
from mailclient.gui.controls.name_question import ask_name
from mailclient.gui.controls.question import ask
from mailclient.gui.engine_link import EngineLink
from mailclient.gui.folder_list.properties import FolderProperties, OfflineDialog
from mailclient.gui.folder_list.requests import FolderRequests
from mailclient.gui.folder_list.tree import folder_label
from mailclient.gui.main_window.toast import Toast
from mailclient.gui.main_window.undo import Done, UndoStack
from mailclient.language import tr, tr_n
from mailclient.mail.account import AccountKind
from mailclient.mail.folder import Folder, FolderRole, path_below
from mailclient.mail.ids import AccountId, FolderId
from mailclient.mail.offline import DEFAULT, OfflinePolicy
from mailclient.store.reader import Reader


class FolderActions(QObject):
    """Reads names from the store when asked; ``undo_stack`` is the window's own."""

    def __init__(self, reader: Reader, link: EngineLink, toast: Toast, undo_stack: UndoStack, window: QWidget) -> None:
        super().__init__(window)
        self._reader = reader
        self._link = link
        self._toast = toast
        self._undo_stack = undo_stack
        self._window = window

    def serve(self, asked: FolderRequests) -> None:
        """Do what is asked for in the tree."""
        asked.create.connect(self.create)
        asked.rename.connect(self.rename)
        asked.move.connect(self.move)
        asked.delete.connect(self.delete)
        asked.mark_all_read.connect(self.mark_all_read)
        asked.empty.connect(self.empty)
        asked.show_properties.connect(self.show_properties)
        asked.show_offline.connect(self.show_offline)

    def create(self, account_id: AccountId, parent_id: FolderId | None) -> None:
        """Ask for the name of a new folder, in another one or at the top."""
        parent = self._reader.folder(parent_id) if parent_id is not None else None
        title = tr("New folder in {folder}", folder=folder_label(parent)) if parent is not None else tr("New folder")

        def make(name: str) -> None:
            path = path_below(self._reader.folders(account_id), parent, name)
            self._do(CreateFolder(fresh_operation_id(), account_id, path), tr("Folder “{name}” made", name=name))

        ask_name(self._window, title, make, fault=lambda name: self._fault(account_id, parent, name))

    def rename(self, folder_id: FolderId) -> None:
        """Ask for another name."""
        folder = self._reader.folder(folder_id)
        if folder is None:
            return
        parent = self._parent(folder)

        def act(name: str) -> None:
            words = tr("Renamed to “{name}”", name=name)
            path = path_below(self._reader.folders(folder.account_id), parent, name)
            self._do(RenameFolder(fresh_operation_id(), folder_id, path), words)

        ask_name(
            self._window,
            tr("Rename {folder}", folder=folder_label(folder)),
            act,
            name=folder.name,
            action=tr("Rename"),
            fault=lambda name: self._fault(folder.account_id, parent, name, itself=folder),
        )

    def move(self, folder_id: FolderId, parent_id: FolderId | None) -> None:
        """Put it, with all below it, into another folder or (None) at the top of its account."""
        folder = self._reader.folder(folder_id)
        parent = self._reader.folder(parent_id) if parent_id is not None else None
        if folder is None or (parent_id is not None and parent is None):
            return
        if parent is not None and parent.role is FolderRole.TRASH:
            self._do(DeleteFolder(fresh_operation_id(), folder_id), _in_trash(folder))
            return
        if fault := self._fault(folder.account_id, parent, folder.name, itself=folder):
            self._toast.tell(fault)
            return
        path = path_below(self._reader.folders(folder.account_id), parent, folder.name)
        name = folder_label(folder)
        words = tr("{folder} moved to the top", folder=name)
        if parent is not None:
            words = tr("{folder} moved to {parent}", folder=name, parent=folder_label(parent))
        self._do(RenameFolder(fresh_operation_id(), folder_id, path), words)

    def delete(self, folder_id: FolderId) -> None:
        """Ask, then put it into Trash; what is in Trash already is deleted for good."""
        folder = self._reader.folder(folder_id)
        if folder is None:
            return
        folders = self._reader.folders(folder.account_id)
        branch = [folder, *_below(folder, folders)]
        forever = not _goes_to_trash(folder, folders)
        inside = sum(one.total for one in branch)
        title = tr("Delete the folder {folder}?", folder=folder_label(folder))
        if not inside:
            meaning = tr("It is empty. This cannot be undone.") if forever else tr("It is empty, and goes to Trash.")
        elif forever:
            meaning = tr_n(
                "It is deleted with {count} message. This cannot be undone.",
                "It is deleted with {count} messages. This cannot be undone.",
                inside,
            )
        else:
            meaning = tr_n(
                "It goes to Trash, with {count} message.", "It goes to Trash, with {count} messages.", inside
            )
        if len(branch) > 1:
            more = tr_n("{count} folder in it goes along.", "{count} folders in it go along.", len(branch) - 1)
            meaning = f"{meaning} {more}"

        def act() -> None:
            self._do(
                DeleteFolder(fresh_operation_id(), folder_id, forever=forever), "" if forever else _in_trash(folder)
            )

        action = tr("Delete forever") if forever else tr("Move to Trash")
        ask(self._window, title, meaning, action, act, danger=True)

    def mark_all_read(self, folder_id: FolderId) -> None:
        """Every unread message of it."""
        folder = self._reader.folder(folder_id)
        if folder is not None and folder.unread:
            words = tr_n("{count} marked as read", "{count} marked as read", folder.unread)
            self._do(MarkFolderRead(fresh_operation_id(), folder_id), words)

    def empty(self, folder_id: FolderId) -> None:
        """Delete all of a folder (Trash, Junk) for good, after a question."""
        folder = self._reader.folder(folder_id)
        if folder is None or not folder.total:
            return
        words = tr_n(
            "{count} message is deleted. This cannot be undone.",
            "{count} messages are deleted. This cannot be undone.",
            folder.total,
        )
        title = tr("Empty {folder}?", folder=folder_label(folder))
        command = EmptyFolder(fresh_operation_id(), folder_id)
        ask(self._window, title, words, tr("Delete forever"), lambda: self._link.operate(command), danger=True)

    def show_properties(self, folder_id: FolderId) -> FolderProperties | None:
        """What is in it, what may be done, what is kept offline."""
        folder = self._reader.folder(folder_id)
        if folder is None:
            return None
        account_id = folder.account_id

        def keep(policy: OfflinePolicy | None) -> None:
            self._link.request(SetOfflinePolicy(fresh_request_id(), account_id, folder_id, policy))

        def subscribe(on: bool) -> None:
            self._do(SubscribeFolder(fresh_operation_id(), folder_id, on), "")

        def expire(days: int | None) -> None:
            self._link.request(SetExpiry(fresh_request_id(), folder_id, days))

        policies = self._reader.offline_policies(account_id)
        on_server = all(
            one.settings.kind is AccountKind.IMAP for one in self._reader.accounts() if one.id == account_id
        )
        dialog = FolderProperties(folder, policies, keep, subscribe, expire, self._window, on_server=on_server)
        dialog.open()
        return dialog

    def show_offline(self, account_id: AccountId) -> OfflineDialog | None:
        """What of all folders of the account is kept offline."""
        account = next((one for one in self._reader.accounts() if one.id == account_id), None)
        if account is None:
            return None

        def keep(policy: OfflinePolicy | None) -> None:
            self._link.request(SetOfflinePolicy(fresh_request_id(), account_id, None, policy))

        policies = self._reader.offline_policies(account_id)
        dialog = OfflineDialog(account.settings.email, policies, DEFAULT, keep, self._window)
        dialog.open()
        return dialog

    # --- what there is ------------------------------------------------------------------------------------------

    def _do(self, command: AnyCommand, words: str) -> None:
        """Send it; ``words`` are told with a way back."""
        done = Done((self._link.operate(command),))
        self._undo_stack.push(done)
        if words:
            self._toast.tell(words, tr("Undo"), lambda: self._undo_stack.undo(done))

    def _fault(self, account_id: AccountId, parent: Folder | None, name: str, *, itself: Folder | None = None) -> str:
        """Why a folder cannot be called so there, "" when it can; ``itself``: the one that is renamed."""
        folders = self._reader.folders(account_id)
        delimiter = next((one.delimiter for one in folders if one.delimiter), "")
        if delimiter and delimiter in name:
            return tr("A name cannot hold “{sign}”.", sign=delimiter)
        path = path_below(folders, parent, name).casefold()
        if any(one.path.casefold() == path for one in folders if itself is None or one.id != itself.id):
            return tr("There is a folder of this name already.")
        return ""

    def _parent(self, folder: Folder) -> Folder | None:
        if not folder.delimiter or folder.delimiter not in folder.path:
            return None
        above = folder.path.rsplit(folder.delimiter, 1)[0]
        return next((one for one in self._reader.folders(folder.account_id) if one.path == above), None)


def _in_trash(folder: Folder) -> str:
    return tr("{folder} moved to Trash", folder=folder_label(folder))


def _below(folder: Folder, folders: list[Folder]) -> list[Folder]:
    start = folder.path + folder.delimiter
    return [one for one in folders if folder.delimiter and one.path.startswith(start)]


def _goes_to_trash(folder: Folder, folders: list[Folder]) -> bool:
    """Not what is in Trash already, and nothing where Trash holds no folders. Without a Trash one is made."""
    trash = [one for one in folders if one.role is FolderRole.TRASH]
    return all(one.holds_folders and one.delimiter and folder not in _below(one, folders) for one in trash)
