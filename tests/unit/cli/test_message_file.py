import pytest

from mailclient.cli.message_file import Sender, has_from, outgoing_of
from mailclient.mail.identity import Identity

SENDER = Sender(Identity("", "kim@example.org"), "Sat, 21 Nov 2026 19:30:00 +0900", "<new@example.org>")
COMPLETE = (
    b"From: Kim <kim@example.org>\r\nTo: Lee <lee@example.net>\r\n"
    b"Date: Fri, 20 Nov 2026 10:00:00 +0000\r\nMessage-ID: <old@example.org>\r\nSubject: x\r\n\r\nbody\r\n"
)


def test_a_complete_message_is_kept_byte_for_byte() -> None:
    outgoing = outgoing_of(COMPLETE, SENDER)
    assert outgoing.data == COMPLETE
    assert (outgoing.mail_from, outgoing.recipients) == ("kim@example.org", ("lee@example.net",))


@pytest.mark.parametrize(
    "data", [COMPLETE.replace(b"\r\n", b"\n"), COMPLETE.replace(b"\r\n", b"\r"), b"\xef\xbb\xbf" + COMPLETE]
)
def test_lines_end_with_crlf(data: bytes) -> None:
    assert outgoing_of(data, SENDER).data == COMPLETE


def test_what_is_missing_is_added() -> None:
    outgoing = outgoing_of(b"To: lee@example.net\nSubject: x\n\nhi", SENDER)
    assert outgoing.data == (
        b"From: kim@example.org\r\nDate: Sat, 21 Nov 2026 19:30:00 +0900\r\nMessage-ID: <new@example.org>\r\n"
        b"To: lee@example.net\r\nSubject: x\r\n\r\nhi\r\n"
    )
    assert outgoing.mail_from == "kim@example.org"


@pytest.mark.parametrize(
    "bcc",
    [
        b"Bcc: Secret <secret@example.org>\r\n",
        b"BCC : secret@example.org\r\n",
        b"bcc:\r\n secret@example.org,\r\n\tother@example.org\r\n",
        b"Bcc: secret@example.org\r\nBcc: other@example.org\r\n",
    ],
)
def test_bcc_gets_it_and_is_not_told(bcc: bytes) -> None:
    data = COMPLETE.replace(b"Subject: x\r\n", bcc + b"Subject: x\r\n")
    outgoing = outgoing_of(data, SENDER)
    assert outgoing.data == COMPLETE
    assert "secret@example.org" in outgoing.recipients


def test_bcc_as_the_last_field() -> None:
    data = COMPLETE.replace(b"Subject: x\r\n\r\n", b"Subject: x\r\nBcc: secret@example.org\r\n\r\n")
    assert outgoing_of(data, SENDER).data == COMPLETE


def test_bcc_in_the_body_stays() -> None:
    data = COMPLETE + b"Bcc: quoted@example.org\r\n"
    assert outgoing_of(data, SENDER).data == data
    assert outgoing_of(data, SENDER).recipients == ("lee@example.net",)


def test_each_recipient_once() -> None:
    data = b"To: a@x, b@x\nCc: B <b@x>, c@x\nBcc: a@x\n\n"
    assert outgoing_of(data, SENDER).recipients == ("a@x", "b@x", "c@x")


def test_no_recipient() -> None:
    assert outgoing_of(b"Subject: x\n\nhi\n", SENDER).recipients == ()


def test_a_message_without_a_body() -> None:
    assert outgoing_of(b"To: a@x\nSubject: x", SENDER).data.endswith(b"To: a@x\r\nSubject: x\r\n\r\n")


def test_a_message_without_a_header() -> None:
    assert outgoing_of(b"\nhi\n", SENDER).data.endswith(b"<new@example.org>\r\n\r\nhi\r\n")


def test_the_line_of_an_mbox_is_dropped() -> None:
    assert outgoing_of(b"From kim@example.org Thu Jan  1 00:00:00 1970\n" + COMPLETE, SENDER).data == COMPLETE


def test_whose_message() -> None:
    assert has_from(COMPLETE) == "kim@example.org"
    assert has_from(b"Subject: x\n\n") == ""
    assert has_from(b"") == ""


TEAM = Identity("Das Büro", "kim@example.org", "Desk <desk@example.org>", "Work & Söhne", "archive@example.org, nobody")


def test_what_goes_along_with_the_identity_is_added() -> None:
    sender = Sender(TEAM, SENDER.date, SENDER.message_id)
    outgoing = outgoing_of(b"To: lee@example.net\n\nhi", sender)
    header = outgoing.data.partition(b"\r\n\r\n")[0].decode()
    assert "From: =?utf-8?" in header
    assert "Reply-To: Desk <desk@example.org>\r\n" in header
    assert "Organization: " in header
    assert "archive" not in header
    assert outgoing.recipients == ("lee@example.net", "archive@example.org")
    kept = outgoing_of(b"From: kim@example.org\nReply-To: x@example.org\nTo: lee@example.net\n\nhi", sender)
    assert kept.data.lower().count(b"reply-to") == 1


def test_a_message_of_somebody_else_gets_nothing_of_the_identity() -> None:
    outgoing = outgoing_of(b"From: other@example.org\nTo: lee@example.net\n\nhi", Sender(TEAM, "x", "<y@z>"))
    assert outgoing.recipients == ("lee@example.net",)
    assert b"desk@" not in outgoing.data
