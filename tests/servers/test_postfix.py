"""The Postfix fixture does what it promises; tried with the standard library's client."""

import smtplib
import ssl

import pytest

from tests.servers.dovecot import Dovecot, MailUser
from tests.servers.postfix import (
    BUSY_RECIPIENT,
    FORBIDDEN_LINE,
    MESSAGE_SIZE_LIMIT,
    REFUSED_SENDER,
    UNKNOWN_RECIPIENT,
    Postfix,
)


def _log_in(postfix: Postfix, user: MailUser) -> smtplib.SMTP:
    session = smtplib.SMTP("localhost", postfix.submission_port)
    session.starttls(context=ssl.create_default_context())
    session.login(user.name, user.password)
    return session


def test_mail_arrives_in_the_mailbox(postfix: Postfix, dovecot: Dovecot) -> None:
    alice, bob = dovecot.add_user("alice"), dovecot.add_user("bob")
    with _log_in(postfix, alice) as session:
        session.sendmail(alice.name, [bob.name], b"Subject: hello\r\n\r\n.\r\n..two\r\n")
    postfix.wait_until_delivered()
    [message] = dovecot.messages(bob)
    header, _, body = message.partition(b"\r\n\r\n")
    assert b"Subject: hello" in header
    assert body == b".\r\n..two\r\n"


def test_tls_from_the_first_byte(postfix: Postfix, mail_user: MailUser) -> None:
    context = ssl.create_default_context()
    with smtplib.SMTP_SSL("localhost", postfix.submissions_port, context=context) as session:
        assert session.login(mail_user.name, mail_user.password)[0] == 235


def test_nothing_goes_in_the_clear(postfix: Postfix, mail_user: MailUser) -> None:
    with smtplib.SMTP("localhost", postfix.submission_port) as session:
        session.ehlo()
        assert not session.has_extn("auth")
        assert session.docmd("MAIL", f"FROM:<{mail_user.name}>")[0] == 530


def test_a_wrong_password_is_refused(postfix: Postfix, mail_user: MailUser) -> None:
    with smtplib.SMTP_SSL("localhost", postfix.submissions_port, context=ssl.create_default_context()) as session:
        with pytest.raises(smtplib.SMTPAuthenticationError) as caught:
            session.login(mail_user.name, "wrong")
        assert caught.value.smtp_code == 535


def test_what_is_refused(postfix: Postfix, mail_user: MailUser) -> None:
    with _log_in(postfix, mail_user) as session:
        assert session.esmtp_features["size"] == str(MESSAGE_SIZE_LIMIT)
        session.mail(mail_user.name)
        assert session.rcpt(UNKNOWN_RECIPIENT)[0] == 550
        assert session.rcpt(BUSY_RECIPIENT)[0] == 450
        assert session.rcpt("someone@elsewhere.example")[0] == 250
        session.rset()
        session.mail(REFUSED_SENDER)
        assert session.rcpt(mail_user.name)[0] == 553
        session.rset()
        session.mail(mail_user.name)
        session.rcpt(mail_user.name)
        assert session.data(FORBIDDEN_LINE + b"\r\n\r\n")[0] == 550


def test_an_outage_and_its_end(postfix: Postfix, mail_user: MailUser) -> None:
    postfix.stop()
    with pytest.raises(ConnectionRefusedError):
        smtplib.SMTP("localhost", postfix.submission_port)
    postfix.start()
    _log_in(postfix, mail_user).quit()
