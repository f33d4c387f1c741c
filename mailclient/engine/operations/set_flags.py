"""Add and remove flags.

Shown at once: the flags. On the server: UID STORE +FLAGS, UID STORE -FLAGS. Done a second time it changes nothing, so
it is simply done again.
"""

from mailclient.bridge.commands import SetFlags
from mailclient.engine.operations import payload
from mailclient.engine.operations.located import located, uids_of
from mailclient.engine.operations.permission import keeps_keyword
from mailclient.engine.operations.work import OperationWork
from mailclient.mail.flag import IMAP_NAMES, Flag
from mailclient.mail.folder import Folder
from mailclient.mail.ids import AccountId, MessageId, OperationId
from mailclient.store import effects, local_flags, marks, operations
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
    add: Flag,
    remove: Flag,
    now: float,
) -> bool:
    """Append it to the log; False when it is there."""
    command = SetFlags(operation_id=operation_id, message_ids=(), add=add, remove=remove)
    return operations.insert(
        tx,
        operation_id,
        account_id,
        payload.SET_FLAGS,
        payload.encode(command),
        now=now,
        effect=effects.SetFlags(add, remove),
        message_ids=message_ids,
    )


async def run(work: OperationWork) -> None:
    """On the server, folder by folder."""
    command = payload.decode(work.row.payload, SetFlags)
    transaction = work.context.writer.transaction
    async for folder, group in located(work):
        local = _not_kept(folder, command.add | command.remove)
        add, remove = command.add & ~local, command.remove & ~local
        wanting = await _without_needless(work, group, command)
        if wanting and add:
            await work.server.change_flags(uids_of(wanting), Change.ADD, _words(add))
        if wanting and remove:
            await work.server.change_flags(uids_of(wanting), Change.REMOVE, _words(remove))
        for batch in batches((message.message_id for message in group), SLICE):
            await transaction("flags are set", _done, work.id, batch, command, local)
    await transaction("finish set flags", operations.finish, work.id)


async def _without_needless(
    work: OperationWork, group: list[OperationMessage], command: SetFlags
) -> list[OperationMessage]:
    """Without those that are as wished on the server, as the operation that would have changed them was not run."""
    absorbed = [message.message_id for message in group if message.absorbed]
    if not absorbed:
        return group
    bits = await work.context.writer.transaction("flags on the server", marks.server_bits_of, absorbed)
    needless = {id_ for id_, had in bits.items() if (had | command.add) & ~command.remove == had}
    return [message for message in group if message.message_id not in needless]


def _not_kept(folder: Folder, flags: Flag) -> Flag:
    """The keywords among the flags that the folder cannot keep: they are kept here."""
    local = Flag.NONE
    for flag, name in IMAP_NAMES.items():
        if flag in flags and not keeps_keyword(folder, name):
            local |= flag
    return local


def _words(flags: Flag) -> list[str]:
    return [name for flag, name in IMAP_NAMES.items() if flag in flags]


def _done(
    tx: Transaction, operation_id: OperationId, message_ids: list[MessageId], command: SetFlags, local: Flag
) -> None:
    marks.server_bits_changed(tx, message_ids, command.add & ~local, command.remove & ~local)
    if local:
        local_flags.set_local_flags(tx, message_ids, command.add & local, command.remove & local)
    operations.set_messages_done(tx, operation_id, message_ids)
