"""Where messages are on the server: vanishing, moving, and finding a row again.

A row is **adrift** (no folder) when it vanished from where it was while an operation still waits for it,
**departed** (no folder, a time) when it vanished and somebody may have moved it to another folder that we see later,
and **unplaced** (folder, no uid) after a move without COPYUID or when UIDVALIDITY changed (``renumbering.py``); sync
finds its uid again by EMAILID, else by Message-ID and size. RFC 4315 (COPYUID), RFC 9051 section 2.3.1.1.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence

from mailclient.mail.ids import AccountId, FolderId, MessageId, Uid
from mailclient.store.header_row import HeaderRow
from mailclient.store.rows import Place
from mailclient.store.shown import messages_with_open_operations, recompute
from mailclient.store.transaction import SLICE, Transaction


def vanish(
    tx: Transaction, folder_id: FolderId, uids: Collection[Uid], departed_at: float | None = None
) -> list[MessageId]:
    """These uids are gone from the folder; returns the rows known by them. Unknown uids are nothing.

    Rows that an operation still waits for are kept adrift, the others are deleted; with ``departed_at`` (epoch
    seconds) those that hold a text are kept as departed. Index ``message_uid``; 3 ms for 50.
    """
    sql = "SELECT id FROM message WHERE server_folder_id = ? AND uid IN ({marks})"
    found = [MessageId(id_) for (id_,) in tx.rows_among(sql, uids, [folder_id])]
    set_adrift(tx, found, departed_at)
    return found


def place(tx: Transaction, message_id: MessageId, folder_id: FolderId, uid: Uid | None) -> None:
    """A message is now in this folder with this uid (MOVE with COPYUID), or unplaced there (``uid`` None).

    A row that sync made for the same place meanwhile is merged into this one. By primary key and ``message_uid``.
    """
    if tx.row("SELECT 1 FROM message WHERE id = ?", (message_id,)) is None:
        return
    if uid is not None:
        twin = tx.row(
            "SELECT id FROM message WHERE server_folder_id = ? AND uid = ? AND id <> ?", (folder_id, uid, message_id)
        )
        if twin:
            _merge(tx, MessageId(twin[0]), message_id)
    tx.db.execute(
        "UPDATE message SET server_folder_id = ?, uid = ?, old_uid = NULL, departed_at = NULL WHERE id = ?",
        (folder_id, uid, message_id),
    )
    recompute(tx, [message_id])


def place_of(tx: Transaction, message_ids: Iterable[MessageId]) -> dict[MessageId, Place]:
    """Where messages are on the server now; rows that are gone are left out. By primary key."""
    found = tx.rows_among("SELECT id, server_folder_id, uid FROM message WHERE id IN ({marks})", message_ids)
    return {MessageId(id_): Place(folder_id, uid) for id_, folder_id, uid in found}


def unplaced(tx: Transaction, folder_id: FolderId) -> frozenset[MessageId]:
    """The rows of a folder whose uid is not known. Index ``message_without_uid``."""
    found = tx.rows("SELECT id FROM message WHERE server_folder_id = ? AND uid IS NULL", (folder_id,))
    return frozenset(MessageId(id_) for (id_,) in found)


def forget_unplaced(tx: Transaction, folder_id: FolderId, before: frozenset[MessageId]) -> int:
    """After a complete pass over the folder: let go of rows that found no uid in it; how many.

    Only of those that were ``unplaced`` ``before`` it: what another connection moved there meanwhile is looked for in
    the next one. Rows that an operation waits for are kept adrift. Index ``message_without_uid``.
    """
    left = sorted(before & unplaced(tx, folder_id)) if before else []
    set_adrift(tx, left)
    return len(left)


def take_unplaced(tx: Transaction, folder_id: FolderId, messages: Sequence[HeaderRow]) -> dict[Uid, MessageId]:
    """Give new messages of a folder the unplaced, adrift and departed rows that are the same message.

    For ``messages.insert``. The same: EMAILID; else Message-ID and size, of several the one with the same time of
    arrival; without a Message-ID, and for departed rows, the time must be the same. An adrift row counts only while
    it is shown in this folder. Indexes ``message_without_uid``, ``message_email``.
    """
    if not any(tx.row(f"SELECT EXISTS ({_WAITING})", (where,))[0] for where in (folder_id, None)):
        return {}
    free = _Free(tx, folder_id, messages)
    taken: dict[Uid, MessageId] = {}
    written = []
    for message in messages:
        id_ = free.take(message)
        if id_ is not None:
            taken[message.uid] = id_
            written.append((folder_id, message.uid, message.bits, message.keywords, id_))
    tx.db.executemany(
        "UPDATE message SET server_folder_id = ?, uid = ?, old_uid = NULL, departed_at = NULL, server_bits = ?,"
        " server_keywords = ? WHERE id = ?",
        written,
    )
    recompute(tx, list(taken.values()))
    return taken


class _Free:
    """The rows that wait for their place and may be one of ``messages``; each is given out once."""

    _COLUMNS = "SELECT id, email_id, message_id_header, size, received_at, departed_at FROM message WHERE uid IS NULL"

    def __init__(self, tx: Transaction, folder_id: FolderId, messages: Sequence[HeaderRow]) -> None:
        (account_id,) = tx.row("SELECT account_id FROM folder WHERE id = ?", (folder_id,))
        headers = {message.message_id_header for message in messages}
        found: dict[int, tuple[str, str, int, int, int | None]] = {}
        for where, first, values in (
            ("server_folder_id = ? AND message_id_header", folder_id, headers),
            ("server_folder_id IS NULL AND folder_id = ? AND message_id_header", folder_id, headers),
            (f"server_folder_id IS NULL AND {_DEPARTED} AND message_id_header", account_id, headers - {""}),
            (f"server_folder_id IS NULL AND {_DEPARTED} AND email_id", account_id, _email_ids(messages)),
        ):
            sql = f"{self._COLUMNS} AND {where} IN ({{marks}})"
            found.update((id_, rest) for id_, *rest in tx.rows_among(sql, values, [first]))
        self._rows = found
        self._by: defaultdict[tuple[object, ...], list[int]] = defaultdict(list)
        for id_, (email_id, header, size, received_at, departed_at) in found.items():
            self._by["email", email_id].append(id_)
            self._by[header, size, received_at].append(id_)
            if header and departed_at is None:
                self._by[header, size].append(id_)

    def take(self, message: HeaderRow) -> MessageId | None:
        """The row that this message is, if one is left."""
        header = message.message_id_header
        keys: list[tuple[object, ...]] = [("email", message.email_id)] if message.email_id else []
        for key in (*keys, (header, message.size, message.received_at), (header, message.size)):
            for id_ in self._by.get(key, ()):
                if self._rows.pop(id_, None) is not None:
                    return MessageId(id_)
        return None


_WORTH_KEEPING = (
    "SELECT id FROM message WHERE id IN ({marks}) AND (message_id_header <> '' OR email_id <> '')"
    " AND (has_body = 1 OR EXISTS (SELECT 1 FROM whole WHERE message_id = id))"
)
_WAITING = "SELECT 1 FROM message WHERE server_folder_id IS ? AND uid IS NULL"
_DEPARTED = "departed_at IS NOT NULL AND account_id = ?"


def _email_ids(messages: Sequence[HeaderRow]) -> set[str]:
    return {message.email_id for message in messages} - {""}


def set_adrift(tx: Transaction, message_ids: Sequence[MessageId], departed_at: float | None = None) -> None:
    """These messages are gone from where they were: keep those an operation waits for, delete the others.

    With ``departed_at`` the others that hold a text are kept as departed; see ``drop_departed``.
    """
    kept = messages_with_open_operations(tx, message_ids)
    others = [id_ for id_ in message_ids if id_ not in kept]
    departed: list[MessageId] = []
    if departed_at is not None:
        departed = [MessageId(id_) for (id_,) in tx.rows_among(_WORTH_KEEPING, others)]
    delete_rows(tx, sorted(set(others) - set(departed)))
    gone = "UPDATE message SET server_folder_id = NULL, uid = NULL, old_uid = NULL, departed_at = ? WHERE id = ?"
    tx.db.executemany(gone, [(None, id_) for id_ in kept])
    tx.db.executemany(gone, [(int(departed_at or 0), id_) for id_ in departed])
    recompute(tx, [*kept, *departed])


def drop_departed(tx: Transaction, account_id: AccountId, before: float, limit: int = SLICE) -> bool:
    """Delete departed rows of before this time (epoch seconds) that turned up nowhere; True when none is left.

    Index ``message_departed``.
    """
    sql = "SELECT id FROM message WHERE account_id = ? AND departed_at < ? LIMIT ?"
    found = [MessageId(id_) for (id_,) in tx.rows(sql, (account_id, int(before), limit))]
    wanted = messages_with_open_operations(tx, found)  # an action on it was taken back meanwhile
    delete_rows(tx, [id_ for id_ in found if id_ not in wanted])
    tx.db.executemany("UPDATE message SET departed_at = NULL WHERE id = ?", [(id_,) for id_ in wanted])
    return len(found) < limit


def drop_adrift(tx: Transaction, message_ids: Sequence[MessageId]) -> None:
    """Delete those of the messages that are adrift and that no operation waits for any more. By primary key."""
    sql = "SELECT id FROM message WHERE server_folder_id IS NULL AND id IN ({marks})"
    adrift = [MessageId(id_) for (id_,) in tx.rows_among(sql, message_ids)]
    kept = messages_with_open_operations(tx, adrift)
    delete_rows(tx, [id_ for id_ in adrift if id_ not in kept])


def delete_rows(tx: Transaction, message_ids: Sequence[MessageId]) -> None:
    """Delete rows with everything that hangs on them. Search hits fall out by themselves. 2 ms for 50."""
    for (folder_id,) in tx.rows_among("SELECT DISTINCT folder_id FROM message WHERE id IN ({marks})", message_ids):
        tx.changes.moved(folder_id, None)
    tx.db.executemany("DELETE FROM message WHERE id = ?", [(id_,) for id_ in message_ids])


def _merge(tx: Transaction, twin: MessageId, message_id: MessageId) -> None:
    """Two rows are one message: the older id stays, with the server flags and the operations of the twin."""
    tx.db.execute(
        "UPDATE message SET (server_bits, server_keywords) ="
        " (SELECT server_bits, server_keywords FROM message WHERE id = ?) WHERE id = ?",
        (twin, message_id),
    )
    tx.db.execute("UPDATE OR IGNORE operation_message SET message_id = ? WHERE message_id = ?", (message_id, twin))
    tx.db.execute("UPDATE draft SET message_id = ? WHERE message_id = ?", (message_id, twin))
    delete_rows(tx, [twin])
