"""Stopping an operation: one that waits is dropped, one that runs ends between two commands (``located``)."""

from mailclient.engine.operations import payload
from mailclient.engine.operations.undo import restore_absorbed, unmark
from mailclient.mail.ids import OperationId
from mailclient.mail.problem import MailError, Problem, ProblemKind
from mailclient.store import operations
from mailclient.store.rows import OperationRow, OperationState, OperationTrace
from mailclient.store.transaction import Transaction


def cancel(
    tx: Transaction, rows: dict[OperationId, list[OperationTrace]], now: float
) -> list[tuple[OperationRow, int]]:
    """Those that were dropped at once, with how many of their messages were done.

    ``MailError(TOO_LATE)`` when all of it is done.
    """
    dropped = []
    found = [row for row in (operations.find(tx, id_) for id_ in rows) if row is not None and row.kind != payload.SEND]
    if found and all(row.state is OperationState.DONE for row in found):
        raise MailError(Problem(ProblemKind.TOO_LATE))
    for row in found:
        if row.state in (OperationState.WAITING, OperationState.FAILED):
            done = sum(trace.done for trace in rows[row.id])
            if done:
                operations.finish(tx, row.id)
            else:
                operations.remove(tx, row.id)
            restore_absorbed(tx, row, rows[row.id], now)
            unmark(tx, row, rows[row.id], now)
            dropped.append((row, done))
        else:
            operations.cancel(tx, row.id)
    return dropped
