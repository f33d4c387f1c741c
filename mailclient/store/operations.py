"""Writing the operations log: the user's actions in their order, each durable before it is acknowledged.

An operation shows its effect while it is WAITING, RUNNING or IN_DOUBT, for those of its messages that are not done.
Every function here recomputes what is shown. Done ones are kept a while, to know a repeated request and to undo.
"""

from collections.abc import Iterable, Sequence

from mailclient.mail.ids import AccountId, MessageId, OperationId
from mailclient.mail.problem import Problem
from mailclient.store.effects import Effect
from mailclient.store.rows import OperationMessage, OperationRow, OperationState
from mailclient.store.transaction import Transaction


def insert(
    tx: Transaction,
    operation_id: OperationId,
    account_id: AccountId,
    kind: str,
    payload: bytes,
    *,
    now: float,
    not_before: float = 0.0,
    effect: Effect | None = None,
    message_ids: Sequence[MessageId] = (),
) -> bool:
    """Append an operation to the log; False (and nothing done) when it is there already, in whatever state.

    Messages that are gone are left out. ``now`` and ``not_before`` in epoch seconds. 1 ms for 50 messages.
    """
    raise NotImplementedError


def find(tx: Transaction, operation_id: OperationId) -> OperationRow | None:
    """One operation. By its unique id."""
    raise NotImplementedError


def messages_of(tx: Transaction, operation_id: OperationId, *, open_only: bool = True) -> list[OperationMessage]:
    """The messages of an operation that are still there, in id order; only those not done unless asked."""
    raise NotImplementedError


def waiting(tx: Transaction, account_id: AccountId, now: float, limit: int = 20) -> list[OperationRow]:
    """The operations of an account to run next, in order: WAITING and due. Index ``operation_open``."""
    raise NotImplementedError


def interrupted(tx: Transaction, account_id: AccountId) -> list[OperationRow]:
    """Those found RUNNING or IN_DOUBT (after a restart): ask the server whether they are done. In order."""
    raise NotImplementedError


def next_due(tx: Transaction, account_id: AccountId) -> float | None:
    """When the earliest WAITING operation is due, in epoch seconds (maybe past); None when none waits."""
    raise NotImplementedError


def set_running(tx: Transaction, operation_id: OperationId) -> bool:
    """Before the first byte goes out; counts the attempt. False when it is not WAITING any more (undone meanwhile)."""
    raise NotImplementedError


def set_in_doubt(tx: Transaction, operation_id: OperationId, problem: Problem | None = None) -> None:
    """It may have been done. It stays shown, and is not run again by itself."""
    raise NotImplementedError


def set_waiting(
    tx: Transaction, operation_id: OperationId, not_before: float = 0.0, problem: Problem | None = None
) -> None:
    """To be tried (again) from ``not_before`` on; ``problem`` is the last attempt's. Shown again if it had failed."""
    raise NotImplementedError


def set_messages_done(tx: Transaction, operation_id: OperationId, message_ids: Iterable[MessageId]) -> None:
    """The server has done it for these; in one transaction with the server columns that say so."""
    raise NotImplementedError


def finish(tx: Transaction, operation_id: OperationId) -> None:
    """The server has done it: its effect is no longer replayed. Server columns are written before, same transaction.

    Adrift rows that nothing waits for any more are deleted.
    """
    raise NotImplementedError


def fail(tx: Transaction, operation_id: OperationId, problem: Problem) -> None:
    """The server will not do it: what is shown goes back. The row stays, to be retried or seen."""
    raise NotImplementedError


def remove(tx: Transaction, operation_id: OperationId) -> OperationState | None:
    """Drop it from the log as if never asked (undo while waiting); the state it had, None when unknown.

    Only what is WAITING or FAILED is dropped; for other states nothing is done.
    """
    raise NotImplementedError


def prune(tx: Transaction, done_before: float) -> int:
    """Forget DONE operations (with their outgoing messages) made before this time; how many."""
    raise NotImplementedError
