"""What is done to messages. Each action is one operation per account, sent to the engine; its event changes the list.

Nothing here changes what is shown, and nothing waits.
"""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from mailclient.bridge.commands import (
    ArchiveMessages,
    CopyMessages,
    DeleteMessages,
    MoveMessages,
    SetFlags,
    SetKeywords,
)
from mailclient.bridge.fresh_ids import fresh_operation_id
from mailclient.gui.controls.question import ask
from mailclient.gui.engine_link import EngineLink
from mailclient.gui.folder_list.tree import folder_label
from mailclient.gui.main_window.folder_picker import FolderPicker
from mailclient.gui.main_window.permitted import may_mark_read
from mailclient.gui.main_window.toast import Toast
from mailclient.gui.main_window.undo import Done, UndoStack
from mailclient.language import tr, tr_n
from mailclient.language.account_names import account_name
from mailclient.mail.account import AccountKind
from mailclient.mail.flag import Flag
from mailclient.mail.folder import Folder, FolderRole
from mailclient.mail.ids import AccountId, FolderId, MessageId
from mailclient.mail.rights import Rights
from mailclient.store.reader import Reader

LOOKED_AT = 200
"""Of so many selected messages the flags are looked at, to know what a toggle does: there may be a million."""


class MailActions(QObject):
    """``will_leave`` is called with the messages that an action takes out of the list.

    ``shown_folder`` is the folder in which all messages of an action are; None while the list shows what was found.
    """

    def __init__(
        self,
        reader: Reader,
        link: EngineLink,
        toast: Toast,
        window: QWidget,
        will_leave: Callable[[list[MessageId]], None],
        shown_folder: Callable[[], Folder | None],
    ) -> None:
        super().__init__(window)
        self._reader = reader
        self._link = link
        self._toast = toast
        self._window = window
        self._will_leave = will_leave
        self._shown_folder = shown_folder
        self.undo_stack = UndoStack(link, self)

    # --- out of the list ------------------------------------------------------------------------------------------

    def archive(self, ids: list[MessageId]) -> None:
        """Move to the account's archive."""
        commands = [ArchiveMessages(fresh_operation_id(), tuple(group)) for group in self._by_account(ids).values()]
        self._leave(commands, tr_n("{count} archived", "{count} archived", len(ids)))

    def junk(self, ids: list[MessageId]) -> None:
        """Move to Junk; what is there, back to the inbox."""
        if self._are_in(ids, FolderRole.JUNK):
            words = tr_n("{count} back in the inbox", "{count} back in the inbox", len(ids))
            self._move_to_role(ids, FolderRole.INBOX, words)
        else:
            words = tr_n("{count} marked as junk", "{count} marked as junk", len(ids))
            self._move_to_role(ids, FolderRole.JUNK, words)

    def delete(self, ids: list[MessageId], *, forever: bool = False) -> None:
        """Move to Trash; where all is in Trash it goes for good, after a question. Of both, what is there stays."""
        if not ids:
            return
        if forever or self._are_in(ids, FolderRole.TRASH):
            self._ask_to_delete_forever(ids)
            return
        ids = self._outside_of(FolderRole.TRASH, ids)
        words = tr_n("{count} moved to Trash", "{count} moved to Trash", len(ids))
        groups = self._by_account(ids).values()
        self._leave([DeleteMessages(fresh_operation_id(), tuple(group), expunge=False) for group in groups], words)

    def _ask_to_delete_forever(self, ids: list[MessageId]) -> None:
        def act() -> None:
            for group in self._by_account(ids).values():
                self._will_leave(group)
                self._link.operate(DeleteMessages(fresh_operation_id(), tuple(group), forever=True))

        title = tr_n("Delete {count} message forever?", "Delete {count} messages forever?", len(ids))
        ask(self._window, title, tr("This cannot be undone."), tr("Delete forever"), act, danger=True)

    def choose_folder(self, ids: list[MessageId], *, copy: bool = False) -> FolderPicker | None:
        """Ask where to, then move or copy; a server's folder takes only its own account's mail."""
        groups = self._by_account(ids)
        if not groups:
            return None
        folders, owners = self._targets(set(groups))
        if not folders:
            self._toast.tell(tr("Choose messages of one account: a folder takes only its own account's mail."))
            return None
        picker = FolderPicker(tr("Copy to folder") if copy else tr("Move to folder"), folders, owners, self._window)
        act = self.copy if copy else self.move
        picker.chosen.connect(lambda folder_id: act(ids, folder_id))
        picker.open()
        return picker

    def _targets(self, homes: set[AccountId]) -> tuple[list[Folder], dict[FolderId, str]]:
        """Where mail of these accounts can go; folders on this computer take any, and are named with their account."""
        here = self._shown_folder()
        folders: list[Folder] = []
        owners: dict[FolderId, str] = {}
        for account in sorted(self._reader.accounts(), key=lambda account: account.id not in homes):
            own = homes == {account.id}
            if not own and account.settings.kind is AccountKind.IMAP:
                continue
            for folder in self._reader.folders(account.id):
                takes = folder.selectable and Rights.INSERT in folder.rights
                if takes and (here is None or folder.id != here.id):
                    folders.append(folder)
                    if not own:
                        owners[folder.id] = account_name(account.settings)
        return folders, owners

    def move(self, ids: list[MessageId], target: FolderId) -> None:
        """Move to this folder, maybe of another account (see ``choose_folder``)."""
        folder = self._reader.folder(target)
        if folder is None or not ids:
            return
        words = tr_n("{count} moved to {folder}", "{count} moved to {folder}", len(ids), folder=folder_label(folder))
        homes = set(self._by_account(ids))
        command = MoveMessages(fresh_operation_id(), tuple(ids), target)
        self._leave([command], words, undo=not self._leaves_server(homes, folder.account_id))

    def _leaves_server(self, homes: set[AccountId], target: AccountId) -> bool:
        """Whether mail goes from a server to another account or back: once it is there, there is no way back."""
        kinds = {account.id: account.settings.kind for account in self._reader.accounts()}
        return homes != {target} and any(kinds.get(one) is AccountKind.IMAP for one in (*homes, target))

    def _move_to_role(self, ids: list[MessageId], role: FolderRole, words: str) -> None:
        commands = []
        for account_id, group in self._by_account(ids).items():
            folders = {folder.role: folder for folder in self._reader.folders(account_id)}
            target = folders.get(role)
            if target is None:
                self._toast.tell(
                    tr("This account has no such folder yet."), tr("Choose one"), lambda: self.choose_folder(ids)
                )
                return
            commands.append(MoveMessages(fresh_operation_id(), tuple(group), target.id))
        self._leave(commands, words)

    def copy(self, ids: list[MessageId], target: FolderId) -> None:
        """Copy to this folder of the same account."""
        folder = self._reader.folder(target)
        if folder is None or not ids:
            return
        self._link.operate(CopyMessages(fresh_operation_id(), tuple(ids), target))
        words = tr_n("{count} copied to {folder}", "{count} copied to {folder}", len(ids), folder=folder_label(folder))
        self._toast.tell(words)

    def _leave(
        self, commands: Sequence[ArchiveMessages | MoveMessages | DeleteMessages], words: str, *, undo: bool = True
    ) -> None:
        if not commands:
            return
        for command in commands:
            self._will_leave(list(command.message_ids))
            self._link.operate(command)
        if not undo:
            self._toast.tell(words)
            return
        done = Done(tuple(command.operation_id for command in commands))
        self.undo_stack.push(done)
        self._toast.tell(words, tr("Undo"), lambda: self.undo_stack.undo(done))

    # --- flags ----------------------------------------------------------------------------------------------------

    def star(self, ids: list[MessageId], *, on: bool) -> None:
        """Star them, or take the stars away."""
        self._set(ids, Flag.FLAGGED, on=on)

    def read(self, ids: list[MessageId], *, on: bool) -> None:
        """Mark as read, or as unread."""
        self._set(ids, Flag.SEEN, on=on)

    def mark_read(self, message_id: MessageId) -> None:
        """The user has it before the eyes; not an action to take back."""
        rows = self._reader.rows([message_id])
        if not rows or Flag.SEEN in rows[0].flags.bits or rows[0].folder_id is None:
            return
        folder = self._reader.folder(rows[0].folder_id)
        if folder is not None and may_mark_read(folder):
            self._link.operate(SetFlags(fresh_operation_id(), (message_id,), add=Flag.SEEN))

    def tag(self, ids: list[MessageId], add: tuple[str, ...], remove: tuple[str, ...]) -> None:
        """Give them tags, and take others."""
        groups = self._by_account(ids).values()
        self._flagged([SetKeywords(fresh_operation_id(), tuple(group), add, remove) for group in groups])

    def _set(self, ids: list[MessageId], flag: Flag, *, on: bool) -> None:
        """Of few messages only those that it changes: the others need not be undone either."""
        if len(ids) <= LOOKED_AT:
            ids = [row.id for row in self._reader.rows(ids) if (flag in row.flags.bits) is not on]
        add, remove = (flag, Flag.NONE) if on else (Flag.NONE, flag)
        groups = self._by_account(ids).values()
        self._flagged([SetFlags(fresh_operation_id(), tuple(group), add=add, remove=remove) for group in groups])

    def _flagged(self, commands: Sequence[SetFlags | SetKeywords]) -> None:
        if commands:
            self.undo_stack.push(Done(tuple(self._link.operate(command) for command in commands)))

    def undo(self) -> None:
        """Take the newest action back."""
        said = tr("Undone") if self.undo_stack.undo() else tr("Nothing to undo")
        self._toast.tell(said)

    # --- whose they are -----------------------------------------------------------------------------------------

    def _by_account(self, ids: list[MessageId]) -> dict[AccountId, list[MessageId]]:
        """All are of the account whose folder is shown; only what a search found is looked up."""
        folder = self._shown_folder()
        if folder is not None:
            return {folder.account_id: ids} if ids else {}
        groups: dict[AccountId, list[MessageId]] = {}
        for row in self._reader.rows(ids):
            groups.setdefault(row.account_id, []).append(row.id)
        return groups

    def _are_in(self, ids: list[MessageId], role: FolderRole) -> bool:
        return bool(ids) and not self._outside_of(role, ids)

    def _outside_of(self, role: FolderRole, ids: list[MessageId]) -> list[MessageId]:
        """Those that are shown elsewhere than in folders of this role."""
        folder = self._shown_folder()
        if folder is not None:
            return [] if folder.role is role else ids
        those = {folder.id for folder in self._reader.folders() if folder.role is role}
        return [row.id for row in self._reader.rows(ids) if row.folder_id not in those]
