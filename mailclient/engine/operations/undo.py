"""Taking an operation back: dropped while it waits, else the opposite is appended to the log.

The opposite restores what each message was before, not what "the other way round" would give: flags go back to the ones
it had, messages to the folder they were shown in. One that runs is stopped first. A message is taken back only while
it is held in the outbox.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from mailclient.bridge.commands import DeleteMessages, SetFlags, SetKeywords
from mailclient.engine.operations import (
    folder_undo,
    move_messages,
    payload,
    send_message,
    set_flags,
    set_keywords,
    transfer_messages,
)
from mailclient.engine.operations.copies import copies_of
from mailclient.engine.operations.derived import derived_id
from mailclient.mail.flag import Flag
from mailclient.mail.ids import AccountId, FolderId, MessageId, OperationId
from mailclient.mail.problem import MailError, Problem, ProblemKind
from mailclient.store import engine_state, operations, outgoing, special
from mailclient.store.rows import OperationRow, OperationState, OperationTrace, OutgoingState
from mailclient.store.transaction import Transaction

Marks = tuple[Flag, tuple[str, ...]]


@dataclass(slots=True)
class Restoring:
    """The messages of an operation by what they were before: folder, or flags and keywords that it touched."""

    folders: defaultdict[FolderId, list[MessageId]] = field(default_factory=lambda: defaultdict(list))
    marks: defaultdict[Marks, list[MessageId]] = field(default_factory=lambda: defaultdict(list))

    @classmethod
    def of(cls, row: OperationRow, traces: Iterable[OperationTrace], *, begun_only: bool) -> "Restoring":
        """``begun_only``: without those for which nothing was done yet."""
        restoring = cls()
        touched, words = _touched(row)
        for trace in traces:
            if begun_only and not trace.begun:
                continue
            if row.kind in (payload.SET_FLAGS, payload.SET_KEYWORDS):
                had = tuple(word for word in trace.from_keywords if word.lower() in words)
                restoring.marks[trace.from_bits & touched, had].append(trace.message_id)
            elif trace.from_folder_id is not None:
                restoring.folders[trace.from_folder_id].append(trace.message_id)
        return restoring

    def __bool__(self) -> bool:
        return bool(self.folders or self.marks)


def undo(
    tx: Transaction,
    operation_id: OperationId,
    rows: dict[OperationId, list[OperationTrace]],
    now: float,
    *,
    even_in_doubt: bool,
) -> list[AccountId]:
    """Take it back, on every account it was about; the accounts that have something to do for it.

    ``rows``: the operations it became, with the traces of their messages. ``MailError(TOO_LATE)`` when it is done and
    has no opposite.
    """
    touched: list[AccountId] = []
    again = was_undone(tx, operation_id)
    for row in [found for found in (operations.find(tx, id_) for id_ in rows) if found is not None]:
        if row.kind == payload.SEND:
            touched += _undo_send(tx, row.id, now, even_in_doubt=even_in_doubt, again=again)
        elif not again:
            touched += [row.account_id, *_undo_row(tx, row, rows[row.id], now)]
    special.forget_action(tx, operation_id)
    # A repeated request for what was taken back must not do it again.
    engine_state.save(tx, _tombstone(operation_id), b"")
    return touched


def was_undone(tx: Transaction, operation_id: OperationId) -> bool:
    """Whether the user has taken this operation back."""
    return engine_state.load(tx, _tombstone(operation_id)) is not None


def names(operation_id: OperationId, accounts: Iterable[AccountId]) -> list[OperationId]:
    """The ids of the operations that one action of the user may have become."""
    return [operation_id, *(derived_id(operation_id, f"account {account_id}") for account_id in accounts)]


def restore_absorbed(tx: Transaction, row: OperationRow, traces: Iterable[OperationTrace], now: float) -> bool:
    """It was refused or stopped: what earlier operations left to it is still to be done; False when that is nothing."""
    absorbed = Restoring.of(row, [trace for trace in traces if trace.absorbed and not trace.done], begun_only=False)
    if absorbed:
        _append_opposite(tx, row, absorbed, now)
    return bool(absorbed)


def unmark(tx: Transaction, row: OperationRow, traces: Iterable[OperationTrace], now: float) -> None:
    """It will not be run again: what a deletion that was cut off may have marked, nobody is to find and expunge."""
    if row.kind == payload.DELETE and row.attempts:
        marked = [trace.message_id for trace in traces if not trace.done]
        purpose = derived_id(row.id, "unmark")
        set_flags.insert(tx, purpose, row.account_id, marked, add=Flag.NONE, remove=Flag.DELETED, now=now)


def _undo_row(tx: Transaction, row: OperationRow, traces: list[OperationTrace], now: float) -> list[AccountId]:
    """The accounts that have something to do for it, beside that of the row."""
    still_whole = row.state in (OperationState.WAITING, OperationState.FAILED)
    if still_whole:
        operations.remove(tx, row.id)
        unmark(tx, row, traces, now)
    elif row.state is OperationState.RUNNING:
        operations.cancel(tx, row.id)
    if row.folder_id is not None:
        if not still_whole:
            folder_undo.append_opposite(tx, row, now)
        return []
    restoring = Restoring.of(row, traces, begun_only=still_whole)
    return _append_opposite(tx, row, restoring, now) if restoring or not still_whole else []


def _undo_send(
    tx: Transaction, operation_id: OperationId, now: float, *, even_in_doubt: bool, again: bool
) -> list[AccountId]:
    """Take back the message and those made with it, but what is past that; the accounts of what was taken back.

    TOO_LATE when nothing was, unless it is asked for ``again``; and when this one, which the user named, is in doubt.
    """
    named = outgoing.envelope(tx, operation_id)
    in_doubt = named is not None and named.state is OutgoingState.IN_DOUBT
    touched: list[AccountId] = []
    if even_in_doubt or not in_doubt:
        for id_ in (operation_id, *copies_of(tx, operation_id)):
            touched += _take_back(tx, id_, now, even_in_doubt=even_in_doubt)
    if not touched and not again:
        raise MailError(Problem(ProblemKind.TOO_LATE))
    return touched


def _take_back(tx: Transaction, operation_id: OperationId, now: float, *, even_in_doubt: bool) -> list[AccountId]:
    """One message, from all who do not have it; its account, none when it is past that."""
    row, found = operations.find(tx, operation_id), outgoing.envelope(tx, operation_id)
    states = (OutgoingState.QUEUED, OutgoingState.IN_DOUBT) if even_in_doubt else (OutgoingState.QUEUED,)
    waits = row is not None and row.state in (OperationState.WAITING, OperationState.FAILED)
    if row is None or found is None or not waits or found.state not in states:
        return []
    if send_message.stop(tx, row, now):
        settled = [one for one in (*found.refused, *found.left) if one not in found.unsettled]
        outgoing.settle_refusals(tx, operation_id, settled)
    else:
        operations.remove(tx, operation_id)
    return [row.account_id]


def _append_opposite(tx: Transaction, row: OperationRow, restoring: Restoring, now: float) -> list[AccountId]:
    """The accounts that have something to do for it."""
    match row.kind:
        case payload.SET_FLAGS | payload.SET_KEYWORDS:
            _restore_marks(tx, row, restoring, now)
        case payload.MOVE:
            _move_back(tx, row, restoring, now)
        case payload.TRANSFER | payload.UPLOAD if not _is_uploaded(row):
            return transfer_messages.insert_opposite(tx, row, restoring.folders, now)
        case payload.DELETE if not payload.decode(row.payload, DeleteMessages).forever:
            _move_back(tx, row, restoring, now)
        case _:
            raise MailError(Problem(ProblemKind.TOO_LATE))
    return [row.account_id]


def _is_uploaded(row: OperationRow) -> bool:
    return row.kind == payload.UPLOAD and row.state is OperationState.DONE


def _touched(row: OperationRow) -> tuple[Flag, frozenset[str]]:
    """What a row of flags or keywords touches: bits, and words in lower case."""
    if row.kind == payload.SET_FLAGS:
        flags = payload.decode(row.payload, SetFlags)
        return flags.add | flags.remove, frozenset()
    if row.kind == payload.SET_KEYWORDS:
        words = payload.decode(row.payload, SetKeywords)
        return Flag.NONE, frozenset(word.lower() for word in (*words.add, *words.remove))
    return Flag.NONE, frozenset()


def _restore_marks(tx: Transaction, row: OperationRow, restoring: Restoring, now: float) -> None:
    touched, words = _touched(row)
    for (bits, had), message_ids in restoring.marks.items():
        id_ = derived_id(row.id, f"undo {int(bits)} {' '.join(had)}".rstrip())
        if words:
            gone = tuple(sorted(words - {word.lower() for word in had}))
            set_keywords.insert(tx, id_, row.account_id, message_ids, add=had, remove=gone, now=now)
        else:
            set_flags.insert(tx, id_, row.account_id, message_ids, add=bits, remove=touched & ~bits, now=now)


def _move_back(tx: Transaction, row: OperationRow, restoring: Restoring, now: float) -> None:
    for folder_id, message_ids in restoring.folders.items():
        purpose = derived_id(row.id, f"undo {folder_id}")
        move_messages.insert(tx, purpose, row.account_id, message_ids, target=folder_id, now=now)


def _tombstone(operation_id: OperationId) -> str:
    return f"undone {operation_id}"
