"""The Dovecot fixture does what it promises."""

import imaplib
import socket

import pytest

from tests.servers.authority import Authority
from tests.servers.dovecot import Dovecot, MailUser


def test_both_ports_accept_the_password(dovecot: Dovecot, mail_user: MailUser) -> None:
    with imaplib.IMAP4_SSL("localhost", dovecot.imaps_port) as session:
        assert session.login(mail_user.name, mail_user.password)[0] == "OK"
    with imaplib.IMAP4("localhost", dovecot.imap_port) as session:
        session.starttls()
        assert session.login(mail_user.name, mail_user.password)[0] == "OK"


def test_a_wrong_password_is_refused_at_once(dovecot: Dovecot, mail_user: MailUser) -> None:
    with (
        imaplib.IMAP4_SSL("localhost", dovecot.imaps_port) as session,
        pytest.raises(imaplib.IMAP4.error, match="AUTHENTICATIONFAILED"),
    ):
        session.login(mail_user.name, "wrong")


def test_a_changed_password_counts_at_once(dovecot: Dovecot, mail_user: MailUser) -> None:
    dovecot.change_password(mail_user, "another one entirely")
    with imaplib.IMAP4_SSL("localhost", dovecot.imaps_port) as session:
        assert session.login(mail_user.name, "another one entirely")[0] == "OK"


def test_delivered_messages_come_back_byte_for_byte(dovecot: Dovecot, mail_user: MailUser) -> None:
    first = b"Subject: one\r\n\r\n.dot\r\nlast line without end"
    second = b"Subject: two\r\n\r\n\xed\x95\x9c\r\n"
    dovecot.deliver(mail_user, first)
    dovecot.deliver(mail_user, second)
    dovecot.deliver(mail_user, second, "Archive")
    assert dovecot.messages(mail_user) == [first, second]
    assert dovecot.messages(mail_user, "Archive") == [second]
    assert dovecot.flags(mail_user) == [set(), set()]
    assert set(dovecot.folders(mail_user)) == {"INBOX", "Sent", "Drafts", "Trash", "Junk", "Archive"}


def test_users_do_not_see_each_other(dovecot: Dovecot) -> None:
    one, two = dovecot.add_user(), dovecot.add_user()
    dovecot.deliver(one, b"Subject: private\r\n\r\n")
    assert dovecot.messages(two) == []


def test_an_outage_and_its_end(dovecot: Dovecot, mail_user: MailUser) -> None:
    dovecot.stop()
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", dovecot.imap_port))
    dovecot.start()
    with imaplib.IMAP4_SSL("localhost", dovecot.imaps_port) as session:
        assert session.login(mail_user.name, mail_user.password)[0] == "OK"


def test_certificates_are_what_they_claim(authority: Authority) -> None:
    names = {
        made.cert_file
        for made in (
            authority.localhost(),
            authority.wrong_host(),
            authority.expired(),
            authority.not_yet_valid(),
            authority.self_signed(),
        )
    }
    assert len(names) == 5
