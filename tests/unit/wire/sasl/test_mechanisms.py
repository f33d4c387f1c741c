"""SASL mechanisms: the vectors of their RFCs, and what is asked once too often."""

import base64

import pytest

from mailclient.mail.account import LoginKind, Secret, Security, Server
from mailclient.wire.sasl.bearer import OAuthBearer, XOAuth2
from mailclient.wire.sasl.choice import Identity, mechanisms
from mailclient.wire.sasl.cram_md5 import CramMd5
from mailclient.wire.sasl.external import External
from mailclient.wire.sasl.login import Login
from mailclient.wire.sasl.plain import Plain
from mailclient.wire.sasl.scram import Scram
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


def test_external() -> None:
    """RFC 4422 appendix A."""
    mechanism = External("tim")
    assert mechanism.start() == b"tim"
    with pytest.raises(UnexpectedChallenge):
        mechanism.respond(b"")
    assert External("").respond(b"") == b""


def test_oauth_bearer() -> None:
    """RFC 7628 section 4.1, and its error in section 4.3."""
    token = "vF9dft4qmTc2Nvb3RlckBhbHRhdmlzdGEuY29tCg=="
    mechanism = OAuthBearer("user@example.com", Secret(token), "server.example.com", 143)
    assert mechanism.start() == (
        b"n,a=user@example.com,\x01host=server.example.com\x01port=143\x01auth=Bearer " + token.encode() + b"\x01\x01"
    )
    error = b'{"status":"invalid_token","scope":"example_scope","openid-configuration":"https://example.com/x"}'
    assert mechanism.respond(error) == b"\x01"
    assert mechanism.complaint == "status: invalid_token; scope: example_scope"
    with pytest.raises(UnexpectedChallenge):
        mechanism.respond(error)


def test_xoauth2() -> None:
    """The example of Google's documentation."""
    mechanism = XOAuth2("someuser@example.com", Secret("ya29.vF9dft4qmTc2Nvb3RlckBhdHRhdmlzdGEuY29tCg"))
    assert base64.b64encode(mechanism.respond(b"")) == (
        b"dXNlcj1zb21ldXNlckBleGFtcGxlLmNvbQFhdXRoPUJlYXJlciB5YTI5LnZGOWRmdDRxbVRjMk52YjNSbGNrQmhkSFJoZG1semRHRXVZMjl0"
        b"Q2cBAQ=="
    )
    assert mechanism.respond(b'{"status":"401","schemes":"bearer","scope":"https://mail.google.com/"}') == b""
    assert mechanism.complaint == "status: 401; schemes: bearer; scope: https://mail.google.com/"


@pytest.mark.parametrize(
    "challenge", [b"", b"[" * 100_000, b"{}", b"\xff\x1b[31m", b"[]", b'{"status": {}}', b"x" * 9999]
)
def test_any_complaint_is_one_short_line(challenge: bytes) -> None:
    mechanism = OAuthBearer("u", Secret("t"), "h", 1)
    mechanism.start()
    mechanism.respond(challenge)
    assert 0 < len(mechanism.complaint) <= 300
    assert mechanism.complaint.isprintable()


@pytest.mark.parametrize("token", ["a\x01b", "a b", "a\r\nb", "é"])
def test_a_token_cannot_break_out(token: str) -> None:
    with pytest.raises(ValueError, match="token"):
        XOAuth2("u", Secret(token))


def chosen(offered: list[str], who: Identity) -> list[str]:
    return [mechanism.name for mechanism in mechanisms(offered, who)]


def identity(login: LoginKind = LoginKind.PASSWORD, *, secured: bool = True, bindings: int = 0) -> Identity:
    server = Server("mail.example.org", 993, Security.TLS, "tim", login)
    names = ("tls-exporter", "tls-server-end-point")[:bindings]
    return Identity(server, Secret("secret"), secured, dict.fromkeys(names, b"x"))


@pytest.mark.parametrize(
    ("offered", "names"),
    [
        (["GSSAPI", "plain", "LOGIN"], ["PLAIN", "LOGIN"]),
        (["CRAM-MD5", "Login", "scram-sha-1"], ["SCRAM-SHA-1", "LOGIN", "CRAM-MD5"]),
        (["PLAIN", "SCRAM-SHA-1", "SCRAM-SHA-256"], ["SCRAM-SHA-256", "SCRAM-SHA-1", "PLAIN"]),
        (["SCRAM-SHA-256-PLUS"], []),
        (["GSSAPI", "XOAUTH2", "EXTERNAL"], []),
    ],
)
def test_choice(offered: list[str], names: list[str]) -> None:
    assert chosen(offered, identity()) == names


def test_choice_with_channel_binding() -> None:
    offered = ["SCRAM-SHA-1", "SCRAM-SHA-1-PLUS", "SCRAM-SHA-256", "SCRAM-SHA-256-PLUS", "PLAIN"]
    assert chosen(offered, identity(bindings=2)) == [
        "SCRAM-SHA-256-PLUS",
        "SCRAM-SHA-256-PLUS",
        "SCRAM-SHA-1-PLUS",
        "SCRAM-SHA-1-PLUS",
        "SCRAM-SHA-256",
        "SCRAM-SHA-1",
        "PLAIN",
    ]


def test_what_scram_says_of_the_channel() -> None:
    def header(offered: list[str], who: Identity) -> list[bytes]:
        return [(mechanism.start() or b"").split(b",")[0] for mechanism in mechanisms(offered, who)]

    assert header(["SCRAM-SHA-1"], identity()) == [b"n"]
    assert header(["SCRAM-SHA-1"], identity(bindings=1)) == [b"y"], "a -PLUS that was taken away is noticed"
    both = header(["SCRAM-SHA-1", "SCRAM-SHA-1-PLUS"], identity(bindings=2))
    assert both == [b"p=tls-exporter", b"p=tls-server-end-point", b"n"]


def test_in_the_clear_the_password_is_told_last() -> None:
    offered = ["PLAIN", "LOGIN", "CRAM-MD5", "SCRAM-SHA-1"]
    assert chosen(offered, identity(secured=False)) == ["SCRAM-SHA-1", "CRAM-MD5", "PLAIN", "LOGIN"]


def test_a_token_is_not_shown_in_the_clear() -> None:
    for login in (LoginKind.TOKEN, LoginKind.OAUTH):
        assert chosen(["XOAUTH2", "OAUTHBEARER"], identity(login, secured=False)) == []


def test_a_token_and_a_certificate_have_their_own_mechanisms() -> None:
    offered = ["PLAIN", "XOAUTH2", "OAUTHBEARER", "SCRAM-SHA-256", "EXTERNAL"]
    assert chosen(offered, identity(LoginKind.TOKEN)) == ["OAUTHBEARER", "XOAUTH2"]
    assert chosen(offered, identity(LoginKind.CERTIFICATE)) == ["EXTERNAL"]


def test_secrets_are_not_shown() -> None:
    secret = Secret("hocus")
    shown = (Plain("tim", secret), Login("tim", secret), CramMd5("tim", secret), XOAuth2("tim", secret), identity())
    for each in (*shown, Scram("sha1", "tim", secret), Identity(identity().server, secret)):
        assert "hocus" not in repr(each)
