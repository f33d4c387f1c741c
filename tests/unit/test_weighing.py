"""Whose word counts: forged fields, learning, and what follows. Headers as they come, parsed as they are."""

from dataclasses import replace
from pathlib import Path

import pytest

from mailclient.engine.origin.learning import learn
from mailclient.mail.origin import Check, CheckedSignature, Oddity, Origin, ReceivingServer, SignatureState
from mailclient.mail.verdict import Reason, Standing, Verdict
from mailclient.mail.weighing import weigh
from mailclient.mime.header import fields_of
from mailclient.mime.origin.origin import origin_of

CORPUS = Path(__file__).parents[3] / "shared" / "corpus"
POSTFIX = ReceivingServer(("mx.home.example",), ("home.example",))
GMAIL = ReceivingServer(("google.com",), ("google.com",), above=False)
OUTLOOK = ReceivingServer(("",), ("outlook.com", "office365.com"))
DATE = "Sat, 21 Nov 2026 10:00:00 +0000"
FROM_OUTSIDE = (
    f"Received: from mail.bank.example (mail.bank.example [192.0.2.1]) by mx.home.example with ESMTPS; {DATE}\r\n"
)
DELIVERED = f"Received: from mx.home.example by imap.home.example (Dovecot) with LMTP; {DATE}\r\n"
FROM_ATTACKER = f"Received: from mx.home.example (evil.example [192.0.2.66]) by mx.home.example with ESMTP; {DATE}\r\n"
FORGED_HOP = (
    f"Received: from mail.bank.example (mail.bank.example [192.0.2.1]) by mx.home.example with ESMTPS; {DATE}\r\n"
)
PASSES = (
    "Authentication-Results: mx.home.example; dmarc=pass header.from=bank.example; dkim=pass header.d=bank.example\r\n"
)
FAILS = "Authentication-Results: mx.home.example; dmarc=fail (p=reject) header.from=bank.example\r\n"
FROM = "From: Bank <service@bank.example>\r\n"


def renamed(server: str) -> str:
    return PASSES.replace("mx.home.example", server)


def origin(*fields: str) -> Origin:
    block = "".join(fields).encode()
    return origin_of(fields_of(block), block)


def weighed(*fields: str, server: ReceivingServer = POSTFIX, check: Check | None = None) -> Verdict:
    return weigh(origin(*fields), [server], check)


def told(verdict: Verdict) -> tuple[Standing, Reason]:
    return verdict.standing, verdict.reason


GOOD = (Standing.GOOD, Reason.CONFIRMED)
NOBODY = (Standing.UNKNOWN, Reason.NOT_CHECKED)


def test_the_own_server_is_believed() -> None:
    verdict = weighed(DELIVERED, PASSES, FROM_OUTSIDE, FROM)
    assert told(verdict) == GOOD
    assert (verdict.believed, verdict.author, verdict.domain) == (
        "mx.home.example",
        "service@bank.example",
        "bank.example",
    )
    assert told(weighed(PASSES, FROM_OUTSIDE, FROM)) == GOOD


@pytest.mark.parametrize(
    "fields",
    [
        pytest.param((FROM_ATTACKER, PASSES, FROM), id="below the border"),
        pytest.param((FROM_ATTACKER, PASSES, FORGED_HOP, FROM), id="with a forged hop below it"),
        pytest.param((DELIVERED, FROM_ATTACKER, PASSES, FORGED_HOP, FROM), id="behind a real delivery"),
        pytest.param((PASSES.replace("mx.home", "mx.evil"), FROM_OUTSIDE, FROM), id="by another name"),
        pytest.param((renamed("mx.home.example.evil.example"), FROM_OUTSIDE, FROM), id="by a longer name"),
        pytest.param((renamed("evilmx.home.example"), FROM_OUTSIDE, FROM), id="by a name that ends alike"),
        pytest.param((PASSES, FROM), id="without a way at all"),
        pytest.param(("X-" + PASSES, FROM_OUTSIDE, FROM), id="other field"),
    ],
)  # fmt: skip
def test_forged_results_are_not_believed(fields: tuple[str, ...]) -> None:
    verdict = weighed(*fields)
    assert told(verdict) == NOBODY
    assert not verdict.has_believed


def test_the_real_one_counts_before_a_forged_one() -> None:
    verdict = weighed(DELIVERED, FAILS, FROM_ATTACKER, PASSES, FORGED_HOP, FROM)
    assert told(verdict) == (Standing.FAILED, Reason.REFUSED)
    assert verdict.alarming


def test_gmail_writes_below_the_border_and_only_its_first_field_counts() -> None:
    inside = f"Received: by 2002:a05:6a10:1234 with SMTP id x; {DATE}\r\n"
    border = (
        f"Received: from mail.bank.example (mail.bank.example. [192.0.2.1]) by mx.google.com with ESMTPS; {DATE}\r\n"
    )
    passes = PASSES.replace("mx.home.example", "mx.google.com")
    fails = FAILS.replace("mx.home.example", "mx.google.com")
    assert told(weighed(inside, border, passes, FROM, server=GMAIL)) == GOOD
    assert told(weighed(inside, border, fails, passes, FROM, server=GMAIL)) == (Standing.FAILED, Reason.REFUSED)
    forged = f"Received: from bank.example (bank.example [192.0.2.1]) by mx.google.com with ESMTPS; {DATE}\r\n"
    assert told(weighed(inside, border, forged, passes, FROM, server=GMAIL)) == NOBODY


def test_microsoft_names_no_id() -> None:
    hops = (
        f"Received: from A.protection.outlook.com (2603:10a6::17) by B.prod.outlook.com with HTTPS; {DATE}\r\n",
        (
            "Authentication-Results: spf=pass (sender IP is 192.0.2.1) smtp.mailfrom=bank.example; h.example; dkim=pass"
            " header.d=bank.example;home.example; dmarc=pass action=none header.from=bank.example\r\n"
        ),
        (
            f"Received: from mail.bank.example (192.0.2.1) by C.protection.outlook.com (10.1.1.1) with Microsoft SMTP"
            f" Server (version=TLS1_2, cipher=TLS_X_Y); {DATE}\r\n"
        ),
    )
    assert told(weighed(*hops, FROM, server=OUTLOOK)) == GOOD
    assert told(weighed(hops[0], hops[2], hops[1], FROM, server=OUTLOOK)) == NOBODY


def test_several_fields_of_one_server_count_together() -> None:
    one = "Authentication-Results: mx.home.example; spf=pass smtp.mailfrom=other.example\r\n"
    verdict = weighed(one, PASSES, FROM_OUTSIDE, FROM)
    assert told(verdict) == GOOD
    assert [claim.method for claim in verdict.claims] == ["spf", "dmarc", "dkim"]


@pytest.mark.parametrize(
    ("results", "expected"),
    [
        ("dkim=pass header.d=mail.bank.example", GOOD),
        ("spf=pass smtp.mailfrom=bounce.bank.example", GOOD),
        ("dkim=pass header.d=newsletters.example", (Standing.UNKNOWN, Reason.UNCONFIRMED)),
        ("dkim=fail header.d=bank.example", (Standing.UNKNOWN, Reason.UNCONFIRMED)),
        ("dmarc=fail (p=none) header.from=bank.example", (Standing.UNKNOWN, Reason.UNCONFIRMED)),
        ("dmarc=fail (p=quarantine) header.from=bank.example; dkim=pass header.d=evil.example",
         (Standing.FAILED, Reason.REFUSED)),
        ("dkim=pass header.d=bank.example; dmarc=fail (p=reject) header.from=bank.example",
         (Standing.FAILED, Reason.REFUSED)),
        ("spf=fail smtp.mailfrom=bank.example", (Standing.SUSPICIOUS, Reason.ANOTHER_SERVER)),
        ("spf=softfail smtp.mailfrom=bank.example", (Standing.UNKNOWN, Reason.UNCONFIRMED)),
        ("dmarc=pass header.from=evil.example; dkim=pass header.d=evil.example",
         (Standing.SUSPICIOUS, Reason.NOT_WHAT_WAS_CHECKED)),
        ("none", (Standing.UNKNOWN, Reason.NOT_CHECKED)),
    ],
)  # fmt: skip
def test_what_follows_from_results(results: str, expected: tuple[Standing, Reason]) -> None:
    field = f"Authentication-Results: mx.home.example; {results}\r\n"
    assert told(weighed(field, FROM_OUTSIDE, FROM)) == expected


def test_a_list_and_a_forwarder_are_told() -> None:
    broken = "Authentication-Results: mx.home.example; dkim=fail header.d=bank.example; arc={}\r\n"
    seals = (
        "ARC-Seal: i=1; cv=none; d=lists.example; s=s; b=AA\r\n"
        "ARC-Authentication-Results: i=1; lists.example; dkim=pass header.d=bank.example\r\n"
    )
    listed = weighed(broken.format("none"), FROM_OUTSIDE, FROM, "List-Id: Talk <talk.lists.example>\r\n")
    assert (listed.reason, listed.subject) == (Reason.BY_LIST, "lists.example")
    forwarded = weighed(broken.format("pass"), FROM_OUTSIDE, FROM, seals)
    assert (forwarded.standing, forwarded.reason, forwarded.subject) == (
        Standing.UNKNOWN, Reason.FORWARDED, "lists.example"
    )  # fmt: skip
    assert weighed(broken.format("fail"), FROM_OUTSIDE, FROM, seals).reason is Reason.UNCONFIRMED
    refused = weighed(FAILS.replace("; dmarc", "; arc=pass; dmarc"), FROM_OUTSIDE, FROM, seals)
    assert refused.reason is Reason.FORWARDED


# --- several ways to name a sender ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lines", "oddity"),
    [
        ("From: <a@evil.example>\r\nFrom: <service@bank.example>\r\n", Oddity.SEVERAL_FROM),
        ("From : <a@evil.example>\r\nFrom: <service@bank.example>\r\n", Oddity.SEVERAL_FROM),
        ("From\r\n : <a@evil.example>\r\nFrom: <service@bank.example>\r\n", Oddity.BROKEN_FROM),
        ("From\x00: <a@evil.example>\r\nFrom: <service@bank.example>\r\n", Oddity.BROKEN_FROM),
        ("From: <service@bank.example\x00>\r\n", Oddity.BROKEN_FROM),
        ("From: <service@bank.example>, <a@evil.example>\r\n", Oddity.SEVERAL_AUTHORS),
        ("From: <@evil.example,@x.example:service@bank.example>\r\n", Oddity.AMBIGUOUS_FROM),
        ('From: "admin@evil.example>"@bank.example\r\n', Oddity.AMBIGUOUS_FROM),
        ("From: <service@bank.example> <a@evil.example>\r\n", Oddity.NAME_IS_ADDRESS),
        ("From: service@bank.example <a@evil.example>\r\n", Oddity.NAME_IS_ADDRESS),
        ("From: =?utf-8?B?c2VydmljZUBiYW5rLmV4YW1wbGU=?= <a@evil.example>\r\n", Oddity.NAME_IS_ADDRESS),
        ("From: =?utf-8?B?PHNlcnZpY2VAYmFuay5leGFtcGxlPgA=?=<a@evil.example>\r\n", Oddity.NAME_IS_ADDRESS),
        ("From: (service@bank.example) a@evil.example\r\n", Oddity.NAME_IS_ADDRESS),
        ("From: service@bank.example: a@evil.example;\r\n", Oddity.AMBIGUOUS_FROM),
        ("From: <=?utf-8?Q?a=40evil.example?=>\r\n", Oddity.AMBIGUOUS_FROM),
        ("From: Bank \u202e <a@evil.example>\r\n", Oddity.HIDDEN_CHARACTERS),
        ("From: Bank <a@еvil.example>\r\n", Oddity.CONFUSABLE_DOMAIN),
    ],
)
def test_a_sender_that_can_be_read_in_two_ways_is_told(lines: str, oddity: Oddity) -> None:
    """Whatever was checked: the two domains are both confirmed here, and still it is told."""
    both = (
        "Authentication-Results: mx.home.example; dkim=pass header.d=bank.example; dkim=pass header.d=evil.example\r\n"
    )
    verdict = weighed(both, FROM_OUTSIDE, lines)
    assert told(verdict) == (Standing.SUSPICIOUS, Reason.ODD)
    assert oddity in [finding.oddity for finding in verdict.findings]


@pytest.mark.parametrize(
    "line",
    [
        "From: Bank <service@bank.example>",
        'From: "Bank, Service" <service@bank.example>',
        "From: service@bank.example (Bank)",
        "From: service@bank.example",
        "From: =?utf-8?B?6rmA66+87KeA?= <service@bank.example>",
        "From: service@bank.example <service@mail.bank.example>",
        "From: A <a@bank.example>, B <b@mail.bank.example>",
        "From: 👩\u200d🚀 Bank <service@bank.example>",
        "From: می\u200cخواهم <service@bank.example>",
        "from:Bank<service@bank.example>",
    ],
)
def test_usual_ways_are_not(line: str) -> None:
    assert told(weighed(PASSES, FROM_OUTSIDE, line, "\r\nReply-To: <r@elsewhere.example>\r\n")) == GOOD


def test_a_list_that_writes_in_somebodys_name_is_usual() -> None:
    passes = PASSES.replace("bank.example", "lists.example")
    line = "From: \"'kim@bank.example' via Talk\" <talk@lists.example>\r\nList-Id: <talk.lists.example>\r\n"
    assert told(weighed(passes, FROM_OUTSIDE, line)) == GOOD
    assert weighed(passes, FROM_OUTSIDE, line.replace("List-Id", "X-No")).reason is Reason.ODD


def test_nobody() -> None:
    verdict = weighed(PASSES, FROM_OUTSIDE, "From: undisclosed:;\r\n")
    assert verdict.standing is Standing.UNKNOWN
    assert Oddity.NO_AUTHOR in [finding.oddity for finding in verdict.findings]


def test_every_spoofing_form_of_the_corpus_is_told() -> None:
    """What is shown is what was authenticated, or a bar says otherwise; here the receiving server confirms both."""
    if not CORPUS.is_dir():
        pytest.skip("the corpus is not beside the checkout")
    both = (
        "Authentication-Results: mx.home.example; dkim=pass header.d=attack.com; dkim=pass header.d=legitimate.com;"
        " dmarc=pass header.from=example.com\r\n"
    )
    letters = sorted((CORPUS / "espoofer").glob("*.eml"))
    for path in letters:
        data = (both + FROM_OUTSIDE).encode() + path.read_bytes()
        block = data.partition(b"\r\n\r\n")[0] + b"\r\n"
        verdict = weigh(origin_of(fields_of(block), block), [POSTFIX])
        assert verdict.alarming, path.name
    assert len(letters) >= 5


# --- checked here -----------------------------------------------------------------------------------------------------

OWN = CheckedSignature("bank.example", "bank.example", "s", SignatureState.VALID)
WRONG = replace(OWN, state=SignatureState.WRONG)


def test_signatures_checked_here() -> None:
    def by(check: Check, *more: str) -> tuple[Standing, Reason]:
        return told(weighed(FROM_OUTSIDE, FROM, *more, check=check))

    assert by(Check((OWN,))) == (Standing.GOOD, Reason.VERIFIED)
    assert by(Check((replace(OWN, domain="mail.bank.example"),))) == (Standing.GOOD, Reason.VERIFIED)
    assert by(Check((replace(OWN, domain="mail.bank.example"),), strict=True)) == (Standing.UNKNOWN, Reason.UNCONFIRMED)
    assert by(Check((replace(OWN, organisation="evil.example"),))) == (Standing.UNKNOWN, Reason.UNCONFIRMED)
    assert by(Check((replace(OWN, state=SignatureState.WEAK),))) == (Standing.UNKNOWN, Reason.UNCONFIRMED)
    assert by(Check((WRONG,))) == (Standing.UNKNOWN, Reason.UNCONFIRMED)
    assert by(Check((WRONG,), policy="reject")) == (Standing.SUSPICIOUS, Reason.BROKEN_SIGNATURE)
    assert by(Check((WRONG,), policy="reject"), "List-Id: <l.example>\r\n") == (Standing.UNKNOWN, Reason.UNCONFIRMED)
    assert by(Check((WRONG, OWN), policy="reject")) == (Standing.GOOD, Reason.VERIFIED)


# --- learning ---------------------------------------------------------------------------------------------------------


def inbox(field: str, *, above: bool = True, by: str = "mx.home.example", number: int = 5) -> list[Origin]:
    came = [
        f"Received: from mail.s{n}.example (mail.s{n}.example [192.0.2.1]) by {by} with ESMTPS; {DATE}\r\n"
        for n in range(number)
    ]
    pairs = [(field, one) if above else (one, field) for one in came]
    return [origin(*pair, f"From: <a@s{n}.example>\r\n") for n, pair in enumerate(pairs)]


HOME = {"home.example"}
SPF = "Authentication-Results: {}; spf=pass smtp.mailfrom=x.example\r\n"


def test_the_server_is_learnt() -> None:
    assert learn(inbox(SPF.format("mx3.home.example")), HOME) == ReceivingServer(("home.example",), ("home.example",))
    gmail = learn(inbox(SPF.format("mx.google.com"), above=False, by="mx.google.com"), {"gmail.com"})
    assert gmail == ReceivingServer(("google.com",), ("google.com",), above=False)
    outlook = learn(inbox(SPF.replace("{}; ", ""), by="a.mail.protection.outlook.com"), {"office365.com"})
    assert outlook == ReceivingServer(("",), ("outlook.com",))
    plain = learn(inbox(SPF.format("amavis")), HOME)
    assert plain == ReceivingServer(("amavis",), ("home.example",))


def test_it_is_not_learnt_from_too_little_or_from_strangers() -> None:
    own = SPF.format("mx.home.example")
    assert learn(inbox(own, number=2), HOME) is None
    assert learn([*inbox(own, number=1)] * 5, HOME) is None
    assert learn(inbox(SPF.format("mx.evil.example")), {"elsewhere.example"}) is None
    assert learn([*inbox(own, number=5), *inbox("", number=5)], HOME) is None
    assert learn([], HOME) is None
    below = inbox(own, above=False, by="mx.elsewhere.example")
    assert learn(below, {"third.example"}) is None


def test_what_is_inside_is_learnt_too() -> None:
    deep = [
        origin(f"Received: from mx.home.example by store.inside.example with LMTP; {DATE}\r\n",
               SPF.format("mx.home.example"),
               f"Received: from s{n}.example (s{n}.example [192.0.2.1]) by mx.home.example with ESMTPS; {DATE}\r\n",
               f"From: <a@s{n}.example>\r\n")
        for n in range(5)
    ]  # fmt: skip
    assert learn(deep, HOME) == ReceivingServer(("home.example",), ("home.example", "inside.example"))
