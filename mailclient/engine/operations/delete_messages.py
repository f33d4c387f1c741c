"""Move to Trash; what the user sees in Trash (or wants gone for ever) is expunged.

Shown at once: the messages stand in Trash, or nowhere. What to expunge is decided by where the message was shown when
the user acted, never by where it is now: a message that this operation itself moved to Trash must not be taken for one
that was deleted there. On the server: as a move, or \\Deleted and UID EXPUNGE.
"""

from mailclient.bridge.commands import DeleteMessages
from mailclient.engine.operations import payload
from mailclient.engine.operations.copying import forget_uid_next, uids_told
from mailclient.engine.operations.expunging import expunge
from mailclient.engine.operations.located import located, reopen, uid_of, uids_of
from mailclient.engine.operations.move_messages import look_again, move_group
from mailclient.engine.operations.work import OperationWork, StoppedError
from mailclient.mail.flag import Flag
from mailclient.mail.folder import Folder, FolderRole
from mailclient.mail.ids import AccountId, FolderId, MessageId, OperationId
from mailclient.store import arrivals, effects, marks, messages, operations
from mailclient.store.operation_slices import SLICE
from mailclient.store.rows import OperationMessage
from mailclient.store.transaction import Transaction, batches
from mailclient.wire.imap.commands.uid_store import Change


def insert(
    tx: Transaction,
    operation_id: OperationId,
    account_id: AccountId,
    message_ids: list[MessageId],
    *,
    trash: FolderId | None,
    forever: bool,
    only_in: FolderId | None = None,
    now: float,
) -> bool:
    """Append it to the log; False when it is there. ``trash``: the account's, None when it has none yet."""
    command = DeleteMessages(operation_id=operation_id, message_ids=(), forever=forever, only_in=only_in)
    return operations.insert(
        tx,
        operation_id,
        account_id,
        payload.DELETE,
        payload.encode(command),
        now=now,
        effect=effects.Delete(None if forever else trash),
        message_ids=message_ids,
    )


async def run(work: OperationWork) -> None:
    """On the server, folder by folder."""
    wish = payload.decode(work.row.payload, DeleteMessages)
    trash = None if wish.forever else await work.folder_for(FolderRole.TRASH)
    if work.tried_before and trash is not None:
        await look_again(work, trash)
    elif trash is None and wish.only_in is None and work.server.offers("X-GM-EXT-1"):
        await _to_trash_first(work)
    async for folder, group in located(work):
        if wish.only_in not in (None, folder.id):
            await _leave_alone(work, group)
            continue
        doomed = [one for one in group if trash is None or one.from_folder_id == trash.id]
        others = [one for one in group if trash is not None and one.from_folder_id != trash.id]
        if others and trash is not None:
            await move_group(work, folder, others, trash)
            await reopen(work, folder)
        if doomed:
            await _expunge_group(work, folder, doomed)
    await work.context.writer.transaction("finish delete", operations.finish, work.id)
    if trash is not None:
        await forget_uid_next(work, trash)


async def _leave_alone(work: OperationWork, group: list[OperationMessage]) -> None:
    for batch in batches((one.message_id for one in group), SLICE):
        await work.context.writer.transaction("messages are left alone", operations.set_messages_done, work.id, batch)


async def _to_trash_first(work: OperationWork) -> None:
    """Gmail keeps in All Mail what is expunged elsewhere: for good it goes from Trash only."""
    trash = await work.folder_for(FolderRole.TRASH)
    async for folder, group in located(work):
        if folder.role in (FolderRole.TRASH, FolderRole.JUNK):
            continue
        uids = await uids_told(work, group, trash, await work.server.move(uids_of(group), trash.path))
        for batch in batches(group, SLICE):
            arrived = {message.message_id: uids[message.message_id] for message in batch}
            await work.context.writer.transaction("messages are in Trash", arrivals.arrived, trash.id, arrived)


async def _expunge_group(work: OperationWork, folder: Folder, group: list[OperationMessage]) -> None:
    if await work.is_cancelled():
        await _spare(work, group)
        raise StoppedError
    gone = await expunge(work, folder, group)
    for batch in batches(group, SLICE):
        note = _gone if gone else _marked
        await work.context.writer.transaction("messages are deleted", note, work.id, folder.id, batch)


async def _spare(work: OperationWork, group: list[OperationMessage]) -> None:
    """Take back what a run that was cut off may have done already: marked as they are, anybody may expunge them."""
    if work.tried_before:
        await work.server.change_flags(uids_of(group), Change.REMOVE, ("\\Deleted",))
        for batch in batches((one.message_id for one in group), SLICE):
            await work.context.writer.transaction("deleted no more", _unmarked, batch)


def _unmarked(tx: Transaction, message_ids: list[MessageId]) -> None:
    marks.server_bits_changed(tx, message_ids, Flag.NONE, Flag.DELETED)


def _gone(tx: Transaction, operation_id: OperationId, folder_id: FolderId, group: list[OperationMessage]) -> None:
    messages.vanish(tx, folder_id, [uid_of(message) for message in group])
    operations.set_messages_done(tx, operation_id, [message.message_id for message in group])


def _marked(tx: Transaction, operation_id: OperationId, folder_id: FolderId, group: list[OperationMessage]) -> None:
    del folder_id
    message_ids = [message.message_id for message in group]
    marks.server_bits_changed(tx, message_ids, Flag.DELETED, Flag.NONE)
    operations.set_messages_done(tx, operation_id, message_ids)
