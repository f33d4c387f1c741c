"""Messages that a MOVE has brought to another folder, many at once."""

from collections.abc import Collection, Mapping

from mailclient.mail.ids import FolderId, MessageId, Uid
from mailclient.store.places import place
from mailclient.store.shown import recompute
from mailclient.store.transaction import Transaction


def arrived(tx: Transaction, folder_id: FolderId, uids: Mapping[MessageId, Uid | None]) -> None:
    """They are now in this folder with these uids (None: not known), as ``places.place`` for each. 10 µs for each.

    By primary key and ``message_uid``. Rows that are gone are nothing.
    """
    numbered = {uid: message_id for message_id, uid in uids.items() if uid is not None}
    sql = "SELECT uid FROM message WHERE server_folder_id = ? AND uid IN ({marks})"
    seen_by_sync = {numbered[uid] for (uid,) in tx.rows_among(sql, numbered, [folder_id])}
    for message_id in seen_by_sync:
        place(tx, message_id, folder_id, uids[message_id])
    others = [message_id for message_id in uids if message_id not in seen_by_sync]
    tx.db.executemany(
        "UPDATE message SET server_folder_id = ?, uid = ? WHERE id = ?",
        [(folder_id, uids[message_id], message_id) for message_id in others],
    )
    recompute(tx, others)
    _note_known(tx, folder_id, numbered)


def _note_known(tx: Transaction, folder_id: FolderId, uids: Collection[Uid]) -> None:
    """Where they are just the next ones of the folder, sync has not to fetch them as new."""
    if uids and max(uids) - min(uids) + 1 == len(uids):
        tx.db.execute(
            "UPDATE folder SET uid_next = ? WHERE id = ? AND uid_next = ?", (max(uids) + 1, folder_id, min(uids))
        )
