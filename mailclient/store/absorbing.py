"""Operations that later ones make needless: a flag set and cleared again, a message moved there and back.

The earlier operation is not run for such a message; the later one **absorbs** it and knows it: when it is taken back
or refused, the message must get to where the earlier one would have brought it. Nothing is absorbed across a copy,
which takes a message as it is at its turn.
"""

from collections import defaultdict
from collections.abc import Sequence

from mailclient.mail.ids import FolderId, MessageId, OperationId
from mailclient.store import operation_slices
from mailclient.store.effects import Delete, Effect, Move, SetFlags, SetKeywords, from_json
from mailclient.store.transaction import Transaction

_PAGE = 1_000
_LATER = """
SELECT mine.message_id, mine.from_folder_id, later.seq, later.effect
FROM operation_message AS mine
CROSS JOIN operation_message AS theirs ON theirs.message_id = mine.message_id AND theirs.operation_seq > ?1
CROSS JOIN open_operation AS later ON later.seq = theirs.operation_seq
WHERE mine.operation_seq = ?1 AND mine.message_id BETWEEN ?2 AND ?3 AND mine.done = 0 AND theirs.done = 0
ORDER BY later.seq
"""


def absorber(effect: Effect | None, later: Sequence[tuple[int, Effect | None]]) -> int | None:
    """Which of the later operations on a message (in order) makes an earlier one of no consequence for it."""
    for seq, other in later:
        match effect, other:
            case (SetFlags() | SetKeywords(), None):
                return None
            case SetFlags(add, remove), SetFlags(later_add, later_remove):
                if not (add | remove) & ~(later_add | later_remove):
                    return seq
            case SetKeywords(), SetKeywords():
                if _words(effect) <= _words(other):
                    return seq
            case (Move() | Delete(), Move() | Delete()):
                return seq
    return None


def has_later(tx: Transaction, operation_id: OperationId) -> bool:
    """Whether the account has later operations on messages that wait. A few rows."""
    return (
        tx.row(
            "SELECT 1 FROM operation AS mine CROSS JOIN open_operation AS later ON later.account_id = mine.account_id"
            " WHERE mine.id = ? AND later.seq > mine.seq AND later.total > 0 LIMIT 1",
            (operation_id,),
        )
        is not None
    )


def absorb_page(tx: Transaction, operation_id: OperationId, after: MessageId) -> MessageId | None:
    """Give what is needless among the next messages of an operation to later ones; the last looked at, None at the end.

    Only what never ran, by operations that never ran and that are shown whole. By primary keys and
    ``operation_message_message``; 3 ms for a page.
    """
    seq, text = tx.row("SELECT seq, effect FROM operation WHERE id = ?", (operation_id,))
    ids = [
        id_
        for (id_,) in tx.rows(
            "SELECT message_id FROM operation_message WHERE operation_seq = ? AND message_id > ? AND done = 0"
            " ORDER BY message_id LIMIT ?",
            (seq, after, _PAGE),
        )
    ]
    if not ids:
        return None
    effect = from_json(text)
    fresh = _fresh_after(tx, seq)
    later: defaultdict[tuple[int, FolderId | None], list[tuple[int, Effect | None]]] = defaultdict(list)
    for id_, from_folder_id, later_seq, later_effect in tx.rows(_LATER, (seq, ids[0], ids[-1])):
        later[id_, from_folder_id].append((later_seq, from_json(later_effect)))
    taken = []
    for (id_, from_folder_id), others in later.items():
        expunges = isinstance(effect, Delete) and effect.trash in (None, from_folder_id)
        by = None if expunges else absorber(effect, others)
        if by in fresh:
            taken.append((by, id_))
    tx.db.executemany("UPDATE operation_message SET absorbed = 1 WHERE operation_seq = ? AND message_id = ?", taken)
    tx.db.executemany(
        "UPDATE operation_message SET done = 1 WHERE operation_seq = ? AND message_id = ?",
        [(seq, id_) for _by, id_ in taken],
    )
    return MessageId(ids[-1])


def _fresh_after(tx: Transaction, seq: int) -> set[int]:
    """Later operations that wait, never ran and are taken in whole."""
    found = tx.rows(
        "SELECT later.seq FROM operation AS mine"
        " CROSS JOIN open_operation AS later ON later.account_id = mine.account_id"
        " WHERE mine.seq = ? AND later.seq > mine.seq AND later.state = 'waiting' AND later.attempts = 0"
        " AND later.not_before = 0",
        (seq,),
    )
    return {one for (one,) in found if not operation_slices.being_taken_in(tx, one)}


def _words(effect: SetKeywords) -> set[str]:
    return {word.lower() for word in (*effect.add, *effect.remove)}
