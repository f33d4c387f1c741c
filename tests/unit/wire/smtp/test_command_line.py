"""Commands as they are spelled: what each extension adds, and what is an error where it is not offered."""

import pytest

from mailclient.mail.submission import Report, Reports
from mailclient.wire.smtp.capabilities import RECIPIENTS_ALWAYS, Capabilities
from mailclient.wire.smtp.command_line import command_line
from mailclient.wire.smtp.commands import Body, Chunk, Command, Ehlo, Helo, MailFrom, RcptTo, Rset
from mailclient.wire.smtp.errors import ExtensionMissing, LocalProtocolError
from mailclient.wire.smtp.reply import Reply

REPORTS = Reports((Report.SUCCESS, Report.FAILURE))
NEVER = Reports(())


def _offered(*lines: str) -> Capabilities:
    return Capabilities.from_reply(Reply(250, ("hello", *lines)))


@pytest.mark.parametrize(
    ("extensions", "command", "line"),
    [
        ((), Ehlo(), b"EHLO [127.0.0.1]"),
        ((), Helo(), b"HELO [127.0.0.1]"),
        ((), Rset(), b"RSET"),
        (("CHUNKING",), Chunk(b"12345"), b"BDAT 5"),
        (("CHUNKING",), Chunk(b"", last=True), b"BDAT 0 LAST"),
        (("BINARYMIME", "CHUNKING"), MailFrom("a@b", 9, Body.BINARY), b"MAIL FROM:<a@b> BODY=BINARYMIME"),
        (("8BITMIME",), MailFrom("a@b", 9, Body.BINARY), b"MAIL FROM:<a@b>"),
        (("DSN",), MailFrom("a@b", 9, reports=REPORTS), b"MAIL FROM:<a@b> RET=HDRS"),
        (("DSN",), MailFrom("a@b", 9, reports=Reports(whole=True)), b"MAIL FROM:<a@b> RET=FULL"),
        (("DSN",), MailFrom("a@b", 9, reports=Reports((), False, "+ =")), b"MAIL FROM:<a@b> RET=HDRS ENVID=+2B+20+3D"),
        (("REQUIRETLS",), MailFrom("a@b", 9, require_tls=True), b"MAIL FROM:<a@b> REQUIRETLS"),
        (("FUTURERELEASE 99 x",), MailFrom("a@b", 9, hold_seconds=60), b"MAIL FROM:<a@b> HOLDFOR=60"),
        (("DSN",), RcptTo("c+d@e", REPORTS), b"RCPT TO:<c+d@e> NOTIFY=SUCCESS,FAILURE ORCPT=rfc822;c+2Bd@e"),
        (("DSN",), RcptTo("c@e", NEVER), b"RCPT TO:<c@e> NOTIFY=NEVER ORCPT=rfc822;c@e"),
        (("DSN",), RcptTo("c@ü.de", NEVER), b"RCPT TO:<c@xn--tda.de> NOTIFY=NEVER ORCPT=rfc822;c@xn--tda.de"),
        (
            ("DSN", "SMTPUTF8"),
            RcptTo("한+a@e", NEVER),
            "RCPT TO:<한+a@e> NOTIFY=NEVER ORCPT=utf-8;한\\x{2B}a@e".encode(),
        ),
    ],
)  # fmt: skip
def test_spelling(extensions: tuple[str, ...], command: Command, line: bytes) -> None:
    assert command_line(command, _offered(*extensions)) == line


@pytest.mark.parametrize(
    "command",
    [
        Chunk(b"x"),
        MailFrom("a@b", 9, reports=REPORTS),
        MailFrom("a@b", 9, require_tls=True),
        MailFrom("a@b", 9, hold_seconds=1),
        RcptTo("a@b", REPORTS),
    ],
)
def test_a_wish_that_is_not_offered_is_never_left_out_silently(command: Command) -> None:
    with pytest.raises(ExtensionMissing):
        command_line(command, _offered("SIZE", "8BITMIME"))


def test_nothing_gets_into_a_command_through_an_envelope_id() -> None:
    with pytest.raises(LocalProtocolError):
        command_line(MailFrom("a@b", 9, reports=Reports(envelope_id="x\r\nRSET")), _offered("DSN"))


@pytest.mark.parametrize(
    ("line", "recipients", "messages"),
    [
        ("LIMITS RCPTMAX=20 MAILMAX=5", 20, 5),
        ("LIMITS rcptmax=7 RCPTDOMAINMAX=1", 7, None),
        ("LIMITS RCPTMAX=0 MAILMAX=many", RECIPIENTS_ALWAYS, None),
        ("LIMITS", RECIPIENTS_ALWAYS, None),
        ("HELP", RECIPIENTS_ALWAYS, None),
    ],
)
def test_limits(line: str, recipients: int, messages: int | None) -> None:
    offered = _offered(line)
    assert (offered.recipients_max, offered.messages_max) == (recipients, messages)


@pytest.mark.parametrize(
    ("line", "seconds"), [("FUTURERELEASE 86400 2030-01-01T00:00:00Z", 86400), ("FUTURERELEASE", 0), ("HELP", 0)]
)
def test_how_long_a_message_can_be_held(line: str, seconds: int) -> None:
    assert _offered(line).hold_seconds_max == seconds


def test_mechanisms_told_in_the_old_way() -> None:
    assert _offered("AUTH=LOGIN PLAIN").mechanisms == ("LOGIN", "PLAIN")
