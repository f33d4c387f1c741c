"""Domains as they are shown, names and links that lie."""

import json
import unicodedata
from pathlib import Path

import pytest

from mailclient.mime.origin.domains import ascii_domain, is_suffix, organisation_of
from mailclient.mime.origin.look_alike import skeleton
from mailclient.mime.origin.names import (
    addresses_in,
    deceiving_address,
    has_hidden,
    hides_host,
    host_named_in,
    host_of,
    is_deceptive,
    names_another_host,
    shown_address,
    shown_domain,
    shown_url,
    turns_around,
    unmasked_domain,
    with_hidden_shown,
)

CONFUSABLES = Path(__file__).parents[5] / "shared" / "corpus" / "confusables" / "keys" / "confusables.json"


@pytest.mark.parametrize(
    "domain",
    [
        "example.org",
        "münchen.de",
        "пример.рф",
        "почта.ru",
        "привет.com",
        "예시.한국",
        "lg전자.한국",
        "例え.jp",
        "中国.cn",
        "παράδειγμα.gr",
        "ไทย.com",
        "đặng.vn",
        "école.fr",
        "ԛԝе.ru",
        "مثال.com",
        "דוגמה.co.il",
        "ドメイン.jp",
        "ไทย.ไทย",
    ],
)
def test_honest_domains_are_shown_as_they_are_written(domain: str) -> None:
    assert shown_domain(domain) == domain
    assert shown_domain(ascii_domain(domain)) == domain
    assert not is_deceptive(domain)


@pytest.mark.parametrize(
    "domain",
    [
        "аррӏе.com",
        "раураl.com",
        "pаypal.com",
        "paypaı.com",
        "ạpple.com",
        "ɑpple.com",
        "аррӏе.net",
        "сахар.org",
        "νν.com",
        "aノb.com",
        "a̸b.com",
        "g००gle.com",
        "ցօօց.com",
        "еxample.рф",
        "ⲣⲣ.com",
        "xn--80ak6aa92e.com",
    ],
)
def test_domains_that_could_be_taken_for_others_are_shown_in_punycode(domain: str) -> None:
    assert "xn--" in shown_domain(domain)
    assert is_deceptive(domain)


@pytest.mark.parametrize(
    "domain", ["", ".", "..", "a" * 400, "xn--", "xn--zzzz-x.com", "a..b", "\u202e.com", "😀.com", "\x00"]
)
def test_nonsense_is_shown_in_ascii(domain: str) -> None:
    assert shown_domain(domain).isascii()
    assert len(shown_domain(domain)) < 1000
    assert organisation_of(domain).isascii()


def test_no_letter_that_looks_latin_passes_alone() -> None:
    """Each letter of the Unicode list that is said to look like one of a-z makes a label of its own suspicious."""
    if not CONFUSABLES.exists():
        pytest.skip("the corpus is not beside the checkout")
    twins = json.loads(CONFUSABLES.read_text())
    passed = []
    for latin in "abcdefghijklmnopqrstuvwxyz":
        for one in twins.get(latin, []):
            letter = one["c"]
            if len(letter) == 1 and not letter.isascii() and unicodedata.normalize("NFKC", letter).lower() == letter:
                domain = f"{letter}xample.com"
                if shown_domain(domain) == domain and ascii_domain(domain) != domain:
                    passed.append(letter)
    assert passed == []


def test_ascii_and_organisation() -> None:
    assert ascii_domain("München.DE.") == "xn--mnchen-3ya.de"
    assert ascii_domain("a。b．c｡d") == "a.b.c.d"
    assert organisation_of("mx1.mail.example.co.uk") == "example.co.uk"
    assert organisation_of("a.b.example.test") == "example.test"
    assert organisation_of("co.uk") == "co.uk"
    assert organisation_of("localhost") == "localhost"
    assert organisation_of("192.0.2.1") == "192.0.2.1"
    assert organisation_of("b.münchen.de") == "xn--mnchen-3ya.de"
    assert is_suffix("com")
    assert not is_suffix("pdf")


@pytest.mark.parametrize(
    ("one", "other"),
    [("раураӏ.com", "paypal.com"), ("paypa1.com", "paypal.com"), ("rnicrosoft.com", "microsoft.com"),
     ("exämple.org", "example.org"), ("g00gle.com", "google.com"), ("vvikipedia.org", "wikipedia.org")],
)  # fmt: skip
def test_look_alikes_have_one_skeleton(one: str, other: str) -> None:
    assert skeleton(unmasked_domain(one)) == skeleton(other)


def test_others_have_not() -> None:
    assert skeleton("example.org") != skeleton("example.com")
    assert skeleton("mail.org") != skeleton("mali.org")


def test_hidden_characters() -> None:
    assert turns_around("moc.knab\u202e")
    assert turns_around("a\x00b")
    assert not turns_around("👨\u200d👩 \u200e")
    assert has_hidden("a\u200bb")
    assert not has_hidden("👨\u200d👩 عربي می\u200cخواهم")
    assert with_hidden_shown("a\u202eb") == "a‹U+202E›b"
    assert shown_address("x\u202e@PAYPAL.com") == "x‹U+202E›@paypal.com"


@pytest.mark.parametrize(
    ("name", "address", "found"),
    [
        ("service@paypal.com", "x@evil.example", "service@paypal.com"),
        ("PayPal (service＠paypal．com)", "x@evil.example", "service@paypal.com"),
        ("s\u200bervice@pay\u200bpal.com", "x@evil.example", "service@paypal.com"),
        ("service@paypal.com", "x@mail.paypal.com", ""),
        ("Kim @ Work", "kim@example.org", ""),
        ("", "kim@example.org", ""),
    ],
)
def test_an_address_in_a_name(name: str, address: str, found: str) -> None:
    assert deceiving_address(name, address) == found


def test_addresses_are_found_in_linear_time() -> None:
    assert addresses_in("a@" * 100_000) == ()
    assert len(addresses_in("a@b.com " * 1000)) == 10


@pytest.mark.parametrize(
    ("text", "url", "named"),
    [
        ("www.bank.example", "https://evil.example/", "www.bank.example"),
        ("https://bank.example/login", "https://evil.example/", "bank.example"),
        ("bank.com/login", "https://evil.example/", "bank.com"),
        ("info@bank.com", "https://evil.example/", "bank.com"),
        ("http：／／bank。com", "https://evil.example/", "bank.com"),
        ("b\u200bank.com", "https://evil.example/", "bank.com"),
        ("https://bank.example", "https://bank.example.evil.example/", "bank.example"),
        ("bank.com", "https://bank.com@evil.example/", "bank.com"),
        ("bank.com", "https:\\\\evil.example\\bank.com", "bank.com"),
        ("bank.com", "mailto:info@evil.example", "bank.com"),
        ("аррӏе.com", "https://apple.com", "xn--80ak6aa92e.com"),
        ("bank.com", "https://click.news.bank.com/?x", ""),
        ("Click here", "https://evil.example/", ""),
        ("report.pdf", "https://x.example/", ""),
        ("Node.js", "https://x.example/", ""),
        ("Read more at bank.com today", "https://x.example/", ""),
        ("1.5", "https://x.example/", ""),
        ("e.g.", "https://x.example/", ""),
        ("", "", ""),
        ("bank.com", "#part", ""),
        ("bank.com", "javascript:x", ""),
    ],
)
def test_a_link_that_names_another_host(text: str, url: str, named: str) -> None:
    assert names_another_host(text, url) == named


def test_hosts_as_browsers_read_them() -> None:
    assert host_of("HTTPS://user@EX%41MPLE.com:443/a") == "example.com"
    assert host_of("https:////evil.example/") == "evil.example"
    assert host_of("http://[2001:db8::1]:80/") == "[2001:db8::1]"
    assert host_of("mailto:a@b.example?subject=x@y") == "b.example"
    assert hides_host("https://bank.example@evil.example/")
    assert not hides_host("https://me@evil.example/")
    assert shown_url("https://pаypal.com/a\u202e") == "https://xn--pypal-4ve.com/a‹U+202E›"
    assert host_named_in("x" * 100_000) == ""
    assert host_of("https://" + "bank.example@" * 100_000 + "evil.example/") == "evil.example"
