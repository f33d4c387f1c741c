"""What the user decides about a message on its way: when it goes, to whom once more, and that a doubt is none.

A message that is sent once more to a corrected address, or to those who were refused, is the same message: bytes and
Message-ID stay, so that it stands once in Sent and answers come together; only the SMTP envelope is another. A
corrected address is not written into the header, as one in Bcc is not. (Rejected: Resent-* fields, which say that
somebody passes on what he has received, and need a second copy in Sent.) What is encrypted goes to nobody else than it
was encrypted to: a corrected address is refused.
"""

import re
from datetime import UTC, datetime

from mailclient.bridge.commands import CountAsSent, DismissRefusals, ResendMessage, SendMessage, SetSendTime
from mailclient.engine.operations import payload, send_message
from mailclient.engine.operations.copies import copies_of
from mailclient.engine.operations.undo import was_undone
from mailclient.mail.ids import AccountId, OperationId
from mailclient.mail.problem import MailError, Problem, ProblemKind
from mailclient.mime.date import format_date
from mailclient.store import operations, outgoing, outgoing_pieces
from mailclient.store.outgoing import NewOutgoing, OutgoingEnvelope
from mailclient.store.rows import OperationRow, OperationState, OutgoingState
from mailclient.store.transaction import Transaction

OnSending = SetSendTime | ResendMessage | DismissRefusals | CountAsSent
_HEADER_BYTES = 256 * 1024
_PROTECTED = re.compile(
    rb"^content-type:\s*(multipart/signed|multipart/encrypted|application/(?:x-)?pkcs7-mime)",
    re.IGNORECASE | re.MULTILINE,
)
_HELD = (OperationState.WAITING, OperationState.FAILED)


def accept(tx: Transaction, action: OnSending, now: float) -> list[AccountId]:
    """The accounts that have something to do for it. ``MailError`` TOO_LATE."""
    match action:
        case SetSendTime():
            return [_set_time(tx, action, now)]
        case ResendMessage():
            return _resend(tx, action, now)
        case DismissRefusals(operation_id=operation_id):
            outgoing.dismiss(tx, operation_id)
            return []
        case CountAsSent():
            return [_count_as_sent(tx, action, now)]


def _known(tx: Transaction, operation_id: OperationId) -> tuple[OperationRow, OutgoingEnvelope]:
    row, found = operations.find(tx, operation_id), outgoing.envelope(tx, operation_id)
    if row is None or found is None:
        raise MailError(Problem(ProblemKind.TOO_LATE))
    return row, found


def _set_time(tx: Transaction, action: SetSendTime, now: float) -> AccountId:
    """Those of its group that are past it stay as they are."""
    named = _known(tx, action.operation_id)
    if not _is_held(*named):
        raise MailError(Problem(ProblemKind.TOO_LATE))
    copies = (_known(tx, id_) for id_ in copies_of(tx, action.operation_id) if operations.find(tx, id_) is not None)
    for row, found in (named, *(copy for copy in copies if _is_held(*copy))):
        if action.send_at is not None or found.send_at is not None:
            _redate(tx, found, max(now, action.send_at or now))
        outgoing.set_send_at(tx, row.id, action.send_at)
        operations.set_waiting(tx, row.id, action.send_at or 0.0)
    return named[0].account_id


def _is_held(row: OperationRow, found: OutgoingEnvelope) -> bool:
    return row.state in _HELD and found.state is OutgoingState.QUEUED


def _redate(tx: Transaction, found: OutgoingEnvelope, at: float) -> None:
    """What nobody has yet says when it goes out; a message that is signed or that some have stays as it is."""
    if found.delivered or _protection(tx, found) is not None:
        return
    date = format_date(datetime.fromtimestamp(int(at), UTC).astimezone())
    outgoing_pieces.set_field(tx, found.content, b"Date", date.encode("ascii"))


def _protection(tx: Transaction, found: OutgoingEnvelope) -> bytes | None:
    """The media type of what is signed or encrypted, by which nothing of it may be changed."""
    head = outgoing_pieces.read(tx, found.content, 0, _HEADER_BYTES).partition(b"\r\n\r\n")[0]
    match = _PROTECTED.search(head)
    return match[1].lower() if match else None


def _resend(tx: Transaction, action: ResendMessage, now: float) -> list[AccountId]:
    if was_undone(tx, action.operation_id) or operations.find(tx, action.operation_id) is not None:
        return []
    row, found = _known(tx, action.of)
    # What was done about one is settled: pressed twice, it is sent once.
    refused = set(found.unsettled) & {one.address for one in found.refusals}
    if not action.recipients or any(before not in refused for before, _now in action.recipients):
        raise MailError(Problem(ProblemKind.TOO_LATE))
    if outgoing_pieces.size(tx, found.content) != found.size:  # it is being swept away
        raise MailError(Problem(ProblemKind.TOO_LATE))
    others = [address for before, address in action.recipients if before != address]
    if others and _protection(tx, found) not in (None, b"multipart/signed"):
        raise MailError(Problem(ProblemKind.ENCRYPTED_FOR_OTHERS, ", ".join(others)))
    command = payload.decode(row.payload, SendMessage)
    to = tuple(dict.fromkeys(address for _before, address in action.recipients if address not in found.delivered))
    if to:
        again = SendMessage(
            action.operation_id,
            row.account_id,
            send_message.envelope_for(command.outgoing, to),
        )
        new = NewOutgoing(
            found.mail_from, to, found.subject, found.message_id_header, found.content, found.size, resent_from=row.id
        )
        send_message.insert_built(tx, again, new, now)
    outgoing.settle_refusals(tx, row.id, [before for before, _now in action.recipients])
    return [row.account_id]


def _count_as_sent(tx: Transaction, action: CountAsSent, now: float) -> AccountId:
    row, found = _known(tx, action.operation_id)
    if row.state is not OperationState.FAILED or found.state is not OutgoingState.IN_DOUBT:
        raise MailError(Problem(ProblemKind.TOO_LATE))
    if found.doubtful == found.left:
        send_message.sent(tx, row, found.left, (), now)
    else:
        send_message.go_on(tx, row.id, found.doubtful)
    return row.account_id
