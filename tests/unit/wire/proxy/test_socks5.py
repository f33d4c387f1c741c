"""SOCKS 5 as RFC 1928 and RFC 1929 say it, byte by byte."""

import pytest

from mailclient.wire.proxy.refusal import ProxyRefused
from mailclient.wire.proxy.socks5 import Socks5

GRANTED = b"\x05\x00\x00\x01\x7f\x00\x00\x01\x1f\x90"


def play(handshake: Socks5, answers: bytes) -> tuple[bytes, bytes]:
    """What is said in all, and what of ``answers`` is left for the server behind the proxy."""
    said = b""
    while not handshake.done:
        said += handshake.data_to_send()
        data, answers = answers[: handshake.wanted], answers[handshake.wanted :]
        handshake.receive(data)
    return said, answers


def test_a_name_is_looked_up_by_the_proxy() -> None:
    said, left = play(Socks5("mail.example.org", 993), b"\x05\x00" + GRANTED + b"* OK")
    assert said == b"\x05\x01\x00" + b"\x05\x01\x00\x03\x10mail.example.org\x03\xe1"
    assert left == b"* OK"


def test_an_international_name() -> None:
    said, _ = play(Socks5("메일.example", 993), b"\x05\x00" + GRANTED)
    assert b"xn--" in said


@pytest.mark.parametrize(
    ("host", "address"),
    [("192.0.2.1", b"\x01\xc0\x00\x02\x01"), ("2001:db8::1", b"\x04\x20\x01\x0d\xb8" + bytes(11) + b"\x01")],
)
def test_an_address(host: str, address: bytes) -> None:
    said, _ = play(Socks5(host, 25), b"\x05\x00" + GRANTED)
    assert said == b"\x05\x01\x00" + b"\x05\x01\x00" + address + b"\x00\x19"


@pytest.mark.parametrize("bound", [b"\x04" + bytes(16), b"\x03\x07a.proxy", b"\x03\x00"])
def test_the_bound_address_may_be_of_any_kind(bound: bytes) -> None:
    _, left = play(Socks5("192.0.2.1", 25), b"\x05\x00\x05\x00\x00" + bound + b"\x00\x00220 hello")
    assert left == b"220 hello"


def test_a_login() -> None:
    said, _ = play(Socks5("192.0.2.1", 25, "alice", "geheim"), b"\x05\x02\x01\x00" + GRANTED)
    assert said.startswith(b"\x05\x02\x00\x02" + b"\x01\x05alice\x06geheim" + b"\x05\x01\x00\x01")


def test_a_proxy_may_want_no_login_though_we_have_one() -> None:
    said, _ = play(Socks5("192.0.2.1", 25, "alice", "geheim"), b"\x05\x00" + GRANTED)
    assert b"geheim" not in said


@pytest.mark.parametrize("answers", [b"\x05\xff", b"\x05\x02\x01\x01"])
def test_a_refused_login(answers: bytes) -> None:
    with pytest.raises(ProxyRefused) as caught:
        play(Socks5("192.0.2.1", 25, "alice", "geheim"), answers)
    assert caught.value.login
    assert "geheim" not in str(caught.value)


def test_a_login_that_is_wanted_and_not_there() -> None:
    with pytest.raises(ProxyRefused) as caught:
        play(Socks5("192.0.2.1", 25), b"\x05\xff")
    assert caught.value.login


@pytest.mark.parametrize(
    ("answers", "reason"),
    [
        (b"\x05\x00\x05\x05\x00\x01\x00", "connection refused"),
        (b"\x05\x00\x05\x04\x00\x01\x00", "host unreachable"),
        (b"\x05\x00\x05\x63\x00\x01\x00", "reply 99"),
        (b"\x05\x00\x05\x00\x00\x09\x00", "kind 9"),
        (b"\x04\x5a", "SOCKS 5"),
        (b"HT", "SOCKS 5"),
        (b"\x05\x00\x04\x00\x00\x01\x00", "SOCKS 5"),
        (b"\x05\x01", "login"),
        (b"\x05", "closed"),
        (b"", "closed"),
        (b"\x05\x00" + GRANTED[:7], "closed"),
    ],
)
def test_refusals(answers: bytes, reason: str) -> None:
    with pytest.raises(ProxyRefused, match=reason):
        play(Socks5("192.0.2.1", 25), answers)


@pytest.mark.parametrize(
    ("host", "user", "password"),
    [("a" * 300, "", ""), ("", "", ""), ("a.example", "u" * 256, "x"), ("a.example", "u", "x" * 256)],
)
def test_what_cannot_be_said(host: str, user: str, password: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011  IDNA's own words
        Socks5(host, 25, user, password)


@pytest.mark.parametrize("port", [-1, 0, 65_536])
def test_ports_that_are_none(port: int) -> None:
    with pytest.raises(ValueError, match="no port"):
        Socks5("a.example", port)
