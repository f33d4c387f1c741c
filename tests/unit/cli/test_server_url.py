import pytest

from mailclient.cli.server_url import ServerUrlError, read_server, server_url
from mailclient.mail.account import LoginKind, Security, Server

EMAIL = "kim@example.org"


@pytest.mark.parametrize(
    ("url", "protocol", "expected"),
    [
        ("pop3s://mail.example.org", "pop3", Server("mail.example.org", 995, Security.TLS, EMAIL)),
        ("pop3+starttls://kim@h", "pop3", Server("h", 110, Security.STARTTLS, "kim")),
        ("imaps://mail.example.org", "imap", Server("mail.example.org", 993, Security.TLS, EMAIL)),
        ("imaps://kim@mail.example.org:1993", "imap", Server("mail.example.org", 1993, Security.TLS, "kim")),
        ("imaps://kim%40example.org@h", "imap", Server("h", 993, Security.TLS, "kim@example.org")),
        ("imaps://k%3Aim%2F%25@h/", "imap", Server("h", 993, Security.TLS, "k:im/%")),
        ("imaps://%EA%B9%80@h", "imap", Server("h", 993, Security.TLS, "김")),
        ("IMAPS://Mail.Example.org", "imap", Server("mail.example.org", 993, Security.TLS, EMAIL)),
        ("imap+starttls://kim@h", "imap", Server("h", 143, Security.STARTTLS, "kim")),
        ("smtp+starttls://kim@h", "smtp", Server("h", 587, Security.STARTTLS, "kim")),
        ("smtps://kim@h", "smtp", Server("h", 465, Security.TLS, "kim")),
        ("imaps://kim@[2001:db8::1]:9993", "imap", Server("2001:db8::1", 9993, Security.TLS, "kim")),
        ("imaps://kim@h?login=token", "imap", Server("h", 993, Security.TLS, "kim", LoginKind.TOKEN)),
        ("imaps://[::1]", "imap", Server("::1", 993, Security.TLS, EMAIL)),
    ],
)
def test_read(url: str, protocol: str, expected: Server) -> None:
    server = read_server(url, protocol, EMAIL)
    assert server == expected
    assert read_server(server_url(server, protocol), protocol, "other") == expected


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("", "no server address"),
        ("mail.example.org", "no server address"),
        ("mail.example.org:993", "no server address"),
        ("imaps://", "no server address"),
        ("imaps:///x", "no server address"),
        ("imaps://h/INBOX", "no server address"),
        ("imaps://h#x", "no server address"),
        ("smtps://h", "no server address"),
        ("https://h", "no server address"),
        ("imapx://h", "no server address"),
        ("imaps://h:0", "no usable port"),
        ("imaps://h:99999", "no server address"),
        ("imaps://h:many", "no server address"),
        ("imaps://[::1", "no server address"),
        ("imaps://kim:secret@h", "password"),
        ("imaps://h?security=none", "not known"),
        ("imaps://h?login=magic", "not known"),
        ("imaps://h?login=token&login=token", "not known"),
        ("imaps://h?login=token&x=1", "not known"),
        ("imaps://h?x", "not known"),
        ("imap://h?login=token", "no protection"),
        ("imap://h", "no protection"),
        ("imap://h?security=tls", "no protection"),
        ("imap://h?security=none", "--insecure"),
    ],
)
def test_refused(url: str, said: str) -> None:
    with pytest.raises(ServerUrlError, match=said) as caught:
        read_server(url, "imap", EMAIL)
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize(("protocol", "port"), [("imap", 143), ("smtp", 587)])
def test_plain_by_the_users_own_word(protocol: str, port: int) -> None:
    server = read_server(f"{protocol}://kim@h?security=none", protocol, EMAIL, insecure=True)
    assert server == Server("h", port, Security.NONE, "kim")
    assert server_url(server, protocol) == f"{protocol}://kim@h:{port}?security=none"
    with_token = f"{protocol}://kim@h:{port}?security=none&login=token"
    server = read_server(with_token, protocol, EMAIL, insecure=True)
    assert server.login is LoginKind.TOKEN
    assert server_url(server, protocol) == with_token
