"""Move to a folder of the same account.

Shown at once: the messages stand in the target; their rows stay the same. On the server: UID MOVE, else UID COPY,
UID STORE +FLAGS \\Deleted and UID EXPUNGE (without UIDPLUS: see ``expunging``). After a run that was cut off both
folders get a pass: a message that is gone from the source is found in the target by Message-ID and size. Archiving is a
move.
"""

from mailclient.bridge.commands import MoveMessages
from mailclient.engine.operations import payload
from mailclient.engine.operations.copying import copy_once, forget_uid_next, uids_told
from mailclient.engine.operations.expunging import expunge
from mailclient.engine.operations.located import located, uids_of
from mailclient.engine.operations.work import OperationWork
from mailclient.mail.folder import Folder
from mailclient.mail.ids import AccountId, FolderId, MessageId, OperationId, Uid
from mailclient.mail.problem import MailError, ProblemKind
from mailclient.store import arrivals, effects, operation_messages, operations
from mailclient.store.operation_slices import SLICE
from mailclient.store.rows import OperationMessage
from mailclient.store.transaction import Transaction, batches
from mailclient.wire.imap.codes import CopyUid


def insert(
    tx: Transaction,
    operation_id: OperationId,
    account_id: AccountId,
    message_ids: list[MessageId],
    *,
    target: FolderId,
    now: float,
) -> bool:
    """Append it to the log; False when it is there."""
    command = MoveMessages(operation_id=operation_id, message_ids=(), target=target)
    return operations.insert(
        tx,
        operation_id,
        account_id,
        payload.MOVE,
        payload.encode(command),
        now=now,
        effect=effects.Move(target),
        message_ids=message_ids,
    )


async def run(work: OperationWork) -> None:
    """On the server, folder by folder."""
    target = work.context.folder(payload.decode(work.row.payload, MoveMessages).target)
    if work.tried_before:
        await look_again(work, target)
    async for folder, group in located(work):
        await move_group(work, folder, group, target)
    await work.context.writer.transaction("finish move", operations.finish, work.id)
    await forget_uid_next(work, target)


async def look_again(work: OperationWork, target: Folder) -> None:
    """An earlier run was cut off: see where the messages are now."""
    sources = await work.context.writer.transaction("sources", operation_messages.folders_of, work.id)
    for folder_id in sorted(sources - {target.id}):
        await work.sync(work.context.folder(folder_id))
    await work.sync(target)


async def move_group(work: OperationWork, folder: Folder, group: list[OperationMessage], target: Folder) -> None:
    """Move messages of the open ``folder``; what is in the target already is done."""
    if folder.id == target.id:
        for batch in batches((one.message_id for one in group), SLICE):
            await work.context.writer.transaction("messages are moved", operations.set_messages_done, work.id, batch)
        return
    if work.server.offers("MOVE"):
        uids = await uids_told(work, group, target, await _move(work, group, target))
    else:
        uids = await copy_once(work, folder, group, target)
        if not await expunge(work, folder, group):
            work.folder_changed(folder.id)
    await _note(work, group, target, uids)
    if None in uids.values():
        work.folder_changed(target.id)


async def _move(work: OperationWork, group: list[OperationMessage], target: Folder) -> CopyUid | None:
    try:
        return await work.server.move(uids_of(group), target.path)
    except MailError as error:
        if error.problem.kind is not ProblemKind.FOLDER_MISSING:
            raise
        await work.server.create_folder(target.path)
        return await work.server.move(uids_of(group), target.path)


async def _note(
    work: OperationWork, group: list[OperationMessage], target: Folder, uids: dict[MessageId, Uid | None]
) -> None:
    for batch in batches(group, SLICE):
        arrived = {message.message_id: uids.get(message.message_id) for message in batch}
        await work.context.writer.transaction("messages are moved", _moved, work.id, target.id, arrived)


def _moved(tx: Transaction, operation_id: OperationId, target: FolderId, uids: dict[MessageId, Uid | None]) -> None:
    arrivals.arrived(tx, target, uids)
    operations.set_messages_done(tx, operation_id, list(uids))
