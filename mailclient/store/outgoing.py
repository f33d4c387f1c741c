"""Writing the outbox: finished messages on their way. One row per send operation, same id; by primary key.

The operation's row is inserted first, in the same transaction; removing the operation removes the message. The bytes
are in ``outgoing_pieces``; two messages may share them (one that is sent once more to somebody else).
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from mailclient.mail.ids import AccountId, DraftId, OperationId
from mailclient.mail.message import Outgoing
from mailclient.mail.refusal import RecipientRefusal
from mailclient.store import outgoing_pieces, refusals
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
    unsettled: tuple[str, ...]
    """Those refused whom the user has not seen as such, and about whom nothing was done."""
    size: int
    state: OutgoingState
    message_id_header: str
    subject: str
    content: str
    """Whose pieces are its bytes."""
    send_at: float | None
    refusals: tuple[RecipientRefusal, ...]
    """What was said last of recipients that were not accepted; not of those refused who are settled."""
    again: bool
    """It is a message that some have already, sent once more: its copy is in Sent whatever becomes of it."""


@dataclass(frozen=True, slots=True)
class NewOutgoing:
    """A message whose bytes are in pieces already. ``message_id_header`` is without angle brackets."""

    mail_from: str
    recipients: tuple[str, ...]
    subject: str
    message_id_header: str
    content: str
    size: int
    send_at: float | None = None
    draft_id: DraftId | None = None
    resent_from: OperationId | None = None


class Waiting(NamedTuple):
    """A message whose turn is to come, of which there may be thousands. ``failed``: the last attempt did."""

    operation_id: OperationId
    mail_from: str
    not_before: float
    failed: bool


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
    outgoing_pieces.add_all(tx, operation_id, outgoing.data)
    new = NewOutgoing(
        outgoing.mail_from,
        outgoing.recipients,
        subject,
        message_id_header,
        operation_id,
        len(outgoing.data),
        outgoing.wishes.not_before,
        draft_id,
    )
    insert_built(tx, operation_id, account_id, new, now)


def insert_built(
    tx: Transaction, operation_id: OperationId, account_id: AccountId, new: NewOutgoing, now: float
) -> None:
    """A message whose bytes are here already, QUEUED."""
    tx.changes.outbox = True
    tx.db.execute(
        "INSERT INTO outgoing (operation_id, account_id, mail_from, recipients, subject, message_id_header,"
        " state, created_at, draft_id, content, size, send_at, resent_from)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            *(operation_id, account_id, new.mail_from, json.dumps(new.recipients), new.subject),
            *(new.message_id_header, OutgoingState.QUEUED, now, new.draft_id),
            *(new.content, new.size, new.send_at, new.resent_from),
        ),
    )


def made_with(tx: Transaction, operation_id: OperationId) -> list[OperationId]:
    """The operations of all messages that the draft of this one became. Index ``outgoing_draft``."""
    sql = """
    SELECT another.operation_id FROM outgoing JOIN outgoing AS another ON another.draft_id = outgoing.draft_id
    WHERE outgoing.operation_id = ?
    """
    return [OperationId(id_) for (id_,) in tx.rows(sql, (operation_id,))]


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
        "SELECT mail_from, recipients, doubtful, delivered, refused, size, state, message_id_header, subject,"
        " content, send_at, refusals, dismissed, resent_from IS NOT NULL FROM outgoing WHERE operation_id = ?",
        (operation_id,),
    )
    if found is None:
        return None
    mail_from, everyone, doubtful, delivered, refused, size, state, message_id_header, subject, *others = found
    content, send_at, said, dismissed, again = others
    done = {*json.loads(delivered), *json.loads(refused)}
    unsettled, lines = refusals.unsettled(json.loads(refused), refusals.from_json(said), dismissed=bool(dismissed))
    left = tuple(address for address in json.loads(everyone) if address not in done)
    doubted = set(json.loads(doubtful) or left)
    return OutgoingEnvelope(
        mail_from,
        left,
        tuple(address for address in left if address in doubted),
        tuple(json.loads(delivered)),
        tuple(json.loads(refused)),
        unsettled,
        *(size, OutgoingState(state), message_id_header, subject),
        *(content, send_at, lines, bool(again)),
    )


def waiting(tx: Transaction, account_id: AccountId) -> list[Waiting]:
    """The QUEUED messages of an account, due or not, in order. Index ``operation_open``; 5 µs for each."""
    sql = (
        "SELECT id, mail_from, not_before, problem IS NOT NULL FROM open_operation"
        " CROSS JOIN outgoing ON outgoing.operation_id = open_operation.id"
        " WHERE open_operation.account_id = ? AND open_operation.state = 'waiting' AND outgoing.state = ? ORDER BY seq"
    )
    return [
        Waiting(id_, mail_from, not_before, bool(failed))
        for id_, mail_from, not_before, failed in tx.rows(sql, (account_id, OutgoingState.QUEUED))
    ]


def piece(tx: Transaction, operation_id: OperationId, start: int, length: int) -> bytes:
    """Some of the bytes; fewer at the end."""
    found = tx.row("SELECT content FROM outgoing WHERE operation_id = ?", (operation_id,))
    return b"" if found is None else outgoing_pieces.read(tx, found[0], start, length)


def note_refusals(tx: Transaction, operation_id: OperationId, said: Sequence[RecipientRefusal]) -> None:
    """What the server said of these recipients; what it said of them before gives way."""
    found = envelope(tx, operation_id)
    if found is not None and said:
        tx.changes.outbox = True
        latest = {one.address: one for one in (*found.refusals, *said)}
        told = (refusals.to_json(tuple(latest.values())), operation_id)
        tx.db.execute("UPDATE outgoing SET refusals = ? WHERE operation_id = ?", told)


def set_send_at(tx: Transaction, operation_id: OperationId, send_at: float | None) -> None:
    """Not to go out before then; None: at once."""
    tx.changes.outbox = True
    tx.db.execute("UPDATE outgoing SET send_at = ? WHERE operation_id = ?", (send_at, operation_id))


def settle_refusals(tx: Transaction, operation_id: OperationId, addresses: Sequence[str]) -> None:
    """Something was done about these refused recipients, or the user has seen it; with the last it leaves the outbox.

    What was said of others stays: of those who are still being tried, too.
    """
    found = envelope(tx, operation_id)
    if found is None:
        return
    tx.changes.outbox = True
    settled = set(found.refused) & set(addresses)
    kept = tuple(one for one in found.refusals if one.address not in settled)
    told = (refusals.to_json(kept), not set(found.unsettled) - settled, operation_id)
    tx.db.execute("UPDATE outgoing SET refusals = ?, dismissed = ? WHERE operation_id = ?", told)


def dismiss(tx: Transaction, operation_id: OperationId) -> None:
    """The user has seen who did not get it."""
    found = envelope(tx, operation_id)
    if found is not None:
        settle_refusals(tx, operation_id, found.refused)


def note_outcome(tx: Transaction, operation_id: OperationId, delivered: Sequence[str], refused: Sequence[str]) -> None:
    """Recipients for whom the server has taken it, and those it does not accept; added to what is noted already.

    What it said before of those for whom it has taken it counts no more. Of those that it does not accept as well now,
    the user has not seen anything.
    """
    found = envelope(tx, operation_id)
    if found is not None:
        tx.changes.outbox = True
        also_refused = [each for each in refused if each not in found.refused]
        got_it = {*found.delivered, *delivered}
        tx.db.execute(
            "UPDATE outgoing SET delivered = ?, refused = ?, dismissed = dismissed AND ?, refusals = ?"
            " WHERE operation_id = ?",
            (
                json.dumps([*found.delivered, *(each for each in delivered if each not in found.delivered)]),
                json.dumps([*found.refused, *also_refused]),
                not also_refused,
                refusals.to_json([one for one in found.refusals if one.address not in got_it]),
                operation_id,
            ),
        )


def refused(tx: Transaction, operation_id: OperationId) -> tuple[str, ...]:
    """The recipients the server did not accept, while it accepted others; not those who are settled."""
    found = envelope(tx, operation_id)
    return () if found is None else found.unsettled


def filed_since(tx: Transaction, account_id: AccountId, made_after: float) -> list[tuple[OperationId, str, str]]:
    """Id, reverse-path and Message-ID of what was made after that (epoch seconds) and is in Sent. A few rows."""
    return tx.rows(
        "SELECT operation_id, mail_from, message_id_header FROM outgoing WHERE account_id = ? AND state = 'filed'"
        " AND created_at > ? AND message_id_header <> ''",
        (account_id, made_after),
    )
