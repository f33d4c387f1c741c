"""UIDVALIDITY changed: the rows of a folder keep everything but their uid, and get the new one by what they are.

``reset_slice`` takes the uids away and keeps each as ``old_uid``; a row with an ``old_uid`` and no uid waits.
``match`` gives new uids; ``forget_slice`` lets go of what was found nowhere. Cut off at any moment, all of it goes on
where it was. RFC 9051 section 2.3.1.1, RFC 8474 (EMAILID). Index ``message_without_uid``.
"""

from collections import defaultdict
from collections.abc import Hashable, Sequence

from mailclient.mail.flag import Flags
from mailclient.mail.ids import FolderId, MessageId, Uid
from mailclient.store.folders import set_sync_state
from mailclient.store.places import set_adrift
from mailclient.store.rows import Identity, SyncState
from mailclient.store.shown import recompute
from mailclient.store.transaction import SLICE, Transaction
from mailclient.store.withheld import forget_vanished

_NO_FLAGS = Flags()
_WAITING = "SELECT {} FROM message WHERE server_folder_id = ? AND uid IS NULL AND old_uid IS NOT NULL"


def reset_slice(tx: Transaction, folder_id: FolderId, limit: int = 20 * SLICE) -> bool:
    """Take up to ``limit`` uids of the folder away; True when none is left.

    The first call sets the whole ``SyncState`` to zeros, so that a crash half-way starts the reset again. The rows
    stay shown. Index ``message_uid``; 5 ms for 1,000 messages.
    """
    set_sync_state(tx, folder_id, SyncState())
    forget_vanished(tx, folder_id)
    cursor = tx.db.execute(
        "UPDATE message SET old_uid = uid, uid = NULL WHERE id IN"
        " (SELECT id FROM message WHERE server_folder_id = ? AND uid > 0 LIMIT ?)",
        (folder_id, limit),
    )
    return cursor.rowcount < limit


def is_waiting(tx: Transaction, folder_id: FolderId) -> bool:
    """Whether any row of the folder still waits for its new uid."""
    return tx.row(_WAITING.format("1") + " LIMIT 1", (folder_id,)) is not None


def newest(tx: Transaction, folder_id: FolderId, count: int) -> dict[int, tuple[str, int]]:
    """Of the ``count`` highest uids that we know: uid → Message-ID and size. Index ``message_uid``."""
    found = tx.rows(
        "SELECT uid, message_id_header, size FROM message WHERE server_folder_id = ? AND uid > 0"
        " ORDER BY uid DESC LIMIT ?",
        (folder_id, count),
    )
    return {uid: (header, size) for uid, header, size in found}


def match(tx: Transaction, folder_id: FolderId, found: Sequence[Identity], *, exact: bool) -> list[Uid]:
    """Give these messages of the server the rows that wait and are the same; the uids that got one. At most 50.

    ``exact``: the same EMAILID, else the same Message-ID, size and time of arrival. Otherwise Message-ID and size do
    (restored mailboxes have new times), if there is one such row and one such message only. Several of the same are
    paired in the order of their uids from the highest down, so hand in the highest first.
    """
    free = _waiting_rows(tx, folder_id, found, exact=exact)
    if not exact:
        asked = [_loose(one) for one in found]
        free = {key: rows for key, rows in free.items() if len(rows) == 1 and asked.count(key) == 1}
    used: set[int] = set()
    written = []
    for one in sorted(found, key=lambda one: one.uid, reverse=True):
        for key in _keys(one) if exact else [_loose(one)]:
            id_ = next((id_ for id_ in free.get(key, ()) if id_ not in used), None)
            if id_ is not None:
                used.add(id_)
                flags = (int(one.flags.bits), " ".join(one.flags.keywords))
                written.append((one.uid, one.received_at, one.email_id, *flags, id_))
                break
    tx.db.executemany(
        "UPDATE message SET uid = ?, old_uid = NULL, received_at = ?, email_id = ?, server_bits = ?,"
        " server_keywords = ? WHERE id = ?",
        written,
    )
    recompute(tx, [MessageId(id_) for *_, id_ in written])
    if not exact and written:
        tx.changes.listed.add(folder_id)  # new times of arrival: another order
    return [Uid(uid) for uid, *_ in written]


def forget_slice(tx: Transaction, folder_id: FolderId, departed_at: float, limit: int = SLICE) -> bool:
    """All of the folder was looked at: let go of up to ``limit`` rows that were not found; True when none is left."""
    found = tx.rows(_WAITING.format("id") + " LIMIT ?", (folder_id, limit))
    set_adrift(tx, [MessageId(id_) for (id_,) in found], departed_at)
    return len(found) < limit


def _waiting_rows(
    tx: Transaction, folder_id: FolderId, found: Sequence[Identity], *, exact: bool
) -> dict[Hashable, list[int]]:
    """Key → the rows that wait and have it, the highest old uid first."""
    rows: set[tuple[int, int, str, str, int, int]] = set()
    columns = _WAITING.format("old_uid, id, email_id, message_id_header, size, received_at")
    headers = {one.message_id_header for one in found}
    rows.update(tx.rows_among(columns + " AND message_id_header IN ({marks})", headers, [folder_id]))
    if email_ids := {one.email_id for one in found} - {""}:
        (account_id,) = tx.row("SELECT account_id FROM folder WHERE id = ?", (folder_id,))
        by_email = columns + " AND account_id = ? AND email_id IN ({marks})"
        rows.update(tx.rows_among(by_email, email_ids, [folder_id, account_id]))
    free: defaultdict[Hashable, list[int]] = defaultdict(list)
    for _, id_, email_id, header, size, received_at in sorted(rows, reverse=True):
        one = Identity(Uid(0), email_id, header, size, received_at, _NO_FLAGS)
        for key in _keys(one) if exact else [_loose(one)]:
            free[key].append(id_)
    return free


def _keys(one: Identity) -> list[Hashable]:
    """What proves that two are the same, the best first."""
    by_header = (one.message_id_header, one.size, one.received_at)
    return [("email", one.email_id), by_header] if one.email_id else [by_header]


def _loose(one: Identity) -> Hashable:
    """Without Message-ID nothing is proved: then each is only like itself."""
    return (one.message_id_header, one.size) if one.message_id_header else one.uid or object()
