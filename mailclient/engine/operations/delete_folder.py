"""Delete a folder with all below it: into Trash, or for good.

Into Trash it is renamed (``rename_folder``), so that its messages and its structure can be got back. What is in Trash,
or is to go for good, is hidden at once. On the server: UNSUBSCRIBE and DELETE, the deepest first (RFC 9051 section
6.3.5); what is gone already is done.
"""

from mailclient.bridge.commands import DeleteFolder
from mailclient.engine.operations import payload, rename_folder
from mailclient.engine.operations.folder_place import changeable
from mailclient.engine.operations.role_folder import folder_with_role
from mailclient.engine.operations.work import OperationWork
from mailclient.engine.sync.folder_list import remove_vanished
from mailclient.mail.folder import FolderRole
from mailclient.mail.ids import AccountId, FolderId, OperationId
from mailclient.mail.problem import MailError, Problem, ProblemKind
from mailclient.store import folder_changes, operations, shown_folders
from mailclient.store.folder_changes import FolderSeen
from mailclient.store.shown_folders import below
from mailclient.store.transaction import Transaction


def insert(tx: Transaction, command: DeleteFolder, now: float) -> AccountId:
    """Append it to the log unless it is there; the account. ``MailError``: FOLDER_GONE, FOLDER_FIXED, CANNOT_HOLD."""
    earlier = operations.find(tx, command.operation_id)
    if earlier is not None:
        return earlier.account_id
    folder = changeable(tx, command.folder_id)
    if command.forever or _is_in_trash(tx, folder):
        insert_for_good(tx, command.operation_id, folder, now)
    else:
        trash = folder_with_role(tx, folder.account_id, FolderRole.TRASH, command.operation_id, now)
        if trash.id == folder.id:
            raise MailError(Problem(ProblemKind.FOLDER_FIXED, folder.path))
        if not trash.holds_folders or not trash.delimiter:
            raise MailError(Problem(ProblemKind.FOLDER_CANNOT_HOLD, trash.path))
        rename_folder.insert_into(tx, command.operation_id, folder, trash, now)
    return folder.account_id


def insert_for_good(tx: Transaction, operation_id: OperationId, folder: FolderSeen, now: float) -> None:
    """Append it to the log: no Trash."""
    operations.insert(
        tx,
        operation_id,
        folder.account_id,
        payload.DELETE_FOLDER,
        payload.encode(DeleteFolder(operation_id=operation_id, folder_id=folder.id, forever=True)),
        now=now,
        folder_effect=shown_folders.to_json(shown_folders.Hide()),
        folder_id=folder.id,
    )


async def run(work: OperationWork) -> None:
    """On the server."""
    transaction = work.context.writer.transaction
    folder_id = work.row.folder_id
    doomed = [] if folder_id is None else await transaction("folders below it", folder_changes.tree, folder_id)
    await work.server.leave_folders({path for _id, path in doomed})
    for _id, path in doomed:
        await work.server.delete_folder(path)
    await transaction("folder is deleted", _finish, work, [id_ for id_, _path in doomed])
    await remove_vanished(work.context)


def _is_in_trash(tx: Transaction, folder: FolderSeen) -> bool:
    return any(
        one.role is FolderRole.TRASH and below(one.path, one.delimiter, folder.path)
        for one in folder_changes.seen(tx, folder.account_id)
    )


def _finish(tx: Transaction, work: OperationWork, folder_ids: list[FolderId]) -> None:
    folder_changes.gone(tx, folder_ids)
    operations.finish(tx, work.id)
