"""Add and remove flags.

Shown at once: the flags. On the server: UID STORE +FLAGS, UID STORE -FLAGS. Done a second time it changes nothing, so
it is simply done again.
"""

from mailclient.bridge.commands import SetFlags
from mailclient.engine.operations import payload
from mailclient.engine.operations.located import located, uid_of, uids_of
from mailclient.engine.operations.work import OperationWork
from mailclient.mail.flag import IMAP_NAMES, Flag, Flags
from mailclient.mail.ids import AccountId, FolderId, MessageId, OperationId
from mailclient.store import effects, messages, operations
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
    async for folder, group in located(work):
        if command.add:
            await work.server.change_flags(uids_of(group), Change.ADD, _words(command.add))
        if command.remove:
            await work.server.change_flags(uids_of(group), Change.REMOVE, _words(command.remove))
        for batch in batches(group):
            await work.context.writer.transaction("flags are set", _done, work.id, folder.id, batch, command)
    await work.context.writer.transaction("finish set flags", operations.finish, work.id)


def _words(flags: Flag) -> list[str]:
    return [name for flag, name in IMAP_NAMES.items() if flag in flags]


def _done(
    tx: Transaction, operation_id: OperationId, folder_id: FolderId, group: list[OperationMessage], command: SetFlags
) -> None:
    told = {}
    for message in group:
        uid = uid_of(message)
        for known in messages.server_flags(tx, folder_id, uid, uid).values():
            told[uid] = Flags((known.bits | command.add) & ~command.remove, known.keywords)
    messages.set_server_flags(tx, folder_id, told)
    operations.set_messages_done(tx, operation_id, [message.message_id for message in group])
