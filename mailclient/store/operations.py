"""Writing the operations log: the user's actions in their order, each durable before it is acknowledged.

An operation shows its effect while it is WAITING, RUNNING or IN_DOUBT, for those of its messages that are not done.
Every function here recomputes what is shown. Done ones are kept a while, to know a repeated request and to undo.
The log is short (what waits, and a week of what is done); costs are by the number of messages of the operation.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from mailclient.mail.flag import Flag, Flags
from mailclient.mail.ids import AccountId, MessageId, OperationId
from mailclient.mail.problem import Problem
from mailclient.store import effects, problem_json
from mailclient.store.places import drop_adrift
from mailclient.store.rows import OperationMessage, OperationRow, OperationState, Place
from mailclient.store.shown import recompute
from mailclient.store.transaction import Transaction

_COLUMNS = "seq, id, account_id, kind, payload, state, not_before, attempts, created_at, problem"
_WAITING = f"""
SELECT {_COLUMNS} FROM open_operation AS asked
WHERE account_id = ? AND state = 'waiting' AND not_before <= ? AND NOT EXISTS (
  SELECT 1 FROM operation_message AS mine
  CROSS JOIN operation_message AS theirs ON theirs.message_id = mine.message_id
  CROSS JOIN open_operation AS earlier ON earlier.seq = theirs.operation_seq
  WHERE mine.operation_seq = asked.seq AND mine.done = 0 AND theirs.done = 0 AND earlier.seq < asked.seq
    AND (earlier.state <> 'waiting' OR earlier.not_before > ?)
)
ORDER BY seq LIMIT ?
"""


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
) -> bool:
    """Append an operation to the log; False (and nothing done) when it is there already, in whatever state.

    Messages that are gone are left out. ``now`` and ``not_before`` in epoch seconds. 1 ms for 50 messages.
    """
    cursor = tx.db.execute(
        "INSERT INTO operation (id, account_id, kind, payload, effect, state, not_before, created_at)"
        " VALUES (?, ?, ?, ?, ?, 'waiting', ?, ?) ON CONFLICT (id) DO NOTHING",
        (operation_id, account_id, kind, payload, effects.to_json(effect), not_before, now),
    )
    if not cursor.rowcount:
        return False
    seq = cursor.lastrowid
    shown = list(tx.rows_among("SELECT id, folder_id, bits FROM message WHERE id IN ({marks})", set(message_ids)))
    tx.db.executemany(
        "INSERT INTO operation_message (operation_seq, message_id, from_folder_id, from_bits) VALUES (?, ?, ?, ?)",
        [(seq, id_, folder_id, bits) for id_, folder_id, bits in shown],
    )
    recompute(tx, [MessageId(id_) for id_, *_ in shown])
    return True


def find(tx: Transaction, operation_id: OperationId) -> OperationRow | None:
    """One operation. By its unique id."""
    found = tx.row(f"SELECT {_COLUMNS} FROM operation WHERE id = ?", (operation_id,))
    return None if found is None else _operation(found)


def messages_of(tx: Transaction, operation_id: OperationId, *, open_only: bool = True) -> list[OperationMessage]:
    """The messages of an operation that are still there, in id order; only those not done unless asked."""
    found = tx.rows(
        "SELECT message.id, server_folder_id, uid, message_id_header, size, done, from_folder_id, from_bits"
        " FROM operation CROSS JOIN operation_message ON operation_seq = seq"
        " CROSS JOIN message ON message.id = message_id WHERE operation.id = ? AND done <= ? ORDER BY message.id",
        (operation_id, 0 if open_only else 1),
    )
    return [_operation_message(row) for row in found]


def waiting(tx: Transaction, account_id: AccountId, now: float, limit: int = 20) -> list[OperationRow]:
    """The operations of an account to run next, in order: WAITING and due. Index ``operation_open``.

    Left out: those of which a message has an earlier operation that is running, in doubt or not yet due, so that
    what happens to one message keeps its order. Ask again after one of them was put off.
    """
    return [_operation(row) for row in tx.rows(_WAITING, (account_id, now, now, limit))]


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


def set_messages_done(tx: Transaction, operation_id: OperationId, message_ids: Iterable[MessageId]) -> None:
    """The server has done it for these; in one transaction with the server columns that say so."""
    done = list(message_ids)
    tx.db.executemany(
        "UPDATE operation_message SET done = 1 WHERE message_id = ?"
        " AND operation_seq = (SELECT seq FROM operation WHERE id = ?)",
        [(message_id, operation_id) for message_id in done],
    )
    recompute(tx, done)
    drop_adrift(tx, done)


def finish(tx: Transaction, operation_id: OperationId) -> None:
    """The server has done it: its effect is no longer replayed. Server columns are written before, same transaction.

    Adrift rows that nothing waits for any more are deleted; the bytes of a sent message are let go.
    """
    _set_state(tx, operation_id, OperationState.DONE, None)
    tx.db.execute("UPDATE outgoing SET data = x'' WHERE operation_id = ?", (operation_id,))


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
    message_ids = _message_ids(tx, operation_id)
    tx.changes.outbox |= _is_outgoing(tx, operation_id)
    tx.db.execute("DELETE FROM operation WHERE id = ?", (operation_id,))
    recompute(tx, message_ids)
    drop_adrift(tx, message_ids)
    return found.state


def prune(tx: Transaction, made_before: float) -> int:
    """Forget operations made before this time that are DONE, or FAILED and of no consequence; how many.

    What failed and holds something of the user's (a message to send, bytes to append) is kept.
    """
    cursor = tx.db.execute(
        "DELETE FROM operation WHERE created_at < ? AND (state = 'done' OR (state = 'failed' AND effect <> ''))",
        (made_before,),
    )
    return cursor.rowcount


def _set_state(tx: Transaction, operation_id: OperationId, state: OperationState, problem: Problem | None) -> None:
    tx.db.execute(
        "UPDATE operation SET state = ?, problem = ? WHERE id = ?", (state, problem_json.to_json(problem), operation_id)
    )
    message_ids = _message_ids(tx, operation_id)
    recompute(tx, message_ids)
    drop_adrift(tx, message_ids)
    tx.changes.outbox |= _is_outgoing(tx, operation_id)


def _message_ids(tx: Transaction, operation_id: OperationId) -> list[MessageId]:
    sql = "SELECT message_id FROM operation CROSS JOIN operation_message ON operation_seq = seq WHERE operation.id = ?"
    return [MessageId(id_) for (id_,) in tx.rows(sql, (operation_id,))]


def _is_outgoing(tx: Transaction, operation_id: OperationId) -> bool:
    return tx.row("SELECT 1 FROM outgoing WHERE operation_id = ?", (operation_id,)) is not None


def _operation(row: Sequence[Any]) -> OperationRow:
    seq, id_, account_id, kind, payload, state, not_before, attempts, created_at, problem = row
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
    )


def _operation_message(row: Sequence[Any]) -> OperationMessage:
    id_, folder_id, uid, message_id_header, size, done, from_folder_id, from_bits = row
    return OperationMessage(
        id_, Place(folder_id, uid), message_id_header, size, bool(done), from_folder_id, Flags(Flag(from_bits))
    )
