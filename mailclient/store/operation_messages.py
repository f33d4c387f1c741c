"""The messages of an operation: where they are now, which of them are done, which another operation makes needless."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from mailclient.mail.flag import Flag, Flags
from mailclient.mail.ids import AccountId, FolderId, MessageId, OperationId, Uid
from mailclient.store.places import drop_adrift
from mailclient.store.rows import OperationMessage, Place
from mailclient.store.shown import recompute
from mailclient.store.transaction import Transaction, marks

_DELETED = int(Flag.DELETED)

_MESSAGES = """
SELECT message.id, server_folder_id, uid, message_id_header, size, done, from_folder_id, from_bits, from_keywords,
       absorbed
FROM operation CROSS JOIN operation_message ON operation_seq = seq CROSS JOIN message ON message.id = message_id
WHERE operation.id = ? AND
"""


def messages_of(tx: Transaction, operation_id: OperationId, *, open_only: bool = True) -> list[OperationMessage]:
    """The messages of an operation that are still there, in id order; only those not done unless asked.

    For operations on few messages; of many see ``places_after`` and ``messages_among``.
    """
    found = tx.rows(f"{_MESSAGES} done <= ? ORDER BY message.id", (operation_id, 0 if open_only else 1))
    return [_operation_message(row) for row in found]


def messages_among(
    tx: Transaction, operation_id: OperationId, message_ids: Iterable[MessageId]
) -> list[OperationMessage]:
    """Those of the messages that are still there and not done. By primary keys; 3 µs for each."""
    found = tx.rows_among(f"{_MESSAGES} done = 0 AND message_id IN ({{marks}})", message_ids, [operation_id])
    return [_operation_message(row) for row in found]


def places_after(
    tx: Transaction, operation_id: OperationId, after: MessageId, limit: int
) -> list[tuple[MessageId, FolderId | None, Uid | None]]:
    """Where the next messages of an operation are that are not done, in id order. By primary keys; 2 µs for each."""
    return tx.rows(
        "SELECT message.id, server_folder_id, uid FROM operation CROSS JOIN operation_message ON operation_seq = seq"
        " CROSS JOIN message ON message.id = message_id"
        " WHERE operation.id = ? AND message_id > ? AND done = 0 ORDER BY message_id LIMIT ?",
        (operation_id, after, limit),
    )


def elsewhere(tx: Transaction, operation_id: OperationId) -> dict[AccountId, list[MessageId]]:
    """Its messages that are not done and stand in a folder of another account; by that. 3 µs for each message."""
    found: defaultdict[AccountId, list[MessageId]] = defaultdict(list)
    for account_id, message_id in tx.rows(
        "SELECT folder.account_id, message.id FROM operation CROSS JOIN operation_message ON operation_seq = seq"
        " CROSS JOIN message ON message.id = message_id CROSS JOIN folder ON folder.id = server_folder_id"
        " WHERE operation.id = ? AND done = 0 AND folder.account_id <> operation.account_id ORDER BY message.id",
        (operation_id,),
    ):
        found[account_id].append(message_id)
    return dict(found)


def any_wait_in(tx: Transaction, account_id: AccountId) -> bool:
    """Whether an operation, of any account, is still to be done with messages in this one's folders.

    3 µs for each message of the operations that wait.
    """
    sql = (
        "SELECT 1 FROM open_operation CROSS JOIN operation_message ON operation_seq = seq AND done = 0"
        " CROSS JOIN message ON message.id = message_id CROSS JOIN folder ON folder.id = server_folder_id"
        " WHERE folder.account_id = ? LIMIT 1"
    )
    return tx.row(sql, (account_id,)) is not None


def folders_of(tx: Transaction, operation_id: OperationId) -> set[FolderId]:
    """Where on the server its messages are that are not done. 0.2 s for 100,000, after a crash only."""
    found = tx.rows(
        "SELECT DISTINCT server_folder_id FROM operation CROSS JOIN operation_message ON operation_seq = seq"
        " CROSS JOIN message ON message.id = message_id WHERE operation.id = ? AND done = 0",
        (operation_id,),
    )
    return {FolderId(id_) for (id_,) in found if id_ is not None}


def marked_deleted_by(tx: Transaction, folder_id: FolderId, kinds: Sequence[str]) -> set[Uid]:
    """The uids in a folder that operations of these kinds have left there marked \\Deleted.

    They stand in no list: index ``message_list`` with NULL, which has few.
    """
    found = tx.rows(
        "SELECT uid FROM message CROSS JOIN operation_message ON message_id = message.id"
        " CROSS JOIN operation ON seq = operation_seq"
        f" WHERE message.folder_id IS NULL AND server_folder_id = ? AND uid IS NOT NULL AND server_bits & {_DELETED}"
        f" AND done = 1 AND kind IN ({marks(kinds)})",
        (folder_id, *kinds),
    )
    return {Uid(uid) for (uid,) in found}


def count_done(tx: Transaction, operation_id: OperationId) -> int:
    """How many messages of it are done. 10 ms for 100,000."""
    found: int = tx.row(
        "SELECT count(*) FROM operation CROSS JOIN operation_message ON operation_seq = seq"
        " WHERE operation.id = ? AND done = 1",
        (operation_id,),
    )[0]
    return found


def set_messages_done(tx: Transaction, operation_id: OperationId, message_ids: Iterable[MessageId]) -> None:
    """The server has done it for these; in one transaction with the server columns that say so."""
    done = list(message_ids)
    tx.db.executemany(
        "UPDATE operation_message SET done = 1 WHERE message_id = ?"
        " AND operation_seq = (SELECT seq FROM operation WHERE id = ?)",
        [(message_id, operation_id) for message_id in done],
    )
    recompute(tx, done)
    drop_adrift(tx, done)


def _operation_message(row: Sequence[Any]) -> OperationMessage:
    id_, folder_id, uid, message_id_header, size, done, from_folder_id, from_bits, from_keywords, absorbed = row
    return OperationMessage(
        id_,
        Place(folder_id, uid),
        message_id_header,
        size,
        bool(done),
        from_folder_id,
        Flags(Flag(from_bits), tuple(from_keywords.split())),
        bool(absorbed),
    )
