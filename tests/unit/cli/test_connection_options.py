"""Proxies, client certificates and exceptions as options."""

from argparse import ArgumentParser
from pathlib import Path

import pytest

from mailclient.cli.connection_options import add_connection, connected, fingerprint_given, read_proxy
from mailclient.cli.context import UsageError
from mailclient.mail.account import AccountSettings, Security, Server
from mailclient.mail.proxy import Proxy, ProxyKind

SETTINGS = AccountSettings(
    "a@b.test", "", Server("imap.b.test", 993, Security.TLS, "a"), Server("smtp.b.test", 465, Security.TLS, "a")
)


@pytest.mark.parametrize(
    ("url", "proxy"),
    [
        ("socks5://127.0.0.1:9050", Proxy(ProxyKind.SOCKS5, "127.0.0.1", 9050)),
        ("socks5h://al%40ice@proxy.test", Proxy(ProxyKind.SOCKS5, "proxy.test", 1080, "al@ice")),
        ("http://[2001:db8::1]:3128/", Proxy(ProxyKind.HTTP_CONNECT, "2001:db8::1", 3128)),
        ("http://proxy.test", Proxy(ProxyKind.HTTP_CONNECT, "proxy.test", 8080)),
    ],
)
def test_a_proxy(url: str, proxy: Proxy) -> None:
    assert read_proxy(url) == proxy


@pytest.mark.parametrize(
    "url",
    [
        "",
        "proxy.test",
        "https://proxy.test",
        "socks4://proxy.test",
        "socks5://",
        "http://a.test/x",
        "socks5://a.test:x",
    ],
)
def test_what_is_no_proxy(url: str) -> None:
    with pytest.raises(UsageError, match="no proxy"):
        read_proxy(url)


def test_a_password_does_not_belong_into_the_address() -> None:
    with pytest.raises(UsageError, match="proxy-password-stdin"):
        read_proxy("socks5://alice:geheim@proxy.test")


def test_both_servers_get_what_is_said() -> None:
    parser = ArgumentParser()
    add_connection(parser)
    words = ["--proxy", "socks5://p.test", "--client-certificate", "me.p12", "--trust-certificate", "AB" * 32]
    settings = connected(SETTINGS, parser.parse_args(words))
    for server in (settings.incoming, settings.smtp):
        assert server.proxy == Proxy(ProxyKind.SOCKS5, "p.test", 1080)
        assert server.client_certificate == str(Path("me.p12").resolve())
        assert server.trusted_certificate == "ab" * 32
    assert connected(SETTINGS, parser.parse_args([])) == SETTINGS


def test_what_is_no_fingerprint() -> None:
    with pytest.raises(UsageError, match="fingerprint"):
        fingerprint_given("abc")
