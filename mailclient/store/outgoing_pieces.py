"""The bytes of messages on their way, in pieces of up to a megabyte: written while they are made, read while they go.

Pieces are written before their message has a row; those that no row speaks of are left from a crash, or of something
that was sent, taken back or let go. They are swept away a few at a time.
"""

from collections.abc import Collection, Iterator

from mailclient.store.transaction import Transaction, marks

PIECE_BYTES = 1024 * 1024
_SWEPT_AT_A_TIME = 4


def add(tx: Transaction, content: str, start: int, data: bytes) -> None:
    """Keep a piece; one that begins at the same place gives way."""
    tx.db.execute(
        "INSERT INTO outgoing_piece (content, start, data) VALUES (?, ?, ?)"
        " ON CONFLICT (content, start) DO UPDATE SET data = excluded.data",
        (content, start, data),
    )


def add_all(tx: Transaction, content: str, data: bytes) -> None:
    """Keep finished bytes."""
    for start in range(0, len(data), PIECE_BYTES):
        add(tx, content, start, data[start : start + PIECE_BYTES])


def drop(tx: Transaction, content: str) -> None:
    """Let go of all of it: of what is made anew. For much of it, ``sweep`` is gentler."""
    tx.db.execute("DELETE FROM outgoing_piece WHERE content = ?", (content,))


def size(tx: Transaction, content: str) -> int:
    """Bytes that are here. Index ``outgoing_piece_content``; the pieces themselves are not read."""
    found: int = tx.row("SELECT coalesce(sum(length(data)), 0) FROM outgoing_piece WHERE content = ?", (content,))[0]
    return found


def read(tx: Transaction, content: str, start: int, length: int) -> bytes:
    """Some of the bytes, across pieces; fewer at the end. Index ``outgoing_piece_content``."""
    return b"".join(_parts(tx, content, start, length))


def _parts(tx: Transaction, content: str, start: int, length: int) -> Iterator[bytes]:
    first = tx.row("SELECT max(start) FROM outgoing_piece WHERE content = ? AND start <= ?", (content, start))[0]
    if first is None:
        return
    found = tx.rows(
        "SELECT id, start FROM outgoing_piece WHERE content = ? AND start >= ? AND start < ? ORDER BY start",
        (content, first, start + length),
    )
    for id_, begins in found:
        with tx.db.blobopen("outgoing_piece", "data", id_, readonly=True) as blob:
            blob.seek(min(max(0, start - begins), len(blob)))
            data = blob.read(max(0, min(length, start + length - begins)))
        yield data


_NEEDED = """
SELECT 1 FROM outgoing JOIN operation ON operation.id = outgoing.operation_id
WHERE outgoing.content = outgoing_piece.content
  AND (operation.state NOT IN ('done', 'removed') OR (outgoing.refused <> '[]' AND outgoing.dismissed = 0))
"""


def sweep(tx: Transaction, being_made: Collection[str]) -> bool:
    """Delete some pieces that nobody needs, but of ``being_made``; False when there are no more."""
    made = sorted(being_made)
    ids = [
        id_
        for (id_,) in tx.rows(
            f"SELECT id FROM outgoing_piece WHERE content NOT IN ({marks(made)}) AND NOT EXISTS ({_NEEDED}) LIMIT ?",
            (*made, _SWEPT_AT_A_TIME),
        )
    ]
    tx.db.execute(f"DELETE FROM outgoing_piece WHERE id IN ({marks(ids)})", ids)
    return len(ids) == _SWEPT_AT_A_TIME


def set_field(tx: Transaction, content: str, name: bytes, value: bytes) -> bool:
    """Put another value of the same length into a field of the header; False where that cannot be done."""
    found = tx.row("SELECT id, data FROM outgoing_piece WHERE content = ? AND start = 0", (content,))
    if found is None:
        return False
    id_, data = found
    header = data.partition(b"\r\n\r\n")[0]
    begins = 0 if header.startswith(name + b": ") else header.find(b"\r\n" + name + b": ") + 2
    if begins == 1:
        return False
    begins += len(name) + 2
    if header.find(b"\r\n", begins) not in (begins + len(value), -1) or header[begins + len(value) :][:1] == b" ":
        return False
    with tx.db.blobopen("outgoing_piece", "data", id_) as blob:
        blob.seek(begins)
        blob.write(value)
    return True
