"""CONNECT as RFC 9110 says it, byte by byte."""

import pytest

from mailclient.wire.proxy.http_connect import HttpConnect
from mailclient.wire.proxy.refusal import ProxyRefused


def play(handshake: HttpConnect, answers: bytes) -> tuple[bytes, bytes]:
    """What is said, and what of ``answers`` is left for the server behind the proxy."""
    said = b""
    while not handshake.done:
        said += handshake.data_to_send()
        data, answers = answers[: handshake.wanted], answers[handshake.wanted :]
        handshake.receive(data)
    return said, answers


def test_a_connection() -> None:
    said, left = play(HttpConnect("mail.example.org", 993), b"HTTP/1.0 200 OK\r\nVia: x\r\n\r\n* OK hello")
    assert said == b"CONNECT mail.example.org:993 HTTP/1.1\r\nHost: mail.example.org:993\r\n\r\n"
    assert left == b"* OK hello"


def test_a_login() -> None:
    said, _ = play(HttpConnect("2001:db8::1", 25, "alice", "geheim"), b"HTTP/1.1 200\r\n\r\n")
    assert said.startswith(b"CONNECT [2001:db8::1]:25 HTTP/1.1\r\n")
    assert b"\r\nProxy-Authorization: Basic YWxpY2U6Z2VoZWlt\r\n\r\n" in said


def test_a_refused_login() -> None:
    with pytest.raises(ProxyRefused) as caught:
        play(HttpConnect("a.example", 25, "alice", "geheim"), b"HTTP/1.1 407 Proxy Auth\r\nX: y\r\n\r\n")
    assert caught.value.login
    assert "geheim" not in str(caught.value)


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (b"HTTP/1.1 403 Forbidden\r\n\r\n", "403 Forbidden"),
        (b"HTTP/1.1 502 Bad Gateway\r\n\r\n<html>", "502"),
        (b"220 mail.example.org\r\n\r\n", "HTTP"),
        (b"HTTP/1.1 200 OK\r\n", "closed"),
        (b"", "closed"),
        (b"HTTP/1.1 200 OK\r\n" + b"X: " + b"y" * 20_000, "end"),
    ],
)
def test_refusals(answer: bytes, reason: str) -> None:
    with pytest.raises(ProxyRefused, match=reason) as caught:
        play(HttpConnect("a.example", 25), answer)
    assert not caught.value.login


@pytest.mark.parametrize(("host", "user"), [("a\r\nX: y", ""), ("a b", ""), ("a.example", "al:ice"), ("", "")])
def test_what_cannot_be_said(host: str, user: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011  IDNA's own words
        HttpConnect(host, 25, user)
