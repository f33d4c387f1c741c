"""Messages the server has and fails to give the header of, each known by its uid alone, with the problem.

They are in no list; ``Folder.withheld`` counts them. They are left out of the usual work and asked for again when their
time comes, or at once when the user wants it (``retry``). A few rows, by primary key. Messages that are listed, and of
which only the text does not come: ``unfetchable.py``.
"""

from collections.abc import Collection, Iterable

from mailclient.mail.ids import AccountId, FolderId, Uid
from mailclient.mail.problem import Problem
from mailclient.store import problem_json
from mailclient.store.transaction import Transaction

FIRST_RETRY_SECONDS = 6 * 3600
LAST_RETRY_SECONDS = 14 * 24 * 3600
"""The pause doubles with each failure, up to this."""


def note(tx: Transaction, folder_id: FolderId, problems: dict[Uid, Problem], now: float) -> None:
    """The server failed to give these once more; ``now`` in epoch seconds. Messages come to be listed no more."""
    failures = dict(
        tx.rows_among(
            "SELECT uid, failures FROM withheld WHERE folder_id = ? AND uid IN ({marks})",
            problems,
            [folder_id],
        )
    )
    tx.db.executemany(
        "INSERT INTO withheld (folder_id, uid, what, problem, failures, retry_at) VALUES (?, ?, 'header', ?, ?, ?)"
        " ON CONFLICT DO UPDATE SET problem = excluded.problem, failures = excluded.failures,"
        " retry_at = excluded.retry_at",
        [
            (
                *(folder_id, uid, problem_json.to_json(problem), count := failures.get(uid, 0) + 1),
                int(now) + min(FIRST_RETRY_SECONDS << min(count - 1, 16), LAST_RETRY_SECONDS),
            )
            for uid, problem in problems.items()
        ],
    )
    tx.changes.folder_lists |= _account_of(tx, folder_id)


def given(tx: Transaction, folder_id: FolderId, uids: Iterable[Uid]) -> None:
    """These came after all."""
    gone = 0
    for uid in uids:
        sql = "DELETE FROM withheld WHERE folder_id = ? AND uid = ?"
        gone += tx.db.execute(sql, (folder_id, uid)).rowcount
    if gone:
        tx.changes.folder_lists |= _account_of(tx, folder_id)


def due_later(tx: Transaction, folder_id: FolderId, now: float) -> set[Uid]:
    """Those that are not to be asked for yet."""
    sql = "SELECT uid FROM withheld WHERE folder_id = ? AND retry_at > ?"
    return {Uid(uid) for (uid,) in tx.rows(sql, (folder_id, int(now)))}


def problems(tx: Transaction, folder_id: FolderId) -> dict[Uid, Problem]:
    """All of a folder, with why."""
    found = tx.rows("SELECT uid, problem FROM withheld WHERE folder_id = ?", (folder_id,))
    told = {Uid(uid): problem_json.from_json(text) for uid, text in found}
    return {uid: problem for uid, problem in told.items() if problem is not None}


def retry(tx: Transaction, folder_id: FolderId, uids: Collection[Uid] | None = None) -> None:
    """The user wants them (None: all of the folder): ask again at the next occasion."""
    if uids is None:
        tx.db.execute("UPDATE withheld SET retry_at = 0 WHERE folder_id = ?", (folder_id,))
    else:
        sql = "UPDATE withheld SET retry_at = 0 WHERE folder_id = ? AND uid = ?"
        tx.db.executemany(sql, [(folder_id, uid) for uid in uids])


def forget_vanished(tx: Transaction, folder_id: FolderId, uids: Collection[Uid] | None = None) -> None:
    """These uids are gone from the server (None: the folder was renumbered)."""
    if uids is None:
        gone = tx.db.execute("DELETE FROM withheld WHERE folder_id = ?", (folder_id,)).rowcount
    else:
        sql = "DELETE FROM withheld WHERE folder_id = ? AND uid = ?"
        gone = tx.db.executemany(sql, [(folder_id, uid) for uid in uids]).rowcount
    if gone:
        tx.changes.folder_lists |= _account_of(tx, folder_id)


def _account_of(tx: Transaction, folder_id: FolderId) -> set[AccountId]:
    return {
        AccountId(account_id) for (account_id,) in tx.rows("SELECT account_id FROM folder WHERE id = ?", (folder_id,))
    }
