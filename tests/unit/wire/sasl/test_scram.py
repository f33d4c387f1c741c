"""SCRAM: the vectors of its RFCs, and servers that cheat."""

import base64

import pytest

from mailclient.mail.account import Secret
from mailclient.wire.sasl.mechanism import Computation
from mailclient.wire.sasl.scram import ITERATIONS_MAX, ITERATIONS_MIN, Scram
from mailclient.wire.sasl.unexpected import ServerUnproven, UnexpectedChallenge

SHA1_NONCE = "fyko+d2lbbFgONRv9qkxdawL"
SHA1_FIRST = b"r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,s=QSXCR+Q6sek8bf92,i=4096"
SHA1_FINAL = b"v=rmF9pqV8S7suAoZWja4dJRkFsKQ="
SHA256_NONCE = "rOprNGfwEbeRWgbNEkqO"
SHA256_FIRST = b"r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096"
SHA256_FINAL = b"v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4="


def sha1() -> Scram:
    return Scram("sha1", "user", Secret("pencil"), nonce=SHA1_NONCE)


def answer(mechanism: Scram, challenge: bytes) -> bytes:
    response = mechanism.respond(challenge)
    return response.run() if isinstance(response, Computation) else response


def test_sha_1() -> None:
    """RFC 5802 section 5."""
    mechanism = sha1()
    assert mechanism.name == "SCRAM-SHA-1"
    assert mechanism.start() == b"n,,n=user,r=fyko+d2lbbFgONRv9qkxdawL"
    assert (mechanism.gave_proof, mechanism.satisfied) == (False, False)
    assert answer(mechanism, SHA1_FIRST) == (
        b"c=biws,r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,p=v0X8v3Bz2T0CJGbJQyF0X+HI4Ts="
    )
    assert (mechanism.gave_proof, mechanism.satisfied) == (True, False)
    assert mechanism.respond(SHA1_FINAL) == b""
    assert (mechanism.gave_proof, mechanism.satisfied) == (True, True)


def test_sha_256_when_the_server_asks_first() -> None:
    """RFC 7677 section 3."""
    mechanism = Scram("sha256", "user", Secret("pencil"), nonce=SHA256_NONCE)
    assert mechanism.name == "SCRAM-SHA-256"
    assert answer(mechanism, b"") == b"n,,n=user,r=rOprNGfwEbeRWgbNEkqO"
    assert answer(mechanism, SHA256_FIRST) == (
        b"c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ="
    )
    assert answer(mechanism, SHA256_FINAL) == b""
    assert mechanism.satisfied


@pytest.mark.parametrize(
    ("binding", "could_bind", "header"),
    [
        (None, False, b"n,,"),
        (None, True, b"y,,"),
        (("tls-server-end-point", b"\x01\xff"), True, b"p=tls-server-end-point,,"),
    ],
)
def test_what_is_said_of_the_channel(binding: tuple[str, bytes] | None, could_bind: bool, header: bytes) -> None:
    mechanism = Scram("sha1", "u", Secret("pencil"), binding=binding, could_bind=could_bind, nonce=SHA1_NONCE)
    assert mechanism.name == ("SCRAM-SHA-1-PLUS" if binding else "SCRAM-SHA-1")
    start = mechanism.start()
    assert start is not None
    assert start.startswith(header + b"n=u,r=")
    channel = answer(mechanism, SHA1_FIRST).split(b",")[0].removeprefix(b"c=")
    assert base64.b64decode(channel) == header + (binding[1] if binding else b"")


def test_the_user_is_escaped() -> None:
    mechanism = Scram("sha1", "a=b,c\u00a0\u2168", Secret("x"), nonce="n")
    assert mechanism.start() == b"n,,n=a=3Db=2Cc IX,r=n"


def test_each_attempt_has_its_own_nonce() -> None:
    assert Scram("sha1", "u", Secret("x")).start() != Scram("sha1", "u", Secret("x")).start()


def test_the_password_is_prepared() -> None:
    """RFC 4013: a soft hyphen counts for nothing."""
    mechanism = Scram("sha1", "user", Secret("pen\u00adcil"), nonce=SHA1_NONCE)
    assert mechanism.alters_password
    mechanism.start()
    assert answer(mechanism, SHA1_FIRST).endswith(b"p=v0X8v3Bz2T0CJGbJQyF0X+HI4Ts=")
    assert not Scram("sha1", "user", Secret("연필 🦊")).alters_password


@pytest.mark.parametrize(
    "server_first",
    [
        b"",
        b"rubbish",
        b"\xff\xfe",
        b"r=fyko+d2lbbFgONRv9qkxdawL,s=QSXCR+Q6sek8bf92,i=4096",
        b"r=other3rfcNHYJY1ZVvWVs7j,s=QSXCR+Q6sek8bf92,i=4096",
        SHA1_FIRST.replace(b"QSX", b"=S!"),
        SHA1_FIRST.replace(b"s=QSXCR+Q6sek8bf92", b"s="),
        SHA1_FIRST.replace(b"4096", b"0"),
        SHA1_FIRST.replace(b"4096", b"-5"),
        SHA1_FIRST.replace(b"4096", b"x"),
        SHA1_FIRST.replace(b"4096", b"%d" % (ITERATIONS_MAX + 1)),
        SHA1_FIRST.replace(b"4096", b"1"),
        SHA1_FIRST.replace(b"4096", b"%d" % (ITERATIONS_MIN - 1)),
        SHA1_FIRST.replace(b"4096", b"9" * 4000),
        b"m=ext," + SHA1_FIRST,
        SHA1_FIRST + b",x=" + b"y" * 10_000,
    ],
)
def test_a_server_that_breaks_the_rules_gets_no_proof(server_first: bytes) -> None:
    mechanism = sha1()
    mechanism.start()
    with pytest.raises(UnexpectedChallenge):
        answer(mechanism, server_first)
    assert not mechanism.gave_proof
    assert mechanism.broken is not None


@pytest.mark.parametrize("final", [b"v=AAAApqV8S7suAoZWja4dJRkFsKQ=", b"v=", b"x=1"])
def test_a_server_that_does_not_know_the_password(final: bytes) -> None:
    mechanism = sha1()
    mechanism.start()
    answer(mechanism, SHA1_FIRST)
    with pytest.raises(ServerUnproven):
        answer(mechanism, final)
    assert isinstance(mechanism.broken, ServerUnproven)
    assert not mechanism.satisfied


def test_another_tls_connection_is_noticed() -> None:
    mechanism = sha1()
    mechanism.start()
    answer(mechanism, SHA1_FIRST)
    with pytest.raises(ServerUnproven):
        answer(mechanism, b"e=channel-bindings-dont-match")


def test_the_reason_of_a_refusal() -> None:
    mechanism = sha1()
    mechanism.start()
    answer(mechanism, SHA1_FIRST)
    assert answer(mechanism, b"e=invalid-proof") == b""
    assert mechanism.complaint == "invalid-proof"
    assert not mechanism.satisfied
    with pytest.raises(UnexpectedChallenge):
        answer(mechanism, SHA1_FINAL)
