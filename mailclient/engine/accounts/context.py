"""What everything that works for one account shares: account, store, queue, and how to tell what happened."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from mailclient.bridge.events import Progress, Work
from mailclient.engine.accounts.mail_server import MailServer
from mailclient.engine.accounts.stored_wishes import StoredWishes
from mailclient.engine.accounts.work_queue import WorkQueue
from mailclient.engine.announce import Announcer, Publish
from mailclient.engine.outside import Outside
from mailclient.engine.sync.suspects import Suspects
from mailclient.mail.account import Account
from mailclient.mail.folder import Folder, FolderRole
from mailclient.mail.ids import AccountId, FolderId, MessageId, OperationId, PartPath
from mailclient.mail.problem import MailError, Problem, ProblemKind
from mailclient.store.reader import Reader
from mailclient.store.writer import Writer


@dataclass(slots=True)
class AccountContext:
    """One account at work. ``account`` is replaced when its settings change."""

    account: Account
    writer: Writer
    reader: Reader
    """On the loop's thread, for small answers."""
    outside: Outside
    publish: Publish
    announcer: Announcer
    arrived: Callable[[Sequence[MessageId]], Awaitable[None]]
    """To be awaited when new messages of an inbox are stored: filters are applied, then they are announced."""
    queue: WorkQueue[MailServer] = field(default_factory=WorkQueue)
    suspects: Suspects = field(default_factory=Suspects)
    renumbered: dict[FolderId, list[float]] = field(default_factory=dict)
    """When folders were renumbered by the server, in epoch seconds."""
    policy_chosen: asyncio.Event = field(default_factory=asyncio.Event)
    """An offline policy is new: something may have to be let go."""
    from_stored: StoredWishes = field(default_factory=StoredWishes)
    lost_with: dict[MessageId, int] = field(default_factory=dict)
    """How often the connection ended while a message was asked for, until it comes."""
    delivered: Callable[[FolderId], None] = lambda _folder_id: None
    """To be called when whole messages have come into a folder on this computer, of this account or another one."""
    wake: Callable[[AccountId], None] = lambda _account_id: None
    """To be called when there is an operation for another account."""
    submitting: set[OperationId] = field(default_factory=set)
    """Messages on their way to the submission server right now."""

    @property
    def id(self) -> AccountId:
        """The account's."""
        return self.account.id

    def folders(self) -> list[Folder]:
        """As the server has them; inbox first."""
        return self.reader.server_folders(self.id)

    def folder(self, folder_id: FolderId) -> Folder:
        """One of them; ``MailError(FOLDER_GONE)``, also while it is only planned."""
        folder = self.reader.server_folder(folder_id)
        if folder is None or folder.account_id != self.id:
            raise MailError(Problem(ProblemKind.FOLDER_GONE))
        return folder

    def folder_with_role(self, role: FolderRole) -> Folder | None:
        """The Sent, the Trash … if there is one."""
        return next((folder for folder in self.folders() if folder.role is role), None)

    def progress(
        self,
        work: Work,
        done: int,
        total: int,
        *,
        folder_id: FolderId | None = None,
        message_id: MessageId | None = None,
        path: PartPath | None = None,
    ) -> None:
        """Tell how far a long work is."""
        self.publish(
            Progress(
                account_id=self.id,
                work=work,
                done=done,
                total=total,
                folder_id=folder_id,
                message_id=message_id,
                path=path or PartPath(""),
            )
        )


class Alive(Protocol):
    """What work is done with."""

    @property
    def alive(self) -> bool:
        """False once it is of no use any more."""


_ENDS_CONNECTION = frozenset(
    {
        ProblemKind.CONNECTION_LOST,
        ProblemKind.TIMED_OUT,
        ProblemKind.NETWORK_UNREACHABLE,
        ProblemKind.TLS_FAILED,
        ProblemKind.DISK_FULL,
        ProblemKind.STORE_DAMAGED,
    }
)


@contextlib.contextmanager
def failing_alone(server: Alive) -> Iterator[list[Problem]]:
    """A refusal inside the block is put into the list and ends the block alone; what ends the connection passes on."""
    problems: list[Problem] = []
    try:
        yield problems
    except MailError as error:
        if not server.alive or error.problem.kind in _ENDS_CONNECTION:
            raise
        problems.append(error.problem)
