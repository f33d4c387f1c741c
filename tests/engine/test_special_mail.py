"""What goes out for special mail, through real Postfix and Dovecot: answers to invitations, receipts, mail to lists."""

from typing import Any

import pytest
from icalendar import Calendar

from mailclient.bridge.commands import (
    AddAccount,
    AddAddresses,
    AnswerInvitation,
    FetchBody,
    LeaveList,
    SendReceipt,
    Sync,
    UndoOperation,
)
from mailclient.bridge.events import BodyStored, Refused
from mailclient.mail.account import AccountSettings
from mailclient.mail.address import Address
from mailclient.mail.delivery_report import Cause
from mailclient.mail.ids import MessageId, OperationId, PartPath
from mailclient.mail.invitation import Answer
from mailclient.mail.mailing_list import UnsubscribeWay
from mailclient.mail.problem import ProblemKind
from mailclient.mail.receipt import Disposition
from mailclient.mail.special_action import ActionKind, Progress
from mailclient.mime.display import message_body
from mailclient.mime.reader import read
from tests.engine.running import RunningEngine
from tests.engine.special_letters import invitation, newsletter, report, wish
from tests.servers.dovecot import Dovecot, MailUser
from tests.servers.postfix import NAMED_SENDERS_ONLY, Postfix

NO_ID = OperationId("")


class Desk:
    """An account with a message that was opened."""

    def __init__(self, engine: RunningEngine, dovecot: Dovecot, postfix: Postfix, user: MailUser) -> None:
        self.engine, self.dovecot, self.postfix, self.user = engine, dovecot, postfix, user
        self.bob = dovecot.add_user("bob")

    async def open(self, data: bytes, subject: str) -> MessageId:
        self.dovecot.deliver(self.user, data)
        smtp = self.postfix.smtp(self.user)
        settings = AccountSettings(self.user.name, "Alice Example", self.dovecot.imap(self.user), smtp)
        await self.engine.request(AddAccount("", settings, self.user.password, self.user.password))
        await self.engine.request(Sync(request_id=""))
        message_id = self.engine.row("INBOX", subject).id
        await self.engine.engine.perform(FetchBody(message_id))
        await self.engine.wait_for(BodyStored, lambda one: one.message_id == message_id)
        return message_id

    def arrived(self, user: MailUser) -> bytes:
        self.postfix.wait_until_delivered()
        (data,) = self.dovecot.messages(user)
        return data


@pytest.fixture
def desk(engine: RunningEngine, dovecot: Dovecot, postfix: Postfix, mail_user: MailUser) -> Desk:
    return Desk(engine, dovecot, postfix, mail_user)


def answer(message_id: MessageId, said: Answer = Answer.ACCEPTED, hold_seconds: float = 0.0) -> AnswerInvitation:
    return AnswerInvitation(
        NO_ID, message_id, PartPath("2"), 0, said,
        subject="Accepted: Plan", text="Alice will come: Plan", comment="With pleasure; 네", hold_seconds=hold_seconds,
    )  # fmt: skip


async def test_an_invitation_is_answered(desk: Desk) -> None:
    meeting = await desk.open(invitation(desk.bob.name, desk.user.name), "Invitation: Plan")
    await desk.engine.operate(answer(meeting))
    parsed = read(desk.arrived(desk.bob))
    assert [part.media_type for part in parsed.root.walk()] == ["multipart/alternative", "text/plain", "text/calendar"]
    assert parsed.root.children[1].parameters["method"] == "REPLY"
    assert parsed.envelope.from_ == (Address("Alice Example", desk.user.name),)
    assert parsed.envelope.in_reply_to == ("plan0@mail.test",)
    calendar: Any = Calendar.from_ical(parsed.content(PartPath("2")))
    (event,) = calendar.walk("VEVENT")
    assert calendar["METHOD"] == "REPLY"
    assert (str(event["UID"]), int(event["SEQUENCE"])) == ("plan@mail.test", 0)
    assert event["ATTENDEE"].params["PARTSTAT"] == "ACCEPTED"
    assert str(event["ATTENDEE"]) == f"mailto:{desk.user.name}"
    assert str(event["ORGANIZER"]) == f"mailto:{desk.bob.name}"
    assert str(event["COMMENT"]) == "With pleasure; 네"
    assert event["DTSTART"].dt.isoformat() == "2026-11-24T01:00:00+00:00"
    (given,) = desk.engine.reader.special_actions_about(ActionKind.ANSWER, "plan@mail.test")
    assert (given.detail, given.progress) == ("accepted", Progress.DONE)
    # the organiser reads it as what it is
    (said,) = message_body(parsed).special.invitations
    assert (said.method, said.attendees[0].answer, said.comment) == ("reply", Answer.ACCEPTED, "With pleasure; 네")


async def test_an_answer_that_is_held_can_be_taken_back(desk: Desk) -> None:
    meeting = await desk.open(invitation(desk.bob.name, desk.user.name), "Invitation: Plan")
    operation_id = await desk.engine.operate(answer(meeting, hold_seconds=3600.0), done=False)
    (given,) = desk.engine.reader.special_actions_about(ActionKind.ANSWER, "plan@mail.test")
    assert given.progress is Progress.WAITING
    await desk.engine.engine.perform(UndoOperation(operation_id))
    await desk.engine.until(lambda: not desk.engine.reader.outbox())
    assert desk.engine.reader.special_actions_about(ActionKind.ANSWER, "plan@mail.test") == []
    assert desk.dovecot.messages(desk.bob) == []


async def test_the_newer_of_two_invitations_is_known(desk: Desk) -> None:
    first = await desk.open(invitation(desk.bob.name, desk.user.name), "Invitation: Plan")
    desk.dovecot.deliver(desk.user, invitation(desk.bob.name, desk.user.name, 1))
    await desk.engine.until(lambda: len(desk.engine.rows("INBOX")) == 2)
    newer = next(row.id for row in desk.engine.rows("INBOX") if row.id != first)
    await desk.engine.engine.perform(FetchBody(newer))
    await desk.engine.wait_for(BodyStored, lambda one: one.message_id == newer)
    assert [one.message_id for one in desk.engine.reader.invitations_about("plan@mail.test")] == [newer, first]


async def test_a_receipt_goes_out_once_and_comes_from_nobody(desk: Desk) -> None:
    contract = await desk.open(wish(desk.bob.name, desk.user.name), "Contract")
    receipt = SendReceipt(NO_ID, contract, "Read: Contract", "Your message was displayed.")
    await desk.engine.operate(receipt)
    await desk.engine.operate(receipt)
    data = desk.arrived(desk.bob)
    assert data.startswith(b"Return-Path: <MAILER-DAEMON>")  # how Postfix writes the null reverse-path
    parsed = read(data)
    assert parsed.root.parameters["report-type"] == "disposition-notification"
    assert b"\r\nAuto-Submitted: auto-replied\r\n" in parsed.header_block
    told = message_body(parsed).special.receipt
    assert told is not None
    assert (told.disposition, told.recipient, told.message_id, told.is_automatic) == (
        Disposition.DISPLAYED, desk.user.name, "contract@mail.test", False,
    )  # fmt: skip
    await desk.engine.until(lambda: "$MDNSent" in next(iter(desk.dovecot.flags(desk.user))))
    said = desk.engine.reader.receipt_action(contract)
    assert said is not None
    assert (said.detail, said.progress) == ("sent", Progress.DONE)


async def test_a_server_that_takes_nothing_from_nobody_gets_the_receipt_from_the_account(desk: Desk) -> None:
    strict = desk.dovecot.add_user(NAMED_SENDERS_ONLY)
    contract = await desk.open(wish(strict.name, desk.user.name), "Contract")
    await desk.engine.operate(SendReceipt(NO_ID, contract, "Read: Contract", "Displayed."))
    data = desk.arrived(strict)
    assert data.startswith(f"Return-Path: <{desk.user.name}>".encode())
    assert b"\r\nAuto-Submitted: auto-replied\r\n" in data
    assert message_body(read(data)).special.receipt is not None
    said = desk.engine.reader.receipt_action(contract)
    assert said is not None
    assert said.progress is Progress.DONE


async def test_a_receipt_that_was_refused_is_not_asked_for_again(desk: Desk) -> None:
    contract = await desk.open(wish(desk.bob.name, desk.user.name), "Contract")
    await desk.engine.operate(SendReceipt(NO_ID, contract, refuse=True))
    await desk.engine.operate(SendReceipt(NO_ID, contract, "Read: Contract", "Displayed."))
    desk.postfix.wait_until_delivered()
    assert desk.dovecot.messages(desk.bob) == []
    said = desk.engine.reader.receipt_action(contract)
    assert said is not None
    assert said.detail == "refused"


async def test_no_receipt_for_what_went_to_many(desk: Desk) -> None:
    contract = await desk.open(wish(desk.bob.name, desk.user.name, "Precedence: bulk"), "Contract")
    start = len(desk.engine.events)
    await desk.engine.engine.perform(SendReceipt(OperationId("x"), contract, "Read", "Displayed."))
    refused = await desk.engine.wait_for(Refused, after=start)
    assert refused.problem.kind is ProblemKind.RECEIPT_IMPOSSIBLE


async def test_a_list_is_left_by_mail(desk: Desk) -> None:
    offers = await desk.open(newsletter(desk.user.name, desk.bob.name), "Offers")
    await desk.engine.operate(LeaveList(NO_ID, offers, UnsubscribeWay.MAIL))
    parsed = read(desk.arrived(desk.bob))
    assert parsed.envelope.subject == "leave me"
    assert [one.address for one in parsed.envelope.to] == [desk.bob.name]
    assert parsed.envelope.cc == ()
    assert parsed.content(PartPath("1")) == b"please\r\n"
    (left,) = desk.engine.reader.special_actions_about(ActionKind.UNSUBSCRIBE, "offers.shop.org")
    assert (left.detail, left.progress) == ("mail", Progress.DONE)


async def test_the_header_of_what_a_report_gives_back_is_fetched(desk: Desk) -> None:
    bounce = await desk.open(report(desk.user.name), "Undelivered")
    body = desk.engine.reader.body(bounce)
    assert body is not None
    assert body.special.report is not None
    (one,) = body.special.report.recipients
    assert (one.address, one.cause) == ("jun@example.org", Cause.USER_UNKNOWN)
    returned = body.special.report.returned
    assert (returned.message_id, returned.subject, returned.to) == ("lunch@mail.test", "Lünch", "jun@example.org")
    # the message that came back was not fetched for it
    assert desk.engine.reader.part(bounce, PartPath("3")) is None
    assert desk.engine.reader.whole(bounce) is None


async def test_addresses_of_a_card_are_kept(desk: Desk) -> None:
    await desk.engine.operate(AddAddresses(NO_ID, (Address("Ada Byron", "ada@example.org"), Address("Nobody", ""))))
    assert desk.engine.reader.addresses("ada") == [Address("Ada Byron", "ada@example.org")]
    assert desk.engine.reader.has_written_to("ada@example.org")
