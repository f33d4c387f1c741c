"""The list of providers is in order, and says what it should of those that most people have."""

import pytest

from mailclient.engine.discovery.address import host_name
from mailclient.known_providers import known_providers, proposals_for, provider_by_exchanger
from mailclient.mail.account import AccountKind
from mailclient.mail.discovery import Note, Step
from mailclient.sign_in_providers import providers, sign_in_at


def test_the_list_is_in_order() -> None:
    domains = [domain for provider in known_providers() for domain in provider.domains]
    assert len(domains) == len(set(domains)) > 200
    for provider in known_providers():
        assert provider.name
        assert provider.domains or provider.exchangers, provider.name
        assert provider.incoming[0][0] is AccountKind.IMAP, provider.name
        for server in (provider.smtp, *(server for _, server in provider.incoming)):
            assert host_name(server.host) or server.host == "127.0.0.1", provider.name
        assert all(host_name(name) == name for name in (*provider.domains, *provider.exchangers)), provider.name
        assert provider.sign_in in {"", *providers()}, provider.name
        assert provider.password or provider.sign_in, provider.name
        assert (Note.BROWSER_ONLY in provider.notes) is not provider.password, provider.name
        for url in (provider.app_password_url, provider.documentation):
            assert not url or url.startswith("https://"), provider.name


def test_every_proposal_is_protected_and_needs_no_look() -> None:
    for provider in known_providers():
        for proposal in provider.proposals("kim@example.test", Step.MX):
            assert proposal.protected
            assert not proposal.confirm


@pytest.mark.parametrize(
    ("email", "imap", "smtp", "user"),
    [
        ("kim@gmail.com", "imap.gmail.com:993", "smtp.gmail.com:465", "kim@gmail.com"),
        ("Kim@Naver.com", "imap.naver.com:993", "smtp.naver.com:465", "Kim"),
        ("kim@hanmail.net", "imap.daum.net:993", "smtp.daum.net:465", "kim"),
        ("kim@icloud.com", "imap.mail.me.com:993", "smtp.mail.me.com:587", "kim"),
        ("kim@proton.me", "127.0.0.1:1143", "127.0.0.1:1025", ""),
    ],
)
def test_well_known_addresses(email: str, imap: str, smtp: str, user: str) -> None:
    first = proposals_for(email)[0]
    incoming, outgoing = first.servers
    assert (f"{incoming.host}:{incoming.port}", f"{outgoing.host}:{outgoing.port}") == (imap, smtp)
    assert (incoming.user, first.source) == (user, Step.PROVIDERS)


def test_pop3_is_a_choice_where_there_is_one() -> None:
    assert [one.settings.kind for one in proposals_for("kim@gmail.com")] == [AccountKind.IMAP, AccountKind.POP3]
    assert [one.settings.kind for one in proposals_for("kim@icloud.com")] == [AccountKind.IMAP]
    imap, pop3 = proposals_for("kim@gmail.com")
    assert Note.SWITCH_ON_POP3 not in imap.notes
    assert Note.SWITCH_ON_POP3 in pop3.notes


def test_unknown_addresses() -> None:
    assert proposals_for("kim@example.test") == ()
    assert proposals_for("kim") == ()
    assert proposals_for("kim@notgmail.com") == ()


@pytest.mark.parametrize(
    ("host", "name"),
    [
        ("aspmx.l.google.com", "Gmail"),
        ("example-com.mail.protection.outlook.com", "Microsoft 365"),
        ("hotmail-com.olc.protection.outlook.com", "Outlook.com"),
        ("google.com", "Gmail"),
    ],
)
def test_whose_mail_exchanger_it_is(host: str, name: str) -> None:
    provider = provider_by_exchanger(host)
    assert provider is not None
    assert provider.name == name


def test_a_look_alike_is_nobodys() -> None:
    assert provider_by_exchanger("aspmx.evilgoogle.com") is None
    assert provider_by_exchanger("google.com.evil.test") is None


def test_in_a_domain_of_ones_own_the_address_is_the_login_name() -> None:
    provider = provider_by_exchanger("mx.naver.com")
    assert provider is not None
    (first, *_) = provider.proposals("kim@example.test", Step.MX)
    assert first.settings.incoming.user == "kim@example.test"


def test_where_one_signs_in_tokens_are_for_these_servers() -> None:
    for provider in known_providers():
        if provider.sign_in:
            for server in (provider.smtp, *(server for _, server in provider.incoming)):
                assert sign_in_at(server.host) == provider.sign_in
    assert sign_in_at("IMAP.gmail.com") == "google"
    assert sign_in_at("imap.gmail.com.evil.test") == ""
