"""Move or copy messages of folders on this computer to a folder that another account has on its IMAP server.

A move hides them at once; they are shown in the target once the server has them. On the server: APPEND, one by one; a
message that is there is noted as done, and for a move deleted here by an operation of its own account, in one
transaction: never before. After a run that was cut off the folder is searched, as for ``append_message``.

It stands in the log of the account that has the target.
"""

from datetime import UTC, datetime

from mailclient.engine.accounts.mailbox_changes import Upload
from mailclient.engine.operations import delete_messages, payload
from mailclient.engine.operations.append_message import append
from mailclient.engine.operations.copying import (
    forget_uid_next,
    identities_from,
    remember_uid_next,
    remembered_uid_next,
)
from mailclient.engine.operations.derived import derived_id
from mailclient.engine.operations.transfer_messages import Transfer
from mailclient.engine.operations.work import OperationWork
from mailclient.mail.folder import Folder
from mailclient.mail.ids import AccountId, FolderId, MessageId, OperationId, Uid
from mailclient.mail.problem import MailError, Problem, ProblemKind
from mailclient.store import effects, operation_messages, operations
from mailclient.store.rows import MessageRow, StoredMessage
from mailclient.store.transaction import Transaction

_TOGETHER = 200
"""Messages looked up in one go."""


def insert(
    tx: Transaction,
    operation_id: OperationId,
    account_id: AccountId,
    message_ids: list[MessageId],
    *,
    target: FolderId,
    move: bool,
    now: float,
) -> bool:
    """Append it to the log of ``account_id``, which has the target; False when it is there."""
    return operations.insert(
        tx,
        operation_id,
        account_id,
        payload.UPLOAD,
        payload.encode(Transfer(target, move, from_server=False)),
        now=now,
        effect=effects.Delete(None) if move else None,
        message_ids=message_ids,
    )


async def run(work: OperationWork) -> None:
    """One message after the other."""
    wish = payload.decode(work.row.payload, Transfer)
    folder = work.context.folder(wish.target)
    there: dict[tuple[str, int], list[Uid]] = {}
    first = await remembered_uid_next(work, folder)
    if first is None:
        await remember_uid_next(work, folder)
    else:
        there = await identities_from(work, folder, first)
    handled = left = 0
    after = MessageId(0)
    while found := await work.context.writer.transaction(
        "messages to upload", operation_messages.places_after, work.id, after, _TOGETHER
    ):
        after = found[-1][0]
        for message_id, _folder_id, _uid in found:
            await work.between_commands(handled)
            handled += 1
            left += not await _upload(work, folder, message_id, there, move=wish.move)
    work.folder_changed(folder.id)
    if left:
        raise MailError(Problem(ProblemKind.MESSAGE_GONE, detail=f"{left} are not here whole"))
    await work.context.writer.transaction("finish upload", operations.finish, work.id)
    await forget_uid_next(work, folder)


async def _upload(
    work: OperationWork, folder: Folder, message_id: MessageId, there: dict[tuple[str, int], list[Uid]], *, move: bool
) -> bool:
    """False when it is not here whole."""
    message, data = work.context.reader.message(message_id), work.context.reader.whole(message_id)
    if message is None or data is None:
        return False
    known = there.get((message.envelope.message_id, len(data)))
    if known:
        known.pop(0)
    else:
        await append(work, folder, [_as_upload(message, data)])
    await work.context.writer.transaction("message is uploaded", _uploaded, work, message.row, move)
    if move:
        work.context.wake(message.row.account_id)
    return True


def _as_upload(message: StoredMessage, data: bytes) -> Upload:
    return Upload(data, message.row.flags.to_imap(), datetime.fromtimestamp(message.row.received_at, UTC))


def _uploaded(tx: Transaction, work: OperationWork, row: MessageRow, move: bool) -> None:
    if move:
        id_, now = derived_id(work.id, f"remove {row.id}"), work.context.outside.now()
        delete_messages.insert(tx, id_, row.account_id, [row.id], trash=None, forever=True, now=now)
    operations.set_messages_done(tx, work.id, [row.id])
