"""Writing what messages loaded from the web, and for which senders that is always allowed.

Kept by address (not by its number in ``Body.remote``, which another making of the body may change), so that a message
opens again without telling its sender a second time. Bounded: the oldest goes first. Each statement by primary key but
for the sum of the sizes, which is read from the index ``remote_content_oldest``: 1 ms for 10,000.
"""

from dataclasses import replace

from mailclient.mail.ids import MessageId
from mailclient.mail.remote_content import Remote, RemoteContent
from mailclient.store import encoding
from mailclient.store.transaction import Transaction

STYLE_TYPE = "text/css"
ROOM_BYTES = 256 * 1024 * 1024
"""What is kept for all messages together."""


def keep(tx: Transaction, message_id: MessageId, url: str, content: RemoteContent, now: float) -> bool:
    """Keep what came (empty: that nothing came). False when the message is gone meanwhile. ``now``: epoch seconds."""
    kept = tx.db.execute(
        "INSERT OR REPLACE INTO remote_content (message_id, url, media_type, size, loaded_at, data)"
        " SELECT id, ?, ?, ?, ?, ? FROM message WHERE id = ?",
        (url, content.media_type, len(content.data), int(now), content.data, message_id),
    ).rowcount
    if kept:
        _make_room(tx)
    return bool(kept)


def name_more(tx: Transaction, message_id: MessageId, more: tuple[Remote, ...]) -> tuple[Remote, ...]:
    """Append to ``Body.remote`` what a loaded sheet wants in its turn; all that is named then, () without a body."""
    row = tx.row("SELECT body FROM body WHERE message_id = ?", (message_id,))
    if row is None:
        return ()
    body = encoding.body_from(row[0])
    known = {remote.url for remote in body.remote}
    added = tuple(remote for remote in more if remote.url not in known)
    if added:
        body = replace(body, remote=(*body.remote, *added))
        tx.db.execute("UPDATE body SET body = ? WHERE message_id = ?", (encoding.body_data(body), message_id))
    return body.remote


def body_replaced(tx: Transaction, message_id: MessageId) -> None:
    """Sheets go: they name what they want by numbers of the body that was."""
    sql = "DELETE FROM remote_content WHERE message_id = ? AND media_type = ?"
    tx.db.execute(sql, (message_id, STYLE_TYPE))


def allow_sender(tx: Transaction, address: str, *, allowed: bool) -> None:
    """Whether messages from this address may always load what they name."""
    if allowed:
        tx.db.execute("INSERT OR IGNORE INTO remote_sender (address) VALUES (?)", (address,))
    else:
        tx.db.execute("DELETE FROM remote_sender WHERE address = ?", (address,))


def _make_room(tx: Transaction) -> None:
    total = tx.row("SELECT coalesce(sum(size), 0) FROM remote_content")[0]
    while total > ROOM_BYTES:
        rowid, size = tx.row("SELECT rowid, size FROM remote_content ORDER BY loaded_at LIMIT 1")
        tx.db.execute("DELETE FROM remote_content WHERE rowid = ?", (rowid,))
        total -= size
