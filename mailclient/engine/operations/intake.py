"""Commands → rows: the user's action is on the disk, and shown, before it is acknowledged.

A repeated command finds its row (or the note that it was taken back) and is acknowledged again, nothing more.
"""

from collections.abc import Callable

from mailclient.bridge.commands import (
    AppendMessage,
    ArchiveMessages,
    CancelOperation,
    CopyMessages,
    CreateFolder,
    DeleteFolder,
    DeleteMessages,
    DiscardDraft,
    EmptyFolder,
    ExpungeDeleted,
    MarkFolderRead,
    MoveMessages,
    RenameFolder,
    RetryOperation,
    SaveDraft,
    SendMessage,
    SetFlags,
    SetKeywords,
    SubscribeFolder,
    UndoOperation,
)
from mailclient.bridge.events import Acknowledged, OperationDone, OperationFailed, Refused
from mailclient.engine.announce import Publish
from mailclient.engine.operations import (
    append_message,
    copy_messages,
    delete_messages,
    move_messages,
    save_draft,
    send_message,
    set_flags,
)
from mailclient.engine.operations.derived import id_for_account
from mailclient.engine.operations.retry import retry
from mailclient.engine.operations.undo import undo, was_undone
from mailclient.mail.folder import FolderRole
from mailclient.mail.ids import AccountId, FolderId, MessageId, OperationId
from mailclient.mail.problem import MailError, Problem, ProblemKind
from mailclient.mime.reader import read
from mailclient.store import message_accounts, operations, outgoing
from mailclient.store.reader import Reader
from mailclient.store.rows import OperationRow, OperationState
from mailclient.store.transaction import Transaction
from mailclient.store.writer import Writer

Action = (
    SetFlags
    | SetKeywords
    | MoveMessages
    | ArchiveMessages
    | CopyMessages
    | DeleteMessages
    | MarkFolderRead
    | EmptyFolder
    | ExpungeDeleted
    | CreateFolder
    | RenameFolder
    | DeleteFolder
    | SubscribeFolder
    | SendMessage
    | SaveDraft
    | DiscardDraft
    | AppendMessage
    | UndoOperation
    | CancelOperation
    | RetryOperation
)
_Insert = Callable[[Transaction, OperationId, AccountId, list[MessageId]], object]


class Intake:
    """``wake`` is called for each account that has something to do now."""

    def __init__(
        self,
        writer: Writer,
        reader: Reader,
        publish: Publish,
        wake: Callable[[AccountId], None],
        now: Callable[[], float],
    ) -> None:
        self._writer = writer
        self._reader = reader
        self._publish = publish
        self._wake = wake
        self._now = now

    async def accept(self, action: Action) -> None:
        """Commit it, then ``Acknowledged``; or ``Refused``."""
        try:
            store = self._store_function(action)
            accounts = await self._writer.transaction(f"accept {type(action).__name__}", store)
        except MailError as error:
            self._publish(Refused(operation_id=action.operation_id, problem=error.problem))
            return
        self._publish(Acknowledged(operation_id=action.operation_id))
        if not isinstance(action, UndoOperation | RetryOperation):
            await self._tell_end(action.operation_id)
        for account_id in accounts:
            self._wake(account_id)

    async def _tell_end(self, operation_id: OperationId) -> None:
        """An operation that needs no server, or that was over before it was repeated, gets its last event now."""
        row, refused = await self._writer.transaction("how it stands", _how_it_stands, operation_id)
        if row is None or row.state is OperationState.DONE:
            self._publish(OperationDone(operation_id=operation_id, refused=refused))
        elif row.state is OperationState.FAILED and row.problem is not None:
            self._publish(OperationFailed(operation_id=operation_id, problem=row.problem))

    def _store_function(self, action: Action) -> Callable[[Transaction], list[AccountId]]:
        """What is looked up is looked up here, on the loop; the function returned only writes."""
        now = self._now()
        match action:
            case SetFlags() | CopyMessages() | MoveMessages() | DeleteMessages():
                insert = self._insert_function(action, now)
                return lambda tx: _for_each_account(tx, action.operation_id, action.message_ids, insert)
            case SendMessage():
                self._check_account(action.account_id)
                envelope = read(action.outgoing.data).envelope
                return lambda tx: _once(
                    tx, action.operation_id, action.account_id, lambda: send_message.insert(tx, action, envelope, now)
                )
            case AppendMessage():
                account_id = self._account_of(action.folder_id)
                return lambda tx: _once(
                    tx, action.operation_id, account_id, lambda: append_message.insert(tx, action, account_id, now)
                )
            case SaveDraft():
                self._check_account(action.account_id)
                return lambda tx: save_draft.save(tx, action, now)
            case DiscardDraft():
                return lambda tx: save_draft.discard(tx, action, now)
            case UndoOperation():
                accounts = [account.id for account in self._reader.accounts()]
                return lambda tx: undo(tx, action.operation_id, accounts, now)
            case RetryOperation():
                return lambda tx: _known(retry(tx, action.operation_id))
            case _:
                raise MailError(Problem(ProblemKind.INTERNAL, detail=f"{type(action).__name__} is not known"))

    def _insert_function(self, action: SetFlags | CopyMessages | MoveMessages | DeleteMessages, now: float) -> _Insert:
        match action:
            case SetFlags(add=add, remove=remove):
                return lambda tx, id_, account_id, ids: set_flags.insert(
                    tx, id_, account_id, ids, add=add, remove=remove, now=now
                )
            case MoveMessages(target=target) | CopyMessages(target=target):
                insert = move_messages.insert if isinstance(action, MoveMessages) else copy_messages.insert
                owner = self._account_of(target)

                def to_target(tx: Transaction, id_: OperationId, account_id: AccountId, ids: list[MessageId]) -> None:
                    if account_id != owner:
                        raise MailError(Problem(ProblemKind.FOLDER_GONE))
                    insert(tx, id_, account_id, ids, target=target, now=now)

                return to_target
            case DeleteMessages(forever=forever):
                trash = self._trash_folders()
                return lambda tx, id_, account_id, ids: delete_messages.insert(
                    tx, id_, account_id, ids, trash=trash.get(account_id), forever=forever, now=now
                )

    def _trash_folders(self) -> dict[AccountId, FolderId]:
        return {folder.account_id: folder.id for folder in self._reader.folders() if folder.role is FolderRole.TRASH}

    def _account_of(self, folder_id: FolderId) -> AccountId:
        folder = self._reader.folder(folder_id)
        if folder is None:
            raise MailError(Problem(ProblemKind.FOLDER_GONE))
        return folder.account_id

    def _check_account(self, account_id: AccountId) -> None:
        if account_id not in {account.id for account in self._reader.accounts()}:
            raise MailError(Problem(ProblemKind.ACCOUNT_UNKNOWN))


def _how_it_stands(tx: Transaction, operation_id: OperationId) -> tuple[OperationRow | None, tuple[str, ...]]:
    return operations.find(tx, operation_id), outgoing.refused(tx, operation_id)


def _for_each_account(
    tx: Transaction, operation_id: OperationId, message_ids: tuple[MessageId, ...], insert: _Insert
) -> list[AccountId]:
    if was_undone(tx, operation_id):
        return []
    accounts = message_accounts.by_account(tx, message_ids)
    for number, (account_id, mine) in enumerate(sorted(accounts.items())):
        insert(tx, id_for_account(operation_id, account_id, first=number == 0), account_id, mine)
    return list(accounts)


def _once(
    tx: Transaction, operation_id: OperationId, account_id: AccountId, insert: Callable[[], object]
) -> list[AccountId]:
    if was_undone(tx, operation_id):
        return []
    insert()
    return [account_id]


def _known(account_id: AccountId | None) -> list[AccountId]:
    return [] if account_id is None else [account_id]
