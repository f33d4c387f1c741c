"""An operation being run: what its file gets to work with."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from mailclient.bridge.events import OperationProgress
from mailclient.engine.accounts.context import AccountContext
from mailclient.engine.accounts.counts import Counts
from mailclient.engine.accounts.local_server import LocalServer
from mailclient.engine.accounts.mail_server import MailServer
from mailclient.engine.operations.special_folders import SPECIAL_NAMES, path_for, special_use
from mailclient.engine.sync.folder_list import sync_folder_list
from mailclient.engine.sync.folder_pass import sync_folder
from mailclient.mail.folder import Folder, FolderRole
from mailclient.mail.ids import FolderId, OperationId
from mailclient.mail.problem import MailError, Problem, ProblemKind
from mailclient.store import operations
from mailclient.store.rows import OperationRow

COMMAND_MESSAGES = 5_000
"""Messages in one command."""
TOLD_FROM = 1_000
"""Messages of an operation whose progress is told."""

Mailboxes = MailServer | LocalServer
"""Where operations are done: an IMAP server, or the folders on this computer."""


class StoppedError(Exception):
    """The user wants the operation to end here."""


@dataclass(frozen=True, slots=True)
class OperationWork:
    """One run of one operation over one connection."""

    context: AccountContext
    server: Mailboxes
    row: OperationRow
    folder_changed: Callable[[FolderId], None]
    """To be called for a folder of which the server now has more than the store: a pass follows."""
    done_before: int = 0
    """Messages that an earlier run has done."""
    under_way: Counter[str] = field(default_factory=Counter)
    """Messages of this run: ``handled`` by the commands before the one that is being done now."""

    @property
    def id(self) -> OperationId:
        """The operation's."""
        return self.row.id

    def of(self, row: OperationRow) -> "OperationWork":
        """The run of another operation that is done along with this one."""
        return OperationWork(self.context, self.server, row, self.folder_changed)

    @property
    def tried_before(self) -> bool:
        """An earlier run was cut off: what it was going to do may be done."""
        return self.row.attempts > 0

    async def sync(self, folder: Folder) -> None:
        """Bring a folder up to date now; one on this computer always is."""
        if isinstance(self.server, MailServer):
            await sync_folder(self.context, self.server, folder, Counts())

    async def between_commands(self, handled: int) -> None:
        """Tell the progress, let what is more urgent go before; ``StoppedError`` when the user wants it to end."""
        self.under_way["handled"] = handled
        if self.row.total >= TOLD_FROM:
            self._tell(handled)
        if handled:
            if isinstance(self.server, MailServer):
                await self.context.queue.give_way(self.server)
            if await self.is_cancelled():
                raise StoppedError

    async def is_cancelled(self) -> bool:
        """Whether the user wants it to end: to be asked before what nobody can take back."""
        return await self.context.writer.transaction("is it cancelled", operations.is_cancelled, self.id)

    def server_at_work(self, share: float | None) -> None:
        """The server takes its time over a command, and says how much of it is done: told of any number of messages."""
        handled = self.under_way["handled"]
        if self.row.total:
            self._tell(handled + int((share or 0.0) * min(COMMAND_MESSAGES, self.row.total - handled)))

    def _tell(self, handled: int) -> None:
        done = min(self.done_before + handled, self.row.total)
        self.context.publish(
            OperationProgress(operation_id=self.id, account_id=self.context.id, done=done, total=self.row.total)
        )

    async def folder_for(self, role: FolderRole) -> Folder:
        """The account's Sent, Trash …; made when it has none."""
        folder = self.context.folder_with_role(role)
        if folder is None:
            name = SPECIAL_NAMES[role]
            path = path_for(name, self.context.folders())
            if isinstance(self.server, MailServer):
                await self.server.create_folder(path, role=special_use(role))
                await sync_folder_list(self.context, self.server)
            else:
                await self.server.make_folder(path, role)
            folder = self.context.folder_with_role(role)
        if folder is None:
            raise MailError(Problem(ProblemKind.FOLDER_MISSING, SPECIAL_NAMES[role]))
        return folder
