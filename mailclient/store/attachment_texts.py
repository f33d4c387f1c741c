"""Writing text found in attachments, for the search. By primary key, one message at a time."""

import zlib
from collections.abc import Iterable, Mapping

from mailclient.mail.ids import MessageId, PartPath
from mailclient.store import search_index
from mailclient.store.transaction import Transaction


def note_due(tx: Transaction, message_ids: Iterable[MessageId]) -> None:
    """Attachments of these messages came; those that have one are to be looked into."""
    tx.db.executemany(
        "INSERT OR IGNORE INTO attachment_due (message_id) SELECT id FROM message WHERE id = ? AND has_attachment = 1",
        [(id_,) for id_ in message_ids],
    )
    tx.changes.unextracted = True


def due(tx: Transaction, limit: int) -> list[MessageId]:
    """Messages to be looked into, the newest first, once their text is here."""
    sql = "SELECT message_id FROM attachment_due ORDER BY message_id DESC LIMIT ?"
    return [MessageId(id_) for (id_,) in tx.rows(sql, (limit,))]


def keep(tx: Transaction, message_id: MessageId, found: Mapping[PartPath, tuple[str, str]]) -> None:
    """What was found in attachments of a message: outcome and text by path; it is due no more."""
    tx.db.execute("DELETE FROM attachment_due WHERE message_id = ?", (message_id,))
    if not found or tx.row("SELECT 1 FROM message WHERE id = ?", (message_id,)) is None:
        return
    tx.insert(
        "attachment_text (message_id, path, text, outcome)",
        [(message_id, path, zlib.compress(text.encode()) if text else b"", how) for path, (how, text) in found.items()],
        "ON CONFLICT DO NOTHING",
    )
    search_index.write(tx, [message_id])
