"""Writing folders and how far they are synchronised. A few hundred rows, each statement by primary key or path.

The counts are kept by triggers on ``message`` and are never written here.
"""

from collections.abc import Mapping

from mailclient.mail.folder import FolderRole
from mailclient.mail.ids import AccountId, FolderId, ModSeq, Uid, UidValidity
from mailclient.store import filters
from mailclient.store.places import set_adrift
from mailclient.store.rows import SyncState
from mailclient.store.transaction import SLICE, Transaction


def upsert(
    tx: Transaction,
    account_id: AccountId,
    path: str,
    *,
    delimiter: str,
    role: FolderRole,
    selectable: bool,
    holds_folders: bool = True,
    subscribed: bool | None = None,
) -> FolderId:
    """The folder with this decoded path: made when new, updated when it looks different.

    ``subscribed`` None: not told.
    """
    known = tx.row(
        "SELECT id, delimiter, role, selectable, holds_folders, subscribed FROM folder"
        " WHERE account_id = ? AND path = ? AND removed = 0",
        (account_id, path),
    )
    if known is None:
        tx.changes.folder_lists.add(account_id)
        cursor = tx.db.execute(
            "INSERT INTO folder (account_id, path, delimiter, role, selectable, holds_folders, subscribed)"
            " VALUES (?,?,?,?,?,?,?)",
            (account_id, path, delimiter, role, selectable, holds_folders, subscribed is not False),
        )
        assert cursor.lastrowid is not None
        return FolderId(cursor.lastrowid)
    told = (delimiter, role, selectable, holds_folders, known[5] if subscribed is None else subscribed)
    if known[1:] != told:
        tx.changes.folder_lists.add(account_id)
        tx.db.execute(
            "UPDATE folder SET delimiter = ?, role = ?, selectable = ?, holds_folders = ?, subscribed = ? WHERE id = ?",
            (*told, known[0]),
        )
    return FolderId(known[0])


def on_server(tx: Transaction, account_id: AccountId) -> list[FolderId]:
    """The folders that the server had at the last list; not those being removed, nor those only planned."""
    sql = "SELECT id FROM folder WHERE account_id = ? AND removed = 0 AND planned = 0"
    return [FolderId(id_) for (id_,) in tx.rows(sql, (account_id,))]


def rename_all(tx: Transaction, paths: Mapping[FolderId, str]) -> None:
    """Give folders new paths at once, so that some may take the paths of others among them; see ``rename``."""
    for folder_id in paths:
        tx.db.execute("UPDATE folder SET path = ? WHERE id = ?", (f"\0{folder_id}", folder_id))
    for folder_id, path in paths.items():
        rename(tx, folder_id, path)


def rename(tx: Transaction, folder_id: FolderId, path: str) -> None:
    """Give a folder a new path; its messages stay, and filters follow it.

    A folder that had this path goes the way of ``begin_removal``.
    """
    account_id, before, delimiter = tx.row("SELECT account_id, path, delimiter FROM folder WHERE id = ?", (folder_id,))
    taken = tx.row(
        "SELECT id FROM folder WHERE account_id = ? AND path = ? AND removed = 0 AND id <> ?",
        (account_id, path, folder_id),
    )
    if taken:
        begin_removal(tx, FolderId(taken[0]))
    tx.db.execute("UPDATE folder SET path = ? WHERE id = ?", (path, folder_id))
    filters.follow(tx, account_id, before, path, delimiter)
    tx.changes.folder_lists.add(account_id)


def begin_removal(tx: Transaction, folder_id: FolderId) -> None:
    """Hide a folder that is gone from the server; then call ``remove_slice`` until it is done."""
    (account_id,) = tx.row("SELECT account_id FROM folder WHERE id = ?", (folder_id,))
    tx.db.execute("UPDATE folder SET removed = 1, uid_validity = 0 WHERE id = ?", (folder_id,))
    tx.changes.folder_lists.add(account_id)


def being_removed(tx: Transaction, account_id: AccountId) -> list[FolderId]:
    """Folders whose removal was begun and not finished; to be taken up again after a start."""
    found = tx.rows("SELECT id FROM folder WHERE account_id = ? AND removed = 1", (account_id,))
    return [FolderId(id_) for (id_,) in found]


def remove_slice(tx: Transaction, folder_id: FolderId, limit: int = SLICE, departed_at: float | None = None) -> bool:
    """Let go of up to ``limit`` messages of a folder being removed; True when the folder itself is gone.

    Messages that operations wait for are kept adrift, as after ``places.vanish``; while one of them is still to be
    shown in this folder, the folder stays hidden and False is returned. ``departed_at``: see
    ``places.py``. Indexes ``message_uid``, ``message_list``.
    """
    on_server = tx.rows("SELECT id FROM message WHERE server_folder_id = ? LIMIT ?", (folder_id, limit))
    if on_server:
        set_adrift(tx, [id_ for (id_,) in on_server], departed_at)
        return False
    if tx.row("SELECT 1 FROM message WHERE folder_id = ? LIMIT 1", (folder_id,)):
        return False
    tx.db.execute("DELETE FROM folder WHERE id = ?", (folder_id,))
    return True


def became_hollow(tx: Transaction, account_id: AccountId) -> list[FolderId]:
    """Folders that cannot be opened (any more) and still hold messages; see ``empty_slice``."""
    found = tx.rows(
        "SELECT id FROM folder WHERE account_id = ? AND removed = 0 AND selectable = 0"
        " AND EXISTS (SELECT 1 FROM message WHERE server_folder_id = folder.id)",
        (account_id,),
    )
    return [FolderId(id_) for (id_,) in found]


def empty_slice(tx: Transaction, folder_id: FolderId, departed_at: float, limit: int = SLICE) -> bool:
    """Let go of up to ``limit`` messages, as if they had vanished, and of how far the folder was synchronised.

    True when none is left. Index ``message_uid``.
    """
    set_sync_state(tx, folder_id, SyncState())
    found = tx.rows("SELECT id FROM message WHERE server_folder_id = ? LIMIT ?", (folder_id, limit))
    set_adrift(tx, [id_ for (id_,) in found], departed_at)
    return len(found) < limit


def sync_state(tx: Transaction, folder_id: FolderId) -> SyncState:
    """How far the folder is synchronised."""
    state = tx.row(
        "SELECT uid_validity, uid_next, highest_modseq, lowest_uid, last_pass_at FROM folder WHERE id = ?",
        (folder_id,),
    )
    return SyncState(UidValidity(state[0]), Uid(state[1]), ModSeq(state[2]), Uid(state[3]), state[4])


def set_sync_state(tx: Transaction, folder_id: FolderId, state: SyncState) -> None:
    """Write it, in the transaction that stores what it speaks of (never before)."""
    tx.db.execute(
        "UPDATE folder SET uid_validity = ?, uid_next = ?, highest_modseq = ?, lowest_uid = ?, last_pass_at = ?"
        " WHERE id = ?",
        (state.uid_validity, state.uid_next, state.highest_modseq, state.lowest_uid, state.last_pass_at, folder_id),
    )


def holds_messages(tx: Transaction, folder_id: FolderId) -> bool:
    """Whether any message is in the folder on the server as we know it. Index ``message_uid``."""
    return tx.row("SELECT 1 FROM message WHERE server_folder_id = ? LIMIT 1", (folder_id,)) is not None
