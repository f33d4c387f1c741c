"""A finished message (a file) signed or encrypted on its way into the outbox; the clear one is never stored."""

from dataclasses import replace

import msgspec

from mailclient.bridge.commands import SendMessage
from mailclient.bridge.draft import DraftContent
from mailclient.engine.composing.copies import Copy
from mailclient.engine.composing.message import HIDDEN_SUBJECT_TEXT, Composed
from mailclient.engine.operations import send_message
from mailclient.engine.operations.derived import derived_id
from mailclient.engine.operations.send_draft import DraftSending, Insert
from mailclient.mail.address import Address
from mailclient.mail.answering import sender_called
from mailclient.mail.ids import OperationId
from mailclient.mail.message import Outgoing
from mailclient.mail.problem import MailError, Problem, ProblemKind
from mailclient.mime.build import Protection
from mailclient.mime.envelope import parse_envelope
from mailclient.mime.protecting.finished import apart, field_of, unchangeable, with_field
from mailclient.store.outgoing import NewOutgoing
from mailclient.store.transaction import Transaction


async def built(sending: DraftSending, command: SendMessage, now: float) -> Insert:
    """Write the pieces; what commits them. ``MailError`` as of ``SendDraft``; MESSAGE_NEEDS_8BIT: not to be signed."""
    if await sending.knows(command.operation_id):
        return lambda _tx: None
    settings, data = sending.settings(command.account_id), command.outgoing.data
    sender = sender_called(settings, Address("", command.outgoing.mail_from))
    envelope = parse_envelope(data.partition(b"\r\n\r\n")[0])
    everyone = command.outgoing.recipients
    shown = {one.address.lower() for one in (*envelope.to, *envelope.cc)}
    content = DraftContent(
        to=", ".join(one for one in everyone if one.lower() in shown),
        bcc=", ".join(one for one in everyone if one.lower() not in shown),
        sign=command.sign,
        encrypt=command.encrypt,
        protection=command.protection,
        split=command.split,
    )

    def compose(operation_id: OperationId, copy: Copy, protection: Protection | None) -> Composed:
        return _composed(command, operation_id, copy, protection)

    own = replace(sender, bcc="")  # who is to get it is said already
    made = await sending.copies(command.operation_id, command.account_id, content, own, compose)

    def insert(tx: Transaction) -> None:
        for operation_id, composed, size in made:
            outgoing = replace(command.outgoing, data=b"", recipients=composed.recipients)
            one = msgspec.structs.replace(command, operation_id=operation_id, outgoing=outgoing)
            wishes = command.outgoing.wishes
            new = NewOutgoing(
                composed.mail_from, composed.recipients, composed.subject, composed.message_id, operation_id, size,
                wishes.not_before, command.draft_id,
            )  # fmt: skip
            send_message.insert_built(tx, one, new, now)

    return insert


def _composed(command: SendMessage, operation_id: OperationId, copy: Copy, protection: Protection | None) -> Composed:
    if protection is None:
        raise MailError(Problem(ProblemKind.PROTECTION_MISSING))
    given: Outgoing = command.outgoing
    fields, content = apart(given.data)
    if copy.references:
        unique = derived_id(operation_id, "message")
        fields = with_field(fields, b"Message-ID", f"<{unique}@{given.mail_from.rpartition('@')[2]}>".encode())
        before = field_of(fields, b"References")
        named = b" ".join(f"<{one}>".encode() for one in copy.references)
        fields = with_field(fields, b"References", (before + b" " + named).strip())
    if protection.signable:
        safe = unchangeable(content)
        if safe is None:
            raise MailError(Problem(ProblemKind.MESSAGE_NEEDS_8BIT, given.mail_from))
        content = safe
    outside, made = protection.wrap(fields, content)
    entity = replace(made, header=outside + copy.outside + b"MIME-Version: 1.0\r\n" + made.header)
    envelope = parse_envelope(fields)
    subject = HIDDEN_SUBJECT_TEXT if command.encrypt else envelope.subject
    recipients = given.recipients if copy.recipients is None else copy.recipients
    return Composed(given.mail_from, recipients, subject, envelope.message_id, given.wishes, entity.whole_size, entity)
