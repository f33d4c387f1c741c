"""Commands → rows: the user's action is on the disk, and shown, before it is acknowledged.

A repeated command finds its row (or the note that it was taken back) and is acknowledged again, nothing more. What
many messages need is read before (``choosing``) and shown after (``settling``): no transaction is long.
"""

from collections.abc import Callable
from typing import TypeGuard

from mailclient.bridge.commands import (
    AddAddresses,
    AnswerInvitation,
    AnyCommand,
    AppendMessage,
    CancelOperation,
    CountAsSent,
    CreateFolder,
    DeleteFolder,
    DiscardDraft,
    DismissRefusals,
    ExpungeDeleted,
    FileDraft,
    HideAddress,
    LeaveList,
    MoveContacts,
    RedirectMessage,
    RemoveContacts,
    RemoveGroup,
    RenameFolder,
    ResendMessage,
    RetryOperation,
    SaveContact,
    SaveDraft,
    SaveGroup,
    SendDraft,
    SendMessage,
    SendReceipt,
    SetSendTime,
    SettleConflict,
    SettleDraft,
    SubscribeFolder,
    UndoOperation,
)
from mailclient.bridge.events import Acknowledged, OperationCancelled, OperationDone, OperationFailed, Refused
from mailclient.engine.announce import Publish
from mailclient.engine.contacts import editing
from mailclient.engine.operations import (
    append_message,
    create_folder,
    delete_folder,
    expunge_deleted,
    file_draft,
    on_sending,
    permission,
    redirect_message,
    rename_folder,
    save_draft,
    send_finished,
    send_message,
    special_mail,
    subscribe_folder,
)
from mailclient.engine.operations.cancel import cancel
from mailclient.engine.operations.choosing import traces
from mailclient.engine.operations.on_messages import OnMessages, message_action
from mailclient.engine.operations.on_sending import OnSending
from mailclient.engine.operations.retry import retry
from mailclient.engine.operations.send_draft import DraftSending
from mailclient.engine.operations.undo import names, undo, was_undone
from mailclient.mail.account import AccountKind
from mailclient.mail.ids import AccountId, FolderId, OperationId
from mailclient.mail.problem import MailError, Problem, ProblemKind
from mailclient.mime.reader import read
from mailclient.store import contacts, operations, outgoing
from mailclient.store.reader import Reader
from mailclient.store.rows import OperationRow, OperationState, OperationTrace
from mailclient.store.transaction import Transaction
from mailclient.store.writer import Writer

OnFolders = ExpungeDeleted | CreateFolder | RenameFolder | DeleteFolder | SubscribeFolder
Action = (
    OnMessages
    | OnFolders
    | SendMessage
    | SendDraft
    | RedirectMessage
    | OnSending
    | SaveDraft
    | DiscardDraft
    | FileDraft
    | SettleDraft
    | AppendMessage
    | special_mail.OnSpecialMail
    | editing.OnContacts
    | UndoOperation
    | CancelOperation
    | RetryOperation
)
_Store = Callable[[Transaction], list[AccountId]]


def is_made(action: AnyCommand) -> TypeGuard[SendDraft | RedirectMessage | SendMessage]:
    """Whether a message is made for it first, which may take a while."""
    is_protected = isinstance(action, SendMessage) and (action.sign or action.encrypt)
    return is_protected or isinstance(action, SendDraft | RedirectMessage)


class Intake:
    """``wake`` is called for each account that has something to do now; ``slices_left`` after each action."""

    def __init__(
        self,
        writer: Writer,
        reader: Reader,
        publish: Publish,
        wake: Callable[[AccountId], None],
        slices_left: Callable[[], None],
        now: Callable[[], float],
        drafts: DraftSending,
    ) -> None:
        self._drafts = drafts
        self._writer = writer
        self._reader = reader
        self._publish = publish
        self._wake = wake
        self._slices_left = slices_left
        self._now = now

    async def accept(self, action: Action) -> Problem | None:
        """Commit it, then ``Acknowledged``, or ``Refused`` and why. What comes again meanwhile waits for that."""
        if not is_made(action):
            return await self._accept(action)
        async with self._drafts.making(action.operation_id):
            return await self._accept(action)

    async def _accept(self, action: Action) -> Problem | None:
        try:
            if isinstance(action, CancelOperation):
                accounts = await self._cancel(action.operation_id)
            else:
                store = await self._store_function(action)
                accounts = await self._writer.transaction(f"accept {type(action).__name__}", store)
        except MailError as error:
            self._publish(Refused(operation_id=action.operation_id, problem=error.problem))
            return error.problem
        if isinstance(action, SaveDraft):
            await self._drafts.sealed.saved()
        self._publish(Acknowledged(operation_id=action.operation_id))
        if not isinstance(action, UndoOperation | RetryOperation | CancelOperation | OnSending):
            await self._tell_end(action.operation_id)
        self._slices_left()
        for account_id in accounts:
            self._wake(account_id)
        return None

    async def _tell_end(self, operation_id: OperationId) -> None:
        """An operation that needs no server, or that was over before it was repeated, gets its last event now."""
        row, refused = await self._writer.transaction("how it stands", _how_it_stands, operation_id)
        if row is None or row.state is OperationState.DONE:
            self._publish(OperationDone(operation_id=operation_id, refused=refused))
        elif row.state is OperationState.FAILED and row.problem is not None:
            self._publish(OperationFailed(operation_id=operation_id, problem=row.problem))

    async def _cancel(self, operation_id: OperationId) -> list[AccountId]:
        rows = await self._traces(operation_id)
        dropped = await self._writer.transaction("accept CancelOperation", cancel, rows, self._now())
        for row, done in dropped:
            self._publish(OperationCancelled(operation_id=row.id, done=done, total=row.total))
        return [row.account_id for row, _done in dropped]

    async def _store_function(self, action: Action) -> _Store:
        """What is looked up is looked up here, on the loop; the function returned only writes."""
        now = self._now()
        match action:
            case ExpungeDeleted() | CreateFolder() | RenameFolder() | DeleteFolder() | SubscribeFolder():
                self._check_permission(action)
                return lambda tx: _unless_undone(tx, action.operation_id, lambda: _on_folder(tx, action, now))
            case SendMessage():
                insert = await self._finished_message(action, now)
                return lambda tx: _once(tx, action.operation_id, action.account_id, lambda: insert(tx))
            case SendDraft():
                insert = await self._drafts.built(action)
                return lambda tx: _once(tx, action.operation_id, action.account_id, lambda: insert(tx))
            case RedirectMessage():
                insert = await redirect_message.built(self._drafts, self._reader, action, now)
                return lambda tx: _once(tx, action.operation_id, action.account_id, lambda: insert(tx))
            case SetSendTime() | ResendMessage() | DismissRefusals() | CountAsSent():
                return lambda tx: on_sending.accept(tx, action, now)
            case AppendMessage():
                account_id = self._account_of(action.folder_id)
                permission.check(action, (), self._reader.folder(action.folder_id))
                return lambda tx: _once(
                    tx, action.operation_id, account_id, lambda: append_message.insert(tx, action, account_id, now)
                )
            case LeaveList() | AnswerInvitation() | SendReceipt() | AddAddresses():
                write_down = special_mail.insertion(self._reader, action, now)
                return lambda tx: _unless_undone(tx, action.operation_id, lambda: write_down(tx))
            case SaveContact() | RemoveContacts() | MoveContacts() | SaveGroup() | RemoveGroup() | HideAddress():
                return self._on_contacts(action, now)
            case SettleConflict():
                return self._on_contacts(action, now)
            case SaveDraft():
                self._check_account(action.account_id)
                key = await self._drafts.sealed.key_for(action)
                return lambda tx: save_draft.save(tx, action, now, key)
            case DiscardDraft():
                return lambda tx: save_draft.discard(tx, action, now)
            case FileDraft():
                self._check_account(action.account_id)
                return lambda tx: file_draft.insert(tx, action, now)
            case SettleDraft():
                return lambda tx: save_draft.settle(tx, action, now)
            case UndoOperation():
                while await self._writer.transaction("undo contacts", contacts.undo_slice, action.operation_id, now):
                    pass
                rows = await self._traces(action.operation_id)
                return lambda tx: undo(tx, action.operation_id, rows, now, even_in_doubt=action.even_in_doubt)
            case RetryOperation():
                return lambda tx: _known(retry(tx, action.operation_id, even_in_doubt=action.even_in_doubt))
            case CancelOperation():
                raise MailError(Problem(ProblemKind.INTERNAL))
            case _:
                insert = await message_action(self._reader, action, now)
                return lambda tx: _unless_undone(tx, action.operation_id, lambda: insert(tx))

    async def _finished_message(self, action: SendMessage, now: float) -> Callable[[Transaction], object]:
        self._check_account(action.account_id, sends=True)
        if action.sign or action.encrypt:
            return await send_finished.built(self._drafts, action, now)
        envelope = read(action.outgoing.data).envelope
        return lambda tx: send_message.insert(tx, action, envelope, now)

    def _on_contacts(self, action: editing.OnContacts, now: float) -> _Store:
        write_down = editing.insertion(action, now)
        return lambda tx: _unless_undone(tx, action.operation_id, lambda: write_down(tx))

    async def _traces(self, operation_id: OperationId) -> dict[OperationId, list[OperationTrace]]:
        accounts = [account.id for account in self._reader.accounts()]
        return {id_: [trace async for trace in traces(self._reader, id_)] for id_ in names(operation_id, accounts)}

    def _check_permission(self, action: OnFolders) -> None:
        source = None if isinstance(action, CreateFolder) else self._reader.folder(action.folder_id)
        target = None
        if isinstance(action, CreateFolder | RenameFolder):
            if isinstance(action, CreateFolder):
                folders = self._reader.folders(action.account_id)
            else:
                folders = [] if source is None else self._reader.folders(source.account_id)
            above = [one for one in folders if one.delimiter and one.path == action.path.rpartition(one.delimiter)[0]]
            target = above[0] if above else None
        permission.check(action, () if source is None else (source,), target)

    def _account_of(self, folder_id: FolderId) -> AccountId:
        folder = self._reader.folder(folder_id)
        if folder is None:
            raise MailError(Problem(ProblemKind.FOLDER_GONE))
        return folder.account_id

    def _check_account(self, account_id: AccountId, *, sends: bool = False) -> None:
        """``sends``: it needs a server to send with. ``MailError(ACCOUNT_UNKNOWN)``."""
        known = {one.id for one in self._reader.accounts() if not sends or one.settings.kind is not AccountKind.LOCAL}
        if account_id not in known:
            raise MailError(Problem(ProblemKind.ACCOUNT_UNKNOWN))


def _on_folder(tx: Transaction, action: OnFolders, now: float) -> list[AccountId]:
    match action:
        case ExpungeDeleted():
            return [expunge_deleted.insert(tx, action, now)]
        case CreateFolder(account_id=account_id):
            create_folder.insert(tx, action.operation_id, account_id, action.path, now=now)
            return [account_id]
        case RenameFolder():
            return [rename_folder.insert(tx, action.operation_id, action.folder_id, action.path, now)]
        case DeleteFolder():
            return [delete_folder.insert(tx, action, now)]
        case SubscribeFolder():
            return [subscribe_folder.insert(tx, action.operation_id, action.folder_id, on=action.on, now=now)]


def _how_it_stands(tx: Transaction, operation_id: OperationId) -> tuple[OperationRow | None, tuple[str, ...]]:
    return operations.find(tx, operation_id), outgoing.refused(tx, operation_id)


def _unless_undone(
    tx: Transaction, operation_id: OperationId, insert: Callable[[], list[AccountId]]
) -> list[AccountId]:
    return [] if was_undone(tx, operation_id) else insert()


def _once(
    tx: Transaction, operation_id: OperationId, account_id: AccountId, insert: Callable[[], object]
) -> list[AccountId]:
    if was_undone(tx, operation_id):
        return []
    insert()
    return [account_id]


def _known(account_id: AccountId | None) -> list[AccountId]:
    return [] if account_id is None else [account_id]
