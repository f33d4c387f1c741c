"""How long messages have been in Trash and Junk, as far as this store can know, and what of it is to be deleted.

``dwelling`` notes when we first saw a message in its place (folder, UIDVALIDITY and UID). A message that leaves and
comes back has another UID, so an old note never speaks for it; one that was moved without our knowledge is noted late,
never early. INTERNALDATE says nothing here: an old message deleted today keeps its own.
"""

from collections.abc import Collection

from mailclient.mail.ids import AccountId, FolderId, MessageId, Uid
from mailclient.store import engine_state
from mailclient.store.shown import messages_with_open_operations
from mailclient.store.transaction import Transaction

LOOKED_AT = 2_000
"""Messages looked at in one transaction; 5 ms."""
_CLOCK = "expiry clock"
_PLACE = (
    "dwelling.message_id = message.id AND dwelling.folder_id = server_folder_id AND dwelling.uid = message.uid"
    " AND uid_validity = ?2"
)


def set_expiry(tx: Transaction, folder_id: FolderId, days: int | None) -> None:
    """The user's choice. By primary key."""
    (account_id,) = tx.row("SELECT account_id FROM folder WHERE id = ?", (folder_id,))
    tx.db.execute("UPDATE folder SET expires_after_days = ? WHERE id = ?", (days, folder_id))
    engine_state.remove(tx, _CLOCK)
    tx.changes.folder_lists.add(AccountId(account_id))


def clock_goes_on(tx: Transaction, now: float) -> bool:
    """Whether the clock stands later than ever before, as it should; else nothing is known of how long anything is.

    A computer that lost its time starts in the past: what was noted then would seem old as soon as the time is right.
    """
    before = engine_state.load(tx, _CLOCK)
    if before is not None and now < float(before):
        return False
    engine_state.save(tx, _CLOCK, str(now).encode())
    return True


def note(tx: Transaction, folder_id: FolderId, uid_validity: int, above: Uid, now: float) -> Uid | None:
    """Note the messages above a uid that are in their place for the first time; where to go on, None at the end.

    Index ``message_uid``; 2 µs for each that is noted already.
    """
    rows = tx.rows(
        f"SELECT id, uid, EXISTS (SELECT 1 FROM dwelling WHERE {_PLACE}) FROM message"
        " WHERE server_folder_id = ?1 AND uid > ?3 ORDER BY uid LIMIT ?4",
        (folder_id, uid_validity, above, LOOKED_AT),
    )
    tx.db.executemany(
        "INSERT OR REPLACE INTO dwelling (message_id, folder_id, uid_validity, uid, since) VALUES (?, ?, ?, ?, ?)",
        [(id_, folder_id, uid_validity, uid, int(now)) for id_, uid, noted in rows if not noted],
    )
    return Uid(rows[-1][1]) if len(rows) == LOOKED_AT else None


def here_since_before(tx: Transaction, folder_id: FolderId, uid_validity: int, moment: float, limit: int) -> list[Uid]:
    """Messages noted in this place before a moment (epoch seconds), lowest uid first. Index ``message_uid``."""
    found = tx.rows(
        "SELECT message.uid FROM message CROSS JOIN dwelling ON dwelling.message_id = message.id"
        " WHERE server_folder_id = ?1 AND message.uid IS NOT NULL AND dwelling.folder_id = server_folder_id"
        " AND dwelling.uid = message.uid AND uid_validity = ?2 AND since < ?3"
        " AND message.folder_id = server_folder_id ORDER BY message.uid LIMIT ?4",
        (folder_id, uid_validity, int(moment), limit),
    )
    return [Uid(uid) for (uid,) in found]


def to_delete(tx: Transaction, folder_id: FolderId, uid_validity: int, uids: Collection[Uid]) -> list[MessageId]:
    """Those of the uids that are shown in this folder and that no action waits for. Index ``message_uid``.

    None when the folder was renumbered meanwhile.
    """
    if tx.row("SELECT uid_validity FROM folder WHERE id = ?", (folder_id,)) != (uid_validity,):
        return []
    sql = "SELECT id FROM message WHERE server_folder_id = ? AND folder_id = server_folder_id AND uid IN ({marks})"
    found = [MessageId(id_) for (id_,) in tx.rows_among(sql, uids, [folder_id])]
    waited_for = messages_with_open_operations(tx, found)
    return [id_ for id_ in found if id_ not in waited_for]
