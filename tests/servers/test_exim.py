"""The Exim fixture does what it says."""

import smtplib
import ssl

import pytest

from mailclient.mail.account import Security
from tests.servers.dovecot import Dovecot
from tests.servers.exim import MESSAGE_SIZE_LIMIT, Exim


def test_it_offers_its_extensions_inside_tls_and_delivers(exim: Exim, dovecot: Dovecot) -> None:
    alice, bob = dovecot.add_user("alice"), dovecot.add_user("bob")
    with smtplib.SMTP("localhost", exim.smtp(alice).port) as client:
        client.ehlo("[127.0.0.1]")
        assert not client.has_extn("auth")
        client.starttls(context=ssl.create_default_context())
        client.ehlo("[127.0.0.1]")
        for extension in ("pipelining", "chunking", "8bitmime", "smtputf8", "dsn"):
            assert client.has_extn(extension), extension
        assert client.esmtp_features["size"] == str(MESSAGE_SIZE_LIMIT)
        assert client.esmtp_features["auth"].split() == ["PLAIN", "LOGIN", "CRAM-MD5"]
        with pytest.raises(smtplib.SMTPAuthenticationError):
            client.login(alice.name, "wrong")
        client.login(alice.name, alice.password)
        client.sendmail(alice.name, [bob.name], b"Subject: hello\r\n\r\nhello\r\n")
    exim.wait_until_delivered()
    [message] = dovecot.messages(bob)
    assert message.endswith(b"\r\n\r\nhello\r\n")


def test_tls_from_the_first_byte(exim: Exim, dovecot: Dovecot) -> None:
    alice = dovecot.add_user("alice")
    with smtplib.SMTP_SSL(
        "localhost", exim.smtp(alice, Security.TLS).port, context=ssl.create_default_context()
    ) as client:
        client.login(alice.name, alice.password)
