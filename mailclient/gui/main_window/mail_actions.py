"""What is done to messages. Each action is one operation per account, sent to the engine; its event changes the list.

Nothing here changes what is shown, and nothing waits.
"""

from collections.abc import Callable, Iterator
from itertools import islice

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from mailclient.bridge.commands import CopyMessages, DeleteMessages, MoveMessages, SetFlags
from mailclient.bridge.fresh_ids import fresh_operation_id
from mailclient.gui.controls.question import ask
from mailclient.gui.engine_link import EngineLink
from mailclient.gui.folder_list.tree import folder_label
from mailclient.gui.main_window.folder_picker import FolderPicker
from mailclient.gui.main_window.toast import Toast
from mailclient.gui.main_window.undo import Done, UndoStack
from mailclient.language import tr, tr_n
from mailclient.mail.flag import Flag
from mailclient.mail.folder import Folder, FolderRole
from mailclient.mail.ids import AccountId, FolderId, MessageId
from mailclient.store.reader import Reader
from mailclient.store.rows import MessageRow, RowKey

Groups = dict[AccountId, list[MessageId]]


class MailActions(QObject):
    """``will_leave`` is called with the messages that an action takes out of the list."""

    def __init__(
        self,
        reader: Reader,
        link: EngineLink,
        toast: Toast,
        window: QWidget,
        will_leave: Callable[[list[MessageId]], None],
    ) -> None:
        super().__init__(window)
        self._reader = reader
        self._link = link
        self._toast = toast
        self._window = window
        self._will_leave = will_leave
        self.undo_stack = UndoStack(link, self)

    # --- out of the list ------------------------------------------------------------------------------------------

    def archive(self, ids: list[MessageId]) -> None:
        """Move to the account's archive; where there is none, ask which folder it should be."""
        self._move_to_role(ids, FolderRole.ARCHIVE, lambda n: tr_n("{count} archived", "{count} archived", n))

    def junk(self, ids: list[MessageId]) -> None:
        """Move to Junk; what is there, back to the inbox."""
        rows = self._reader.rows(ids)
        junk = {folder.id for folder in self._reader.folders() if folder.role is FolderRole.JUNK}
        if rows and all(row.folder_id in junk for row in rows):
            self._move_to_role(
                ids, FolderRole.INBOX, lambda n: tr_n("{count} back in the inbox", "{count} back in the inbox", n)
            )
        else:
            self._move_to_role(
                ids, FolderRole.JUNK, lambda n: tr_n("{count} marked as junk", "{count} marked as junk", n)
            )

    def delete(self, ids: list[MessageId], *, forever: bool = False) -> None:
        """Move to Trash; what is in Trash goes for good, after a question."""
        rows = self._reader.rows(ids)
        trash = {folder.id for folder in self._reader.folders() if folder.role is FolderRole.TRASH}
        if rows and (forever or all(row.folder_id in trash for row in rows)):
            self._ask_to_delete_forever(rows)
        elif rows:
            words = tr_n("{count} moved to Trash", "{count} moved to Trash", len(rows))
            self._leave([DeleteMessages(fresh_operation_id(), tuple(ids)) for ids in _by_account(rows).values()], words)

    def _ask_to_delete_forever(self, rows: list[MessageRow]) -> None:
        def act() -> None:
            for ids in _by_account(rows).values():
                self._will_leave(ids)
                self._link.operate(DeleteMessages(fresh_operation_id(), tuple(ids), forever=True))

        title = tr_n("Delete {count} message forever?", "Delete {count} messages forever?", len(rows))
        ask(self._window, title, tr("This cannot be undone."), tr("Delete forever"), act, danger=True)

    def empty(self, folder_id: FolderId) -> None:
        """Delete all of a folder (Trash, Junk) for good, after a question."""
        folder = self._reader.folder(folder_id)
        if folder is None or not folder.total:
            return

        def act() -> None:
            ids = tuple(self._all_of(folder_id))
            self._will_leave(list(ids))
            self._link.operate(DeleteMessages(fresh_operation_id(), ids, forever=True))

        words = tr_n(
            "{count} message is deleted. This cannot be undone.",
            "{count} messages are deleted. This cannot be undone.",
            folder.total,
        )
        title = tr("Empty {folder}?", folder=folder_label(folder))
        ask(self._window, title, words, tr("Delete forever"), act, danger=True)

    def _all_of(self, folder_id: FolderId) -> Iterator[MessageId]:
        """Newest first, read in chunks as they are asked for."""
        keys = self._reader.message_ids(folder_id)
        while keys:
            yield from (message_id for message_id, _ in keys)
            keys = self._reader.message_ids(folder_id, before=RowKey(keys[-1][1], keys[-1][0]))

    def choose_folder(self, ids: list[MessageId], *, copy: bool = False) -> FolderPicker | None:
        """Ask where to, then move or copy; messages of several accounts cannot go to one folder."""
        rows = self._reader.rows(ids)
        accounts = {row.account_id for row in rows}
        if len(accounts) > 1:
            self._toast.tell(tr("Choose messages of one account: a folder takes only its own account's mail."))
            return None
        if not rows:
            return None
        here = {row.folder_id for row in rows}
        folders = [folder for folder in self._reader.folders(accounts.pop()) if folder.selectable]
        if len(here) == 1:
            folders = [folder for folder in folders if folder.id not in here]
        picker = FolderPicker(tr("Copy to folder") if copy else tr("Move to folder"), folders, self._window)
        act = self.copy if copy else self.move
        picker.chosen.connect(lambda folder_id: act(ids, folder_id))
        picker.open()
        return picker

    def move(self, ids: list[MessageId], target: FolderId) -> None:
        """Move to this folder of the same account."""
        folder = self._reader.folder(target)
        if folder is None or not ids:
            return
        words = tr_n("{count} moved to {folder}", "{count} moved to {folder}", len(ids), folder=folder_label(folder))
        self._leave([MoveMessages(fresh_operation_id(), tuple(ids), target)], words)

    def _move_to_role(self, ids: list[MessageId], role: FolderRole, words: Callable[[int], str]) -> None:
        rows = self._reader.rows(ids)
        commands = []
        for account_id, group in _by_account(rows).items():
            target = self._folder_for(account_id, role)
            if target is None:
                self._toast.tell(
                    tr("This account has no such folder yet."), tr("Choose one"), lambda: self.choose_folder(ids)
                )
                return
            moving = [row.id for row in rows if row.id in set(group) and row.folder_id != target.id]
            if moving:
                commands.append(MoveMessages(fresh_operation_id(), tuple(moving), target.id))
        if commands:
            self._leave(commands, words(sum(len(command.message_ids) for command in commands)))

    def _folder_for(self, account_id: AccountId, role: FolderRole) -> Folder | None:
        """The account's folder with this role; "All mail" is an archive too."""
        folders = {folder.role: folder for folder in self._reader.folders(account_id)}
        return folders.get(role) or (folders.get(FolderRole.ALL) if role is FolderRole.ARCHIVE else None)

    def copy(self, ids: list[MessageId], target: FolderId) -> None:
        """Copy to this folder of the same account."""
        folder = self._reader.folder(target)
        if folder is None or not ids:
            return
        self._link.operate(CopyMessages(fresh_operation_id(), tuple(ids), target))
        words = tr_n("{count} copied to {folder}", "{count} copied to {folder}", len(ids), folder=folder_label(folder))
        self._toast.tell(words)

    def _leave(self, commands: list[MoveMessages] | list[DeleteMessages], words: str) -> None:
        for command in commands:
            self._will_leave(list(command.message_ids))
            self._link.operate(command)
        done = Done(tuple(command.operation_id for command in commands))
        self.undo_stack.push(done)
        self._toast.tell(words, tr("Undo"), lambda: self.undo_stack.undo(done))

    # --- flags ----------------------------------------------------------------------------------------------------

    def toggle_flag(self, ids: list[MessageId]) -> None:
        """Star them; when all are starred, take the stars away."""
        rows = self._reader.rows(ids)
        if rows:
            self._flag(rows, Flag.FLAGGED, add=not all(Flag.FLAGGED in row.flags.bits for row in rows))

    def toggle_read(self, ids: list[MessageId]) -> None:
        """Mark as read; when all are read, as unread."""
        rows = self._reader.rows(ids)
        if rows:
            self._flag(rows, Flag.SEEN, add=not all(Flag.SEEN in row.flags.bits for row in rows))

    def mark_read(self, message_id: MessageId) -> None:
        """The user has it before the eyes; not an action to take back."""
        rows = self._reader.rows([message_id])
        if rows and Flag.SEEN not in rows[0].flags.bits:
            self._link.operate(SetFlags(fresh_operation_id(), (message_id,), add=Flag.SEEN))

    def mark_all_read(self, folder_id: FolderId) -> None:
        """Every unread message of a folder: reads the list from the newest until all are found."""
        folder = self._reader.folder(folder_id)
        unread: list[MessageRow] = []
        ids = self._all_of(folder_id)
        while folder is not None and len(unread) < folder.unread and (some := list(islice(ids, 200))):
            unread += [row for row in self._reader.rows(some) if Flag.SEEN not in row.flags.bits]
        if unread:
            self._flag(unread, Flag.SEEN, add=True)
            words = tr_n("{count} marked as read", "{count} marked as read", len(unread))
            self._toast.tell(words, tr("Undo"), self.undo_stack.undo)

    def _flag(self, rows: list[MessageRow], flag: Flag, *, add: bool) -> None:
        changing = [row for row in rows if (flag in row.flags.bits) is not add]
        operations = []
        for ids in _by_account(changing).values():
            command = SetFlags(
                fresh_operation_id(),
                tuple(ids),
                add=flag if add else Flag.NONE,
                remove=Flag.NONE if add else flag,
            )
            operations.append(self._link.operate(command))
        self.undo_stack.push(Done(tuple(operations)))

    def undo(self) -> None:
        """Take the newest action back."""
        said = tr("Undone") if self.undo_stack.undo() else tr("Nothing to undo")
        self._toast.tell(said)


def _by_account(rows: list[MessageRow]) -> Groups:
    groups: Groups = {}
    for row in rows:
        groups.setdefault(row.account_id, []).append(row.id)
    return groups
