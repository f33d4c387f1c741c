"""What became of sent mail: the number that servers give it, and the latest of each recipient."""

import pytest

from mailclient.language.sending import story_sentence
from mailclient.mail.address import Address
from mailclient.mail.delivery_report import Cause, Outcome, RecipientReport
from mailclient.mail.delivery_story import Answered, DeliveryStory, HandedIn, ReceiptCame, Reported, Stage, queue_id_of
from mailclient.mail.ids import MessageId
from mailclient.mail.problem import ProblemKind
from mailclient.mail.receipt import Disposition, Receipt
from mailclient.mail.refusal import RecipientRefusal, Remedy, remedy_for, remedy_of

BOB, KIM, LEE = "bob@mail.test", "kim@mail.test", "lee@mail.test"


@pytest.mark.parametrize(
    ("reply", "queue_id"),
    [
        ("250 2.0.0 Ok: queued as 4F2B1C0D3E", "4F2B1C0D3E"),
        ("250 OK id=1rABcd-0000Xy-2Z", "1rABcd-0000Xy-2Z"),
        ("250 2.0.0 OK  1700000000 a1-20020a05600c.123 - gsmtp", "a1-20020a05600c.123"),
        ("250 2.6.0 <x@y> [InternalId=123456789, Hostname=A.example] Queued mail for delivery", "123456789"),
        ("250 2.0.0 3ALCx1yz012345 Message accepted for delivery", "3ALCx1yz012345"),
        ("250 ok 1700000000 qp 4242", "4242"),
        ("250 fine", ""),
        ("250 queued as " + "x" * 5_000, ""),
    ],
)
def test_the_number_of_a_message_in_its_servers_log(reply: str, queue_id: str) -> None:
    assert queue_id_of(reply) == queue_id


def refusal(address: str, code: int = 550, cause: Cause = Cause.USER_UNKNOWN) -> RecipientRefusal:
    return RecipientRefusal(address, code, "", f"{code} no", cause, code < 500)


def story() -> DeliveryStory:
    handed_in = HandedIn(1.0, "smtp", "250 ok", (BOB, KIM, LEE), (refusal("bbo@mail.test"),))
    reported = (
        Reported(MessageId(1), 2.0, RecipientReport("kim@other.test", Outcome.DELAYED, written_to=KIM)),
        Reported(MessageId(2), 3.0, RecipientReport("KIM@mail.test", Outcome.DELIVERED)),
        Reported(MessageId(3), 9.0, RecipientReport(BOB, Outcome.DELAYED)),
    )
    receipts = (ReceiptCame(MessageId(4), 4.0, Address("", LEE), Receipt(Disposition.DISPLAYED)),)
    answers = (
        Answered(MessageId(5), 5.0, Address("Bob", "Bob@mail.test")),
        Answered(MessageId(6), 6.0, Address("", "x@y")),
    )
    return DeliveryStory((handed_in,), reported, receipts, answers)


def test_the_latest_of_each_recipient_and_nothing_undoes_what_is_certain() -> None:
    found = {one.address: (one.stage, one.message_id) for one in story().recipients}
    assert found == {
        BOB: (Stage.ANSWERED, 5),
        KIM: (Stage.DELIVERED, 2),
        LEE: (Stage.READ, 4),
        "bbo@mail.test": (Stage.REFUSED, None),
    }


@pytest.mark.parametrize("outcome", [Outcome.FAILED, Outcome.RELAYED, Outcome.DELAYED])
def test_a_report_that_seems_to_be_older_than_the_message_is_heard(outcome: Outcome) -> None:
    """Mailboxes tell whole seconds, by a clock that is not ours."""
    handed_in = HandedIn(100.7, "smtp", "250 ok", (BOB,), ())
    story = DeliveryStory((handed_in,), (Reported(MessageId(1), 100.0, RecipientReport(BOB, outcome)),))
    assert [one.message_id for one in story.recipients] == [1]


def test_trouble_is_said_first() -> None:
    assert story_sentence(story()) == "Not accepted for bbo@mail.test"
    well = DeliveryStory((HandedIn(1.0, "smtp", "", (BOB,), ()),))
    assert story_sentence(well) == "Sent to bob@mail.test"


def test_what_helps() -> None:
    assert remedy_of(refusal(BOB)) is Remedy.EDIT_RECIPIENT
    assert remedy_of(refusal(BOB, 450)) is Remedy.NOTHING
    many = [refusal(BOB, cause=Cause.MAILBOX_FULL), refusal(KIM), refusal(LEE)]
    assert remedy_for(ProblemKind.RECIPIENTS_REFUSED, many) is Remedy.EDIT_RECIPIENT
    assert remedy_for(ProblemKind.MESSAGE_TOO_LARGE, []) is Remedy.SHORTEN
