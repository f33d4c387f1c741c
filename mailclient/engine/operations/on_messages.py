"""Actions on messages, chosen (``choosing``) and turned into one operation for each account."""

from collections.abc import Callable, Mapping

from mailclient.bridge.commands import (
    ArchiveMessages,
    CopyMessages,
    DeleteMessages,
    EmptyFolder,
    MarkFolderRead,
    MoveMessages,
    SetFlags,
    SetKeywords,
)
from mailclient.engine.operations import (
    copy_messages,
    delete_folder,
    delete_messages,
    move_messages,
    permission,
    set_flags,
    set_keywords,
    transfer_messages,
    upload_messages,
)
from mailclient.engine.operations.choosing import Chosen, named, shown_in
from mailclient.engine.operations.derived import derived_id, id_for_account
from mailclient.engine.operations.role_folder import folder_with_role
from mailclient.mail.account import AccountKind
from mailclient.mail.flag import Flag
from mailclient.mail.folder import Folder, FolderRole
from mailclient.mail.ids import AccountId, FolderId, MessageId, OperationId
from mailclient.mail.problem import MailError, Problem, ProblemKind
from mailclient.store import folder_changes, operations
from mailclient.store.reader import Reader
from mailclient.store.shown_folders import below
from mailclient.store.transaction import Transaction

OnChosen = SetFlags | SetKeywords | MoveMessages | ArchiveMessages | CopyMessages | DeleteMessages
OnMessages = OnChosen | MarkFolderRead | EmptyFolder
_Insert = Callable[[Transaction, OperationId, AccountId, list[MessageId]], object]
_Kinds = Mapping[AccountId, AccountKind]


async def message_action(reader: Reader, action: OnMessages, now: float) -> Callable[[Transaction], list[AccountId]]:
    """What puts it into the log and answers the accounts that have something to do.

    ``MailError``: FOLDER_GONE, NOT_PERMITTED.
    """
    chosen = await _choose(reader, action)
    target = _folder(reader, action.target) if isinstance(action, MoveMessages | CopyMessages) else None
    permission.check(action, chosen.folders, target)
    kinds = {account.id: account.settings.kind for account in reader.accounts()}
    match action:
        case MarkFolderRead():
            mark = SetFlags(operation_id=action.operation_id, message_ids=(), add=Flag.SEEN)
            return lambda tx: _for_each_account(tx, action.operation_id, chosen, _inserting(mark, target, kinds, now))
        case EmptyFolder():
            delete = DeleteMessages(operation_id=action.operation_id, message_ids=(), forever=True)

            def empty(tx: Transaction) -> list[AccountId]:
                accounts = _for_each_account(tx, action.operation_id, chosen, _inserting(delete, target, kinds, now))
                return accounts + _delete_below(tx, action.operation_id, chosen.folders[0], now)

            return empty
        case _:
            insert = _inserting(action, target, kinds, now)
            theirs = [] if target is None else [target.account_id]
            return lambda tx: _for_each_account(tx, action.operation_id, chosen, insert) + theirs


async def _choose(reader: Reader, action: OnMessages) -> Chosen:
    match action:
        case MarkFolderRead(folder_id=folder_id):
            return await shown_in(reader, _folder(reader, folder_id), unread_only=True)
        case EmptyFolder(folder_id=folder_id):
            return await shown_in(reader, _folder(reader, folder_id))
        case _ if action.all_of is not None:
            return await shown_in(reader, _folder(reader, action.all_of))
        case DeleteMessages(message_ids=message_ids, expunge=False):
            return await named(reader, message_ids, not_in=FolderRole.TRASH)
        case _:
            return await named(reader, action.message_ids)


def _for_each_account(tx: Transaction, operation_id: OperationId, chosen: Chosen, insert: _Insert) -> list[AccountId]:
    for number, (account_id, mine) in enumerate(sorted(chosen.by_account.items())):
        id_ = id_for_account(operation_id, account_id, first=number == 0)
        if operations.find(tx, id_) is None:
            insert(tx, id_, account_id, mine)
    return list(chosen.by_account)


def _inserting(action: OnChosen, target: Folder | None, kinds: _Kinds, now: float) -> _Insert:
    match action:
        case SetFlags(add=add, remove=remove):
            return lambda tx, id_, account_id, ids: set_flags.insert(
                tx, id_, account_id, ids, add=add, remove=remove, now=now
            )
        case SetKeywords():
            return lambda tx, id_, account_id, ids: set_keywords.insert(
                tx, id_, account_id, ids, add=action.add, remove=action.remove, now=now
            )
        case MoveMessages() | CopyMessages():
            return _to_target(target, kinds, now, move=isinstance(action, MoveMessages))
        case ArchiveMessages():

            def to_archive(tx: Transaction, id_: OperationId, account_id: AccountId, ids: list[MessageId]) -> None:
                archive = folder_with_role(tx, account_id, FolderRole.ARCHIVE, id_, now)
                move_messages.insert(tx, id_, account_id, ids, target=archive.id, now=now)

            return to_archive
        case DeleteMessages(forever=forever):

            def to_trash(tx: Transaction, id_: OperationId, account_id: AccountId, ids: list[MessageId]) -> None:
                trash = None if forever else folder_with_role(tx, account_id, FolderRole.TRASH, id_, now).id
                only_in = action.only_in
                delete_messages.insert(tx, id_, account_id, ids, trash=trash, forever=forever, only_in=only_in, now=now)

            return to_trash


def _to_target(target: Folder | None, kinds: _Kinds, now: float, *, move: bool) -> _Insert:
    """To a folder of the same account, or from or to one on this computer. ``MailError``: FOLDER_GONE, OTHER_SERVER."""
    insert = move_messages.insert if move else copy_messages.insert

    def to_target(tx: Transaction, id_: OperationId, account_id: AccountId, ids: list[MessageId]) -> None:
        if target is None:
            raise MailError(Problem(ProblemKind.FOLDER_GONE))
        if account_id == target.account_id:
            insert(tx, id_, account_id, ids, target=target.id, now=now)
            return
        from_server = kinds[account_id] is AccountKind.IMAP
        if kinds[target.account_id] is not AccountKind.IMAP:
            transfer_messages.insert(
                tx, id_, account_id, ids, target=target.id, move=move, from_server=from_server, now=now
            )
        elif not from_server:
            upload_messages.insert(tx, id_, target.account_id, ids, target=target.id, move=move, now=now)
        else:
            raise MailError(Problem(ProblemKind.OTHER_SERVER, target.path))

    return to_target


def _delete_below(tx: Transaction, operation_id: OperationId, folder: Folder, now: float) -> list[AccountId]:
    """The folders right below an emptied Trash go with all that is below them."""
    if folder.role is not FolderRole.TRASH or not folder.delimiter:
        return []
    for one in folder_changes.seen(tx, folder.account_id):
        rest = one.path[len(folder.path) + 1 :]
        if below(folder.path, folder.delimiter, one.path) and folder.delimiter not in rest:
            delete_folder.insert_for_good(tx, derived_id(operation_id, f"folder {one.id}"), one, now)
    return [folder.account_id]


def _folder(reader: Reader, folder_id: FolderId) -> Folder:
    folder = reader.folder(folder_id)
    if folder is None:
        raise MailError(Problem(ProblemKind.FOLDER_GONE))
    return folder
