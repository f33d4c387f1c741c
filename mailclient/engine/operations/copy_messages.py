"""Copy to a folder of the same account.

Nothing is shown before the server has done it; then a pass over the target brings the copies. On the server: UID COPY.
Whether it is done already: see ``copying``.
"""

from mailclient.bridge.commands import CopyMessages
from mailclient.engine.operations import payload
from mailclient.engine.operations.copying import copy_once, forget_uid_next
from mailclient.engine.operations.located import located
from mailclient.engine.operations.work import OperationWork
from mailclient.mail.ids import AccountId, FolderId, MessageId, OperationId
from mailclient.store import operations
from mailclient.store.operation_slices import SLICE
from mailclient.store.transaction import Transaction, batches


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
    command = CopyMessages(operation_id=operation_id, message_ids=(), target=target)
    encoded = payload.encode(command)
    return operations.insert(tx, operation_id, account_id, payload.COPY, encoded, now=now, message_ids=message_ids)


async def run(work: OperationWork) -> None:
    """On the server, folder by folder."""
    command = payload.decode(work.row.payload, CopyMessages)
    target = work.context.folder(command.target)
    async for folder, group in located(work):
        copied = await copy_once(work, folder, group, target)
        for batch in batches(copied, SLICE):
            await work.context.writer.transaction("messages are copied", operations.set_messages_done, work.id, batch)
    await work.context.writer.transaction("finish copy", operations.finish, work.id)
    await forget_uid_next(work, target)
    work.folder_changed(target.id)
