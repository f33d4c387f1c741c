"""First words of messages whose body is not here, as a server tells them (RFC 8970).

They stand in the row like those that are made of a body, which take their place when it comes.
"""

from collections.abc import Mapping

from mailclient.mail.ids import FolderId, MessageId, Uid
from mailclient.store.messages import note_restyled
from mailclient.store.transaction import Transaction


def lacking(tx: Transaction, folder_id: FolderId, newest: int) -> list[Uid]:
    """Of the ``newest`` messages without a body those that have no first words and were not tried, highest uid first.

    Index ``message_without_body``; 2 ms for 2,000.
    """
    rows = tx.rows(
        "SELECT uid, preview <> '' OR EXISTS (SELECT 1 FROM preview_tried WHERE message_id = id)"
        " FROM message WHERE server_folder_id = ? AND uid IS NOT NULL AND has_body = 0 ORDER BY uid DESC LIMIT ?",
        (folder_id, newest),
    )
    return [Uid(uid) for uid, has_it in rows if not has_it]


def store(tx: Transaction, folder_id: FolderId, uid_validity: int, previews: Mapping[Uid, str]) -> int:
    """Keep what was told of these uids, "" where there is nothing to tell; how many rows have first words now.

    Nothing is written when the folder was renumbered meanwhile, nor to a row whose body is here. Index ``message_uid``.
    """
    if tx.row("SELECT uid_validity FROM folder WHERE id = ?", (folder_id,)) != (uid_validity,):
        return 0
    sql = "SELECT id, uid FROM message WHERE server_folder_id = ? AND has_body = 0 AND uid IN ({marks})"
    found = {MessageId(id_): previews[uid] for id_, uid in tx.rows_among(sql, previews, [folder_id])}
    told = [(text, id_) for id_, text in found.items() if text]
    tx.db.executemany("UPDATE message SET preview = ? WHERE id = ?", told)
    tx.db.executemany(
        "INSERT OR IGNORE INTO preview_tried (message_id) VALUES (?)",
        [(id_,) for id_, text in found.items() if not text],
    )
    for _text, id_ in told:
        note_restyled(tx, id_)
    return len(told)
