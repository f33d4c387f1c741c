"""Writing the operations log: the user's actions in their order, each durable before it is acknowledged.

An operation shows its effect while it is WAITING, RUNNING or IN_DOUBT, for those of its messages that are not done.
Every function here recomputes what is shown (of many messages slice by slice: ``operation_slices``). Done ones are kept
a while, to know a repeated request and to undo. Their messages: ``operation_messages``; on folders: ``shown_folders``.
The log is short (what waits, and a week of what is done); costs are by the number of messages of the operation.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

from mailclient.mail.ids import AccountId, FolderId, MessageId, OperationId
from mailclient.mail.problem import Problem
from mailclient.store import effects, operation_slices, problem_json
from mailclient.store.operation_messages import messages_of, set_messages_done
from mailclient.store.operation_slices import SLICE
from mailclient.store.rows import OperationRow, OperationState
from mailclient.store.shown_folders import recompute_folders
from mailclient.store.transaction import Transaction

__all__ = [
    "Queued",
    "cancel",
    "fail",
    "find",
    "finish",
    "insert",
    "interrupted",
    "is_cancelled",
    "messages_of",
    "next_due",
    "prune",
    "remove",
    "set_in_doubt",
    "set_messages_done",
    "set_running",
    "set_waiting",
    "waiting",
    "waiting_of_kind",
]

_COLUMNS = (
    "seq, id, account_id, kind, payload, state, not_before, attempts, created_at, problem, total, cancelled, folder_id"
)


class Queued(NamedTuple):
    """An operation that may run now; without its payload, which may be a large message."""

    id: OperationId
    kind: str


def insert(
    tx: Transaction,
    operation_id: OperationId,
    account_id: AccountId,
    kind: str,
    payload: bytes,
    *,
    now: float,
    not_before: float = 0.0,
    effect: effects.Effect | None = None,
    message_ids: Sequence[MessageId] = (),
    folder_id: FolderId | None = None,
    folder_effect: str = "",
) -> bool:
    """Append an operation to the log; False (and nothing done) when it is there already, in whatever state.

    Messages that are gone are left out; of more than ``operation_slices.SLICE`` the effect is shown slice by slice
    (``operation_slices.more_to_do``). ``folder_effect``: ``shown_folders.to_json`` of what is shown of ``folder_id``.
    ``now`` and ``not_before`` in epoch seconds. 1 ms for 50 messages.
    """
    message_ids = list(dict.fromkeys(message_ids))
    cursor = tx.db.execute(
        "INSERT INTO operation (id, account_id, kind, payload, effect, state, not_before, created_at, total, folder_id)"
        " VALUES (?, ?, ?, ?, ?, 'waiting', ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING",
        (
            *(operation_id, account_id, kind, payload, folder_effect or effects.to_json(effect), not_before, now),
            *(len(message_ids), folder_id),
        ),
    )
    if not cursor.rowcount:
        return False
    assert cursor.lastrowid is not None
    operation_slices.take_in(tx, cursor.lastrowid, message_ids)
    if folder_id is not None:
        recompute_folders(tx, account_id)
    return True


def find(tx: Transaction, operation_id: OperationId) -> OperationRow | None:
    """One operation; none that was taken back. By its unique id."""
    found = tx.row(f"SELECT {_COLUMNS} FROM operation WHERE id = ? AND state <> 'removed'", (operation_id,))
    return None if found is None else _operation(found)


def waiting(tx: Transaction, account_id: AccountId, now: float) -> list[Queued]:
    """The operations of an account to run next, in order: WAITING and due. Index ``operation_open``.

    Left out: those of which a message has an earlier operation that is left out, running or in doubt, so that what
    happens to one message keeps its order. An operation on a folder goes before nothing and nothing goes before it; nor
    does anything before one that is still being taken in. Ask again after one of them was put off.
    """
    found: list[Queued] = []
    held_back: list[int] = []
    for seq, id_, kind, state, not_before, folder_id in tx.rows(
        "SELECT seq, id, kind, state, not_before, folder_id FROM open_operation WHERE account_id = ? ORDER BY seq",
        (account_id,),
    ):
        if operation_slices.being_taken_in(tx, seq):
            break
        may_run = state == OperationState.WAITING and not_before <= now
        if folder_id is not None and (held_back or not may_run):
            break
        if may_run and not (held_back and _share_a_message(tx, seq, held_back)):
            found.append(Queued(id_, kind))
        else:
            held_back.append(seq)
    return found


def waiting_of_kind(tx: Transaction, account_id: AccountId, kind: str) -> list[OperationRow]:
    """The WAITING operations of one kind in order, due or not, whatever is before them. Index ``operation_open``."""
    found = tx.rows(
        f"SELECT {_COLUMNS} FROM open_operation WHERE account_id = ? AND kind = ? AND state = 'waiting' ORDER BY seq",
        (account_id, kind),
    )
    return [_operation(row) for row in found]


def interrupted(tx: Transaction, account_id: AccountId) -> list[OperationRow]:
    """Those found RUNNING or IN_DOUBT (after a restart): ask the server whether they are done. In order."""
    found = tx.rows(
        f"SELECT {_COLUMNS} FROM open_operation WHERE account_id = ? AND state <> 'waiting' ORDER BY seq", (account_id,)
    )
    return [_operation(row) for row in found]


def next_due(tx: Transaction, account_id: AccountId) -> float | None:
    """When the earliest WAITING operation is due, in epoch seconds (maybe past); None when none waits."""
    sql = "SELECT min(not_before) FROM open_operation WHERE account_id = ? AND state = 'waiting'"
    due: float | None = tx.row(sql, (account_id,))[0]
    return due


def set_running(tx: Transaction, operation_id: OperationId) -> bool:
    """Before the first byte goes out; counts the attempt. False when it is not WAITING any more (undone meanwhile)."""
    cursor = tx.db.execute(
        "UPDATE operation SET state = 'running', attempts = attempts + 1 WHERE id = ? AND state = 'waiting'",
        (operation_id,),
    )
    tx.changes.outbox |= _is_outgoing(tx, operation_id)
    return cursor.rowcount == 1


def set_in_doubt(tx: Transaction, operation_id: OperationId, problem: Problem | None = None) -> None:
    """It may have been done. It stays shown, and is not run again by itself."""
    _set_state(tx, operation_id, OperationState.IN_DOUBT, problem)


def set_waiting(
    tx: Transaction, operation_id: OperationId, not_before: float = 0.0, problem: Problem | None = None
) -> None:
    """To be tried (again) from ``not_before`` on; ``problem`` is the last attempt's. Shown again if it had failed."""
    tx.db.execute("UPDATE operation SET not_before = ? WHERE id = ?", (not_before, operation_id))
    _set_state(tx, operation_id, OperationState.WAITING, problem)


def cancel(tx: Transaction, operation_id: OperationId) -> bool:
    """Ask a RUNNING operation to stop between two commands, in a later run if this one is cut off; False when it does
    not run.
    """
    cursor = tx.db.execute("UPDATE operation SET cancelled = 1 WHERE id = ? AND state = 'running'", (operation_id,))
    return cursor.rowcount == 1


def is_cancelled(tx: Transaction, operation_id: OperationId) -> bool:
    """Whether it was asked to stop. By its unique id."""
    return bool(tx.rows("SELECT 1 FROM operation WHERE id = ? AND cancelled = 1", (operation_id,)))


def finish(tx: Transaction, operation_id: OperationId) -> None:
    """The server has done it: its effect is no longer replayed. Server columns are written before, same transaction.

    Adrift rows that nothing waits for any more are deleted; the bytes of a sent message are swept away later.
    """
    _set_state(tx, operation_id, OperationState.DONE, None)


def fail(tx: Transaction, operation_id: OperationId, problem: Problem) -> None:
    """The server will not do it: what is shown goes back. The row stays, to be retried or seen."""
    _set_state(tx, operation_id, OperationState.FAILED, problem)


def remove(tx: Transaction, operation_id: OperationId) -> OperationState | None:
    """Drop it from the log as if never asked (undo while waiting); the state it had, None when unknown.

    Only what is WAITING or FAILED is dropped; for other states nothing is done.
    """
    found = find(tx, operation_id)
    if found is None or found.state not in (OperationState.WAITING, OperationState.FAILED):
        return found.state if found else None
    tx.changes.outbox |= _is_outgoing(tx, operation_id)
    tx.db.execute("DELETE FROM operation_slice WHERE operation_seq = ?", (found.seq,))
    _set_state(tx, operation_id, OperationState.REMOVED, None)
    return found.state


def prune(tx: Transaction, made_before: float) -> int:
    """Forget operations made before this time that are DONE, or FAILED and of no consequence; how many.

    What failed and holds something of the user's (a message to send, bytes to append) is kept, and what was not
    accepted for some recipients until the user has seen that. Those of many messages go slice by slice.
    """
    old = (
        "created_at < ? AND (state = 'done' OR (state = 'failed' AND effect <> '')) AND NOT EXISTS (SELECT 1 FROM"
        " outgoing WHERE operation_id = operation.id AND refused <> '[]' AND dismissed = 0)"
    )
    tx.db.execute(
        f"UPDATE operation SET state = 'removed', unsettled = 1 WHERE {old} AND total > ?", (made_before, SLICE)
    )
    return tx.db.execute(f"DELETE FROM operation WHERE {old}", (made_before,)).rowcount


def _share_a_message(tx: Transaction, seq: int, others: Sequence[int]) -> bool:
    """Whether an operation is about an open message of one of ``others``. Primary key of ``operation_message``."""
    for other in others:
        fewer, more = (seq, other) if _count(tx, seq) < _count(tx, other) else (other, seq)
        if tx.row(
            "SELECT 1 FROM operation_message AS mine CROSS JOIN operation_message AS theirs"
            " ON theirs.operation_seq = ? AND theirs.message_id = mine.message_id"
            " WHERE mine.operation_seq = ? AND mine.done = 0 AND theirs.done = 0 LIMIT 1",
            (more, fewer),
        ):
            return True
    return False


def _count(tx: Transaction, seq: int) -> int:
    found: int = tx.row("SELECT total FROM operation WHERE seq = ?", (seq,))[0]
    return found


def _set_state(tx: Transaction, operation_id: OperationId, state: OperationState, problem: Problem | None) -> None:
    tx.db.execute(
        "UPDATE operation SET state = ?, problem = ?, cancelled = cancelled AND ? WHERE id = ?",
        (state, problem_json.to_json(problem), state is OperationState.WAITING, operation_id),
    )
    tx.changes.outbox |= _is_outgoing(tx, operation_id)
    for seq, account_id, folder_id in tx.rows(
        "SELECT seq, account_id, folder_id FROM operation WHERE id = ?", (operation_id,)
    ):
        operation_slices.unsettle(tx, seq)
        if folder_id is not None:
            recompute_folders(tx, account_id)


def _is_outgoing(tx: Transaction, operation_id: OperationId) -> bool:
    return tx.row("SELECT 1 FROM outgoing WHERE operation_id = ?", (operation_id,)) is not None


def _operation(row: Sequence[Any]) -> OperationRow:
    seq, id_, account_id, kind, payload, state, not_before, attempts, created_at, problem, *others = row
    total, cancelled, folder_id = others
    return OperationRow(
        seq,
        id_,
        account_id,
        kind,
        payload,
        OperationState(state),
        not_before,
        attempts,
        created_at,
        problem_json.from_json(problem),
        total,
        bool(cancelled),
        folder_id,
    )
