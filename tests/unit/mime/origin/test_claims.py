"""Authentication-Results as servers write them, and how seals are read. Shapes of providers; names made up."""

import pytest

from mailclient.mime.header import fields_of
from mailclient.mime.origin.authentication_results import claims_of
from mailclient.mime.origin.origin import origin_of
from mailclient.mime.origin.received_spf import spf_claims_of
from mailclient.mime.origin.signatures import seals_of, signature_of, tags_of

Summary = list[tuple[str, str, str]]


def read(value: bytes) -> tuple[str, Summary]:
    claims = claims_of(value)
    return claims.server, [(one.method, one.result, one.domain) for one in claims.results]


SHAPES: list[tuple[str, bytes, str, Summary]] = [
    (
        "Gmail",
        (
            b"mx.google.com;       dkim=pass header.i=@example.org header.s=sel header.b=IC3VN;"
            b" arc=pass (i=1 spf=pass spfdomain=x.example dkim=pass);"
            b" spf=pass (google.com: domain of kim@mail.example.org designates 192.0.2.1 as permitted sender)"
            b" smtp.mailfrom=kim@mail.example.org; dmarc=pass (p=REJECT sp=REJECT dis=NONE) header.from=example.org"
        ),
        "mx.google.com",
        [
            ("dkim", "pass", "example.org"),
            ("arc", "pass", ""),
            ("spf", "pass", "mail.example.org"),
            ("dmarc", "pass", "example.org"),
        ],
    ),
    (
        "Gmail of 2012",
        (
            b"mx.google.com; spf=neutral (google.com: 192.0.2.1 is neither permitted nor denied by"
            b" domain of a@b.example)"
            b" smtp.mail=a@b.example; dkim=pass (test mode) header.i=@b.example"
        ),
        "mx.google.com",
        [("spf", "neutral", "b.example"), ("dkim", "pass", "b.example")],
    ),
    (
        "Microsoft",
        (
            b"spf=pass (sender IP is 192.0.2.49) smtp.mailfrom=example.org; outlook.com; dkim=pass"
            b" (signature was verified)"
            b" header.d=example.org;outlook.com; dmarc=pass action=none"
            b" header.from=example.org;compauth=pass reason=100"
        ),
        "",
        [
            ("spf", "pass", "example.org"),
            ("dkim", "pass", "example.org"),
            ("dmarc", "pass", "example.org"),
            ("compauth", "pass", ""),
        ],
    ),
    (
        "Yahoo of 2019",
        b"mta4083.mail.gq1.yahoo.com  header.i=@example.org; header.s=s2048; dkim=pass (ok)",
        "mta4083.mail.gq1.yahoo.com",
        [("dkim", "pass", "example.org")],
    ),
    (
        "Yahoo",
        (
            b"atlas222.free.mail.ne1.yahoo.com; dkim=pass header.i=@example.org header.s=@bounce;"
            b" spf=none smtp.mailfrom=x.example.org; dmarc=success(p=REJECT) header.from=example.org;"
        ),
        "atlas222.free.mail.ne1.yahoo.com",
        [("dkim", "pass", "example.org"), ("spf", "none", "x.example.org"), ("dmarc", "pass", "example.org")],
    ),
    (
        "Fastmail",
        (
            b"mx1.messagingengine.com; arc=none (no signatures found); dkim=pass (2048-bit rsa key sha256)"
            b" header.d=example.org header.i=@example.org header.b=AdK7l header.a=rsa-sha256"
            b" header.s=20161025 x-bits=2048;"
            b" dmarc=pass policy.published-domain-policy=none policy.applied-disposition=none (p=none,d=none)"
            b" header.from=example.org; iprev=pass policy.iprev=192.0.2.1 (mail.example.org); spf=pass"
            b" smtp.mailfrom=kim@example.org smtp.helo=mail.example.org"
        ),
        "mx1.messagingengine.com",
        [
            ("arc", "none", ""),
            ("dkim", "pass", "example.org"),
            ("dmarc", "pass", "example.org"),
            ("iprev", "pass", ""),
            ("spf", "pass", "example.org"),
        ],
    ),
    ("GMX", b" gmx.net; dkim=pass header.i=@example.org", "gmx.net", [("dkim", "pass", "example.org")]),
    (
        "iCloud",
        b"dmarc.icloud.com; dmarc=pass header.from=example.org",
        "dmarc.icloud.com",
        [("dmarc", "pass", "example.org")],
    ),
    (
        "Naver",
        (
            b"mx.naver.com; spf=pass (mx.naver.com: domain of a@example.org designates 192.0.2.5 as permitted sender)"
            b" smtp.mailfrom=a@example.org; dkim=pass header.i=@example.org header.s=k1"
        ),
        "mx.naver.com",
        [("spf", "pass", "example.org"), ("dkim", "pass", "example.org")],
    ),
    (
        "Daum",
        b"hanmail.net; dkim=pass (1024-bit key) header.d=example.org;\tspf=pass smtp.mailfrom=a@example.org",
        "hanmail.net",
        [("dkim", "pass", "example.org"), ("spf", "pass", "example.org")],
    ),
    (
        "OpenDKIM",
        (
            b'mx.example.net; dkim=fail reason="signature verification failed" (2048-bit key; secure)'
            b' header.d=example.org header.i=@example.org header.b="kq3WUKq"; dkim-atps=neutral'
        ),
        "mx.example.net",
        [("dkim", "fail", "example.org"), ("dkim-atps", "neutral", "")],
    ),
    (
        "OpenDMARC",
        b"mx.example.net; dmarc=fail (p=quarantine dis=none) header.from=example.org",
        "mx.example.net",
        [("dmarc", "fail", "example.org")],
    ),
    (
        "rspamd",
        (
            b'mx.example.net;\tdkim=pass header.d=example.org header.s=s header.b="XYZ";\tspf=pass'
            b' (mx.example.net: domain of "a b"@example.org designates 192.0.2.1 as permitted sender)'
            b' smtp.mailfrom="a b"@example.org;\tdmarc=pass (policy=reject) header.from=example.org'
        ),
        "mx.example.net",
        [("dkim", "pass", "example.org"), ("spf", "pass", "example.org"), ("dmarc", "pass", "example.org")],
    ),
    (
        "a sender's address that would be a result",
        (
            b'mx.example.net; spf=pass (domain of "a) ; dkim=pass header.d=bank.example ("@evil.example designates it)'
            b' smtp.mailfrom="; dmarc=pass header.from=bank.example "@evil.example;'
            b' auth=pass smtp.auth=x" dkim=pass header.d=bank.example "@evil.example'
        ),
        "mx.example.net",
        [("spf", "pass", "evil.example"), ("auth", "pass", "")],
    ),
    (
        "amavis",
        b"amavis.example.net (amavisd-new); dkim=pass (2048-bit key)\r\n header.d=example.org",
        "amavis.example.net",
        [("dkim", "pass", "example.org")],
    ),
    (
        "RFC 8601, with a version and a comment",
        (b"example.net 1 (a; comment (nested)); spf / 1 = pass smtp.mailfrom=example.org"),
        "example.net",
        [("spf", "pass", "example.org")],
    ),
    ("none", b"example.net; none", "example.net", []),
    (
        "a Unicode domain",
        "example.net; dkim=pass header.d=münchen.de".encode(),
        "example.net",
        [("dkim", "pass", "xn--mnchen-3ya.de")],
    ),
    ("nothing", b"", "", []),
    ("noise", b';;;==;((("\\', "", []),
    (
        "a result inside a comment is none",
        b"example.net; (dkim=pass header.d=bank.example) spf=fail",
        "example.net",
        [("spf", "fail", "")],
    ),
    (
        "a result inside quotes is none",
        b'example.net; spf=fail reason="; dkim=pass header.d=bank.example"',
        "example.net",
        [("spf", "fail", "")],
    ),
]


@pytest.mark.parametrize(("value", "server", "results"), [one[1:] for one in SHAPES], ids=[one[0] for one in SHAPES])
def test_shapes(value: bytes, server: str, results: Summary) -> None:
    assert read(value) == (server, results)


@pytest.mark.parametrize(
    "value",
    [
        b"x; dkim=pass header.d=bank.example(.evil.example",
        b"x; dkim=pass header.d=bank.example(.evil.example; spf=none) header.i=@evil.example",
        b"x; spf=pass smtp.mailfrom=any@bank.example(.evil.example",
        b"x; spf=pass smtp.mailfrom=any@bank.example\x00.evil.example",
        b"x; dmarc=pass header.from=bank.example(x).evil.example",
    ],
)
def test_a_domain_with_a_comment_glued_to_it_is_none(value: bytes) -> None:
    """A stranger's own domain, copied by his receiver: only its beginning would look like another's."""
    assert [one.domain for one in claims_of(value).results if one.result == "pass"] in ([], [""])


@pytest.mark.parametrize(
    ("value", "policy"),
    [
        (b"x; dmarc=fail (p=REJECT sp=NONE dis=NONE) header.from=a.example", "reject"),
        (b"x; dmarc=fail action=oreject header.from=a.example", "reject"),
        (b"x; dmarc=fail action=quarantine header.from=a.example", "quarantine"),
        (b"x; dmarc=success(p=NONE) header.from=a.example", "none"),
        (b"x; dmarc=fail policy.dmarc=reject header.from=a.example", "reject"),
        (b"x; dmarc=fail header.from=a.example", ""),
        (b"x; dmarc=fail (sp=reject) header.from=a.example", ""),
    ],
)
def test_policies(value: bytes, policy: str) -> None:
    assert claims_of(value).results[0].policy == policy


@pytest.mark.parametrize(
    ("value", "server", "result", "domain"),
    [
        (
            (
                b"pass (mailfrom) identity=mailfrom; client-ip=192.0.2.1; helo=mx.example.org;"
                b" envelope-from=kim@mail.example.org; receiver=mx.example.net"
            ),
            "mx.example.net",
            "pass",
            "mail.example.org",
        ),
        (
            (
                b"Pass (mx.example.net: domain of example.org designates 192.0.2.1 as permitted sender)"
                b' client-ip=192.0.2.1; envelope-from="a b; receiver=x.example"@example.org; helo=mx.example.org;'
            ),
            "mx.example.net",
            "pass",
            "example.org",
        ),
        (b"SoftFail (x) helo=mx.example.org; receiver=mx.example.net;", "mx.example.net", "softfail", "mx.example.org"),
    ],
)
def test_received_spf(value: bytes, server: str, result: str, domain: str) -> None:
    claims = spf_claims_of(value, 2)
    assert (claims.server, claims.hops_above) == (server, 2)
    assert [(one.result, one.domain) for one in claims.results] == [(result, domain)]


@pytest.mark.parametrize("value", [b"", b"pass", b"pass receiver=<UNKNOWN>", b"odd (a.example: x)", b'((("', b"=;=;"])
def test_received_spf_that_says_nothing(value: bytes) -> None:
    assert spf_claims_of(value).results == ()


def test_received_spf_counts_only_where_there_is_nothing_better() -> None:
    spf = b"Received-SPF: pass (mx.example.net: x) envelope-from=a@example.org\r\n"
    (alone,) = origin_of(fields_of(spf)).claims
    assert alone.server == "mx.example.net"
    (better,) = origin_of(fields_of(spf + b"Authentication-Results: y.example; none\r\n")).claims
    assert better.server == "y.example"


def test_numbers_are_bounded() -> None:
    assert len(claims_of(b"x; " + b"dkim=pass; " * 10_000).results) == 50


def test_seals_are_ordered_and_bounded() -> None:
    header = (
        b"ARC-Seal: i=2; a=rsa-sha256; cv=pass; d=b.example; s=s; b=AAAA\r\n"
        b"ARC-Authentication-Results: i=2; b.example; dkim=fail header.d=x.example\r\n"
        b"ARC-Authentication-Results: i=1; a.example; dkim=pass header.d=x.example\r\n"
        b"ARC-Seal: i=1; a=rsa-sha256; cv=none; d=A.example; s=s; b=AAAA\r\n"
        b"ARC-Seal: i=0; d=z.example\r\nARC-Seal: i=99; d=z.example\r\nARC-Seal: nonsense\r\n"
    )
    first, second = seals_of(fields_of(header))
    assert (first.instance, first.domain, first.chain) == (1, "a.example", "none")
    assert first.found is not None
    assert first.found.results[0].result == "pass"
    assert (second.instance, second.chain) == (2, "pass")


def test_tags() -> None:
    assert tags_of(b"v=1; a = rsa-sha256;\r\n\td=example.org; b=AA BB\r\n CC;") == {
        "v": "1", "a": "rsa-sha256", "d": "example.org", "b": "AABBCC"
    }  # fmt: skip
    assert tags_of(b"d=a.example; d=b.example") == {}
    signature = signature_of(b"d=Example.ORG; s=one; a=rsa-sha256; l=12")
    assert signature is not None
    assert (signature.domain, signature.body_length) == ("example.org", 12)
    assert signature_of(b"s=one") is None
