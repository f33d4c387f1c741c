"""Writing mail merges: how far each has come. One row each, by primary key."""

from dataclasses import dataclass

from mailclient.mail.ids import AccountId, OperationId
from mailclient.store.transaction import Transaction


@dataclass(frozen=True, slots=True)
class StoredMerge:
    """One that has rows left; ``content`` is msgpack of ``bridge.merge.MergeContent``, of a secret draft that sealed.

    ``created_at``: epoch seconds.
    """

    id: OperationId
    account_id: AccountId
    content: bytes
    next: int
    created_at: float


def begin(tx: Transaction, merge: StoredMerge, total: int, files_of: str = "") -> None:
    """Keep it; one that is there stays as it is. ``files_of``: as of a sealed draft (``drafts.save``)."""
    tx.db.execute(
        "INSERT OR IGNORE INTO merge (id, account_id, content, total, created_at, files_of) VALUES (?, ?, ?, ?, ?, ?)",
        (merge.id, merge.account_id, merge.content, total, merge.created_at, files_of),
    )


def unfinished(tx: Transaction) -> list[StoredMerge]:
    """Those with rows left, the oldest first."""
    sql = (
        "SELECT id, account_id, content, next, created_at FROM merge WHERE next < total AND NOT stopped ORDER BY rowid"
    )
    return [StoredMerge(*row) for row in tx.rows(sql, ())]


def is_going_on(tx: Transaction, merge_id: OperationId) -> bool:
    """Whether it was not stopped."""
    return tx.row("SELECT 1 FROM merge WHERE id = ? AND NOT stopped", (merge_id,)) is not None


def advance(tx: Transaction, merge_id: OperationId, number: int, *, failed: bool) -> None:
    """Row ``number`` is in the outbox, or could not be made into a message. The last one lets go of the content."""
    tx.db.execute("UPDATE merge SET next = ?, failed = failed + ? WHERE id = ?", (number + 1, failed, merge_id))
    tx.db.execute("UPDATE merge SET content = x'', files_of = '' WHERE id = ? AND next >= total", (merge_id,))


def stop(tx: Transaction, merge_id: OperationId) -> int:
    """Hand in no more of it; how many were."""
    tx.db.execute("UPDATE merge SET stopped = 1, content = x'', files_of = '' WHERE id = ?", (merge_id,))
    found = tx.row("SELECT next FROM merge WHERE id = ?", (merge_id,))
    return int(found[0]) if found else 0
