"""Doubts about recipients: what is caught, and above all what is left alone."""

import re
from pathlib import Path

import pytest

from mailclient.language.recipient_doubts import mending, sentence
from mailclient.mail.recipient_doubts import Acquaintance, Circle, Doubt, DoubtKind, is_unread, mended_domain, slips
from mailclient.mime.origin.recipient_look import Known, doubts_about

_FOUND = re.compile(rb"[\w.+%-]{1,64}@[\w.-]{1,100}\.[a-zA-Z]{2,20}")
STRANGER = Known()


@pytest.mark.parametrize(
    ("domain", "meant"),
    [
        ("gmial.com", "gmail.com"),
        ("gmai.com", "gmail.com"),
        ("gmail.con", "gmail.com"),
        ("gmail.co", "gmail.com"),
        ("naver.con", "naver.com"),
        ("navr.com", "naver.com"),
        ("hanmial.net", "hanmail.net"),
        ("hotmial.com", "hotmail.com"),
        ("outlok.com", "outlook.com"),
        ("yahoo.co.k", ""),
        ("yahooco.kr", "yahoo.co.kr"),
        ("example.cmo", "example.com"),
        ("northwnid.example", "northwind.example"),
    ],
)
def test_slips_in_domains(domain: str, meant: str) -> None:
    assert mended_domain(domain, ("northwind.example",)) == meant


@pytest.mark.parametrize(
    "domain",
    [
        "mail.com",
        "ymail.com",
        "email.com",
        "gmx.com",
        "gmx.at",
        "web.de",
        "never.com",
        "outlook.kr",
        "hotmail.fr",
        "live.de",
        "me.com",
        "qq.cn",
        "aol.de",
        "line.me",
        "x.org",
        "localhost",
        "example.internal",
        "mail.local",
        "kakaocorp.com",
        "snu.ac.kr",
        "korea.ac.kr",
        "korea.kr",
        "gmail.com",
        "naver.com",
        "sun.com",
        "nate.com",
        "kate.com",
        "northwind.example",
        "southwind.example",
        "hanmail.com",
        "google.com",
    ],
)
def test_honest_domains_are_left_alone(domain: str) -> None:
    assert mended_domain(domain, ("northwind.example",)) == ""


@pytest.mark.parametrize(
    ("typed", "known", "meant"),
    [
        ("minji.kmi@x.org", "minji.kim@x.org", ""),
        ("minijkim@x.org", "minjikim@x.org", "minjikim@x.org"),
        ("charlote@x.org", "charlotte@x.org", "charlotte@x.org"),
        ("kim.jun@x.org", "kim.sun@x.org", ""),
        ("j.park@x.org", "s.park@x.org", ""),
        ("user1234@x.org", "user1235@x.org", ""),
        ("anna@x.org", "anne@x.org", ""),
        ("xharlotte@x.org", "charlotte@x.org", ""),
    ],
)
def test_slips_in_names_of_people(typed: str, known: str, meant: str) -> None:
    found = doubts_about(typed, Known(at_domain=((known, 5),)), Circle())
    assert [doubt.better for doubt in found] == ([meant] if meant else [])


def test_seldom_written_to_is_no_measure() -> None:
    assert doubts_about("charlote@x.org", Known(at_domain=(("charlotte@x.org", 2),)), Circle()) == []


def test_known_and_picked_are_not_misspelt() -> None:
    for who in (Acquaintance(written=1), Acquaintance(seen=1), Acquaintance(in_book=True)):
        assert doubts_about("kim@gmial.com", Known(who), Circle()) == []
    assert doubts_about("kim@gmial.com", STRANGER, Circle(), picked=True) == []


def test_look_alikes() -> None:
    (found,) = doubts_about("kim@nаver.com", STRANGER, Circle(), picked=True)
    assert (found.kind, found.subject) == (DoubtKind.LOOKS_LIKE, "naver.com")
    (mixed,) = doubts_about("pаypal@x.org", STRANGER, Circle())
    assert (mixed.kind, mixed.subject) == (DoubtKind.LOOKS_LIKE, "")
    (hidden,) = doubts_about("kim\u200b@x.org", STRANGER, Circle())
    assert hidden.kind is DoubtKind.HIDDEN_LETTERS
    for honest in ("müller@bücher.example", "김민지@예시.한국", "иван@пример.рф", "josé@example.es"):
        assert doubts_about(honest, STRANGER, Circle()) == [], honest


@pytest.mark.parametrize(
    "address",
    [
        "noreply@x.org",
        "no-reply@x.org",
        "no_reply@x.org",
        "do-not-reply@x.org",
        "donotreply@x.org",
        "noreply+123@x.org",
        "mailer-daemon@x.org",
        "bounces+5@x.org",
        "bounce-42@x.org",
        "news-noreply@x.org",
        "noreply2@x.org",
        "nobody@x.org",
    ],
)
def test_unread(address: str) -> None:
    assert is_unread(address)


@pytest.mark.parametrize(
    "address",
    ["norepl@x.org", "noel@x.org", "reply@x.org", "reply+abc@reply.github.example", "nora@x.org", "donot@x.org"],
)
def test_read(address: str) -> None:
    assert not is_unread(address)


def test_conversations() -> None:
    circle = Circle(
        own=frozenset({"me@north.example"}),
        thread=frozenset({"me@north.example", "kim@north.example", "lee@mail.north.example"}),
        author="kim@north.example",
        reply_to=frozenset({"kim@elsewhere.example"}),
    )

    def about(address: str) -> list[tuple[DoubtKind, str, bool]]:
        return [(one.kind, one.subject, one.serious) for one in doubts_about(address, STRANGER, circle)]

    assert about("lee@mail.north.example") == []
    assert about("Kim@North.example") == []
    assert about("new@north.example") == [(DoubtKind.NEW_IN_THREAD, "", False)]
    assert about("spy@other.example") == [(DoubtKind.OUTSIDE_DOMAIN, "north.example", True)]
    assert about("kim@elsewhere.example") == [(DoubtKind.REPLY_LEADS_AWAY, "kim@north.example", True)]
    assert about("me@north.example") == [(DoubtKind.OWN, "", False)]
    mixed = Circle(thread=frozenset({"a@gmail.com", "b@gmail.com", "c@gmail.com"}))
    assert [one.kind for one in doubts_about("d@x.org", STRANGER, mixed)] == [DoubtKind.NEW_IN_THREAD]


def test_every_doubt_has_words() -> None:
    for kind in DoubtKind:
        doubt = Doubt(kind, "a@x.org", "b@y.org")
        assert sentence(doubt)
        assert bool(mending(doubt)) == bool(doubt.better)


def test_slips_are_counted() -> None:
    assert slips("kim", "kim", 2) == 0
    assert slips("kmi", "kim", 2) == 1
    assert slips("km", "kim", 2) == 1
    assert slips("abcd", "dcba", 1) == 2


def test_addresses_of_the_corpus_are_left_alone(corpus: Path) -> None:
    """Typed by hand for the first time, none of some thousands is taken for a slip or an imitation."""
    found: set[str] = set()
    for path in corpus.rglob("*"):
        if path.is_file() and path.stat().st_size < 300_000:
            found.update(one.decode("ascii", "replace").lower() for one in _FOUND.findall(path.read_bytes()))
    assert len(found) > 1_000
    alarms = {
        address: doubt
        for address in found
        for doubt in doubts_about(address, STRANGER, Circle())
        if doubt.kind is not DoubtKind.NOT_READ
    }
    assert alarms == {}
