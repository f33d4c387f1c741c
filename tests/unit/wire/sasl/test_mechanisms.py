"""SASL mechanisms: the vectors of their RFCs, and what is asked once too often."""

import pytest

from mailclient.mail.account import Secret
from mailclient.wire.sasl.cram_md5 import CramMd5
from mailclient.wire.sasl.login import Login
from mailclient.wire.sasl.mechanism import choose
from mailclient.wire.sasl.plain import Plain
from mailclient.wire.sasl.unexpected import UnexpectedChallenge


def test_plain_with_initial_response() -> None:
    """RFC 4616 section 4."""
    mechanism = Plain("tim", Secret("tanstaaftanstaaf"))
    assert mechanism.start() == b"\0tim\0tanstaaftanstaaf"
    with pytest.raises(UnexpectedChallenge):
        mechanism.respond(b"")


def test_plain_when_the_server_asks_first() -> None:
    mechanism = Plain("ü", Secret("비밀"))
    assert mechanism.respond(b"") == b"\0\xc3\xbc\0" + "비밀".encode()
    with pytest.raises(UnexpectedChallenge):
        mechanism.respond(b"")


def test_plain_answers_no_question() -> None:
    with pytest.raises(UnexpectedChallenge):
        Plain("tim", Secret("secret")).respond(b"your grandmother's name?")


def test_plain_refuses_nul() -> None:
    with pytest.raises(ValueError, match="NUL"):
        Plain("tim\0admin", Secret("secret"))


def test_login() -> None:
    mechanism = Login("tim", Secret("secret"))
    assert mechanism.start() is None
    assert mechanism.respond(b"Username:") == b"tim"
    assert mechanism.respond(b"anything") == b"secret"
    with pytest.raises(UnexpectedChallenge):
        mechanism.respond(b"Password:")


def test_cram_md5() -> None:
    """RFC 2195 section 3."""
    mechanism = CramMd5("tim", Secret("tanstaaftanstaaf"))
    assert mechanism.start() is None
    challenge = b"<1896.697170952@postoffice.reston.mci.net>"
    assert mechanism.respond(challenge) == b"tim b913a602c7eda7a495b4e6e7334d3890"
    with pytest.raises(UnexpectedChallenge):
        mechanism.respond(challenge)


@pytest.mark.parametrize(
    ("offered", "chosen"),
    [
        (["GSSAPI", "plain", "LOGIN"], "PLAIN"),
        (["CRAM-MD5", "Login"], "LOGIN"),
        (["CRAM-MD5"], "CRAM-MD5"),
        (["GSSAPI", "XOAUTH2"], None),
    ],
)
def test_choice(offered: list[str], chosen: str | None) -> None:
    mechanism = choose(offered, "tim", Secret("secret"))
    assert (mechanism.name if mechanism else None) == chosen


def test_secrets_are_not_shown() -> None:
    for mechanism in (Plain("tim", Secret("hocus")), Login("tim", Secret("hocus")), CramMd5("tim", Secret("hocus"))):
        assert "hocus" not in repr(mechanism)
