"""Trying a failed operation again; for a message in doubt this is the user's word to send it."""

from mailclient.engine.operations import payload
from mailclient.mail.ids import AccountId, OperationId
from mailclient.store import operations, outgoing
from mailclient.store.rows import OperationState, OutgoingState
from mailclient.store.transaction import Transaction


def retry(tx: Transaction, operation_id: OperationId, *, even_in_doubt: bool = True) -> AccountId | None:
    """Let it wait for its next turn, which is now; the account that has something to do. Unknown or done: nothing.

    Nor is anything done with a message in doubt, unless the user knows that (``even_in_doubt``).
    """
    row = operations.find(tx, operation_id)
    if row is None or row.state not in (OperationState.FAILED, OperationState.WAITING):
        return None
    if row.kind == payload.SEND:
        found = outgoing.envelope(tx, operation_id)
        if found is not None and found.state is OutgoingState.IN_DOUBT:
            if not even_in_doubt:
                return None
            outgoing.set_state(tx, operation_id, OutgoingState.QUEUED)
    operations.set_waiting(tx, operation_id)
    return row.account_id
