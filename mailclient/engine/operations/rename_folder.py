"""Rename a folder, or move it below another one; what is below it goes along.

Shown at once: the new path, of all below it too. On the server: RENAME (RFC 9051 section 6.3.6), and the subscriptions,
which RENAME leaves behind. After a run that was cut off the server's list says whether it is done.
"""

import msgspec

from mailclient.engine.operations import payload
from mailclient.engine.operations.folder_place import FolderPlace, changeable, free_name, free_place, place_of
from mailclient.engine.operations.work import OperationWork
from mailclient.mail.ids import AccountId, FolderId, OperationId
from mailclient.mail.problem import MailError, Problem, ProblemKind
from mailclient.store import folder_changes, folders, operations, shown_folders
from mailclient.store.folder_changes import FolderSeen
from mailclient.store.transaction import Transaction


class Renaming(msgspec.Struct, frozen=True):
    """Where it goes, and where it was, for undo."""

    place: FolderPlace
    before: FolderPlace


def insert(tx: Transaction, operation_id: OperationId, folder_id: FolderId, path: str, now: float) -> AccountId:
    """Append it to the log unless it is there; the account. ``MailError``: see ``free_place`` and ``changeable``."""
    earlier = operations.find(tx, operation_id)
    if earlier is not None:
        return earlier.account_id
    folder = changeable(tx, folder_id)
    place, _delimiter = free_place(tx, folder.account_id, path, moving=folder)
    append(tx, operation_id, folder, place, now)
    return folder.account_id


def insert_into(tx: Transaction, operation_id: OperationId, folder: FolderSeen, parent: FolderSeen, now: float) -> None:
    """Append it to the log: ``folder`` goes below ``parent`` under a name that is free there."""
    name = folder.path.rsplit(folder.delimiter, 1)[-1] if folder.delimiter else folder.path
    append(tx, operation_id, folder, FolderPlace(parent.id, free_name(tx, folder.account_id, parent, name)), now)


def append(tx: Transaction, operation_id: OperationId, folder: FolderSeen, place: FolderPlace, now: float) -> None:
    """Append it to the log; that the place is free was seen to."""
    before = place_of(folder, folder_changes.seen(tx, folder.account_id))
    operations.insert(
        tx,
        operation_id,
        folder.account_id,
        payload.RENAME_FOLDER,
        payload.encode(Renaming(place, before)),
        now=now,
        folder_effect=shown_folders.to_json(place.effect),
        folder_id=folder.id,
    )


async def run(work: OperationWork) -> None:
    """On the server."""
    folder_id = work.row.folder_id
    place = payload.decode(work.row.payload, Renaming).place
    transaction = work.context.writer.transaction
    target = await transaction("where the folder is to be", folder_changes.path_of, place.effect)
    if folder_id is None or target is None:
        raise MailError(Problem(ProblemKind.FOLDER_GONE, place.name))
    path = work.context.folder(folder_id).path
    if path != target and not (work.tried_before and await _is_renamed(work, folder_id, path, target)):
        await work.server.rename_folder(path, target)
    moved = await transaction("folders below it", folder_changes.tree, folder_id)
    await transaction("folder is renamed", folder_changes.put, folder_id, target)
    await _subscribe_anew(work, path, target, moved)
    await transaction("finish rename", operations.finish, work.id)


async def _is_renamed(work: OperationWork, folder_id: FolderId, path: str, target: str) -> bool:
    """An earlier run was cut off: whether the server has done it. It may have made another folder of the old name."""
    listing = await work.server.list_folders()
    listed = {entry.name for entry in listing.entries if "\\nonexistent" not in entry.attributes}
    if target not in listed:
        return False
    state = await work.context.writer.transaction("read folder state", folders.sync_state, folder_id)
    status = await work.server.status(target)
    same = status is not None and status.items.get("UIDVALIDITY", 0) == state.uid_validity
    return (listing.complete and path not in listed) or (same and bool(state.uid_validity))


async def _subscribe_anew(work: OperationWork, path: str, target: str, moved: list[tuple[FolderId, str]]) -> None:
    for folder_id, old in moved:
        folder = work.context.reader.server_folder(folder_id)
        if folder is not None and folder.subscribed and path != target:
            await work.server.subscribe_folder(old, on=False)
            await work.server.subscribe_folder(target + old[len(path) :], on=True)
