"""Move or copy to a folder on this computer that another account has.

From folders on this computer a move is shown at once, and the messages stay the same rows: what a POP3 server is told
of them stays true. From an IMAP server they are fetched whole first; what is stored here is noted as done in the same
transaction, so that none comes twice, and only then, for a move, deleted on the server, as an operation of its own. A
move hides them at once, and they are shown in the target as they come. What cannot be had stays where it is.

It stands in the log of the account that the messages are in.
"""

from collections.abc import Mapping

import msgspec

from mailclient.engine.accounts.mail_server import MailServer
from mailclient.engine.operations import delete_messages, move_messages, payload
from mailclient.engine.operations.derived import derived_id
from mailclient.engine.operations.located import located, reopen, uid_of
from mailclient.engine.operations.work import OperationWork
from mailclient.engine.sync import whole
from mailclient.mail.account import AccountKind
from mailclient.mail.folder import Folder
from mailclient.mail.ids import AccountId, FolderId, MessageId, OperationId
from mailclient.mail.problem import MailError, Problem, ProblemKind
from mailclient.store import effects, folder_changes, local_mailbox, message_accounts, messages, operations
from mailclient.store.rows import OperationMessage, OperationRow, OperationState
from mailclient.store.transaction import Transaction, batches

_TOGETHER = 10
"""Messages copied with all their contents in one transaction."""


class Transfer(msgspec.Struct, frozen=True):
    """Where to; ``move``: they go from where they are; ``from_server``: they are on an IMAP server."""

    target: FolderId
    move: bool
    from_server: bool


def insert(
    tx: Transaction,
    operation_id: OperationId,
    account_id: AccountId,
    message_ids: list[MessageId],
    *,
    target: FolderId,
    move: bool,
    from_server: bool,
    now: float,
) -> bool:
    """Append it to the log; False when it is there. See ``Transfer``."""
    effect = effects.Delete(None) if from_server else effects.Move(target)
    return operations.insert(
        tx,
        operation_id,
        account_id,
        payload.TRANSFER,
        payload.encode(Transfer(target, move, from_server)),
        now=now,
        effect=effect if move else None,
        message_ids=message_ids,
    )


def insert_opposite(
    tx: Transaction, row: OperationRow, by_folder: Mapping[FolderId, list[MessageId]], now: float
) -> list[AccountId]:
    """Append to the log what brings messages back to where each was; the accounts that have something to do.

    ``MailError(TOO_LATE)``: they were copied, or have left an IMAP server.
    """
    wish = payload.decode(row.payload, Transfer)
    if not wish.move or (wish.from_server and row.state is OperationState.DONE):
        raise MailError(Problem(ProblemKind.TOO_LATE))
    accounts: list[AccountId] = []
    for folder_id, message_ids in by_folder.items():
        folder = folder_changes.seen_one(tx, folder_id)
        if folder is None:
            raise MailError(Problem(ProblemKind.TOO_LATE))
        for account_id, mine in message_accounts.by_account(tx, message_ids).items():
            id_ = derived_id(row.id, f"undo {folder_id} {account_id}")
            if account_id == folder.account_id:
                move_messages.insert(tx, id_, account_id, mine, target=folder_id, now=now)
            else:
                insert(tx, id_, account_id, mine, target=folder_id, move=True, from_server=False, now=now)
            accounts.append(account_id)
    return accounts


async def run(work: OperationWork) -> None:
    """Folder by folder."""
    wish = payload.decode(work.row.payload, Transfer)
    target = work.context.reader.server_folder(wish.target)
    if target is None:
        raise MailError(Problem(ProblemKind.FOLDER_GONE))
    left = 0
    async for folder, group in located(work):
        here = await _fetched(work, folder, group)
        left += len(group) - len(here)
        for some in batches(here, _TOGETHER):
            left += len(some) - await work.context.writer.transaction(
                "bring messages", _bring, work, folder, some, wish
            )
        work.context.delivered(target.id)
    if left:
        raise MailError(Problem(ProblemKind.MESSAGE_GONE, detail=f"{left} could not be had"))
    await work.context.writer.transaction("finish transfer", operations.finish, work.id)


async def _fetched(work: OperationWork, folder: Folder, group: list[OperationMessage]) -> list[OperationMessage]:
    """Those that are here whole, in the end."""
    lacking = await whole.lacking(work.context, [one.message_id for one in group])
    if lacking and isinstance(work.server, MailServer):
        await whole.fetch_many(work.context, work.server, lacking, lambda _done, _total: None)
        await reopen(work, folder)
        lacking = await whole.lacking(work.context, lacking)
    return [one for one in group if one.message_id not in set(lacking)]


def _bring(tx: Transaction, work: OperationWork, folder: Folder, group: list[OperationMessage], wish: Transfer) -> int:
    """How many; not those that another pass has seen vanish, or get another uid, since they were located."""
    context = work.context
    places = messages.place_of(tx, [one.message_id for one in group])
    group = [one for one in group if places.get(one.message_id) == one.place]
    if not group:
        return 0
    ids = [one.message_id for one in group]
    received_by = None if context.account.settings.kind is AccountKind.LOCAL else context.id
    if wish.move and not isinstance(work.server, MailServer):
        local_mailbox.transfer(tx, ids, wish.target, received_by)
    else:
        local_mailbox.copy(tx, folder.id, [uid_of(one) for one in group], wish.target, received_by)
        if wish.move:
            id_, now = derived_id(work.id, f"remove {ids[0]}"), context.outside.now()
            delete_messages.insert(
                tx, id_, context.id, ids, trash=None, forever=True, only_in=folder.id, now=now
            )  # fmt: skip
    operations.set_messages_done(tx, work.id, ids)
    return len(ids)
