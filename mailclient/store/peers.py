"""Writing what mail told of its senders' keys (Autocrypt level 1, 2.2) and which messages wait."""

from collections.abc import Iterable

from mailclient.mail.ids import MessageId
from mailclient.mail.peer import Peer
from mailclient.store.transaction import Transaction


def keep(tx: Transaction, peer: Peer) -> None:
    """What is known of a peer from now on. By primary key."""
    tx.db.execute(
        "INSERT OR REPLACE INTO peer (address, last_seen, key_seen, fingerprint, prefers_encryption, gossip_seen,"
        " gossip_fingerprint) VALUES (?, ?, ?, ?, ?, ?, ?)",
        (
            peer.address, peer.last_seen, peer.key_seen, peer.fingerprint, peer.prefers_encryption, peer.gossip_seen,
            peer.gossip_fingerprint,
        ),
    )  # fmt: skip
    tx.changes.keys = True


def known(tx: Transaction, address: str) -> Peer:
    """What is known of a peer, lower case; nothing of one nobody heard of. By primary key."""
    sql = (
        "SELECT last_seen, key_seen, fingerprint, prefers_encryption, gossip_seen, gossip_fingerprint"
        " FROM peer WHERE address = ?"
    )
    row = tx.row(sql, (address,))
    if row is None:
        return Peer(address)
    last_seen, key_seen, fingerprint, prefers, gossip_seen, gossip = row
    return Peer(address, last_seen, key_seen, fingerprint, bool(prefers), gossip_seen, gossip)


def note_due(tx: Transaction, message_id: MessageId) -> None:
    """The header of this message may tell of a key. By primary key."""
    tx.db.execute("INSERT OR IGNORE INTO autocrypt_due (message_id) VALUES (?)", (message_id,))
    tx.changes.unread_autocrypt = True


def due(tx: Transaction, limit: int) -> list[MessageId]:
    """Messages to be read, the oldest first."""
    sql = "SELECT message_id FROM autocrypt_due ORDER BY message_id LIMIT ?"
    return [MessageId(id_) for (id_,) in tx.rows(sql, (limit,))]


def no_longer_due(tx: Transaction, message_ids: Iterable[MessageId]) -> None:
    """They were read. By primary key."""
    tx.db.executemany("DELETE FROM autocrypt_due WHERE message_id = ?", [(id_,) for id_ in message_ids])
