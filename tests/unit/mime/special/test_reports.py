"""Reports: RFC 3464 and what is nearly so, complaints, receipts, answers by programs; and what is none."""

import pytest

from mailclient.mail.delivery_report import Cause, DeliveryReport, Outcome
from mailclient.mail.receipt import Disposition
from mailclient.mail.special import NOTHING_SPECIAL, Special
from mailclient.mime.display import message_body
from mailclient.mime.reader import read
from mailclient.mime.special.notification import receipt_content
from mailclient.mime.special.returned import returned_of
from mailclient.mime.special.status_codes import codes_in
from tests.little_work import little_work

_REPORT = """From: MAILER-DAEMON@mx.example
To: alice@work.example
Subject: Undelivered
MIME-Version: 1.0
Content-Type: multipart/report; report-type={kind}; boundary=b

--b

{text}
--b
Content-Type: message/{kind}

{fields}
--b
Content-Type: message/rfc822

Message-ID: <lunch@work.example>
From: alice@work.example
To: jun@example.org
Subject: =?utf-8?q?L=C3=BCnch?=

Hello.
--b--
"""


def special(text: str) -> Special:
    return message_body(read(text.replace("\n", "\r\n").encode())).special


def report(fields: str, text: str = "It failed.") -> DeliveryReport:
    found = special(_REPORT.format(kind="delivery-status", text=text, fields=fields)).report
    assert found is not None
    return found


def test_a_standard_report() -> None:
    found = report(
        "Reporting-MTA: dns; mx.example\n\nOriginal-Recipient: rfc822;jun@old.example\n"
        "Final-Recipient: rfc822; jun@example.org\nAction: failed\nStatus: 5.1.1\n"
        "Remote-MTA: dns; mail.example.org\nDiagnostic-Code: smtp; 550 5.1.1 <jun@example.org>: User\n unknown\n"
    )
    (one,) = found.recipients
    assert (one.address, one.written_to, one.outcome, one.cause) == (
        "jun@example.org", "jun@old.example", Outcome.FAILED, Cause.USER_UNKNOWN,
    )  # fmt: skip
    assert (one.status, one.reply_code, one.server, one.is_permanent) == ("5.1.1", "550", "mail.example.org", True)
    assert (found.reporting_server, found.is_standard) == ("mx.example", True)
    assert (found.returned.message_id, found.returned.subject) == ("lunch@work.example", "Lünch")


def test_groups_that_run_into_each_other_are_told_apart() -> None:
    found = report(
        "Final-Recipient: rfc822;a@x.example\nAction: failed\nFinal-Recipient: rfc822;b@x.example\nAction: delayed\n"
    )
    assert [(one.address, one.outcome) for one in found.recipients] == [
        ("a@x.example", Outcome.FAILED),
        ("b@x.example", Outcome.DELAYED),
    ]


def test_what_is_delayed_says_until_when() -> None:
    found = report(
        "Final-Recipient: rfc822;a@x.example\nAction: delayed\nStatus: 4.4.1\n"
        "Will-Retry-Until: Tue, 24 Nov 2026 10:00:00 +0000\n"
    )
    (one,) = found.recipients
    assert not one.is_permanent
    assert one.try_until is not None
    assert one.try_until.isoformat() == "2026-11-24T10:00:00+00:00"


@pytest.mark.parametrize(("action", "outcome"), [("relayed", Outcome.RELAYED), ("expanded", Outcome.EXPANDED)])
def test_what_went_well(action: str, outcome: Outcome) -> None:
    (one,) = report(f"Final-Recipient: rfc822;a@x.example\nAction: {action}\nStatus: 2.0.0\n").recipients
    assert (one.outcome, one.cause) == (outcome, Cause.UNKNOWN)


def test_the_words_say_why_where_the_fields_do_not() -> None:
    (one,) = report(
        "Final-Recipient: rfc822;a@x.example\nAction: failed\nStatus: 5.0.0\n",
        "a@x.example: host mx said: 552 5.2.2 Mailbox full",
    ).recipients
    assert (one.cause, one.status, one.reply_code) == (Cause.MAILBOX_FULL, "5.2.2", "552")


def test_international_addresses() -> None:
    text = _REPORT.format(
        kind="delivery-status", text="x", fields="Final-Recipient: utf-8; 준@예시.kr\nAction: failed\n"
    )
    found = special(text.replace("message/delivery-status", "message/global-delivery-status")).report
    assert found is not None
    assert found.recipients[0].address == "준@예시.kr"


def test_a_complaint() -> None:
    fields = "Feedback-Type: abuse\nUser-Agent: FBL/1\nVersion: 1\nOriginal-Rcpt-To: <jun@example.org>\n"
    found = special(_REPORT.format(kind="feedback-report", text="x", fields=fields)).complaint
    assert found is not None
    assert (found.kind, found.recipients, found.returned.message_id) == (
        "abuse",
        ("jun@example.org",),
        "lunch@work.example",
    )


def test_our_own_receipt_is_read_again() -> None:
    content = receipt_content(
        "Read.", recipient="alice@work.example", message_id="m@x", original_recipient="", is_automatic=True
    )
    found = message_body(read(b"From: a@b.example\r\n" + bytes(content))).special.receipt
    assert found is not None
    assert (found.disposition, found.recipient, found.message_id, found.is_automatic) == (
        Disposition.DISPLAYED, "alice@work.example", "m@x", True,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("header", "must_ask"),
    [
        ("Return-Path: <a@x.example>\n", False),
        ("Return-Path: <bounce@other.example>\n", True),
        ("", False),
        ("Return-Path: <>\n", False),
    ],
)
def test_a_wish_for_a_receipt(header: str, must_ask: bool) -> None:
    wish = special(f"{header}From: a@x.example\nDisposition-Notification-To: A <a@x.example>\n\nHello.\n").receipt_wish
    assert wish is not None
    assert (wish.addresses[0].address, wish.must_ask) == ("a@x.example", must_ask)


def test_a_wish_of_somebody_else_must_be_asked_for() -> None:
    wish = special("From: a@x.example\nDisposition-Notification-To: b@x.example\n\nHello.\n").receipt_wish
    assert wish is not None
    assert wish.must_ask


@pytest.mark.parametrize(
    "header",
    ["Auto-Submitted: auto-replied", "X-Autoreply: yes", "Subject: Out of office: Re: x", "Subject: 자동 회신: 휴가"],
)
def test_an_answer_by_a_program(header: str) -> None:
    assert special(f"From: a@x.example\n{header}\n\nI am away.\n").is_automatic


def test_a_conversation_about_bounces_is_none() -> None:
    text = "From: Jun <jun@example.org>\nTo: alice@work.example\nSubject: Re: Undelivered mail\n\n"
    assert special(text + "My mail to <ada@example.org> came back: 550 5.1.1 User unknown.\n") == NOTHING_SPECIAL


def test_korean_words_of_a_provider() -> None:
    found = special(
        "From: postmaster@naver.example\nTo: alice@work.example\nSubject: [전송 실패 안내] 메일 전송에 실패했습니다\n\n"
        "메일이 아래의 이유로 전송되지 못했습니다.\n\n받는 사람: kim@daum.example\n"
        "실패 이유: 존재하지 않는 사용자입니다.\n550 5.1.1\n"
    ).report
    assert found is not None
    (one,) = found.recipients
    assert (one.address, one.cause, one.reply_code) == ("kim@daum.example", Cause.USER_UNKNOWN, "550")


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("host x[192.0.2.1] said: 550 5.1.1 no", ("550", "5.1.1")),
        ("550-5.7.1 [192.0.2.22      18] bad", ("550", "5.7.1")),
        ("554 <a@b>... 550 Host unknown", ("550", "")),
        ("5.2.2 <a@b>... Mailbox Full", ("", "5.2.2")),
        ("connect to 203.0.113.5:250 failed after 500 seconds", ("", "")),
        ("(#5.5.0)", ("", "5.5.0")),
        ("", ("", "")),
    ],
)
def test_codes(text: str, codes: tuple[str, str]) -> None:
    assert codes_in(text) == codes


@pytest.mark.parametrize(
    "text",
    ["* " * 45_000, "-" * 90_000, "a@b.c " * 15_000, "From: x\n" * 11_000, "received:" + " " * 90_000, "<" * 90_000],
)
def test_hostile_words_take_no_time(text: str) -> None:
    with little_work(2.0):
        special("From: MAILER-DAEMON@x.example\nSubject: Undelivered mail\n\n" + text + "\nfailed\n")


_FORWARDED = """From: Jun <jun@example.org>
To: alice@work.example
Subject: Fwd: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary=f

--f

Look what I got.
--f
{part}
--f--
"""


def test_a_bounce_that_somebody_passes_on_is_not_ours() -> None:
    bounce = _REPORT.format(
        kind="delivery-status", text="550 5.1.1 User unknown: <ada@example.org>",
        fields="Final-Recipient: rfc822; ada@example.org\nAction: failed\nStatus: 5.1.1",
    )  # fmt: skip
    assert special(bounce).report is not None
    whole = _FORWARDED.format(part=f"Content-Type: message/rfc822\n\n{bounce}")
    assert special(whole) == NOTHING_SPECIAL
    loose = "Content-Type: message/delivery-status\n\nFinal-Recipient: rfc822; ada@example.org\nAction: failed\n"
    assert special(_FORWARDED.format(part=loose)) == NOTHING_SPECIAL


def test_a_bounce_with_a_footer_of_a_list_is_one() -> None:
    inner = _REPORT.format(kind="delivery-status", text="No.", fields="Final-Recipient: rfc822; ada@example.org")
    inner = inner.partition("MIME-Version: 1.0\n")[2].replace("boundary=b", "boundary=inner").replace("--b", "--inner")
    wrapped = _FORWARDED.replace("Jun <jun@example.org>", "MAILER-DAEMON@mx.example").format(part=inner)
    found = special(wrapped).report
    assert found is not None
    assert found.returned.message_id == "lunch@work.example"


def test_user_unknown_after_the_address_was_taken_is_a_refusal() -> None:
    fields = (
        "Final-Recipient: rfc822; ada@example.org\nAction: failed\nStatus: {}\nDiagnostic-Code: smtp; 550 User unknown"
    )
    texts = (
        "<ada@example.org>: host mx said: 550\n    User unknown (in reply to end of DATA command)",
        "... while talking to mx.example.org.:\n>>> DATA\n<<< 550 User unknown\n554 5.0.0 Service unavailable",
    )
    for text in texts:
        (one,) = report(fields.format("5.0.0"), text).recipients
        assert one.cause is Cause.REFUSED_BY_RECIPIENT
        (plain,) = report(fields.format("5.1.1"), text).recipients
        assert plain.cause is Cause.USER_UNKNOWN
    pipelined = ">>> DATA\n<<< 550 User unknown\n550 5.1.1 <ada@example.org>... User unknown\n<<< 503 5.0.0 Need RCPT"
    (taken,) = report(fields.format("5.0.0"), pipelined).recipients
    assert taken.cause is Cause.USER_UNKNOWN


def test_what_the_other_server_said_counts() -> None:
    said = "554 4.4.7 Message expired: unable to deliver in 840 minutes.<421 4.4.2 Connection timed out>"
    assert codes_in(said) == ("421", "4.4.2")
    (one,) = report(
        f"Final-Recipient: rfc822; ada@example.org\nAction: failed\nDiagnostic-Code: smtp; {said}"
    ).recipients
    assert (one.cause, one.is_permanent) == (Cause.EXPIRED, False)


def test_the_words_in_a_status_are_read() -> None:
    (one,) = report("Final-Recipient: rfc822; ada@example.org\nAction: failed\nStatus: 5.0.0 (mailbox full)").recipients
    assert one.cause is Cause.MAILBOX_FULL


def test_a_receipt_goes_to_a_few_at_most() -> None:
    victims = ", ".join(f"v{number}@x.example" for number in range(1_000))
    wish = special(f"From: a@x.example\nDisposition-Notification-To: {victims}\n\nHello.\n").receipt_wish
    assert wish is not None
    assert wish.must_ask
    assert len(wish.addresses) == 5


def test_an_endless_message_id_is_given_up_soon() -> None:
    with little_work(1):
        assert returned_of(b"Message-ID: " + b"a" * 300_000 + b"\n\n").message_id == ""
    assert returned_of(b"Message-ID: bare@example.org\n\n").message_id == "bare@example.org"


@pytest.mark.parametrize("filling", ["\n" * 2_000, "mail " * 400, " \n \n" * 500])
def test_very_many_recipients_take_no_long_time(filling: str) -> None:
    group = "Final-Recipient: rfc822; v{0}@x.example\nAction: failed\nDiagnostic-Code: smtp; {1} message for v{0}\n"
    words = "could not " * 150
    with little_work(2.0):
        found = report("\n".join(group.format(number, words) for number in range(150)), filling)
    assert len(found.recipients) == 150


def test_blank_lines_below_an_address_take_no_long_time() -> None:
    with little_work(1.0):
        special(
            f"From: MAILER-DAEMON@x.example\nSubject: Undelivered mail\n\n<a@x.example>:\n{chr(10) * 8_000}failed\n"
        )
