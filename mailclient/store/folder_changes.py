"""Folders made, renamed and deleted by the user: planning them, and writing what the server has done.

A few hundred rows, each statement by primary key or account.
"""

from collections.abc import Collection
from typing import NamedTuple

from mailclient.mail.folder import FolderRole
from mailclient.mail.ids import AccountId, FolderId, OperationId
from mailclient.store import folders
from mailclient.store.shown_folders import FolderEffect, Put, below, from_json, recompute_folders
from mailclient.store.transaction import Transaction


class FolderSeen(NamedTuple):
    """A folder as the user sees it, with what decides whether it can be changed."""

    id: FolderId
    account_id: AccountId
    path: str
    delimiter: str
    role: FolderRole
    holds_folders: bool
    total: int


_SEEN = """
SELECT id, account_id, coalesce(shown_path, path), delimiter, role, holds_folders, total FROM folder
WHERE removed = 0 AND coalesce(shown_path, path) <> '' AND
"""


def seen(tx: Transaction, account_id: AccountId) -> list[FolderSeen]:
    """The folders of an account, as shown."""
    return [_seen(row) for row in tx.rows(f"{_SEEN} account_id = ?", (account_id,))]


def seen_one(tx: Transaction, folder_id: FolderId) -> FolderSeen | None:
    """One folder as shown; None when it is gone or hidden."""
    found = tx.row(f"{_SEEN} id = ?", (folder_id,))
    return None if found is None else _seen(found)


def below_it(tx: Transaction, folder: FolderSeen) -> bool:
    """Whether any folder is shown below this one."""
    return any(below(folder.path, folder.delimiter, one.path) for one in seen(tx, folder.account_id))


def plan(
    tx: Transaction, account_id: AccountId, operation_id: OperationId, delimiter: str, role: FolderRole
) -> FolderId:
    """A row for a folder that ``operation_id`` is to make; it is shown once that operation is in the log."""
    cursor = tx.db.execute(
        "INSERT INTO folder (account_id, path, delimiter, role, selectable, planned, shown_path)"
        " VALUES (?, ?, ?, ?, 1, 1, '')",
        (account_id, _no_path(operation_id), delimiter, role),
    )
    assert cursor.lastrowid is not None
    return FolderId(cursor.lastrowid)


def planned_by(tx: Transaction, operation_id: OperationId) -> FolderId | None:
    """The folder that this operation is to make, while the server does not have it."""
    found = tx.row("SELECT id FROM folder WHERE path = ? AND planned = 1", (_no_path(operation_id),))
    return None if found is None else FolderId(found[0])


def drop_plans(tx: Transaction) -> None:
    """Let go of planned folders that no operation is about any more; ``folders.remove_slice`` does the rest."""
    tx.db.execute(
        "UPDATE folder SET removed = 1 WHERE planned = 1 AND removed = 0"
        " AND id NOT IN (SELECT folder_id FROM operation WHERE folder_id IS NOT NULL AND state <> 'removed')"
    )


def server_path(tx: Transaction, folder_id: FolderId) -> tuple[str, str] | None:
    """A folder's path on the server and its delimiter; None when the server does not have it."""
    found: tuple[str, str] | None = tx.row(
        "SELECT path, delimiter FROM folder WHERE id = ? AND removed = 0 AND planned = 0", (folder_id,)
    )
    return found


def server_paths(tx: Transaction, account_id: AccountId) -> dict[FolderId, str]:
    """The folders of an account that the server has, by its paths."""
    found = tx.rows("SELECT id, path FROM folder WHERE account_id = ? AND removed = 0 AND planned = 0", (account_id,))
    return dict(found)


def tree(tx: Transaction, folder_id: FolderId) -> list[tuple[FolderId, str]]:
    """A folder and all below it by the server's paths, the deepest first."""
    found = tx.row("SELECT account_id, path, delimiter FROM folder WHERE id = ?", (folder_id,))
    if found is None:
        return []
    account_id, path, delimiter = found
    rows = tx.rows("SELECT id, path FROM folder WHERE account_id = ? AND removed = 0 AND planned = 0", (account_id,))
    mine = [(FolderId(id_), one) for id_, one in rows if one == path or below(path, delimiter, one)]
    return sorted(mine, key=lambda one: len(one[1]), reverse=True)


def put(tx: Transaction, folder_id: FolderId, path: str) -> None:
    """The server has made it there, or renamed it, with all below it, to there."""
    account_id, old, planned = tx.row("SELECT account_id, path, planned FROM folder WHERE id = ?", (folder_id,))
    moved = [(folder_id, old)] if planned else tree(tx, folder_id)
    tx.db.execute("UPDATE folder SET planned = 0 WHERE id = ?", (folder_id,))
    for id_, one in moved:
        if path + one[len(old) :] != one:
            folders.rename(tx, id_, path + one[len(old) :])
    recompute_folders(tx, account_id)


def gone(tx: Transaction, folder_ids: Collection[FolderId]) -> None:
    """The server has deleted them; ``folders.remove_slice`` does the rest."""
    for folder_id in folder_ids:
        folders.begin_removal(tx, folder_id)


def set_subscribed(tx: Transaction, folder_id: FolderId, subscribed: bool) -> None:
    """What the server keeps."""
    tx.db.execute("UPDATE folder SET subscribed = ? WHERE id = ?", (subscribed, folder_id))


def take_up_cut_off(tx: Transaction, account_id: AccountId, listed: Collection[str]) -> None:
    """Before a list of the server is stored: know what our operations have done there though we were not told.

    A folder to be renamed that is listed under its new path only, and a planned one that is listed, keep their rows.
    """
    for folder_id, effect in _begun(tx, account_id):
        if not isinstance(effect, Put):
            continue
        target = path_of(tx, effect)
        if target is None or target not in listed:
            continue
        path, planned = tx.row("SELECT path, planned FROM folder WHERE id = ?", (folder_id,)) or ("", 0)
        if planned or (path and path not in listed):
            put(tx, folder_id, target)


def path_of(tx: Transaction, place: Put) -> str | None:
    """The server's path of a place; None when the server does not have the folder above it."""
    if place.parent is None:
        return place.name
    above = server_path(tx, place.parent)
    return None if above is None else f"{above[0]}{above[1]}{place.name}"


def _begun(tx: Transaction, account_id: AccountId) -> list[tuple[FolderId, FolderEffect]]:
    return [
        (folder_id, from_json(effect))
        for folder_id, effect in tx.rows(
            "SELECT folder_id, effect FROM open_operation WHERE account_id = ? AND folder_id IS NOT NULL"
            " AND effect <> '' AND attempts > 0 ORDER BY seq",
            (account_id,),
        )
    ]


def _no_path(operation_id: OperationId) -> str:
    """No mailbox name may hold a control character (RFC 9051 section 5.1)."""
    return f"\x01{operation_id}"


def _seen(row: tuple[int, int, str, str, str, int, int]) -> FolderSeen:
    id_, account_id, path, delimiter, role, holds_folders, total = row
    return FolderSeen(
        FolderId(id_), AccountId(account_id), path, delimiter, FolderRole(role), bool(holds_folders), total
    )
