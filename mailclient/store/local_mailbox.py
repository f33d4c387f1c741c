"""Folders that are on this computer only: the store itself is the mailbox.

Messages have uids here too, so that everything else in the store is as for a server's folder. They are given in the
order of arrival and never twice: a folder's ``uid_next`` only grows, and a folder's id is never used again, so that its
UIDVALIDITY (RFC 9051 section 2.3.1.1) is always the same.
"""

from collections.abc import Sequence
from typing import NamedTuple

from mailclient.mail.flag import Flag
from mailclient.mail.folder import FolderRole
from mailclient.mail.ids import AccountId, FolderId, MessageId, Uid, UidValidity
from mailclient.mail.problem import MailError, Problem, ProblemKind
from mailclient.store import bodies, encoding, folders
from mailclient.store.header_row import HeaderRow, envelope_row
from mailclient.store.insertion import insert_rows
from mailclient.store.rows import SyncState
from mailclient.store.shown import recompute
from mailclient.store.transaction import Transaction

DELIMITER = "/"
NUMBERING = UidValidity(1)


def make(tx: Transaction, account_id: AccountId, path: str, role: FolderRole) -> FolderId:
    """The folder with this path; made when there is none."""
    known = tx.row("SELECT id FROM folder WHERE account_id = ? AND path = ? AND removed = 0", (account_id, path))
    if known is not None:
        return FolderId(known[0])
    folder_id = folders.upsert(tx, account_id, path, delimiter=DELIMITER, role=role, selectable=True)
    numbered(tx, folder_id)
    return folder_id


def numbered(tx: Transaction, folder_id: FolderId) -> SyncState:
    """How a folder is numbered; begins the numbering of one that has none yet. All of it is always here."""
    tx.db.execute(
        "UPDATE folder SET uid_validity = ?, uid_next = max(uid_next, 1), lowest_uid = 1, last_pass_at = 1"
        " WHERE id = ? AND uid_validity = 0 AND removed = 0",
        (NUMBERING, folder_id),
    )
    return folders.sync_state(tx, folder_id)


def take_uids(tx: Transaction, folder_id: FolderId, count: int) -> list[Uid]:
    """The next uids of the folder, ascending, which are nobody else's from now on. By primary key.

    ``MailError(FOLDER_GONE)`` once the folder, or its account, is being removed: what came into it then would be gone
    with it, and count as deleted by the user.
    """
    sql = "SELECT 1 FROM folder JOIN account ON account.id = account_id WHERE folder.id = ?"
    if tx.row(f"{sql} AND NOT folder.removed AND NOT account.removed", (folder_id,)) is None:
        raise MailError(Problem(ProblemKind.FOLDER_GONE))
    numbered(tx, folder_id)
    sql = "UPDATE folder SET uid_next = uid_next + ? WHERE id = ? RETURNING uid_next"
    (after,) = tx.row(sql, (count, folder_id))
    return [Uid(uid) for uid in range(after - count, after)]


def deliver(
    tx: Transaction, folder_id: FolderId, rows: Sequence[HeaderRow], received_by: AccountId | None = None
) -> list[MessageId]:
    """New messages at the end of the folder; their ids, in order. The uids of ``rows`` mean nothing. FOLDER_GONE.

    What they contain is for the caller to store, in the same transaction (``bodies.store_wholes``). ``received_by``:
    the account they came for, where that is not the folder's own. 0.02 ms for each of many.
    """
    placed = [row._replace(uid=uid) for row, uid in zip(rows, take_uids(tx, folder_id, len(rows)), strict=True)]
    ids = list(insert_rows(tx, folder_id, placed).values())
    if received_by is not None:
        (account_id,) = tx.row("SELECT account_id FROM folder WHERE id = ?", (folder_id,))
        if received_by != account_id:
            note_receiver(tx, ids, received_by)
    return ids


def note_receiver(tx: Transaction, message_ids: Sequence[MessageId], account_id: AccountId | None) -> None:
    """Which account these messages came for. By primary key."""
    sql = "UPDATE detail SET received_by = ? WHERE message_id = ?"
    tx.db.executemany(sql, [(account_id, id_) for id_ in message_ids])


_COPIED = """
SELECT id, uid, server_bits, server_keywords, received_at, size, has_attachment, preview, envelope, structure,
       bodystructure, received_by
FROM message JOIN detail ON message_id = id WHERE server_folder_id = ? AND uid IN ({marks})
"""


class _Original(NamedTuple):
    id: MessageId
    uid: Uid
    bits: int
    keywords: str
    received_at: int
    size: int
    has_attachment: int
    preview: str
    envelope: bytes
    structure: bytes | None
    bodystructure: bytes | None
    received_by: AccountId | None

    def row(self) -> HeaderRow:
        """As a new message; its words and addresses are made of its envelope again."""
        return envelope_row(encoding.envelope_from(self.envelope))._replace(
            bits=self.bits,
            keywords=self.keywords,
            received_at=self.received_at,
            size=self.size,
            has_attachment=bool(self.has_attachment),
            preview=self.preview,
            structure=self.structure,
            bodystructure=self.bodystructure,
        )


def copy(
    tx: Transaction, source: FolderId, uids: Sequence[Uid], target: FolderId, received_by: AccountId | None = None
) -> dict[Uid, Uid]:
    """The messages once more at the end of ``target``, with all that is here of them; their uids there.

    ``received_by``: as of ``deliver``, where nothing else is known. Unknown uids are left out. FOLDER_GONE.

    Index ``message_uid``; 1 ms for each, and 6 ms for each megabyte.
    """
    found = sorted((_Original(*row) for row in tx.rows_among(_COPIED, uids, [source])), key=lambda one: one.uid)
    copies = deliver(tx, target, [one.row() for one in found], received_by)
    for original, made in zip(found, copies, strict=True):
        _copy_contents(tx, original, made)
    placed = {id_: Uid(uid) for id_, uid in tx.rows_among(_UIDS, copies)}
    return {original.uid: placed[made] for original, made in zip(found, copies, strict=True)}


_UIDS = "SELECT id, uid FROM message WHERE id IN ({marks})"


def _copy_contents(tx: Transaction, original: _Original, made: MessageId) -> None:
    whole = "INSERT INTO whole (message_id, data) SELECT ?, data FROM whole WHERE message_id = ?"
    is_whole = tx.db.execute(whole, (made, original.id)).rowcount > 0
    part = "INSERT INTO part (message_id, path, data) SELECT ?, path, data FROM part WHERE message_id = ?"
    tx.db.execute(part, (made, original.id))
    body = tx.row("SELECT header_block, body FROM body WHERE message_id = ?", (original.id,))
    if body is not None:
        bodies.store_body(tx, made, encoding.body_from(body[1]), body[0], original.preview)
    elif is_whole:
        bodies.note_due(tx, [made])
    if original.received_by is not None:
        note_receiver(tx, [made], original.received_by)


def transfer(
    tx: Transaction, message_ids: Sequence[MessageId], target: FolderId, received_by: AccountId | None
) -> None:
    """Put messages of folders here at the end of a folder of another account; they stay the same rows.

    ``received_by``: as of ``copy``. FOLDER_GONE. By primary key.
    """
    (account_id,) = tx.row("SELECT account_id FROM folder WHERE id = ?", (target,))
    placed = zip(take_uids(tx, target, len(message_ids)), message_ids, strict=True)
    sql = "UPDATE message SET account_id = ?, server_folder_id = ?, uid = ? WHERE id = ?"
    tx.db.executemany(sql, [(account_id, target, uid, id_) for uid, id_ in placed])
    sql = "UPDATE detail SET received_by = nullif(coalesce(received_by, ?), ?) WHERE message_id = ?"
    tx.db.executemany(sql, [(received_by, account_id, id_) for id_ in message_ids])
    tx.db.executemany("UPDATE body_due SET account_id = ? WHERE message_id = ?", [(account_id, i) for i in message_ids])
    recompute(tx, message_ids)


def marked_deleted(tx: Transaction, folder_id: FolderId) -> list[Uid]:
    """The uids of what is marked \\Deleted in a folder. Index ``message_uid``; 1 µs for each of its messages."""
    sql = "SELECT uid FROM message WHERE server_folder_id = ? AND uid IS NOT NULL AND server_bits & ? ORDER BY uid"
    return [Uid(uid) for (uid,) in tx.rows(sql, (folder_id, int(Flag.DELETED)))]


def with_message_id(tx: Transaction, folder_id: FolderId, message_id_header: str, first: Uid) -> list[Uid]:
    """The uids, from ``first`` on, of messages with this Message-ID. Index ``message_uid``; 1 µs for each of them."""
    sql = "SELECT uid FROM message WHERE server_folder_id = ? AND uid >= ? AND message_id_header = ? ORDER BY uid"
    return [Uid(uid) for (uid,) in tx.rows(sql, (folder_id, first, message_id_header))]


def identities(tx: Transaction, folder_id: FolderId, first: Uid) -> list[tuple[Uid, str, int]]:
    """Uid, Message-ID and size of what is in the folder from uid ``first`` on. Index ``message_uid``."""
    sql = "SELECT uid, message_id_header, size FROM message WHERE server_folder_id = ? AND uid >= ? ORDER BY uid"
    return list(tx.rows(sql, (folder_id, first)))
