"""Writing the outbox: finished messages on their way. One row per send operation, same id; by primary key.

The operation's row is inserted first, in the same transaction; removing the operation removes the message.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from mailclient.mail.ids import AccountId, DraftId, OperationId
from mailclient.mail.message import Outgoing
from mailclient.store.rows import OutgoingState
from mailclient.store.transaction import Transaction


@dataclass(frozen=True, slots=True)
class OutgoingEnvelope:
    """A message on its way without its bytes (``size`` of them). ``left``: recipients it is still to be sent to.

    ``doubtful``: those of them for whom it may have been taken, while it is IN_DOUBT.
    """

    mail_from: str
    left: tuple[str, ...]
    doubtful: tuple[str, ...]
    delivered: tuple[str, ...]
    refused: tuple[str, ...]
    size: int
    state: OutgoingState
    message_id_header: str
    subject: str


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


def set_state(tx: Transaction, operation_id: OperationId, state: OutgoingState) -> None:
    """How far it has come. For IN_DOUBT see ``doubt``."""
    tx.changes.outbox = True
    tx.db.execute("UPDATE outgoing SET state = ? WHERE operation_id = ?", (state, operation_id))


def doubt(tx: Transaction, operation_id: OperationId, recipients: Sequence[str]) -> None:
    """IN_DOUBT for these recipients; to be committed before the final dot goes out."""
    set_state(tx, operation_id, OutgoingState.IN_DOUBT)
    told = (json.dumps(recipients), operation_id)
    tx.db.execute("UPDATE outgoing SET doubtful = ? WHERE operation_id = ?", told)


def envelope(tx: Transaction, operation_id: OperationId) -> OutgoingEnvelope | None:
    """All but the bytes, which are not read."""
    found = tx.row(
        "SELECT mail_from, recipients, doubtful, delivered, refused, length(data), state, message_id_header, subject"
        " FROM outgoing WHERE operation_id = ?",
        (operation_id,),
    )
    if found is None:
        return None
    mail_from, everyone, doubtful, delivered, refused, size, state, message_id_header, subject = found
    done = {*json.loads(delivered), *json.loads(refused)}
    left = tuple(address for address in json.loads(everyone) if address not in done)
    doubted = set(json.loads(doubtful) or left)
    return OutgoingEnvelope(
        mail_from,
        left,
        tuple(address for address in left if address in doubted),
        tuple(json.loads(delivered)),
        tuple(json.loads(refused)),
        *(size, OutgoingState(state), message_id_header, subject),
    )


def piece(tx: Transaction, operation_id: OperationId, start: int, length: int) -> bytes:
    """Some of the bytes; fewer at the end. A piece that begins at 50 MB takes 3 ms: SQLite walks along a chain."""
    found = tx.row("SELECT rowid FROM outgoing WHERE operation_id = ?", (operation_id,))
    if found is None:
        return b""
    with tx.db.blobopen("outgoing", "data", found[0], readonly=True) as blob:
        blob.seek(min(start, len(blob)))
        return blob.read(length)


def note_outcome(tx: Transaction, operation_id: OperationId, delivered: Sequence[str], refused: Sequence[str]) -> None:
    """Recipients for whom the server has taken it, and those it does not accept; added to what is noted already."""
    found = envelope(tx, operation_id)
    if found is not None:
        tx.changes.outbox = True
        tx.db.execute(
            "UPDATE outgoing SET delivered = ?, refused = ? WHERE operation_id = ?",
            (
                json.dumps([*found.delivered, *(each for each in delivered if each not in found.delivered)]),
                json.dumps([*found.refused, *(each for each in refused if each not in found.refused)]),
                operation_id,
            ),
        )


def refused(tx: Transaction, operation_id: OperationId) -> tuple[str, ...]:
    """The recipients the server did not accept, while it accepted others."""
    found = tx.row("SELECT refused FROM outgoing WHERE operation_id = ?", (operation_id,))
    return () if found is None else tuple(json.loads(found[0]))
