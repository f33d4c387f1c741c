"""Writing what is inside messages: bodies, parts, whole messages. Each by primary key, one row."""

from collections.abc import Iterable, Mapping, Sequence

from mailclient.mail.body import Body
from mailclient.mail.ids import AccountId, MessageId, PartPath
from mailclient.store import attachment_texts, encoding, peers, remote, search_index, special
from mailclient.store.messages import note_restyled
from mailclient.store.transaction import Transaction


def store_body(tx: Transaction, message_id: MessageId, body: Body, header_block: bytes, preview: str) -> bool:
    """Keep what the window shows of a message, its preview and its words for the search.

    False when the message is gone meanwhile. A second body replaces the first.
    ``has_attachment`` and ``encrypted`` follow the body. 0.5 ms for 10 KB of text.
    """
    if not _is_there(tx, message_id):
        return False
    before = tx.row("SELECT body FROM body WHERE message_id = ?", (message_id,))
    if before is not None and encoding.body_from(before[0]).text != body.text:
        search_index.forget(tx, message_id)
    tx.db.execute(
        "INSERT OR REPLACE INTO body (message_id, header_block, body) VALUES (?, ?, ?)",
        (message_id, header_block, encoding.body_data(body)),
    )
    remote.body_replaced(tx, message_id)
    tx.db.execute(
        "UPDATE message SET has_body = 1, preview = ?, has_attachment = ?, encrypted = ? WHERE id = ?",
        (preview, body.has_files, body.is_encrypted, message_id),
    )
    search_index.write(tx, [message_id])
    if body.has_files:
        attachment_texts.note_due(tx, [message_id])
    if body.special.invitations:
        special.note_invitations(tx, message_id, body.special.invitations)
    if body.special.report is not None or body.special.receipt is not None:
        special.note_reports(tx, message_id, body.special)
    if b"autocrypt:" in header_block.lower():
        peers.note_due(tx, message_id)
    note_restyled(tx, message_id)
    return True


def store_part(tx: Transaction, message_id: MessageId, path: PartPath, data: bytes) -> bool:
    """Keep a part's decoded contents. False when the message is gone meanwhile."""
    if not _is_there(tx, message_id):
        return False
    tx.db.execute("INSERT OR REPLACE INTO part (message_id, path, data) VALUES (?, ?, ?)", (message_id, path, data))
    attachment_texts.note_due(tx, [message_id])
    return True


def store_wholes(tx: Transaction, whole: Mapping[MessageId, bytes]) -> None:
    """Keep messages byte for byte; those without a body are due to be read. Those gone meanwhile are left out.

    3 ms for each megabyte, and as much again for the log of changes.
    """
    tx.db.executemany(
        "INSERT OR REPLACE INTO whole (message_id, data) SELECT id, ?2 FROM message WHERE id = ?1", whole.items()
    )
    note_due(tx, whole)
    attachment_texts.note_due(tx, whole)


def let_go_text(tx: Transaction, message_id: MessageId) -> bool:
    """Let go of what the window shows of a message; its words stay in the search. Whether there was any."""
    if not tx.db.execute("DELETE FROM body WHERE message_id = ?", (message_id,)).rowcount:
        return False
    tx.db.execute("UPDATE message SET has_body = 0 WHERE id = ?", (message_id,))
    note_restyled(tx, message_id)
    return True


def note_due(tx: Transaction, message_ids: Iterable[MessageId]) -> None:
    """Their bodies are to be made, of those that have none."""
    tx.db.executemany(
        "INSERT OR IGNORE INTO body_due (message_id, account_id, received_at)"
        " SELECT id, account_id, received_at FROM message WHERE id = ? AND has_body = 0",
        [(id_,) for id_ in message_ids],
    )


def due(tx: Transaction, account_id: AccountId, limit: int) -> list[MessageId]:
    """Whole messages of an account whose body is still to be made, newest first. Index ``body_due_newest``."""
    sql = "SELECT message_id FROM body_due WHERE account_id = ? ORDER BY received_at DESC LIMIT ?"
    return [MessageId(id_) for (id_,) in tx.rows(sql, (account_id, limit))]


def no_longer_due(tx: Transaction, message_ids: Sequence[MessageId]) -> None:
    """Their bodies are made, or are not to be had. By primary key."""
    tx.db.executemany("DELETE FROM body_due WHERE message_id = ?", [(id_,) for id_ in message_ids])


def _is_there(tx: Transaction, message_id: MessageId) -> bool:
    return tx.row("SELECT 1 FROM message WHERE id = ?", (message_id,)) is not None
