"""What the user does about special mail → rows: a request to a list, or a message in the outbox, and a note of it.

The message and the note are one transaction: what is shown as asked for goes out, and nothing goes out twice.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from urllib.parse import parse_qsl, unquote

from mailclient.bridge.commands import AddAddresses, AnswerInvitation, LeaveList, SendMessage, SendReceipt
from mailclient.engine.contacts.editing import note_addresses
from mailclient.engine.operations import payload, send_message, set_keywords
from mailclient.engine.operations.derived import derived_id
from mailclient.mail.account import Account, AccountKind
from mailclient.mail.address import Address
from mailclient.mail.answering import answering_account, answering_sender
from mailclient.mail.identity import Identity
from mailclient.mail.ids import AccountId, MessageId, OperationId
from mailclient.mail.invitation import Answer, Invitation
from mailclient.mail.mailing_list import UnsubscribeWay
from mailclient.mail.message import Envelope, Outgoing
from mailclient.mail.problem import MailError, Problem, ProblemKind
from mailclient.mail.special import NOTHING_SPECIAL, Special
from mailclient.mail.special_action import (
    RECEIPT_REFUSED,
    RECEIPT_SENT,
    ActionKind,
    list_subject,
    meeting_subject,
    sender_of,
)
from mailclient.mime.addresses import is_address, parse_addresses
from mailclient.mime.build import message_entity
from mailclient.mime.entity import Entity, text_entity
from mailclient.mime.envelope import parse_envelope
from mailclient.mime.special.answer import answer_calendar, answer_content
from mailclient.mime.special.notification import receipt_content
from mailclient.store import addresses, contacts, operations, special
from mailclient.store.reader import Reader
from mailclient.store.rows import StoredMessage
from mailclient.store.transaction import Transaction

OnSpecialMail = LeaveList | AnswerInvitation | SendReceipt | AddAddresses
RECEIPT_KEYWORD = "$MDNSent"
_AUTOMATIC = b"Auto-Submitted: auto-replied\r\n"

_Insert = Callable[[Transaction], list[AccountId]]


def insertion(reader: Reader, action: OnSpecialMail, now: float) -> _Insert:
    """What writes it down. ``MailError``: MESSAGE_GONE, ACCOUNT_UNKNOWN, and those of the commands."""
    if isinstance(action, AddAddresses):
        noted = [(one, int(now)) for one in action.addresses if is_address(one.address)]
        return lambda tx: _add_addresses(tx, action.operation_id, noted, now)
    about = _About(reader, action.message_id, now)
    match action:
        case LeaveList():
            return _leave_list(about, action)
        case AnswerInvitation():
            return _answer(about, action)
        case SendReceipt():
            return _receipt(about, action)


class _About:
    """A message, and as whom one answers it."""

    def __init__(self, reader: Reader, message_id: MessageId, now: float) -> None:
        stored = reader.message(message_id)
        if stored is None:
            raise MailError(Problem(ProblemKind.MESSAGE_GONE))
        body = reader.body(message_id)
        self.stored: StoredMessage = stored
        self.special: Special = body.special if body is not None else NOTHING_SPECIAL
        self.now = now
        self._accounts = reader.accounts()

    @property
    def envelope(self) -> Envelope:
        """That of the message."""
        return self.stored.envelope

    @property
    def id(self) -> MessageId:
        """The message's."""
        return self.stored.row.id

    def account(self) -> Account:
        """The account that answers. ``MailError`` ACCOUNT_UNKNOWN."""
        row = self.stored.row
        found = answering_account(self._accounts, row.account_id, self.stored.received_by, self.envelope)
        if found is None:
            raise MailError(Problem(ProblemKind.ACCOUNT_UNKNOWN))
        return found

    def own_addresses(self) -> dict[str, tuple[Account, Identity]]:
        """All the user writes as, and from which account, by address in lower case; what the one that answers has."""
        answering = self.account()
        others = [
            one for one in self._accounts if one.id != answering.id and one.settings.kind is not AccountKind.LOCAL
        ]
        return {
            sender.address.casefold(): (account, sender)
            for account in (*reversed(others), answering)
            for sender in reversed(account.settings.senders)
        }

    def sending(
        self, operation_id: OperationId, sender: Identity, to: list[Address], subject: str, content: Entity,
        *, account: Account | None = None, mail_from: str | None = None, fields: bytes = b"",
        hold_seconds: float = 0.0,
    ) -> "_Sending":  # fmt: skip
        """A message to be handed in; by ``account``, which is the sender's, or the one that answers."""
        data = bytes(
            message_entity(
                from_=sender.as_address,
                to=to,
                subject=subject,
                date=datetime.fromtimestamp(self.now, UTC).astimezone().replace(microsecond=0),
                message_id=f"{operation_id}@{sender.address.rpartition('@')[2] or 'localhost'}",
                in_reply_to=(self.envelope.message_id,) if self.envelope.message_id else (),
                references=(self.envelope.message_id,) if self.envelope.message_id else (),
                more_fields=fields,
                content=content,
            )
        )
        path = sender.address if mail_from is None else mail_from
        outgoing = Outgoing(data, path, tuple(dict.fromkeys(one.address for one in to)))
        command = SendMessage(operation_id, (account or self.account()).id, outgoing, hold_seconds=hold_seconds)
        return _Sending(command, parse_envelope(data.partition(b"\r\n\r\n")[0]))


class _Sending:
    def __init__(self, command: SendMessage, envelope: Envelope) -> None:
        self._command = command
        self._envelope = envelope

    @property
    def account_id(self) -> AccountId:
        """Who sends it."""
        return self._command.account_id

    def insert(self, tx: Transaction, now: float) -> bool:
        """Into the outbox; False when it is there."""
        return send_message.insert(tx, self._command, self._envelope, now)


# --- lists --------------------------------------------------------------------------------------------------------


def _leave_list(about: _About, action: LeaveList) -> _Insert:
    offered = about.special.unsubscribe
    if offered is None or action.way not in offered.ways:
        raise MailError(Problem(ProblemKind.UNSUBSCRIBE_IMPOSSIBLE))
    mailing_list = about.special.mailing_list
    subject = list_subject(mailing_list.id if mailing_list else "", sender_of(about.envelope))
    sending = _mail_to_list(about, action, offered.mailto) if action.way is UnsubscribeWay.MAIL else None
    account_id = about.account().id

    def insert(tx: Transaction) -> list[AccountId]:
        if sending is not None:
            sending.insert(tx, about.now)
        elif action.way is UnsubscribeWay.ONE_CLICK:
            encoded = payload.encode(payload.ListRequest(offered.https))
            operations.insert(tx, action.operation_id, account_id, payload.UNSUBSCRIBE, encoded, now=about.now)
        special.note_action(
            tx, ActionKind.UNSUBSCRIBE, subject, about.id,
            operation_id="" if action.way is UnsubscribeWay.WEB else action.operation_id,
            detail=action.way, now=about.now,
        )  # fmt: skip
        return [account_id]

    return insert


def _mail_to_list(about: _About, action: LeaveList, mailto: str) -> _Sending:
    """What the mailto: URL says (RFC 6068): its subject and text, and no other field."""
    path, _, query = mailto[len("mailto:") :].partition("?")
    fields = {name.lower(): value for name, value in parse_qsl(query.replace("+", "%2B"), keep_blank_values=True)}
    to = [one for one in parse_addresses(unquote(path)) if is_address(one.address)][:5]
    if not to:
        raise MailError(Problem(ProblemKind.UNSUBSCRIBE_IMPOSSIBLE))
    mailing_list = about.special.mailing_list
    delivered_to = mailing_list.delivered_to if mailing_list is not None else ()
    sender = answering_sender(about.account().settings, about.envelope, delivered_to)
    content = text_entity("plain", fields.get("body", "")[:2_000])
    return about.sending(action.operation_id, sender, to, fields.get("subject", "unsubscribe")[:500], content)


# --- invitations --------------------------------------------------------------------------------------------------


def _answer(about: _About, action: AnswerInvitation) -> _Insert:
    meeting = next(
        (one for one in about.special.invitations if (one.path, one.number) == (action.path, action.number)), None
    )
    answers = (Answer.ACCEPTED, Answer.TENTATIVE, Answer.DECLINED)
    organizer = meeting.organizer if meeting is not None else None
    if meeting is None or organizer is None or not is_address(organizer.address) or action.answer not in answers:
        raise MailError(Problem(ProblemKind.ANSWER_IMPOSSIBLE))
    account, sender = _invited(about, meeting)
    moment = datetime.fromtimestamp(about.now, UTC)
    calendar = answer_calendar(meeting, sender.as_address, action.answer, action.comment, moment)
    sending = about.sending(
        action.operation_id, sender, [Address(organizer.name, organizer.address)], action.subject,
        answer_content(action.text, calendar), account=account, hold_seconds=action.hold_seconds,
    )  # fmt: skip

    def insert(tx: Transaction) -> list[AccountId]:
        if sending.insert(tx, about.now):
            special.note_action(
                tx, ActionKind.ANSWER, meeting_subject(meeting.uid, meeting.recurrence_id), about.id,
                operation_id=action.operation_id, detail=action.answer, now=about.now,
            )  # fmt: skip
        return [sending.account_id]

    return insert


def _invited(about: _About, meeting: Invitation) -> tuple[Account, Identity]:
    """Whom of us the meeting invites, of the account that answers before others; else whom the message was written to.

    With the account that writes as it: no other account's server may send in its name.
    """
    own = about.own_addresses()
    invited = [found for one in meeting.attendees if (found := own.get(one.address.casefold()))]
    account = about.account()
    usual = account, answering_sender(account.settings, about.envelope)
    return next((found for found in invited if found[0].id == account.id), next(iter(invited), usual))


# --- receipts -----------------------------------------------------------------------------------------------------


def _receipt(about: _About, action: SendReceipt) -> _Insert:
    wish = about.special.receipt_wish
    if wish is None or about.special.is_bulk or about.special.mailing_list is not None:
        raise MailError(Problem(ProblemKind.RECEIPT_IMPOSSIBLE))
    sender = answering_sender(about.account().settings, about.envelope)
    content = receipt_content(
        action.text,
        recipient=sender.address,
        message_id=about.envelope.message_id,
        original_recipient=wish.original_recipient,
        is_automatic=action.is_automatic,
    )
    sending = about.sending(
        action.operation_id, sender, list(wish.addresses), action.subject, content, mail_from="", fields=_AUTOMATIC
    )
    detail = RECEIPT_REFUSED if action.refuse else RECEIPT_SENT
    account_id = about.stored.row.account_id

    def insert(tx: Transaction) -> list[AccountId]:
        if special.receipt_is_settled(tx, about.id):
            return []
        if not action.refuse:
            sending.insert(tx, about.now)
            tagging = derived_id(action.operation_id, "receipt sent")
            set_keywords.insert(tx, tagging, account_id, [about.id], add=(RECEIPT_KEYWORD,), remove=(), now=about.now)
        special.note_action(
            tx, ActionKind.RECEIPT, "", about.id,
            operation_id="" if action.refuse else action.operation_id, detail=detail, now=about.now,
        )  # fmt: skip
        return [account_id, sending.account_id]

    return insert


def _add_addresses(
    tx: Transaction, operation_id: OperationId, noted: list[tuple[Address, int]], now: float
) -> list[AccountId]:
    if not contacts.was_done(tx, operation_id):
        addresses.note_written(tx, noted)
        note_addresses(tx, operation_id, [one for one, _ in noted], now)
    return []
