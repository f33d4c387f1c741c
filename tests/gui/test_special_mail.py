"""Bars and cards of special mail, over a real store and a scripted link."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from PySide6.QtCore import QBuffer, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from mailclient.bridge import commands, events
from mailclient.gui.message_view.pane import MessagePane
from mailclient.gui.settings.receipt_choice import ReceiptChoice
from mailclient.gui.special.contact_view import ContactView
from mailclient.gui.special.delivery_card import DeliveryCard
from mailclient.gui.special.invitation_card import InvitationCard
from mailclient.gui.special.list_bar import ListBar
from mailclient.gui.special.receipt_bars import ReceiptWishBar, receipt_policy, set_receipt_policy
from mailclient.gui.window_state import WindowState
from mailclient.language.delivery import why_and_what_to_do
from mailclient.mail.address import Address
from mailclient.mail.body import Body
from mailclient.mail.contact_card import CardEntry, ContactCard
from mailclient.mail.delivery_report import Cause, DeliveryReport, Outcome, RecipientReport, ReturnedMessage
from mailclient.mail.ids import MessageId, OperationId
from mailclient.mail.invitation import Answer, Attendee, EventTime, Invitation, Method
from mailclient.mail.mailing_list import MailingList, Unsubscribe, UnsubscribeWay
from mailclient.mail.problem import Problem, ProblemKind
from mailclient.mail.receipt import ReceiptPolicy, ReceiptWish
from mailclient.mail.special import Special
from mailclient.mail.special_action import ActionKind
from mailclient.store import addresses, special, threads
from mailclient.store.reader import Reader
from mailclient.store.transaction import Transaction
from tests.gui import letters
from tests.gui.sample_store import Sample, change
from tests.gui.scripted_link import ScriptedLink

ELSEWHERE = OperationId("elsewhere")
MINJI = Address("Kim Minji", "minji@example.org")
MEETING = Invitation(
    method=Method.REQUEST,
    uid="plan@example.org",
    summary="Plan",
    location="Room 3",
    start=EventTime(datetime(2026, 11, 24, 12, 0, tzinfo=UTC), None, "Asia/Seoul", 540),
    organizer=Attendee(MINJI.address, MINJI.name),
    attendees=(Attendee("alice@work.example", "Alice Kim"), Attendee("jun@example.org", "Jun", Answer.ACCEPTED)),
    path="2",
)
LEAVING = Unsubscribe(
    https="https://lists.example.org/leave", one_click=True, mailto="mailto:leave@example.org", one_click_signed=True
)


def small_picture() -> bytes:
    image = QImage(100, 50, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.red)
    buffer = QBuffer()
    buffer.open(QBuffer.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]
    return bytes(buffer.data().data())


class Desk:
    def __init__(self, qtbot: QtBot, sample: Sample, link: ScriptedLink) -> None:
        self.sample, self.link = sample, link
        self.reader = Reader(sample.path)
        self.pane = MessagePane(self.reader, link)
        qtbot.addWidget(self.pane)
        self.pane.resize(840, 800)
        self.pane.show()

    def open(self, made: Special) -> MessageId:
        letter = letters.put(self.sample, Body("Hello.", special=made))
        self.pane.show_message(letter)
        return letter

    def find(self, kind: type[QWidget]) -> QWidget:
        (found,) = (one for one in self.pane.special.widgets if isinstance(one, kind))
        return found

    def press(self, text: str) -> None:
        (button,) = (one for one in self.buttons() if one.text() == text)
        QTest.keyClick(button, Qt.Key.Key_Return)

    def buttons(self) -> list[QPushButton]:
        return [one for widget in self.pane.special.widgets for one in widget.findChildren(QPushButton)]

    def says(self) -> str:
        labels = [one for widget in self.pane.special.widgets for one in widget.findChildren(QLabel)]
        return "\n".join(one.text() for one in labels if not one.isHidden())


@pytest.fixture
def desk(qtbot: QtBot, sample: Sample, link: ScriptedLink) -> Desk:
    return Desk(qtbot, sample, link)


def report(cause: Cause = Cause.USER_UNKNOWN, message_id: str = "") -> Special:
    one = RecipientReport("jun@example.org", Outcome.FAILED, cause, True, "5.1.1", "550", "no such user")
    return Special(report=DeliveryReport((one,), ReturnedMessage(message_id, "Lunch")))


def test_an_ordinary_letter_has_nothing(desk: Desk) -> None:
    desk.open(Special())
    assert desk.pane.special.widgets == []


def test_a_bounce_says_who_why_and_what_to_do(desk: Desk) -> None:
    desk.open(report())
    assert isinstance(desk.find(DeliveryCard), DeliveryCard)
    said = desk.says()
    assert "Your message could not be delivered to jun@example.org." in said
    assert "There is no such mailbox." in said
    assert "Check the address for typing errors" in said
    assert "no such user" not in said
    desk.press("Details")
    assert "550 5.1.1 · no such user" in desk.says()


@pytest.mark.parametrize("cause", Cause)
def test_each_cause_has_words(cause: Cause) -> None:
    why, _advice = why_and_what_to_do(RecipientReport("x@y.z", cause=cause))
    assert why.endswith(".")


def test_a_bounce_of_what_was_not_sent_here_says_so_gently(desk: Desk) -> None:
    desk.open(report(message_id="never@sent.example"))
    assert "you need not do anything" in desk.says()


def test_a_bounce_opens_the_message_that_was_sent(desk: Desk) -> None:
    sent = letters.put(
        desk.sample, Body("Shall we?"), letters.envelope("Lunch", message_id="lunch@work.example"), folder="Sent"
    )
    change(desk.sample.path, lambda tx: threads.join(tx, [sent]))
    asked: list[MessageId] = []
    desk.pane.special.open_requested.disconnect()
    desk.pane.special.open_requested.connect(asked.append)
    desk.open(report(message_id="lunch@work.example"))
    desk.press("Show the message")
    assert asked == [sent]


def test_an_invitation_is_answered_by_the_keyboard(desk: Desk) -> None:
    letter = desk.open(Special(invitations=(MEETING,)))
    card = desk.find(InvitationCard)
    assert isinstance(card, InvitationCard)
    for text in ("Invitation from Kim Minji", "Plan", "Where: Room 3", "Alice Kim, Jun (accepted)"):
        assert text in desk.says()
    card.comment.setText("Gladly")
    desk.press("Maybe")
    command = desk.link.last(commands.AnswerInvitation)
    assert isinstance(command, commands.AnswerInvitation)
    assert (command.message_id, command.answer, command.comment) == (letter, Answer.TENTATIVE, "Gladly")
    assert command.subject == "Maybe: Plan"
    assert command.text == "Alice Kim may come: Plan\n\nGladly\n"


def test_an_answer_that_would_go_elsewhere_says_where(desk: Desk) -> None:
    elsewhere = replace(MEETING, organizer=Attendee("boss@example.net", "Kim Minji"))
    desk.open(Special(invitations=(elsewhere,)))
    assert "Your answer goes to boss@example.net, not to the sender." in desk.says()
    desk.open(Special(invitations=(MEETING,)))
    assert "not to the sender" not in desk.says()


def test_the_answer_given_is_shown_once_it_is_written_down(desk: Desk) -> None:
    letter = desk.open(Special(invitations=(MEETING,)))
    desk.press("Accept")
    command = desk.link.last(commands.AnswerInvitation)
    assert isinstance(command, commands.AnswerInvitation)

    def note(tx: Transaction) -> None:
        special.note_action(
            tx, ActionKind.ANSWER, "plan@example.org", letter, operation_id="", detail="accepted", now=1.0
        )

    change(desk.sample.path, note)
    desk.link.deliver(events.Acknowledged(command.operation_id))
    assert "You have accepted." in desk.says()
    assert [one.isEnabled() for one in desk.buttons() if one.text() in ("Accept", "Decline")] == [False, True]


def test_an_older_invitation_says_that_it_does_not_count(desk: Desk) -> None:
    first = desk.open(Special(invitations=(MEETING,)))
    newer = replace(MEETING, sequence=1, location="Room 4", start=EventTime(datetime(2026, 11, 25, 12, 0, tzinfo=UTC)))
    desk.open(Special(invitations=(newer,)))
    said = desk.says()
    assert "Changed invitation from Kim Minji" in said
    assert "Place: was Room 3" in said
    assert "Time: was Tuesday, 24 November 2026" in said
    desk.pane.show_message(first)
    assert "this one does not count any more" in desk.says()
    assert "Accept" not in [one.text() for one in desk.buttons()]


def test_a_cancellation_cannot_be_accepted(desk: Desk) -> None:
    desk.open(Special(invitations=(replace(MEETING, method=Method.CANCEL, sequence=2),)))
    assert "Cancelled by Kim Minji" in desk.says()
    assert "Accept" not in [one.text() for one in desk.buttons()]


def test_what_others_answer_is_shown_to_the_organiser(desk: Desk) -> None:
    jun = Attendee("jun@example.org", "Jun", Answer.DECLINED)
    desk.open(Special(invitations=(replace(MEETING, method=Method.REPLY, attendees=(jun,), comment="Sorry"),)))
    assert "Jun: declined" in desk.says()
    assert "“Sorry”" in desk.says()


def test_a_list_is_left_after_one_more_question(desk: Desk) -> None:
    letter = desk.open(Special(mailing_list=MailingList("Developers", "dev.example.org"), unsubscribe=LEAVING))
    assert isinstance(desk.find(ListBar), ListBar)
    assert "From the mailing list “Developers”." in desk.says()
    desk.press("Unsubscribe")
    assert "lists.example.org is asked" in desk.says()
    assert not [one for one in desk.link.sent if isinstance(one, commands.LeaveList)]
    desk.press("Leave")
    command = desk.link.last(commands.LeaveList)
    assert isinstance(command, commands.LeaveList)
    assert (command.message_id, command.way) == (letter, UnsubscribeWay.ONE_CLICK)


def test_one_click_without_a_signature_is_not_offered(desk: Desk) -> None:
    desk.open(Special(unsubscribe=replace(LEAVING, one_click_signed=False)))
    desk.press("Unsubscribe")
    assert "A mail goes to leave@example.org." in desk.says()


def test_a_refusal_is_told_in_the_bar(desk: Desk) -> None:
    desk.open(Special(unsubscribe=LEAVING))
    desk.press("Unsubscribe")
    desk.press("Leave")
    command = desk.link.last(commands.LeaveList)
    assert isinstance(command, commands.LeaveList)
    desk.link.deliver(events.Refused(command.operation_id, Problem(ProblemKind.UNSUBSCRIBE_IMPOSSIBLE)))
    assert "does not say how its list is left" in desk.says()


def test_another_operation_leaves_what_is_typed_alone(desk: Desk) -> None:
    desk.open(Special(invitations=(MEETING,)))
    card = desk.find(InvitationCard)
    desk.link.operate(commands.MarkFolderRead(ELSEWHERE, desk.sample.folders["INBOX"]))
    desk.link.deliver(events.Acknowledged(ELSEWHERE))
    assert desk.find(InvitationCard) is card


WISH = ReceiptWish((MINJI,))


def test_a_receipt_is_asked_for(desk: Desk) -> None:
    letter = desk.open(Special(receipt_wish=WISH))
    assert "Kim Minji would like to know when you read this." in desk.says()
    desk.press("Tell them")
    command = desk.link.last(commands.SendReceipt)
    assert isinstance(command, commands.SendReceipt)
    assert (command.message_id, command.refuse, command.is_automatic) == (letter, False, False)


def test_a_receipt_that_would_go_elsewhere_says_where(desk: Desk) -> None:
    desk.open(Special(receipt_wish=ReceiptWish((Address("", "spy@example.net"),), must_ask=True)))
    assert "spy@example.net" in desk.says()


def test_the_policy_decides(desk: Desk) -> None:
    state = WindowState(desk.link.profile)
    set_receipt_policy(state, ReceiptPolicy.NEVER)
    desk.open(Special(receipt_wish=WISH))
    assert desk.pane.special.widgets == []
    set_receipt_policy(state, ReceiptPolicy.KNOWN)
    desk.open(Special(receipt_wish=WISH))
    assert isinstance(desk.find(ReceiptWishBar), ReceiptWishBar)  # nothing was written to her yet
    change(desk.sample.path, lambda tx: addresses.note_written(tx, [(MINJI, 1)]))
    desk.open(Special(receipt_wish=WISH))
    command = desk.link.last(commands.SendReceipt)
    assert isinstance(command, commands.SendReceipt)
    assert command.is_automatic
    desk.open(Special(receipt_wish=replace(WISH, must_ask=True)))
    assert isinstance(desk.find(ReceiptWishBar), ReceiptWishBar)


def test_no_receipt_for_lists(desk: Desk) -> None:
    desk.open(Special(receipt_wish=WISH, is_bulk=True))
    assert desk.pane.special.widgets == []


def test_the_policy_is_chosen_in_the_settings(qtbot: QtBot, link: ScriptedLink) -> None:
    state = WindowState(link.profile)
    choice = ReceiptChoice(state)
    qtbot.addWidget(choice)
    assert choice.policy.currentData() == "ask"
    choice.policy.setCurrentIndex(choice.policy.findData("never"))
    choice.policy.activated.emit(choice.policy.currentIndex())
    assert receipt_policy(state) is ReceiptPolicy.NEVER


def test_a_card_goes_into_the_address_book(desk: Desk) -> None:
    card = ContactCard("Ada Byron", emails=(CardEntry("ada@example.org", "work"),), path="2")
    desk.open(Special(cards=(card,)))
    assert isinstance(desk.find(ContactView), ContactView)
    assert "ada@example.org  (at work)" in desk.says()
    desk.press("Add to addresses")
    command = desk.link.last(commands.AddAddresses)
    assert isinstance(command, commands.AddAddresses)
    assert command.addresses == (Address("Ada Byron", "ada@example.org"),)
    assert "Added" in [one.text() for one in desk.buttons()]


def test_a_photo_that_is_a_drawing_is_not_drawn(desk: Desk) -> None:
    drawing = b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9"/></svg>'
    for photo, shown in ((drawing, 0), (small_picture(), 1)):
        desk.open(Special(cards=(ContactCard("Ada", photo=photo),)))
        pictures = [one for one in desk.find(ContactView).findChildren(QLabel) if one.pixmap().width() > 32]
        assert len(pictures) == shown


def test_broken_pictures_do_no_harm(desk: Desk) -> None:
    desk.open(Special(cards=(ContactCard("Ada", photo=b"GIF89a" + b"\xff" * 50),)))
    assert "Ada" in desk.says()
