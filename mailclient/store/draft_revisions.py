"""Earlier texts of drafts: written with each save, thinned out at once. Index ``draft_revision_draft``; ≤ 80 rows."""

from mailclient.mail.draft import KeptText, too_many
from mailclient.mail.ids import DraftId
from mailclient.store.overwriting import overwriting
from mailclient.store.transaction import Transaction


def add(
    tx: Transaction, draft_id: DraftId, content: bytes, saved_at: float, *, sealed: bool = False, files_of: str = ""
) -> None:
    """One more; older ones that are not needed any more go. ``saved_at`` in epoch seconds."""
    tx.db.execute(
        "INSERT INTO draft_revision (draft_id, saved_at, content, sealed, files_of) VALUES (?, ?, ?, ?, ?)",
        (draft_id, saved_at, content, sealed, files_of),
    )
    gone = too_many(_kept(tx, draft_id), saved_at)
    with overwriting(tx):
        tx.db.executemany("DELETE FROM draft_revision WHERE id = ?", [(id_,) for id_ in gone])


def in_clear(tx: Transaction, draft_id: DraftId) -> list[tuple[int, bytes]]:
    """Those that are not sealed: number and content."""
    return list(tx.rows("SELECT id, content FROM draft_revision WHERE draft_id = ? AND NOT sealed", (draft_id,)))


def replace_sealed(tx: Transaction, number: int, content: bytes, files_of: str) -> None:
    """Put the sealed text in the place of the clear one, of which nothing stays."""
    with overwriting(tx):
        tx.db.execute(
            "UPDATE draft_revision SET content = ?, files_of = ?, sealed = 1 WHERE id = ?", (content, files_of, number)
        )


def mark_newest(tx: Transaction, draft_id: DraftId) -> None:
    """Much of the newest one is gone in what comes next."""
    tx.db.execute(
        "UPDATE draft_revision SET landmark = 1 WHERE id = (SELECT max(id) FROM draft_revision WHERE draft_id = ?)",
        (draft_id,),
    )


def forget(tx: Transaction, draft_id: DraftId) -> None:
    """All of a draft."""
    with overwriting(tx):
        tx.db.execute("DELETE FROM draft_revision WHERE draft_id = ?", (draft_id,))


def _kept(tx: Transaction, draft_id: DraftId) -> list[KeptText]:
    sql = "SELECT id, saved_at, length(content), landmark FROM draft_revision WHERE draft_id = ? ORDER BY id"
    return [KeptText(id_, saved_at, size, bool(mark)) for id_, saved_at, size, mark in tx.rows(sql, (draft_id,))]
