"""Large parts and messages while they come: the pieces that are here, and where to go on.

A lost connection or a restart costs no more than the piece in hand. When all is here, ``finish`` makes the part or the
message of the pieces, in one transaction; until then nobody sees them.
"""

import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from mailclient.mail.ids import FolderId, MessageId, PartPath, Uid, UidValidity
from mailclient.store import attachment_texts
from mailclient.store.bodies import note_due
from mailclient.store.transaction import Transaction

Decode = Callable[[Callable[[], Iterator[bytes]]], tuple[int, Iterator[bytes]]]
"""Pieces (as often as asked for) → the size of what they say, and that in pieces."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where the bytes come from: those of another place, or in another form, are of no use.

    ``decoded``: the server takes the transfer encoding away (BINARY).
    """

    folder_id: FolderId
    uid_validity: UidValidity
    uid: Uid
    decoded: bool


def begin(tx: Transaction, message_id: MessageId, path: PartPath, source: Source) -> int:
    """How many bytes are here already from this source; what is from another one goes. Path "": the whole message."""
    found = tx.row(
        "SELECT received FROM partial WHERE message_id = ? AND path = ? AND folder_id = ? AND uid_validity = ?"
        " AND uid = ? AND decoded = ?",
        (message_id, path, source.folder_id, source.uid_validity, source.uid, source.decoded),
    )
    if found is None:
        drop(tx, message_id, path)
        tx.db.execute(
            "INSERT INTO partial (message_id, path, folder_id, uid_validity, uid, received, decoded)"
            " SELECT id, ?, ?, ?, ?, 0, ? FROM message WHERE id = ?",
            (path, source.folder_id, source.uid_validity, source.uid, source.decoded, message_id),
        )
    return int(found[0]) if found else 0


def add(tx: Transaction, message_id: MessageId, path: PartPath, start: int, data: bytes) -> None:
    """Keep a piece that begins where the last ended, or at 0: then those before it go.

    Nothing when the message is gone meanwhile. ValueError for a gap.
    """
    found = tx.row("SELECT received FROM partial WHERE message_id = ? AND path = ?", (message_id, path))
    if found is None:
        return
    if start == 0:
        tx.db.execute("DELETE FROM piece WHERE message_id = ? AND path = ?", (message_id, path))
    elif start != found[0]:
        raise ValueError(f"a piece at {start} after {found[0]} bytes")
    tx.db.execute(
        "INSERT INTO piece (message_id, path, start, data) VALUES (?, ?, ?, ?)", (message_id, path, start, data)
    )
    tx.db.execute(
        "UPDATE partial SET received = ? WHERE message_id = ? AND path = ?", (start + len(data), message_id, path)
    )


def finish(tx: Transaction, message_id: MessageId, path: PartPath, decode: Decode) -> bool:
    """Make the part (path "": the message) of its pieces, which go. False when the message is gone meanwhile.

    10 ms for each megabyte; no more than a piece is held, if ``decode`` holds no more.
    """
    if tx.row("SELECT 1 FROM partial WHERE message_id = ? AND path = ?", (message_id, path)) is None:
        return False
    size, contents = decode(lambda: _pieces(tx.db, message_id, path))
    if path:
        sql = "INSERT OR REPLACE INTO part (message_id, path, data) VALUES (?, ?, zeroblob(?))"
        cursor = tx.db.execute(sql, (message_id, path, size))
        rowid, table = cursor.lastrowid, "part"
    else:
        sql = "INSERT OR REPLACE INTO whole (message_id, data) VALUES (?, zeroblob(?))"
        tx.db.execute(sql, (message_id, size))
        note_due(tx, [message_id])
        rowid, table = message_id, "whole"
    assert rowid is not None
    if size:
        with tx.db.blobopen(table, "data", rowid) as blob:
            for data in contents:
                blob.write(data)
    drop(tx, message_id, path)
    attachment_texts.note_due(tx, [message_id])
    return True


def drop(tx: Transaction, message_id: MessageId, path: PartPath) -> None:
    """Let go of what is here of it. By primary key."""
    for table in ("piece", "partial"):
        tx.db.execute(f"DELETE FROM {table} WHERE message_id = ? AND path = ?", (message_id, path))


def _pieces(db: sqlite3.Connection, message_id: MessageId, path: PartPath) -> Iterator[bytes]:
    sql = "SELECT start FROM piece WHERE message_id = ? AND path = ? ORDER BY start"
    for (start,) in db.execute(sql, (message_id, path)).fetchall():
        sql = "SELECT data FROM piece WHERE message_id = ? AND path = ? AND start = ?"
        (data,) = db.execute(sql, (message_id, path, start)).fetchone()
        yield data
