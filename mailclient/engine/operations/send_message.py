"""Hand in a finished message and file a copy in Sent, each exactly once.

    QUEUED → SENDING → IN_DOUBT → SENT → FILED

IN_DOUBT is committed before the final dot goes out. When the verdict did not come back (or we died), nobody but the
server can tell: the message is looked for in Sent by its Message-ID, where many servers file it themselves. Found: it
was sent to those who were named then, and goes on to the others. Not found: the operation fails with SEND_IN_DOUBT and
only the user's word (``RetryOperation``) sends again.
Filing looks in Sent first, too, for the same reason.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import msgspec

from mailclient.bridge.commands import SendMessage
from mailclient.engine.accounts.mail_server import MailServer
from mailclient.engine.accounts.mailbox_changes import Upload
from mailclient.engine.operations import payload, save_draft, set_flags
from mailclient.engine.operations.append_message import append
from mailclient.engine.operations.derived import derived_id
from mailclient.engine.operations.late_copies import put_off_until
from mailclient.engine.operations.work import OperationWork
from mailclient.mail.address import Address
from mailclient.mail.flag import Flag, Flags
from mailclient.mail.folder import Folder, FolderRole
from mailclient.mail.ids import AccountId, MessageId, OperationId
from mailclient.mail.message import Envelope, Outgoing
from mailclient.mail.problem import Problem, ProblemKind
from mailclient.mail.sending_as import sent_folder_path
from mailclient.mime.envelope import parse_envelope
from mailclient.store import addresses, drafts, engine_state, handed_in, message_accounts, operations, outgoing
from mailclient.store.handed_in import Answer
from mailclient.store.reader import Reader
from mailclient.store.rows import OperationRow, OperationState, OutgoingState
from mailclient.store.transaction import Transaction

_HEADER_BYTES = 256 * 1024
_PASSED_ON = b"Resent-"
_TIMES_ADOPTED = "times of the outbox adopted"


@dataclass(frozen=True, slots=True)
class StoredUpload:
    """The bytes of a message in the outbox, for APPEND: read on the loop while they go, in pieces."""

    reader: Reader
    operation_id: OperationId
    size: int

    def __iter__(self) -> Iterator[bytes]:
        return self.reader.outgoing_pieces(self.operation_id)


def insert(tx: Transaction, command: SendMessage, envelope: Envelope, now: float) -> bool:
    """Append it to the log and the message to the outbox; False when it is there."""
    due = now + command.hold_seconds if command.hold_seconds > 0 else 0.0
    if not _append(tx, command, now, due):
        return False
    outgoing.insert(
        tx,
        command.operation_id,
        command.account_id,
        command.outgoing,
        subject=envelope.subject,
        message_id_header=envelope.message_id,
        now=now,
        draft_id=command.draft_id,
    )
    return True


def insert_built(tx: Transaction, command: SendMessage, new: outgoing.NewOutgoing, now: float) -> bool:
    """Like ``insert``, of a message whose bytes are here already. It stays here until its time."""
    due = now + command.hold_seconds if command.hold_seconds > 0 else 0.0
    if not _append(tx, command, now, max(due, new.send_at or 0.0)):
        return False
    outgoing.insert_built(tx, command.operation_id, command.account_id, new, now)
    return True


def _append(tx: Transaction, command: SendMessage, now: float, due: float) -> bool:
    encoded = payload.encode(msgspec.structs.replace(command, outgoing=replace(command.outgoing, data=b"")))
    return operations.insert(
        tx, command.operation_id, command.account_id, payload.SEND, encoded, now=now, not_before=due
    )


def envelope_for(outgoing_: Outgoing, recipients: tuple[str, ...]) -> Outgoing:
    """The same sender and wishes for other recipients; at once."""
    return replace(outgoing_, data=b"", recipients=recipients, wishes=replace(outgoing_.wishes, not_before=None))


def begin(tx: Transaction, row: OperationRow) -> bool:
    """Before the first byte goes to the submission server; False when it was undone, or its time changed, meanwhile."""
    found, now = outgoing.envelope(tx, row.id), operations.find(tx, row.id)
    if found is None or found.state is not OutgoingState.QUEUED or now is None or now.not_before != row.not_before:
        return False
    if not operations.set_running(tx, row.id):
        return False
    outgoing.set_state(tx, row.id, OutgoingState.SENDING)
    return True


def doubt(tx: Transaction, operation_id: OperationId, recipients: Sequence[str]) -> None:
    """Before the final dot: from here on it may have been sent to these."""
    outgoing.doubt(tx, operation_id, recipients)
    operations.set_in_doubt(tx, operation_id)


def not_sent(tx: Transaction, operation_id: OperationId, problem: Problem, *, again_at: float | None) -> None:
    """The server has not taken it: to be tried again at a time, or (None) when the user says so."""
    outgoing.set_state(tx, operation_id, OutgoingState.QUEUED)
    if again_at is None:
        operations.fail(tx, operation_id, problem)
    else:
        operations.set_waiting(tx, operation_id, again_at, problem)


def hold(tx: Transaction, operation_id: OperationId, until: float) -> None:
    """It stays here until then, as its sender wished."""
    outgoing.set_state(tx, operation_id, OutgoingState.QUEUED)
    operations.set_waiting(tx, operation_id, until)


def note_answer(tx: Transaction, operation_id: OperationId, answer: Answer) -> None:
    """What the server said, for the outbox and for the story of the message."""
    found = outgoing.envelope(tx, operation_id)
    if found is not None:
        handed_in.note(tx, operation_id, found.message_id_header, answer)
        outgoing.note_refusals(tx, operation_id, answer.refused)


def partly_sent(tx: Transaction, operation_id: OperationId, delivered: Sequence[str], refused: Sequence[str]) -> None:
    """The server has taken it for some recipients: it is in no doubt for them, and goes on for the others."""
    outgoing.note_outcome(tx, operation_id, delivered, refused)
    outgoing.set_state(tx, operation_id, OutgoingState.SENDING)
    operations.set_waiting(tx, operation_id)
    operations.set_running(tx, operation_id)


def sent(tx: Transaction, row: OperationRow, delivered: Sequence[str], refused: Sequence[str], now: float) -> None:
    """The server has taken it: note that, and begin what follows from it. Filing waits for the IMAP connection."""
    command = payload.decode(row.payload, SendMessage)
    outgoing.note_outcome(tx, row.id, delivered, refused)
    outgoing.set_state(tx, row.id, OutgoingState.SENT)
    operations.set_waiting(tx, row.id)
    _mark_original(tx, row.id, command, now)
    if command.draft_id is not None:
        _drop_draft(tx, row, command, now)
    envelope = parse_envelope(outgoing.piece(tx, row.id, 0, _HEADER_BYTES))
    written = (*envelope.to, *envelope.cc)
    named = {address.address.casefold() for address in written}
    blind = (Address("", one) for one in command.outgoing.recipients if one.casefold() not in named)
    addresses.note_written(tx, [(address, int(now)) for address in (*written, *blind)])


def stop(tx: Transaction, row: OperationRow, now: float) -> bool:
    """Send it to nobody else: where some have it already it counts as sent. False when nobody has."""
    found = outgoing.envelope(tx, row.id)
    if found is None or not found.delivered:
        return False
    sent(tx, row, (), found.left, now)
    return True


def take_up(tx: Transaction, account_id: AccountId, under_way: frozenset[OperationId]) -> None:
    """After a start or a lost connection: what was being sent before the final dot was not sent."""
    for row in operations.interrupted(tx, account_id):
        if row.kind != payload.SEND or row.id in under_way or row.state is not OperationState.RUNNING:
            continue
        found = outgoing.envelope(tx, row.id)
        if found is not None and found.state is OutgoingState.SENDING:
            outgoing.set_state(tx, row.id, OutgoingState.QUEUED)
        if found is not None and found.state is OutgoingState.IN_DOUBT:
            operations.set_in_doubt(tx, row.id)
        else:
            operations.set_waiting(tx, row.id)


def adopt_times(tx: Transaction, account_ids: Sequence[AccountId]) -> None:
    """Once for a store: times that a version wrote down that kept them in the operation alone."""
    if engine_state.load(tx, _TIMES_ADOPTED) is not None:
        return
    engine_state.save(tx, _TIMES_ADOPTED, b"")
    for account_id in account_ids:
        for row in operations.waiting_of_kind(tx, account_id, payload.SEND):
            wished = payload.decode(row.payload, SendMessage).outgoing.wishes.not_before
            found = outgoing.envelope(tx, row.id)
            if wished is not None and found is not None and found.state is OutgoingState.QUEUED:
                outgoing.set_send_at(tx, row.id, wished)


async def settle_doubt(work: OperationWork) -> bool:
    """Look in Sent for a message that may have been sent; False when it is not there, and then it has failed.

    Found, it was sent to those for whom it was in doubt; the lane goes on with the others. Where some had it before, or
    it is sent once more to somebody else, a copy in Sent tells nothing of the others.
    """
    transaction = work.context.writer.transaction
    found = await transaction("load outgoing", outgoing.envelope, work.id)
    assert found is not None
    folder = await _sent_folder(work, found.mail_from)
    if not found.delivered and not found.again and await _is_in(work, folder, found.message_id_header):
        if found.doubtful == found.left:
            await transaction("it was sent", sent, work.row, found.left, (), work.context.outside.now())
        else:
            await transaction("it was partly sent", go_on, work.id, found.doubtful)
            work.context.wake(work.context.id)
        return True
    problem = Problem(ProblemKind.SEND_IN_DOUBT, subject=found.subject)
    await transaction("in doubt", operations.fail, work.id, problem)
    return False


def go_on(tx: Transaction, operation_id: OperationId, delivered: Sequence[str]) -> None:
    """It was sent to those who were in doubt; the others are still to come."""
    outgoing.note_outcome(tx, operation_id, delivered, ())
    outgoing.set_state(tx, operation_id, OutgoingState.QUEUED)
    operations.set_waiting(tx, operation_id)


async def file(work: OperationWork) -> tuple[str, ...] | None:
    """Put the copy into Sent unless it is there; the recipients that were refused. None: it waits to look again."""
    transaction = work.context.writer.transaction
    found = await transaction("look at outgoing", outgoing.envelope, work.id)
    assert found is not None
    folder = await _sent_folder(work, found.mail_from)
    if not await _is_in(work, folder, found.message_id_header):
        again_at = await put_off_until(work, found.mail_from)
        if again_at is not None:
            await transaction("wait for the server's copy", operations.set_waiting, work.id, again_at)
            return None
        content = StoredUpload(work.context.reader, work.id, found.size)
        await append(work, folder, [Upload(content, Flags(Flag.SEEN).to_imap())])
    refused = await transaction("load refused", outgoing.refused, work.id)
    await transaction("finish send", _filed, work.id)
    work.folder_changed(folder.id)
    return refused


async def _sent_folder(work: OperationWork, mail_from: str) -> Folder:
    """That of the identity, while there is one; else the account's."""
    path = sent_folder_path(work.context.account.settings, mail_from)
    own = next((one for one in work.context.folders() if path and one.path == path and one.selectable), None)
    return own or await work.folder_for(FolderRole.SENT)


async def _is_in(work: OperationWork, folder: Folder, message_id_header: str) -> bool:
    if not message_id_header:
        return False
    # SELECT anew: what the server filed a moment ago must be seen.
    await work.server.reopen_folder(folder.path)
    if await work.server.search_message_id(message_id_header):
        return True
    head = await work.context.writer.transaction("is it passed on", outgoing.piece, work.id, 0, len(_PASSED_ON))
    if head != _PASSED_ON or not isinstance(work.server, MailServer):
        return False
    # It has the Message-ID of its author, and its own in a field of its own (RFC 5322 section 3.6.6).
    return bool(await work.server.search_message_id(message_id_header, field="Resent-Message-ID"))


def _filed(tx: Transaction, operation_id: OperationId) -> None:
    outgoing.set_state(tx, operation_id, OutgoingState.FILED)
    operations.finish(tx, operation_id)


def _mark_original(tx: Transaction, operation_id: OperationId, command: SendMessage, now: float) -> None:
    marks: list[tuple[MessageId | None, Flag]] = [
        (command.answered, Flag.ANSWERED),
        (command.forwarded, Flag.FORWARDED),
    ]
    for message_id, flag in marks:
        if message_id is not None:
            purpose = derived_id(operation_id, f"mark {flag.name}")
            for account_id, mine in message_accounts.by_account(tx, [message_id]).items():
                set_flags.insert(tx, purpose, account_id, mine, add=flag, remove=Flag.NONE, now=now)


def _drop_draft(tx: Transaction, row: OperationRow, command: SendMessage, now: float) -> None:
    assert command.draft_id is not None
    copy = drafts.end_sent(tx, command.draft_id, now)
    save_draft.delete_copy(tx, row.id, copy, now)
