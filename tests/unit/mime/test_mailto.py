"""mailto: addresses: what they fill in, and what they cannot do."""

import json
from pathlib import Path

import pytest

from mailclient.mime.addresses import is_address
from mailclient.mime.mailto import RECIPIENTS_LIMIT, Mailto, is_mailto, read_mailto
from tests.little_work import little_work

CASES = Path(__file__).parents[4] / "shared" / "corpus" / "mailto-attacks" / "cases.json"
TO = ("a@example.org",)


@pytest.mark.parametrize(
    ("url", "found"),
    [
        ("mailto:a@example.org", Mailto(TO)),
        ("MAILTO:a@example.org", Mailto(TO)),
        ("mailto:a@example.org,b@example.org", Mailto(("a@example.org", "b@example.org"))),
        ("mailto:a@example.org%2C%20b@example.org", Mailto(("a@example.org", "b@example.org"))),
        ("mailto:?to=a@example.org&cc=c@example.org", Mailto(TO, ("c@example.org",))),
        ("mailto:a@example.org?to=A@example.org", Mailto(TO)),
        ("mailto:a@example.org?subject=a+b%20c", Mailto(TO, subject="a+b c")),
        ("mailto:a@example.org?SUBJECT=a&amp;body=b", Mailto(TO, subject="a", body="b")),
        ("mailto:a@example.org?subject=one&subject=two", Mailto(TO, subject="one")),
        ("mailto:a@example.org?body=1%0D%0A2%0A3&body=4", Mailto(TO, body="1\n2\n3\n4")),
        ("mailto:a@example.org?in-reply-to=%3Cx%40y.org%3E", Mailto(TO, in_reply_to="x@y.org")),
        ("mailto:a@example.org?in-reply-to=%3Cx%40y.org%3E%0d%0aBcc:z@z.org", Mailto(TO)),
        ("mailto:%22Your%20Bank%22%20%3Ca@example.org%3E", Mailto(TO)),
        ("mailto:a@example.org?subject=%ff%fe", Mailto(TO, subject="\ufffd\ufffd")),
        ("mailto:a@example.org?subject=%2500", Mailto(TO, subject="%00")),
        ("mailto:a@example.org?subject=a%E2%80%AEb", Mailto(TO, subject="ab")),
        ("mailto:a@example.org?%61ttach=/etc/passwd&sub%6Aect=x", Mailto(TO, subject="x")),
        ("mailto:a@example.org#?subject=x", Mailto(TO)),
        ("mailto://a@example.org", Mailto(TO)),
        ("mailto:사람@example.org", Mailto(("사람@example.org",))),
        ("mailto:", Mailto()),
        ("", Mailto()),
        ("mailto:not an address", Mailto()),
    ],
)
def test_fields(url: str, found: Mailto) -> None:
    assert read_mailto(url) == found


def test_only_mailto_is_one() -> None:
    assert is_mailto("MailTo:a@b.c")
    assert not is_mailto("/tmp/mailto:a@b.c")


@pytest.mark.parametrize(
    "name", ["attach", "attachment", "ATTACH", "file", "html-body", "fcc", "from", "reply-to", "x-y"]
)
def test_nothing_else_is_taken(name: str) -> None:
    assert read_mailto(f"mailto:a@example.org?{name}=/etc/passwd&{name}=x") == Mailto(TO)


def test_the_corpus_does_no_work() -> None:
    if not CASES.exists():
        pytest.skip("the corpus of mailto: addresses is not beside the checkout")
    for case in json.loads(CASES.read_text()):
        found = read_mailto(case["uri"])
        assert found.to[:1] == TO, case["id"]
        assert found.bcc == (), case["id"]
        text = "".join((*found.to, *found.cc, found.subject, found.in_reply_to))
        assert not any(ord(each) < 32 for each in text), case["id"]
        if " is " in case["expect"] and case["expect"].startswith("Subject"):
            assert found.subject in case["expect"]


def test_many_recipients_are_bounded() -> None:
    many = ",".join(f"p{number}@example.org" for number in range(5_000))
    found = read_mailto(f"mailto:{many}?bcc={many}")
    assert len(found.to) + len(found.cc) + len(found.bcc) == RECIPIENTS_LIMIT
    assert found.left_out == 10_000 - RECIPIENTS_LIMIT


@pytest.mark.parametrize(
    "url",
    [
        "mailto:a@example.org?body=" + "%41" * 400_000,
        "mailto:" + "a@example.org," * 80_000,
        "mailto:a@example.org?" + "&" * 1_000_000,
        "mailto:a@example.org?subject=" + "%" * 1_000_000,
        "mailto:" + "%00<" * 250_000,
        "mailto:" + '"' * 1_000_000,
    ],
)
def test_a_megabyte_takes_little_time(url: str) -> None:
    with little_work(3.0):
        found = read_mailto(url)
    assert all(is_address(one) for one in found.to)
