"""Operations on many messages, slice by slice: no transaction is about more than ``SLICE`` of them.

Taking in: the ids are durable at once (``operation_slice``), the effect is shown slice after slice. Letting go: an
operation whose state changed is **unsettled** until what is shown has been computed anew for all its messages. Both
are taken up again after a start. Who asks for much calls ``more_to_do`` and ``do_slice`` until all is done.
"""

from array import array
from collections.abc import Sequence
from typing import NamedTuple

from mailclient.mail.ids import MessageId
from mailclient.store.places import drop_adrift
from mailclient.store.rows import OperationState
from mailclient.store.shown import recompute, shown_before
from mailclient.store.transaction import Transaction, batches

SLICE = 250
"""Messages in one transaction: 5 ms."""


class Step(NamedTuple):
    """Where the work on an operation's messages stands: after which message of it."""

    seq: int
    after: MessageId = MessageId(0)


def take_in(tx: Transaction, seq: int, message_ids: Sequence[MessageId]) -> None:
    """Make these the messages of a new operation: few at once, of many the first slice, and the others are kept."""
    first, *others = batches(message_ids, SLICE) if message_ids else [[]]
    tx.db.executemany(
        "INSERT INTO operation_slice (operation_seq, number, message_ids) VALUES (?, ?, ?)",
        [(seq, number, array("q", slice_).tobytes()) for number, slice_ in enumerate(others)],
    )
    _attach(tx, seq, first)


def being_taken_in(tx: Transaction, seq: int) -> bool:
    """Whether not all its messages are shown as after it yet. By primary key."""
    return tx.row("SELECT 1 FROM operation_slice WHERE operation_seq = ? LIMIT 1", (seq,)) is not None


def unsettle(tx: Transaction, seq: int) -> None:
    """Its state changed: compute anew what is shown of its messages, at once when they are few."""
    tx.db.execute("UPDATE operation SET unsettled = 1 WHERE seq = ?", (seq,))
    settle_slice(tx, Step(seq))


def more_to_do(tx: Transaction) -> Step | None:
    """An operation to be taken in or settled. Primary key of ``operation_slice``, index ``operation_unsettled``."""
    found = tx.row("SELECT seq FROM operation WHERE unsettled = 1 ORDER BY seq LIMIT 1") or tx.row(
        "SELECT operation_seq FROM operation_slice ORDER BY operation_seq LIMIT 1"
    )
    return None if found is None else Step(found[0])


def do_slice(tx: Transaction, step: Step) -> Step | None:
    """The next slice of what ``more_to_do`` named; None when that operation has no more."""
    if tx.row("SELECT unsettled FROM operation WHERE seq = ?", (step.seq,)) == (1,):
        return settle_slice(tx, step)
    slice_ = tx.row(
        "SELECT number, message_ids FROM operation_slice WHERE operation_seq = ? ORDER BY number LIMIT 1", (step.seq,)
    )
    if slice_ is None:
        return None
    number, data = slice_
    tx.db.execute("DELETE FROM operation_slice WHERE operation_seq = ? AND number = ?", (step.seq, number))
    _attach(tx, step.seq, array("q", data).tolist())
    return step


def settle_slice(tx: Transaction, step: Step) -> Step | None:
    """Compute anew what is shown of the next messages of an operation; None when it is settled.

    What was REMOVED goes away with its messages. What is DONE lets go of those that it had nothing to do for.
    """
    found = tx.row("SELECT state FROM operation WHERE seq = ?", (step.seq,))
    if found is None:
        return None
    state = OperationState(found[0])
    # With "done" left out of the condition a removed operation takes all its rows along.
    undone = "" if state is OperationState.REMOVED else " AND done = 0"
    ids = [
        MessageId(id_)
        for (id_,) in tx.rows(
            f"SELECT message_id FROM operation_message WHERE operation_seq = ? AND message_id > ?{undone}"
            " ORDER BY message_id LIMIT ?",
            (step.seq, step.after, SLICE),
        )
    ]
    if state in (OperationState.REMOVED, OperationState.DONE):
        tx.db.executemany(
            "DELETE FROM operation_message WHERE operation_seq = ? AND message_id = ?", [(step.seq, id_) for id_ in ids]
        )
    recompute(tx, ids)
    drop_adrift(tx, ids)
    if len(ids) == SLICE:
        return Step(step.seq, ids[-1])
    if state is OperationState.REMOVED:
        tx.db.execute("DELETE FROM operation WHERE seq = ?", (step.seq,))
    tx.db.execute("UPDATE operation SET unsettled = 0 WHERE seq = ?", (step.seq,))
    return None


def _attach(tx: Transaction, seq: int, message_ids: Sequence[MessageId]) -> None:
    """Messages that are gone are left out."""
    shown = {
        row[0]: row
        for row in tx.rows_among("SELECT id, folder_id, bits, keywords FROM message WHERE id IN ({marks})", message_ids)
    }
    # While an operation on very many was taken in, the user may have done more to some of them.
    later = tx.rows_among(
        "SELECT DISTINCT message_id FROM operation_message WHERE operation_seq > ? AND message_id IN ({marks})",
        message_ids,
        [seq],
    )
    for id_, before in shown_before(tx, [id_ for (id_,) in later], seq).items():
        shown[id_] = (id_, *before)
    tx.db.executemany(
        "INSERT OR IGNORE INTO operation_message (operation_seq, message_id, from_folder_id, from_bits, from_keywords)"
        " VALUES (?, ?, ?, ?, ?)",
        [(seq, *row) for row in shown.values()],
    )
    recompute(tx, list(shown))
