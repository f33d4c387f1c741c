"""A message passed on as it is: its bytes behind a block of Resent-* fields, in the outbox like any other.

Only whom it went to in Bcc, which the sender's own copy may tell, is not passed on. It is looked for in Sent by the id
of this passing on, not by its own: a copy of the original there would tell nothing.
"""

from collections.abc import Callable, Iterator

from mailclient.bridge.commands import RedirectMessage, SendMessage
from mailclient.engine.composing.stamp import stamp_of
from mailclient.engine.operations import send_message
from mailclient.engine.operations.derived import derived_id
from mailclient.engine.operations.send_draft import DraftSending
from mailclient.mail.account import AccountSettings
from mailclient.mail.address import Address
from mailclient.mail.answering import sender_called
from mailclient.mail.message import Outgoing
from mailclient.mail.problem import MailError, Problem, ProblemKind
from mailclient.mime.addresses import is_address, parse_addresses
from mailclient.mime.resent import resent_fields
from mailclient.mime.unsaid import without_unsaid
from mailclient.store.outgoing import NewOutgoing
from mailclient.store.reader import Reader
from mailclient.store.transaction import Transaction

Insert = Callable[[Transaction], object]


async def built(sending: DraftSending, reader: Reader, command: RedirectMessage, now: float) -> Insert:
    """Write the pieces; what commits them. ``MailError``: MESSAGE_GONE, ACCOUNT_UNKNOWN, ADDRESS_UNUSABLE."""
    if await sending.knows(command.operation_id):
        return lambda _tx: None
    settings = sending.settings(command.account_id)
    whole, message = reader.whole(command.message_id), reader.message(command.message_id)
    if whole is None or message is None:
        raise MailError(Problem(ProblemKind.MESSAGE_GONE))
    to, cc, bcc = (_addresses(text) for text in (command.to, command.cc, command.bcc))
    recipients = tuple(dict.fromkeys(one.address for one in (*to, *cc, *bcc)))
    if not recipients:
        raise MailError(Problem(ProblemKind.ADDRESS_UNUSABLE))
    sender = _sender(settings, command)
    stamp = stamp_of(sender.address, now, derived_id(command.operation_id, "message"))
    head = resent_fields(from_=sender, to=to, cc=cc, date=stamp.date, message_id=stamp.message_id)
    size = await sending.write(command.operation_id, _pieces(head, whole))
    as_message = SendMessage(
        command.operation_id,
        command.account_id,
        Outgoing(b"", sender.address, recipients),
        hold_seconds=command.hold_seconds,
        forwarded=command.message_id,
    )
    subject = message.envelope.subject
    new = NewOutgoing(sender.address, recipients, subject, stamp.message_id, command.operation_id, size)
    return lambda tx: send_message.insert_built(tx, as_message, new, now)


def _pieces(head: bytes, whole: bytes) -> Iterator[bytes]:
    yield head
    yield without_unsaid(whole)


def _addresses(text: str) -> list[Address]:
    """Those that are named; ``MailError`` of what is no address: nobody is left out silently."""
    found = list(parse_addresses(text))
    for one in found:
        if not is_address(one.address):
            raise MailError(Problem(ProblemKind.ADDRESS_UNUSABLE, one.address or one.name))
    return found


def _sender(settings: AccountSettings, command: RedirectMessage) -> Address:
    wanted = next(iter(parse_addresses(command.from_)), Address("", ""))
    return sender_called(settings, wanted).as_address
