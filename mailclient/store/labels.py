"""Labels that Gmail shows for a message (X-GM-LABELS): other folders it is in, and system labels."""

from collections.abc import Mapping

from mailclient.mail.ids import FolderId, Uid
from mailclient.store import encoding
from mailclient.store.messages import ids_by_uid, note_restyled
from mailclient.store.transaction import Transaction


def set_labels(tx: Transaction, folder_id: FolderId, labels: Mapping[Uid, tuple[str, ...]]) -> None:
    """What the server says now; unknown uids are left out. Index ``message_uid``; 2 ms for 50."""
    for uid, id_ in ids_by_uid(tx, folder_id, labels).items():
        text = encoding.labels_text(labels[uid])
        sql = "UPDATE detail SET labels = ? WHERE message_id = ? AND labels <> ?"
        if tx.db.execute(sql, (text, id_, text)).rowcount:
            note_restyled(tx, id_)
