"""What servers say, as they say it: each refusal has its own problem, and is final only by its code."""

import pytest

from mailclient.engine.accounts.smtp_refusal import (
    Refusal,
    RefusedRecipient,
    Stage,
    kind_of,
    kind_of_login,
    recipients_refusal,
    told_of_each,
    too_many_recipients,
)
from mailclient.mail.delivery_report import Cause
from mailclient.mail.problem import Problem, ProblemKind
from mailclient.wire.smtp.reply import Reply


def reply(line: str) -> Reply:
    return Reply(int(line[:3]), (line[4:],))


LOGINS = {
    "535 5.7.8 Error: authentication failed": None,
    "535 5.7.8 Username and Password not accepted.": None,
    "535 5.7.139 Authentication unsuccessful, the user credentials were incorrect.": None,
    "535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant. Visit "
    "https://aka.ms/smtp_auth_disabled for more information.": ProblemKind.SMTP_LOGIN_DISABLED,
    "535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Mailbox.": (
        ProblemKind.SMTP_LOGIN_DISABLED
    ),
    "535 5.7.139 Authentication unsuccessful, basic authentication is disabled.": ProblemKind.PASSWORD_LOGIN_OFF,
    "535 5.7.139 Authentication unsuccessful, the request did not meet the criteria to be authenticated "
    "successfully.": ProblemKind.SMTP_LOGIN_DISABLED,
    "534 5.7.9 Application-specific password required.": ProblemKind.APP_PASSWORD_NEEDED,
    "535 5.7.0 (#MBR1212) Incorrect username or password. Please use an app password": ProblemKind.APP_PASSWORD_NEEDED,
    "534 5.7.14 Please log in via your web browser and then try again.": ProblemKind.ACCOUNT_LOCKED,
    "535 5.7.139 Authentication unsuccessful, the user's account is locked": ProblemKind.ACCOUNT_LOCKED,
    "535 5.7.1 Your account has been suspended": ProblemKind.ACCOUNT_LOCKED,
    "535 5.7.8 Login disabled for this user": ProblemKind.ACCOUNT_LOCKED,
    "535 5.7.8 PLAIN authentication is disabled": None,
    "535 5.7.8 Error: blocked using a list": None,
    "454 4.7.0 Temporary authentication failure: Connection lost to authentication server": (
        ProblemKind.LOGIN_UNAVAILABLE
    ),
    "454 4.7.0 Too many login attempts, please try again later.": ProblemKind.TOO_MANY_LOGINS,
    "435 Unable to authenticate at present": ProblemKind.LOGIN_UNAVAILABLE,
}


@pytest.mark.parametrize("line", LOGINS)
def test_a_refused_login(line: str) -> None:
    assert kind_of_login(reply(line)) is LOGINS[line]


RECIPIENTS = {
    "550 5.1.1 The email account that you tried to reach does not exist.": ProblemKind.RECIPIENTS_REFUSED,
    "553 5.1.3 The recipient address is not a valid RFC 5321 address": ProblemKind.RECIPIENTS_REFUSED,
    "452 4.2.2 The email account that you tried to reach is over quota.": ProblemKind.MAILBOX_FULL,
    "552 5.2.2 Mailbox full": ProblemKind.MAILBOX_FULL,
    "550 Mailbox is full / Blocks limit exceeded": ProblemKind.MAILBOX_FULL,
    "450 4.2.0 <x@y>: Recipient address rejected: Greylisted, see http://postgrey.example/": ProblemKind.ASKED_TO_WAIT,
    "451 4.7.1 Greylisting in action, please come back later": ProblemKind.ASKED_TO_WAIT,
    "451 DT:SPM please try again later": ProblemKind.ASKED_TO_WAIT,
    "450 4.7.1 Error: too much mail from you, too many messages": ProblemKind.TOO_MANY_MESSAGES,
    "550 5.4.5 Daily user sending limit exceeded.": ProblemKind.TOO_MANY_MESSAGES,
    "553 5.7.1 <a@b>: Sender address rejected: not owned by user c@d": ProblemKind.SENDER_NOT_ALLOWED,
    "554 5.7.1 <x@y>: Relay access denied": ProblemKind.REFUSED_BY_POLICY,
    "452 4.3.1 Insufficient system storage": ProblemKind.SERVER_BUSY,
}


@pytest.mark.parametrize("line", RECIPIENTS)
def test_a_refused_recipient(line: str) -> None:
    assert kind_of(reply(line), Stage.RECIPIENT) is RECIPIENTS[line]


MESSAGES = {
    "550 5.7.1 Message rejected as spam by Content Filtering.": ProblemKind.REFUSED_BY_POLICY,
    "550 5.7.26 This mail has been blocked because the sender is unauthenticated (SPF)": ProblemKind.REFUSED_BY_POLICY,
    "554 Message refused: SPF check failed": ProblemKind.REFUSED_BY_POLICY,
    "550 5.7.60 SMTP; Client does not have permissions to send as this sender": ProblemKind.SENDER_NOT_ALLOWED,
    "554 5.2.252 SendAsDenied; a@b not allowed to send as c@d": ProblemKind.SENDER_NOT_ALLOWED,
    "552 5.3.4 Message size exceeds fixed limit": ProblemKind.MESSAGE_TOO_LARGE,
    "552 5.2.3 Message exceeds maximum message size": ProblemKind.MESSAGE_TOO_LARGE,
    "552 message too big": ProblemKind.MESSAGE_TOO_LARGE,
    "450 4.7.28 unusual rate of mail": ProblemKind.TOO_MANY_MESSAGES,
    "421 4.7.0 Try again later, closing connection.": ProblemKind.SERVER_BUSY,
    "451 4.3.0 Error: queue file write error": ProblemKind.SERVER_BUSY,
    "451 4.7.1 Please try again later": ProblemKind.ASKED_TO_WAIT,
    "550 5.7.30 REQUIRETLS support required": ProblemKind.REQUIRETLS_MISSING,
    "554 5.6.0 Message malformed": ProblemKind.MESSAGE_REFUSED,
}


@pytest.mark.parametrize("line", MESSAGES)
def test_a_refused_message(line: str) -> None:
    assert kind_of(reply(line), Stage.MESSAGE) is MESSAGES[line]


@pytest.mark.parametrize(
    ("line", "too_many"),
    [
        ("452 4.5.3 Error: too many recipients", True),
        ("452 too many recipients", True),
        ("552 5.5.3 Too many recipients", True),
        ("452 4.2.2 over quota", False),
        ("550 5.1.1 too many recipients of this name", False),
    ],
)
def test_too_many_recipients(line: str, too_many: bool) -> None:
    assert too_many_recipients(reply(line)) is too_many


def _refused(address: str, line: str) -> RefusedRecipient:
    said = reply(line)
    return RefusedRecipient(address, said.code, said.text, kind_of(said, Stage.RECIPIENT))


def test_all_refused_for_now_is_for_now() -> None:
    refusal = recipients_refusal("smtp:25", [_refused("a@b", "451 4.7.1 later"), _refused("c@d", "452 4.2.2 full")])
    assert refusal.for_now
    assert (refusal.problem.kind, refusal.problem.subject) == (ProblemKind.ASKED_TO_WAIT, "a@b, c@d")


def test_one_refused_for_good_is_for_good() -> None:
    refusal = recipients_refusal("smtp:25", [_refused("a@b", "451 4.7.1 later"), _refused("c@d", "552 5.2.2 full")])
    assert not refusal.for_now
    assert refusal.problem.kind is ProblemKind.MAILBOX_FULL
    assert refusal.problem.detail == "a@b: 451 4.7.1 later\nc@d: 552 5.2.2 full"


def test_a_limit_for_today_is_for_now_whatever_its_code() -> None:
    assert recipients_refusal("smtp:25", [_refused("a@b", "550 5.4.5 Daily user sending limit exceeded.")]).for_now


def test_what_is_about_the_server_names_the_server() -> None:
    refusal = recipients_refusal("smtp:25", [_refused("a@b", "450 4.7.1 too many messages")])
    assert (refusal.problem.kind, refusal.problem.subject) == (ProblemKind.TOO_MANY_MESSAGES, "smtp:25")


def test_what_was_said_to_the_whole_message_is_said_of_each() -> None:
    said = told_of_each(Refusal(Problem(ProblemKind.MESSAGE_REFUSED, "h", "554 no"), for_now=False), ("a@b", "c@d"))
    assert [(one.address, one.code, one.status, one.line, one.cause) for one in said] == [
        ("a@b", 554, "", "554 no", Cause.CONTENT),
        ("c@d", 554, "", "554 no", Cause.CONTENT),
    ]
    named = RefusedRecipient("a@b", 550, "550 5.1.1 nobody")
    first, second = told_of_each(recipients_refusal("h", [named]), ("a@b", "c@d"))
    assert (first.line, first.cause) == ("550 5.1.1 nobody", Cause.USER_UNKNOWN)
    assert "nobody" in second.line


def test_what_no_server_said_has_no_code() -> None:
    problem = Problem(ProblemKind.MESSAGE_TOO_LARGE, "h", "2000 bytes; the server takes 1000")
    (said,) = told_of_each(Refusal(problem, for_now=False), ("a@b",))
    assert (said.code, said.status, said.cause) == (0, "", Cause.TOO_LARGE)
