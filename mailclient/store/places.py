"""Where messages are on the server: vanishing, moving, and finding a row again.

A row is **adrift** (no folder) when it vanished from where it was while an operation still waits for it, and
**unplaced** (folder, no uid) after a move without COPYUID or when UIDVALIDITY changed; sync finds its uid again by
Message-ID and size. RFC 4315 (COPYUID), RFC 9051 section 2.3.1.1.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence

from mailclient.mail.ids import FolderId, MessageId, Uid
from mailclient.store.rows import NewMessage, Place
from mailclient.store.shown import messages_with_open_operations, recompute
from mailclient.store.transaction import Transaction


def vanish(tx: Transaction, folder_id: FolderId, uids: Collection[Uid]) -> list[MessageId]:
    """These uids are gone from the folder; returns the rows known by them. Unknown uids are nothing.

    Rows that an operation still waits for are kept adrift, the others are deleted. Index ``message_uid``; 3 ms for 50.
    """
    sql = "SELECT id FROM message WHERE server_folder_id = ? AND uid IN ({marks})"
    found = [MessageId(id_) for (id_,) in tx.rows_among(sql, uids, [folder_id])]
    set_adrift(tx, found)
    return found


def place(tx: Transaction, message_id: MessageId, folder_id: FolderId, uid: Uid | None) -> None:
    """A message is now in this folder with this uid (MOVE with COPYUID), or unplaced there (``uid`` None).

    A row that sync made for the same place meanwhile is merged into this one. By primary key and ``message_uid``.
    """
    if tx.row("SELECT 1 FROM message WHERE id = ?", (message_id,)) is None:
        return
    if uid is not None:
        twin = tx.row(
            "SELECT id FROM message WHERE server_folder_id = ? AND uid = ? AND id <> ?", (folder_id, uid, message_id)
        )
        if twin:
            _merge(tx, MessageId(twin[0]), message_id)
    tx.db.execute("UPDATE message SET server_folder_id = ?, uid = ? WHERE id = ?", (folder_id, uid, message_id))
    recompute(tx, [message_id])


def place_of(tx: Transaction, message_ids: Iterable[MessageId]) -> dict[MessageId, Place]:
    """Where messages are on the server now; rows that are gone are left out. By primary key."""
    found = tx.rows_among("SELECT id, server_folder_id, uid FROM message WHERE id IN ({marks})", message_ids)
    return {MessageId(id_): Place(folder_id, uid) for id_, folder_id, uid in found}


def forget_unplaced(tx: Transaction, folder_id: FolderId) -> int:
    """After a complete pass over the folder: let go of rows that found no uid in it; how many.

    Rows that an operation waits for are kept adrift. Index ``message_without_uid``.
    """
    found = tx.rows("SELECT id FROM message WHERE server_folder_id = ? AND uid IS NULL", (folder_id,))
    set_adrift(tx, [MessageId(id_) for (id_,) in found])
    return len(found)


def take_unplaced(tx: Transaction, folder_id: FolderId, messages: Sequence[NewMessage]) -> dict[Uid, MessageId]:
    """Give new messages of a folder the unplaced and adrift rows that are the same message; for ``messages.insert``.

    The same: Message-ID and size; without a Message-ID also the time of arrival. An adrift row counts only while it is
    shown in this folder. Index ``message_without_uid``.
    """
    free: defaultdict[tuple[object, ...], list[MessageId]] = defaultdict(list)
    for where in ("server_folder_id = ?", "server_folder_id IS NULL AND folder_id = ?"):
        found = tx.rows_among(
            f"SELECT id, message_id_header, size, received_at FROM message WHERE {where}"
            " AND uid IS NULL AND message_id_header IN ({marks})",
            {message.envelope.message_id for message in messages},
            [folder_id],
        )
        for id_, message_id_header, size, received_at in found:
            free[_likeness(message_id_header, size, received_at)].append(MessageId(id_))
    taken: dict[Uid, MessageId] = {}
    written = []
    for message in messages:
        rows = free[_likeness(message.envelope.message_id, message.size, message.received_at)]
        if rows:
            id_ = rows.pop(0)
            taken[message.uid] = id_
            written.append((folder_id, message.uid, int(message.flags.bits), " ".join(message.flags.keywords), id_))
    tx.db.executemany(
        "UPDATE message SET server_folder_id = ?, uid = ?, server_bits = ?, server_keywords = ? WHERE id = ?", written
    )
    recompute(tx, list(taken.values()))
    return taken


def set_adrift(tx: Transaction, message_ids: Sequence[MessageId]) -> None:
    """These messages are gone from where they were: keep those an operation waits for, delete the others."""
    kept = messages_with_open_operations(tx, message_ids)
    delete_rows(tx, [id_ for id_ in message_ids if id_ not in kept])
    tx.db.executemany("UPDATE message SET server_folder_id = NULL, uid = NULL WHERE id = ?", [(id_,) for id_ in kept])
    recompute(tx, list(kept))


def drop_adrift(tx: Transaction, message_ids: Sequence[MessageId]) -> None:
    """Delete those of the messages that are adrift and that no operation waits for any more. By primary key."""
    sql = "SELECT id FROM message WHERE server_folder_id IS NULL AND id IN ({marks})"
    adrift = [MessageId(id_) for (id_,) in tx.rows_among(sql, message_ids)]
    kept = messages_with_open_operations(tx, adrift)
    delete_rows(tx, [id_ for id_ in adrift if id_ not in kept])


def delete_rows(tx: Transaction, message_ids: Sequence[MessageId]) -> None:
    """Delete rows with everything that hangs on them. Search hits fall out by themselves. 2 ms for 50."""
    for (folder_id,) in tx.rows_among("SELECT DISTINCT folder_id FROM message WHERE id IN ({marks})", message_ids):
        tx.changes.moved(folder_id, None)
    tx.db.executemany("DELETE FROM message WHERE id = ?", [(id_,) for id_ in message_ids])


def _merge(tx: Transaction, twin: MessageId, message_id: MessageId) -> None:
    """Two rows are one message: the older id stays, with the server flags and the operations of the twin."""
    tx.db.execute(
        "UPDATE message SET (server_bits, server_keywords) ="
        " (SELECT server_bits, server_keywords FROM message WHERE id = ?) WHERE id = ?",
        (twin, message_id),
    )
    tx.db.execute("UPDATE OR IGNORE operation_message SET message_id = ? WHERE message_id = ?", (message_id, twin))
    tx.db.execute("UPDATE draft SET message_id = ? WHERE message_id = ?", (message_id, twin))
    delete_rows(tx, [twin])


def _likeness(message_id_header: str, size: int, received_at: int) -> tuple[object, ...]:
    return (message_id_header, size) if message_id_header else ("", size, received_at)
