"""Add and remove keywords (tags).

Shown at once: the keywords. On the server: UID STORE +FLAGS, UID STORE -FLAGS; done a second time it changes nothing.
A folder that keeps no keywords of the user's own (PERMANENTFLAGS, RFC 9051 section 7.1) refuses: KEYWORDS_REFUSED.
"""

from mailclient.bridge.commands import SetKeywords
from mailclient.engine.operations import payload
from mailclient.engine.operations.located import located, uids_of
from mailclient.engine.operations.work import OperationWork
from mailclient.mail.ids import AccountId, MessageId, OperationId
from mailclient.mail.problem import MailError, Problem, ProblemKind
from mailclient.store import effects, marks, operations
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
    add: tuple[str, ...],
    remove: tuple[str, ...],
    now: float,
) -> bool:
    """Append it to the log; False when it is there."""
    command = SetKeywords(operation_id=operation_id, message_ids=(), add=add, remove=remove)
    return operations.insert(
        tx,
        operation_id,
        account_id,
        payload.SET_KEYWORDS,
        payload.encode(command),
        now=now,
        effect=effects.SetKeywords(add, remove),
        message_ids=message_ids,
    )


async def run(work: OperationWork) -> None:
    """On the server, folder by folder."""
    command = payload.decode(work.row.payload, SetKeywords)
    transaction = work.context.writer.transaction
    async for folder, group in located(work):
        if not all(folder.keeps(word) for word in command.add):
            raise MailError(Problem(ProblemKind.KEYWORDS_REFUSED, folder.path, " ".join(command.add)))
        wanting = await _without_needless(work, group, command)
        if wanting and command.add:
            await work.server.change_flags(uids_of(wanting), Change.ADD, command.add)
        if wanting and command.remove:
            await work.server.change_flags(uids_of(wanting), Change.REMOVE, command.remove)
        for batch in batches((message.message_id for message in group), SLICE):
            await transaction("keywords are set", _done, work.id, batch, command)
    await transaction("finish set keywords", operations.finish, work.id)


async def _without_needless(
    work: OperationWork, group: list[OperationMessage], command: SetKeywords
) -> list[OperationMessage]:
    """Without those that are as wished on the server, as the operation that would have changed them was not run."""
    absorbed = [message.message_id for message in group if message.absorbed]
    if not absorbed:
        return group
    words = await work.context.writer.transaction("keywords on the server", marks.server_keywords_of, absorbed)
    add, remove = ({word.lower() for word in some} for some in (command.add, command.remove))
    needless = {id_ for id_, had in words.items() if add <= had and not remove & had}
    return [message for message in group if message.message_id not in needless]


def _done(tx: Transaction, operation_id: OperationId, message_ids: list[MessageId], command: SetKeywords) -> None:
    marks.server_keywords_changed(tx, message_ids, command.add, command.remove)
    operations.set_messages_done(tx, operation_id, message_ids)
