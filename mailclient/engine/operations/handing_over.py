"""Operations on messages that another account on this computer has meanwhile: they go on in its log.

A message keeps its row when it is put into a folder of another account here (``transfer_messages``). What the user did
to it before that was done, or takes back after it, stands in the log of the account that had it.
"""

from mailclient.bridge.commands import CopyMessages, DeleteMessages, MoveMessages, SetFlags, SetKeywords
from mailclient.engine.operations import (
    copy_messages,
    delete_messages,
    move_messages,
    payload,
    set_flags,
    set_keywords,
    transfer_messages,
)
from mailclient.engine.operations.derived import derived_id
from mailclient.engine.operations.role_folder import folder_with_role
from mailclient.engine.operations.transfer_messages import Transfer
from mailclient.engine.operations.work import OperationWork
from mailclient.mail.folder import FolderRole
from mailclient.mail.ids import AccountId, FolderId, MessageId
from mailclient.mail.problem import MailError, Problem, ProblemKind
from mailclient.store import folder_changes, operation_messages, operations
from mailclient.store.transaction import Transaction


async def hand_over(work: OperationWork) -> None:
    """Before it is run in folders on this computer: leave to other accounts what they have. FOLDER_GONE: its target."""
    for account_id in await work.context.writer.transaction("hand over", _hand_over, work):
        work.context.wake(account_id)


def _hand_over(tx: Transaction, work: OperationWork) -> list[AccountId]:
    elsewhere = operation_messages.elsewhere(tx, work.id)
    for account_id, ids in elsewhere.items():
        operations.set_messages_done(tx, work.id, ids)
        _insert(tx, work, account_id, ids)
    return list(elsewhere)


def _insert(tx: Transaction, work: OperationWork, account_id: AccountId, ids: list[MessageId]) -> None:
    row, now = work.row, work.context.outside.now()
    id_ = derived_id(row.id, f"handed over to {account_id}, {ids[0]}")
    match row.kind:
        case payload.SET_FLAGS:
            flags = payload.decode(row.payload, SetFlags)
            set_flags.insert(tx, id_, account_id, ids, add=flags.add, remove=flags.remove, now=now)
        case payload.SET_KEYWORDS:
            words = payload.decode(row.payload, SetKeywords)
            set_keywords.insert(tx, id_, account_id, ids, add=words.add, remove=words.remove, now=now)
        case payload.DELETE:
            wish = payload.decode(row.payload, DeleteMessages)
            trash = None if wish.forever else folder_with_role(tx, account_id, FolderRole.TRASH, id_, now).id
            delete_messages.insert(
                tx, id_, account_id, ids, trash=trash, forever=wish.forever, only_in=wish.only_in, now=now
            )
        case _:
            target, move = _aim(work)
            folder = folder_changes.seen_one(tx, target)
            if folder is None:
                raise MailError(Problem(ProblemKind.FOLDER_GONE))
            if folder.account_id != account_id:
                transfer_messages.insert(
                    tx, id_, account_id, ids, target=target, move=move, from_server=False, now=now
                )  # fmt: skip
            else:
                insert = move_messages.insert if move else copy_messages.insert
                insert(tx, id_, account_id, ids, target=target, now=now)


def _aim(work: OperationWork) -> tuple[FolderId, bool]:
    """Where to, and whether it is a move."""
    row = work.row
    if row.kind == payload.TRANSFER:
        transfer = payload.decode(row.payload, Transfer)
        return transfer.target, transfer.move
    if row.kind == payload.MOVE:
        return payload.decode(row.payload, MoveMessages).target, True
    return payload.decode(row.payload, CopyMessages).target, False
