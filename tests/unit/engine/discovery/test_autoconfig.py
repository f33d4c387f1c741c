"""The XML of providers: real files, odd ones, hostile ones."""

from pathlib import Path

import pytest

from mailclient.engine.discovery.address import Address, read_address
from mailclient.engine.discovery.autoconfig import read_autoconfig
from mailclient.engine.discovery.xml_tree import BYTES_MAX, XmlRefused, read_xml
from mailclient.mail.account import AccountKind, LoginKind, Security
from mailclient.mail.discovery import Note, Proposal, Step
from mailclient.mail.problem import MailError, ProblemKind
from mailclient.sign_in_providers import sign_in_at

ISPDB = Path(__file__).parents[5] / "shared" / "corpus" / "ispdb" / "ispdb"
ADDRESS = Address("Kim@example.test", "Kim", "example.test")


def server(kind: str, host: str, port: str, socket: str, user: str = "%EMAILADDRESS%", *ways: str) -> str:
    side = "outgoing" if kind == "smtp" else "incoming"
    logins = "".join(f"<authentication>{way}</authentication>" for way in ways or ("password-cleartext",))
    return (
        f'<{side}Server type="{kind}"><hostname>{host}</hostname><port>{port}</port>'
        f"<socketType>{socket}</socketType><username>{user}</username>{logins}</{side}Server>"
    )


def document(*parts: str) -> bytes:
    provider = "".join(parts)
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><clientConfig version="1.1">'
        f'<emailProvider id="x">{provider}</emailProvider></clientConfig>'
    ).encode()


def read(*parts: str) -> tuple[Proposal, ...]:
    return read_autoconfig(document(*parts), ADDRESS, Step.AUTOCONFIG, sign_in_at)


IMAP = server("imap", "imap.example.test", "993", "SSL")
SMTP = server("smtp", "smtp.example.test", "465", "SSL")


def ispdb_files() -> list[Path]:
    return sorted(ISPDB.glob("*.xml"))


@pytest.mark.skipif(not ISPDB.is_dir(), reason="the corpus ../shared/corpus/ispdb is not there")
def test_all_files_of_the_corpus_give_usable_proposals() -> None:
    assert len(ispdb_files()) == 54
    for path in ispdb_files():
        address = read_address(f"kim@{path.stem}.test")
        proposals = read_autoconfig(path.read_bytes(), address, Step.AUTOCONFIG, sign_in_at)
        assert proposals, path.name
        for proposal in proposals:
            for one in proposal.servers:
                assert "." in one.host, path.name
                assert 0 < one.port < 65536, path.name
                assert one.user in (address.text, address.name, f"kim.{address.domain}"), path.name
            assert proposal.protected == (Note.NOT_PROTECTED not in proposal.notes), path.name
            assert proposal.protected or proposal.confirm, path.name
            assert proposal.password, path.name


@pytest.mark.skipif(not ISPDB.is_dir(), reason="the corpus ../shared/corpus/ispdb is not there")
def test_a_provider_with_everything() -> None:
    imap, pop3 = read_autoconfig(
        (ISPDB / "googlemail.com.xml").read_bytes(), read_address("kim@gmail.com"), Step.MX, sign_in_at
    )
    assert (imap.settings.kind, pop3.settings.kind) == (AccountKind.IMAP, AccountKind.POP3)
    assert (imap.provider, imap.sign_in, imap.password, imap.source) == ("GMail", "google", True, Step.MX)
    assert imap.other_users == ("kim",)


@pytest.mark.parametrize(
    ("smtp", "sign_in"),
    [
        (server("smtp", "smtp.gmail.com", "465", "SSL", "%EMAILADDRESS%", "OAuth2"), "google"),
        (server("smtp", "relay.example.test", "25", "STARTTLS", "", "client-IP-address"), "google"),
        (server("smtp", "smtp.evil.test", "465", "SSL", "%EMAILADDRESS%", "OAuth2"), ""),
        (server("smtp", "smtp.office365.com", "587", "STARTTLS", "%EMAILADDRESS%", "OAuth2"), ""),
        ("", ""),
    ],
)
def test_signing_in_is_for_servers_of_the_provider_alone(smtp: str, sign_in: str) -> None:
    google = server("imap", "imap.gmail.com", "993", "SSL", "%EMAILADDRESS%", "OAuth2", "password-cleartext")
    (one,) = read(google, smtp)
    assert one.sign_in == sign_in


def test_what_stands_for_the_address_is_filled_in() -> None:
    (one,) = read(server("imap", "%EMAILDOMAIN%", "993", "SSL", "%EMAILLOCALPART%.%EMAILDOMAIN%"), SMTP)
    assert one.settings.incoming.host == "example.test"
    assert one.settings.incoming.user == "Kim.example.test"
    assert one.settings.smtp.user == "Kim@example.test"
    assert one.other_users == ()


def test_what_only_the_user_can_know_becomes_the_address() -> None:
    (one,) = read(server("imap", "imap.example.test", "993", "SSL", "%CUSTOMERNUMBER%"), SMTP)
    assert one.settings.incoming.user == "Kim@example.test"


def test_the_best_protected_server_is_taken_and_one_without_protection_never_beside_it() -> None:
    (one,) = read(
        server("imap", "plain.example.test", "143", "plain"),
        server("imap", "later.example.test", "143", "STARTTLS"),
        IMAP,
        SMTP,
    )
    assert one.settings.incoming.host == "imap.example.test"
    assert one.protected
    assert not one.confirm


def test_only_servers_without_protection_are_proposed_last_and_marked() -> None:
    first, second = read(server("imap", "a.test", "143", "plain"), server("pop3", "b.test", "995", "SSL"), SMTP)
    assert (first.settings.kind, first.protected) == (AccountKind.POP3, True)
    assert second.settings.incoming.security is Security.NONE
    assert (second.confirm, second.notes) == (True, (Note.NOT_PROTECTED,))


@pytest.mark.parametrize(
    "odd",
    [
        server("imap", "", "993", "SSL"),
        server("imap", "im ap.example.test", "993", "SSL"),
        server("imap", "evil.test/path?x", "993", "SSL"),
        server("imap", "192.168.0.1", "993", "SSL"),
        server("imap", "imap.example.test", "993", "when possible"),
        server("jmap", "imap.example.test", "443", "SSL"),
        server("imap", "imap.example.test", "993", "SSL", "%EMAILADDRESS%", "NTLM"),
        server("imap", "imap.example.test", "993", "SSL", "%EMAILADDRESS%", "GSSAPI"),
    ],
)
def test_a_server_that_makes_no_sense_is_passed_over(odd: str) -> None:
    assert read(odd, SMTP) == ()
    (one,) = read(odd, IMAP, SMTP)
    assert one.settings.incoming.host == "imap.example.test"


@pytest.mark.parametrize("port", ["", "0", "99999", "-1", "abc", "９９３"])
def test_a_port_that_is_none_is_the_usual_one(port: str) -> None:
    (one,) = read(server("imap", "imap.example.test", port, "SSL"), SMTP)
    assert one.settings.incoming.port == 993


def test_ways_to_log_in() -> None:
    (only_browser,) = read(
        server("imap", "imap.gmail.com", "993", "SSL", "%EMAILADDRESS%", "OAuth2"),
        server("smtp", "smtp.gmail.com", "465", "SSL", "%EMAILADDRESS%", "OAuth2"),
    )
    assert (only_browser.sign_in, only_browser.password) == ("google", False)
    assert only_browser.notes == (Note.BROWSER_ONLY,)
    (certificate,) = read(server("imap", "a.test", "993", "SSL", "%EMAILADDRESS%", "TLS-client-cert"), SMTP)
    assert certificate.settings.incoming.login is LoginKind.CERTIFICATE
    (by_place,) = read(IMAP, server("smtp", "s.test", "465", "SSL", "", "client-IP-address"))
    assert by_place.settings.smtp.user == ""


def test_where_to_sign_in_comes_from_our_own_list_only() -> None:
    evil = "<oAuth2><issuer>accounts.google.com</issuer><authURL>https://evil.test</authURL></oAuth2>"
    (one,) = read(server("imap", "imap.evil.test", "993", "SSL", "%EMAILADDRESS%", "OAuth2", "plain"), SMTP, evil)
    assert one.sign_in == ""


def test_without_a_server_to_send_with() -> None:
    (one,) = read(IMAP)
    assert one.settings.smtp.host == "smtp.example.test"
    assert (one.confirm, one.notes) == (True, (Note.SMTP_UNKNOWN,))


def test_documentation_by_language_and_only_over_https() -> None:
    pages = (
        '<documentation url="http://a.test/"><descr lang="en">x</descr></documentation>'
        '<documentation url="https://b.test/"><descr lang="de">x</descr></documentation>'
        '<documentation url="https://c.test/"><descr lang="en">x</descr></documentation>'
        '<documentation url="javascript:alert(1)"><descr lang="en">x</descr></documentation>'
    )
    (one,) = read(IMAP, SMTP, pages)
    assert one.documentation == "https://c.test/"


LAUGHS = b"".join(b'<!ENTITY l%d "%s">' % (level, b"&l%d;" % (level - 1) * 10) for level in range(1, 10))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"not xml at all",
        b"<html><body>Welcome to our hotel</body></html>",
        b"<clientConfig><emailProvider>",
        b"<clientConfig/>",
        b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY l0 "lol">' + LAUGHS + b"]><clientConfig>&l9;</clientConfig>",
        b'<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]><clientConfig>&f;</clientConfig>',
        b'<!DOCTYPE x SYSTEM "http://evil.test/x.dtd"><clientConfig/>',
        b"<clientConfig>&undefined;</clientConfig>",
        b"<a>" * 100_000 + b"</a>" * 100_000,
        b"<clientConfig>" + b"<a/>" * 50_000 + b"</clientConfig>",
        b"<clientConfig>" + b"\n" * 200_000 + b"</clientConfig>",
        b"<clientConfig>" + b"a<!---->" * 30_000 + b"</clientConfig>",
        b"<clientConfig>" + b"&#97;" * 50_000 + b"</clientConfig>",
        b"<clientConfig>" + b"a" * BYTES_MAX + b"</clientConfig>",
        b'<?xml version="1.0" encoding="klingon"?><clientConfig/>',
        b"\xff\xfe\x00",
        b"<clientConfig>\x00</clientConfig>",
    ],
)
def test_what_is_no_file_of_a_provider_is_refused(data: bytes) -> None:
    with pytest.raises(XmlRefused):
        read_autoconfig(data, ADDRESS, Step.AUTOCONFIG, sign_in_at)


@pytest.mark.parametrize("charset", ["utf-8", "utf-16", "iso-8859-1"])
def test_charsets(charset: str) -> None:
    name = "<displayName>Übermail</displayName>"
    data = document(name, IMAP, SMTP).decode().replace("UTF-8", charset).encode(charset)
    (one,) = read_autoconfig(data, ADDRESS, Step.AUTOCONFIG, sign_in_at)
    assert one.provider == "Übermail"


def test_a_namespace_does_not_matter() -> None:
    root = read_xml(b'<c:a xmlns:c="urn:x"><c:b>1</c:b></c:a>')
    assert (root.name, root.text_of("b")) == ("a", "1")


@pytest.mark.parametrize("email", ["", "kim", "kim@", "@example.test", "kim@localhost", "kim@10.0.0.1", "a b@x.test"])
def test_what_is_no_address(email: str) -> None:
    with pytest.raises(MailError) as caught:
        read_address(email)
    assert caught.value.problem.kind is ProblemKind.ADDRESS_UNUSABLE


def test_an_address_in_another_script() -> None:
    assert read_address(" 김@메일.한국 ") == Address("김@메일.한국", "김", "xn--h32bq4v.xn--3e0b707e")
