"""Make a folder.

Shown at once: a planned folder, into which messages can be moved. On the server: CREATE (RFC 9051 section 6.3.4; for
Archive, Trash … with CREATE-SPECIAL-USE, RFC 6154) and SUBSCRIBE. One that exists already is the one that was wanted,
so a second run does no harm.
"""

import msgspec

from mailclient.engine.operations import payload
from mailclient.engine.operations.folder_place import FolderPlace, free_place
from mailclient.engine.operations.special_folders import special_use
from mailclient.engine.operations.work import OperationWork
from mailclient.mail.folder import FolderRole
from mailclient.mail.ids import AccountId, FolderId, OperationId
from mailclient.mail.problem import MailError, Problem, ProblemKind
from mailclient.store import folder_changes, operations, shown_folders
from mailclient.store.transaction import Transaction


class NewFolder(msgspec.Struct, frozen=True):
    """What is to be made."""

    place: FolderPlace
    role: FolderRole = FolderRole.NONE


def insert(
    tx: Transaction,
    operation_id: OperationId,
    account_id: AccountId,
    path: str,
    *,
    role: FolderRole = FolderRole.NONE,
    now: float,
) -> FolderId | None:
    """Append it to the log; the planned folder, None when the operation is there. ``MailError``: see ``free_place``."""
    if operations.find(tx, operation_id) is not None:
        return None
    place, delimiter = free_place(tx, account_id, path)
    folder_id = folder_changes.plan(tx, account_id, operation_id, delimiter, role)
    operations.insert(
        tx,
        operation_id,
        account_id,
        payload.CREATE_FOLDER,
        payload.encode(NewFolder(place, role)),
        now=now,
        folder_effect=shown_folders.to_json(place.effect),
        folder_id=folder_id,
    )
    return folder_id


async def run(work: OperationWork) -> None:
    """On the server."""
    new = payload.decode(work.row.payload, NewFolder)
    transaction = work.context.writer.transaction
    path = await transaction("where the folder is to be", folder_changes.path_of, new.place.effect)
    if path is None:
        raise MailError(Problem(ProblemKind.FOLDER_GONE, new.place.name))
    await work.server.create_folder(path, role=special_use(new.role))
    await transaction("folder is made", _finish, work, path)
    work.context.announcer.know(work.context.id, [folder.id for folder in work.context.folders()])
    if work.row.folder_id is not None:
        work.folder_changed(work.row.folder_id)


def _finish(tx: Transaction, work: OperationWork, path: str) -> None:
    if work.row.folder_id is not None:
        folder_changes.put(tx, work.row.folder_id, path)
    operations.finish(tx, work.id)
