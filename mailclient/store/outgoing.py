"""Writing the outbox: finished messages on their way. One row per send operation, same id; by primary key.

The operation's row is inserted first, in the same transaction; removing the operation removes the message.
"""

import json
from collections.abc import Sequence

from mailclient.mail.ids import AccountId, DraftId, OperationId
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
    draft_id: DraftId | None = None,
) -> None:
    """Keep the finished bytes, QUEUED. ``message_id_header`` without angle brackets.

    ``draft_id`` is the draft it was written as; ``Reader.drafts`` leaves it out from now on.
    """
    tx.changes.outbox = True
    tx.db.execute(
        "INSERT INTO outgoing (operation_id, account_id, data, mail_from, recipients, subject, message_id_header,"
        " state, created_at, draft_id) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            *(operation_id, account_id, outgoing.data, outgoing.mail_from, json.dumps(outgoing.recipients)),
            *(subject, message_id_header, OutgoingState.QUEUED, now, draft_id),
        ),
    )


def load(tx: Transaction, operation_id: OperationId) -> tuple[Outgoing, OutgoingState, str] | None:
    """The message, how far it has come and its Message-ID. Its bytes are gone once the operation is done."""
    found = tx.row(
        "SELECT data, mail_from, recipients, state, message_id_header FROM outgoing WHERE operation_id = ?",
        (operation_id,),
    )
    if found is None:
        return None
    data, mail_from, recipients, state, message_id_header = found
    return Outgoing(data, mail_from, tuple(json.loads(recipients))), OutgoingState(state), message_id_header


def set_state(tx: Transaction, operation_id: OperationId, state: OutgoingState) -> None:
    """How far it has come. IN_DOUBT is to be committed before the final dot goes out."""
    tx.changes.outbox = True
    tx.db.execute("UPDATE outgoing SET state = ? WHERE operation_id = ?", (state, operation_id))


def set_refused(tx: Transaction, operation_id: OperationId, recipients: Sequence[str]) -> None:
    """The recipients the server did not accept, while it accepted others."""
    tx.db.execute("UPDATE outgoing SET refused = ? WHERE operation_id = ?", (json.dumps(recipients), operation_id))


def refused(tx: Transaction, operation_id: OperationId) -> tuple[str, ...]:
    """What ``set_refused`` kept."""
    found = tx.row("SELECT refused FROM outgoing WHERE operation_id = ?", (operation_id,))
    return () if found is None else tuple(json.loads(found[0]))
