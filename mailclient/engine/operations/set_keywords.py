"""Add and remove keywords (tags).

Shown at once: the keywords. On the server: UID STORE +FLAGS, UID STORE -FLAGS; done a second time it changes nothing.
What a folder does not keep (PERMANENTFLAGS, RFC 9051 section 7.1) is kept here: ``store/local_flags.py``.
"""

from mailclient.bridge.commands import SetKeywords
from mailclient.engine.operations import payload
from mailclient.engine.operations.located import located, uids_of
from mailclient.engine.operations.permission import keeps_keyword
from mailclient.engine.operations.work import OperationWork
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
        kept = _chosen(command, folder, kept=True)
        wanting = await _without_needless(work, group, command)
        if wanting and kept.add:
            await work.server.change_flags(uids_of(wanting), Change.ADD, kept.add)
        if wanting and kept.remove:
            await work.server.change_flags(uids_of(wanting), Change.REMOVE, kept.remove)
        local = _chosen(command, folder, kept=False)
        for batch in batches((message.message_id for message in group), SLICE):
            await transaction("keywords are set", _done, work.id, batch, kept, local)
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


def _chosen(command: SetKeywords, folder: Folder, *, kept: bool) -> SetKeywords:
    """The part of it that the folder keeps, or that it does not."""
    add, remove = (
        tuple(word for word in words if keeps_keyword(folder, word) is kept) for words in (command.add, command.remove)
    )
    return SetKeywords(operation_id=command.operation_id, message_ids=(), add=add, remove=remove)


def _done(
    tx: Transaction,
    operation_id: OperationId,
    message_ids: list[MessageId],
    kept: SetKeywords,
    local: SetKeywords,
) -> None:
    marks.server_keywords_changed(tx, message_ids, kept.add, kept.remove)
    if local.add or local.remove:
        local_flags.set_local_flags(tx, message_ids, add_keywords=local.add, remove_keywords=local.remove)
    operations.set_messages_done(tx, operation_id, message_ids)
