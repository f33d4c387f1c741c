"""Writing down what submission servers said to messages: kept for the story of what was sent, when the outbox forgets.

One row for each transaction with a server. A few rows a message, by its Message-ID.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from mailclient.mail.ids import OperationId
from mailclient.mail.refusal import RecipientRefusal
from mailclient.store import refusals
from mailclient.store.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Answer:
    """``at`` in epoch seconds; ``reply`` is the server's line for the message, "" when it was for nobody."""

    at: float
    server: str
    reply: str
    accepted: Sequence[str]
    refused: Sequence[RecipientRefusal]


def note(tx: Transaction, operation_id: OperationId, message_id_header: str, answer: Answer) -> None:
    """Keep it; what was to be sent at a time is noted with that."""
    due = tx.row("SELECT send_at FROM outgoing WHERE operation_id = ?", (operation_id,))
    tx.db.execute(
        "INSERT INTO handed_in (operation_id, message_id_header, at, server, reply, accepted, refused, due)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (
            *(operation_id, message_id_header, answer.at, answer.server, answer.reply),
            *(json.dumps(list(answer.accepted)), refusals.to_json(answer.refused), due and due[0]),
        ),
    )


def first_at(tx: Transaction, operation_id: OperationId) -> float | None:
    """When a server took it for somebody for the first time, epoch seconds. Index ``handed_in_operation``."""
    at: float | None = tx.row("SELECT min(at) FROM handed_in WHERE operation_id = ?", (operation_id,))[0]
    return at


def last(tx: Transaction, operation_id: OperationId) -> Answer | None:
    """The latest that took it for somebody. Index ``handed_in_operation``."""
    found = tx.row(
        "SELECT at, server, reply, accepted, refused FROM handed_in WHERE operation_id = ? AND reply <> ''"
        " ORDER BY id DESC LIMIT 1",
        (operation_id,),
    )
    if found is None:
        return None
    at, server, reply, accepted, refused = found
    return Answer(at, server, reply, json.loads(accepted), refusals.from_json(refused))
