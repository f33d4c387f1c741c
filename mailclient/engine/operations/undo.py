"""Taking an operation back: dropped while it waits, else the opposite is appended to the log.

The opposite restores what each message was before, not what "the other way round" would give: flags go back to the ones
it had, messages to the folder they were shown in. A message is taken back only while it is held in the outbox.
"""

from collections import defaultdict

from mailclient.bridge.commands import DeleteMessages, SetFlags
from mailclient.engine.operations import move_messages, payload, set_flags
from mailclient.engine.operations.derived import derived_id
from mailclient.mail.flag import Flag
from mailclient.mail.ids import AccountId, FolderId, MessageId, OperationId
from mailclient.mail.problem import MailError, Problem, ProblemKind
from mailclient.store import engine_state, operations, outgoing
from mailclient.store.rows import OperationMessage, OperationRow, OperationState, OutgoingState
from mailclient.store.transaction import Transaction


def undo(tx: Transaction, operation_id: OperationId, accounts: list[AccountId], now: float) -> list[AccountId]:
    """Take it back, on every account it was about; the accounts that have something to do for it.

    ``MailError(TOO_LATE)`` when it is done and has no opposite.
    """
    touched: list[AccountId] = []
    for id_ in (operation_id, *(derived_id(operation_id, f"account {account_id}") for account_id in accounts)):
        row = operations.find(tx, id_)
        if row is not None:
            touched.append(row.account_id)
            _undo_row(tx, row, now)
    # A repeated request for what was taken back must not do it again.
    engine_state.save(tx, _tombstone(operation_id), b"")
    return touched


def was_undone(tx: Transaction, operation_id: OperationId) -> bool:
    """Whether the user has taken this operation back."""
    return engine_state.load(tx, _tombstone(operation_id)) is not None


def _undo_row(tx: Transaction, row: OperationRow, now: float) -> None:
    if row.kind == payload.SEND:
        _undo_send(tx, row)
        return
    messages = operations.messages_of(tx, row.id, open_only=False)
    still_whole = row.state in (OperationState.WAITING, OperationState.FAILED)
    begun = [message for message in messages if message.done] if still_whole else messages
    if still_whole:
        operations.remove(tx, row.id)
    if begun or not still_whole:
        _append_opposite(tx, row, begun, now)


def _undo_send(tx: Transaction, row: OperationRow) -> None:
    found = outgoing.load(tx, row.id)
    waits = row.state in (OperationState.WAITING, OperationState.FAILED)
    if found is None or not waits or found[1] not in (OutgoingState.QUEUED, OutgoingState.IN_DOUBT):
        raise MailError(Problem(ProblemKind.TOO_LATE))
    operations.remove(tx, row.id)


def _append_opposite(tx: Transaction, row: OperationRow, messages: list[OperationMessage], now: float) -> None:
    match row.kind:
        case payload.SET_FLAGS:
            _restore_flags(tx, row, messages, now)
        case payload.MOVE:
            _move_back(tx, row, messages, now)
        case payload.DELETE if not payload.decode(row.payload, DeleteMessages).forever:
            _move_back(tx, row, messages, now)
        case _:
            raise MailError(Problem(ProblemKind.TOO_LATE))


def _restore_flags(tx: Transaction, row: OperationRow, messages: list[OperationMessage], now: float) -> None:
    command = payload.decode(row.payload, SetFlags)
    touched = command.add | command.remove
    groups: defaultdict[Flag, list[MessageId]] = defaultdict(list)
    for message in messages:
        groups[message.from_flags.bits & touched].append(message.message_id)
    for bits, message_ids in groups.items():
        purpose = derived_id(row.id, f"undo {int(bits)}")
        set_flags.insert(tx, purpose, row.account_id, message_ids, add=bits, remove=touched & ~bits, now=now)


def _move_back(tx: Transaction, row: OperationRow, messages: list[OperationMessage], now: float) -> None:
    groups: defaultdict[FolderId, list[MessageId]] = defaultdict(list)
    for message in messages:
        if message.from_folder_id is not None:
            groups[message.from_folder_id].append(message.message_id)
    for folder_id, message_ids in groups.items():
        purpose = derived_id(row.id, f"undo {folder_id}")
        move_messages.insert(tx, purpose, row.account_id, message_ids, target=folder_id, now=now)


def _tombstone(operation_id: OperationId) -> str:
    return f"undone {operation_id}"
