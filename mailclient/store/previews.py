"""First words of messages whose body is not here, as a server tells them (RFC 8970).

They stand in the row like those that are made of a body, which take their place when it comes.
"""

from collections.abc import Mapping
from typing import NamedTuple

from mailclient.mail.ids import FolderId, MessageId, Uid
from mailclient.store.messages import note_restyled
from mailclient.store.transaction import Transaction

_LOOKED_AT = 2_000
"""Messages passed over in one transaction; 2 ms."""


class Lacking(NamedTuple):
    """Messages without first words, highest uid first; ``below``: where to go on, None at the end of the folder."""

    messages: list[tuple[MessageId, Uid]]
    below: Uid | None


def lacking(tx: Transaction, folder_id: FolderId, below: Uid | None, limit: int) -> Lacking:
    """Up to ``limit`` of the messages ``below`` a uid that have neither body nor first words and were not tried.

    Looks at so many messages at most; empty and not at the end when none of them lacks any. Index
    ``message_without_body``.
    """
    rows = tx.rows(
        "SELECT id, uid, preview <> '' OR EXISTS (SELECT 1 FROM preview_tried WHERE message_id = id)"
        " FROM message WHERE server_folder_id = ? AND uid < ? AND has_body = 0 ORDER BY uid DESC LIMIT ?",
        (folder_id, 1 << 32 if below is None else below, _LOOKED_AT),
    )
    found = [(MessageId(id_), Uid(uid)) for id_, uid, has_it in rows if not has_it][:limit]
    if len(found) == limit:
        return Lacking(found, found[-1][1])
    return Lacking(found, Uid(rows[-1][1]) if len(rows) == _LOOKED_AT else None)


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
