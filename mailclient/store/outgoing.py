"""Writing the outbox: finished messages on their way. One row per send operation, same id; by primary key.

The operation's row is inserted first, in the same transaction; removing the operation removes the message.
"""

from collections.abc import Sequence

from mailclient.mail.ids import AccountId, OperationId
from mailclient.mail.message import Outgoing
from mailclient.store.rows import OutgoingState
from mailclient.store.transaction import Transaction


def insert(
    tx: Transaction,
    operation_id: OperationId,
    account_id: AccountId,
    outgoing: Outgoing,
    *,
    subject: str,
    message_id_header: str,
    now: float,
) -> None:
    """Keep the finished bytes, QUEUED. ``message_id_header`` without angle brackets."""
    raise NotImplementedError


def load(tx: Transaction, operation_id: OperationId) -> tuple[Outgoing, OutgoingState, str] | None:
    """The message, how far it has come and its Message-ID."""
    raise NotImplementedError


def set_state(tx: Transaction, operation_id: OperationId, state: OutgoingState) -> None:
    """How far it has come. IN_DOUBT is to be committed before the final dot goes out."""
    raise NotImplementedError


def set_refused(tx: Transaction, operation_id: OperationId, recipients: Sequence[str]) -> None:
    """The recipients the server did not accept, while it accepted others."""
    raise NotImplementedError


def refused(tx: Transaction, operation_id: OperationId) -> tuple[str, ...]:
    """What ``set_refused`` kept."""
    raise NotImplementedError
