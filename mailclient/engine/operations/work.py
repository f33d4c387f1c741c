"""An operation being run: what its file gets to work with."""

from collections.abc import Callable
from dataclasses import dataclass

from mailclient.engine.accounts.context import AccountContext
from mailclient.engine.accounts.counts import Counts
from mailclient.engine.accounts.mail_server import MailServer
from mailclient.engine.sync.folder_list import sync_folder_list
from mailclient.engine.sync.folder_pass import sync_folder
from mailclient.mail.folder import Folder, FolderRole
from mailclient.mail.ids import FolderId, OperationId
from mailclient.mail.problem import MailError, Problem, ProblemKind
from mailclient.store.rows import OperationRow

_NAMES = {FolderRole.TRASH: "Trash", FolderRole.SENT: "Sent", FolderRole.DRAFTS: "Drafts"}


@dataclass(frozen=True, slots=True)
class OperationWork:
    """One run of one operation over one connection."""

    context: AccountContext
    server: MailServer
    row: OperationRow
    folder_changed: Callable[[FolderId], None]
    """To be called for a folder of which the server now has more than the store: a pass follows."""

    @property
    def id(self) -> OperationId:
        """The operation's."""
        return self.row.id

    @property
    def tried_before(self) -> bool:
        """An earlier run was cut off: what it was going to do may be done."""
        return self.row.attempts > 0

    async def sync(self, folder: Folder) -> None:
        """Bring a folder up to date now."""
        await sync_folder(self.context, self.server, folder, Counts())

    async def folder_for(self, role: FolderRole) -> Folder:
        """The account's Trash, Sent or Drafts; made on the server when it has none."""
        folder = self.context.folder_with_role(role)
        if folder is None:
            await self.server.create_folder(self._path_for(_NAMES[role]), role=f"\\{_NAMES[role]}")
            await sync_folder_list(self.context, self.server)
            folder = self.context.folder_with_role(role)
        if folder is None:
            raise MailError(Problem(ProblemKind.FOLDER_MISSING, _NAMES[role]))
        return folder

    def _path_for(self, name: str) -> str:
        """At the top, or below the inbox on servers that keep everything there (Courier, old Cyrus)."""
        others = [folder for folder in self.context.folders() if folder.role is not FolderRole.INBOX]
        inbox = self.context.folder_with_role(FolderRole.INBOX)
        if inbox is not None and inbox.delimiter and others:
            prefix = inbox.path + inbox.delimiter
            if all(folder.path.startswith(prefix) for folder in others):
                return prefix + name
        return name
