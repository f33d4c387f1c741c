"""The operations of one draft that became several messages: the user's own, and those derived from it."""

from mailclient.engine.operations.derived import derived_id
from mailclient.mail.ids import OperationId
from mailclient.store import outgoing
from mailclient.store.transaction import Transaction

_GONE = 1_000
"""So many of them may have been taken back by themselves, or be forgotten."""


def copy_operation(operation_id: OperationId, number: int) -> OperationId:
    """The operation of the message with this number; the first is the user's own."""
    return operation_id if number == 0 else derived_id(operation_id, f"copy {number}")


def copies_of(tx: Transaction, operation_id: OperationId) -> list[OperationId]:
    """The other messages that are in the outbox with this one, where it is the first of them."""
    there = set(outgoing.made_with(tx, operation_id))
    if there <= {operation_id}:
        return []
    derived = (copy_operation(operation_id, number) for number in range(1, len(there) + _GONE))
    return [id_ for id_ in derived if id_ in there]
