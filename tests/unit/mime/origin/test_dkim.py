"""DKIM checked against the vectors of RFC 8463, a signer of our own, and real mail of the corpus (body hashes)."""

import base64
import hashlib
import re
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ed25519, padding, rsa
from cryptography.hazmat.primitives.hashes import SHA1, SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from mailclient.mail.origin import SignatureState
from mailclient.mime.origin.canonical import body_hash, canonical_field, cut, with_crlf
from mailclient.mime.origin.dkim import SignedMessage, terms_of

CORPUS = Path(__file__).parents[5] / "shared" / "corpus"
NOW = 1_600_000_000.0

RFC_8463 = b"""DKIM-Signature: v=1; a=ed25519-sha256; c=relaxed/relaxed;
 d=football.example.com; i=@football.example.com;
 q=dns/txt; s=brisbane; t=1528637909; h=from : to :
 subject : date : message-id : from : subject : date;
 bh=2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=;
 b=/gCrinpcQOoIfuHNQIbq4pgh9kyIK3AQUdt9OdqQehSwhEIug4D11Bus
 Fa3bT3FY5OsU7ZbnKELq+eXdp1Q1Dw==
DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed;
 d=football.example.com; i=@football.example.com;
 q=dns/txt; s=test; t=1528637909; h=from : to : subject :
 date : message-id : from : subject : date;
 bh=2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=;
 b=F45dVWDfMbQDGHJFlXUNB2HKfbCeLRyhDXgFpEL8GwpsRe0IeIixNTe3
 DhCVlUrSjV4BwcVcOF6+FF3Zo9Rpo1tFOeS9mPYQTnGdaSGsgeefOsk2Jz
 dA+L10TeYt9BgDfQNZtKdN1WO//KgIqXP7OdEFE4LjFYNcUxZQ4FADY+8=
From: Joe SixPack <joe@football.example.com>
To: Suzie Q <suzie@shopping.example.net>
Subject: Is dinner ready?
Date: Fri, 11 Jul 2003 21:00:37 -0700 (PDT)
Message-ID: <20030712040037.46341.5F8J@football.example.com>

Hi.

We lost the game.  Are you hungry yet?

Joe.

"""
RFC_8463_KEYS: dict[str, tuple[str, ...] | None] = {
    "brisbane._domainkey.football.example.com": ("v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=",),
    "test._domainkey.football.example.com": (
        (
            "v=DKIM1; k=rsa; p=MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDkHlOQoBTzWRiGs5V6NpP3idY6Wk08a5qhdR6wy5bdOKb2jLQi"
            "Y/J16JYi0Qvx/byYzCNb3W91y3FutACDfzwQ/BC/e/8uBsCR+yz1Lxj+PL6lHvqMKrM3rG4hstT5QjvHO9PzoxZyVYLzBfO2EeC3Ip3G"
            "+2kryOTIKT+l/K4w3QIDAQAB"
        ),
    ),
}
LETTER = (
    b"From: Kim <kim@example.org>\r\nTo:  you@example.net\r\nSubject: a\r\n\tfolded  subject \r\n"
    b"Date: Sat, 21 Nov 2026 10:00:00 +0000\r\n\r\nHello \t there  \r\n\r\n second\t\r\nno end\r\n\r\n\r\n"
)
RSA_KEY = rsa.generate_private_key(65537, 1024)
ED_KEY = ed25519.Ed25519PrivateKey.generate()
NAME = "s._domainkey.example.org"


def record(kind: str = "rsa", more: str = "") -> dict[str, tuple[str, ...] | None]:
    if kind == "rsa":
        data = RSA_KEY.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    else:
        data = ED_KEY.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    return {NAME: (f"v=DKIM1; k={kind}; {more}p={base64.b64encode(data).decode()}",)}


def sign(
    letter: bytes,
    tags: str = "",
    *,
    form: str = "relaxed/relaxed",
    algorithm: str = "rsa-sha256",
    domain: str = "example.org",
) -> bytes:
    """Another reading of RFC 6376 section 3.7, as plain as it can be written."""
    header, _, body = letter.partition(b"\r\n\r\n")
    form_of_header, form_of_body = form.split("/")
    if form_of_body == "relaxed":
        lines = [re.sub(rb"[ \t]+", b" ", line).rstrip(b" ") for line in body.split(b"\r\n")]
        body = b"\r\n".join(lines)
    while body.endswith(b"\r\n"):
        body = body[:-2]
    body = body + b"\r\n" if body or form_of_body == "simple" else b""
    length = re.search(r"\bl=(\d+)", tags)
    hashing = hashlib.sha1 if algorithm.endswith("sha1") else hashlib.sha256
    digest = hashing(body[: int(length[1])] if length else body).digest()
    names = re.search(r"\bh=([^;]*)", tags)
    fields = names[1] if names else "from:to:subject:date"
    named = "" if names else f" h={fields};"
    own = (
        f"DKIM-Signature: v=1; a={algorithm}; c={form}; d={domain}; s=s;\r\n {tags}{named}"
        f" bh={base64.b64encode(digest).decode()};\r\n\tb="
    ).encode()
    raw = re.findall(rb"^[^\s:]+:[^\r\n]*(?:\r\n[ \t][^\r\n]*)*", header, re.MULTILINE)
    chosen = []
    for name in fields.split(":"):
        same = [one for one in raw if one.lower().startswith(f"{name}:".encode())]
        if same:
            chosen.append(same[-1] + b"\r\n")
            raw.remove(same[-1])
    signed = b"".join(relax(one) if form_of_header == "relaxed" else one for one in chosen)
    signed += relax(own).removesuffix(b"\r\n") if form_of_header == "relaxed" else own
    if algorithm.startswith("rsa"):
        value = RSA_KEY.sign(signed, padding.PKCS1v15(), SHA1() if algorithm.endswith("sha1") else SHA256())
    else:
        value = ED_KEY.sign(hashlib.sha256(signed).digest())
    return own + base64.b64encode(value) + b"\r\n" + letter


def relax(field: bytes) -> bytes:
    name, _, value = field.replace(b"\r\n", b"").partition(b":")
    return name.lower() + b":" + re.sub(rb"[ \t]+", b" ", value).strip() + b"\r\n"


def states(data: bytes, keys: dict[str, tuple[str, ...] | None], now: float = NOW) -> list[SignatureState]:
    return [one.state for one in SignedMessage(data).checked(keys, now)]


def test_vectors_of_rfc_8463() -> None:
    assert states(RFC_8463, RFC_8463_KEYS) == [SignatureState.VALID, SignatureState.VALID]
    assert SignedMessage(RFC_8463).key_names() == tuple(RFC_8463_KEYS)


@pytest.mark.parametrize(
    ("old", "new"),
    [(b"hungry", b"angry"), (b"Joe SixPack", b"Jim SixPack"), (b"dinner", b"lunch"), (b"2003 21", b"2004 21")],
)
def test_a_change_breaks_it(old: bytes, new: bytes) -> None:
    assert states(RFC_8463.replace(old, new), RFC_8463_KEYS) == [SignatureState.WRONG] * 2


def test_a_field_added_that_was_signed_as_missing_breaks_it() -> None:
    assert (
        states(RFC_8463.replace(b"To: Suzie", b"Subject: more\nTo: Suzie"), RFC_8463_KEYS) == [SignatureState.WRONG] * 2
    )


@pytest.mark.parametrize("form", ["simple/simple", "simple/relaxed", "relaxed/simple", "relaxed/relaxed"])
@pytest.mark.parametrize("algorithm", ["rsa-sha256", "ed25519-sha256"])
@pytest.mark.parametrize("letter", [LETTER, LETTER.partition(b"\r\n\r\n")[0] + b"\r\n\r\n"], ids=["text", "empty"])
def test_every_canonical_form(form: str, algorithm: str, letter: bytes) -> None:
    signed = sign(letter, form=form, algorithm=algorithm)
    keys = record(algorithm.partition("-")[0])
    assert states(signed, keys) == [SignatureState.VALID]
    assert states(signed.replace(b"\r\n", b"\n"), keys) == [SignatureState.VALID]
    assert states(signed + b"\r\n\r\n", keys) == [SignatureState.VALID]
    assert states(signed + b"more\r\n", keys) == [SignatureState.WRONG]
    assert states(signed.replace(b"Kim", b"Lee"), keys) == [SignatureState.WRONG]


def test_relaxed_ignores_what_servers_change_and_simple_does_not() -> None:
    changed = (b"Hello \t there  \r\n", b"Hello there\r\n")
    assert states(sign(LETTER).replace(*changed), record()) == [SignatureState.VALID]
    assert states(sign(LETTER, form="simple/simple").replace(*changed), record()) == [SignatureState.WRONG]


def test_what_is_not_wholly_signed_is_weak() -> None:
    assert states(sign(LETTER, "l=5;"), record()) == [SignatureState.WEAK]
    assert states(sign(LETTER, "l=5;") + b"<b>more</b>", record()) == [SignatureState.WEAK]
    assert states(sign(LETTER, "h=to:subject;"), record()) == [SignatureState.WEAK]
    assert states(sign(LETTER, "h=from:to;"), record()) == [SignatureState.WEAK]
    assert states(sign(LETTER, algorithm="rsa-sha1"), record()) == [SignatureState.WEAK]
    assert states(sign(LETTER, "l=99999;"), record()) == [SignatureState.WRONG]


@pytest.mark.parametrize("field", [b"Subject: pay", b"From: Kim <other@example.org>", b"Date: today"])
def test_a_second_field_above_what_was_signed_makes_it_weak(field: bytes) -> None:
    """Programs show the first, the signature is about the last."""
    assert states(field + b"\r\n" + sign(LETTER), record()) == [SignatureState.WEAK]
    assert states(b"X-Seen: 1\r\n" + sign(LETTER), record()) == [SignatureState.VALID]


def test_a_second_content_type_makes_it_weak() -> None:
    typed = sign(b"Content-Type: text/plain\r\n" + LETTER)
    assert states(typed, record()) == [SignatureState.VALID]
    assert states(b"Content-Type: multipart/mixed; boundary=x\r\n" + typed, record()) == [SignatureState.WEAK]


def test_a_short_key_is_weak(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mailclient.mime.origin.dkim._LEAST_BITS", 2048)
    assert states(sign(LETTER), record()) == [SignatureState.WEAK]


def test_expired() -> None:
    assert states(sign(LETTER, f"x={int(NOW) - 1};"), record()) == [SignatureState.EXPIRED]
    assert states(sign(LETTER, f"x={int(NOW) + 1};"), record()) == [SignatureState.VALID]


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        ({NAME: ()}, SignatureState.NO_KEY),
        ({NAME: None}, SignatureState.NOT_ASKED),
        ({}, SignatureState.NOT_ASKED),
        ({NAME: ("v=DKIM1; p=",)}, SignatureState.NO_KEY),
        ({NAME: ("v=DKIM2; p=AAAA",)}, SignatureState.NO_KEY),
        ({NAME: ("nonsense", "p=!!!!", "v=DKIM1; p=AAAA; p=AAAA")}, SignatureState.NO_KEY),
        (record(more="h=sha1; "), SignatureState.NO_KEY),
        (record(more="s=tlsrpt; "), SignatureState.NO_KEY),
        (record(more="s=*; t=y:s; h=sha256; "), SignatureState.VALID),
        ({NAME: ("v=DKIM1; p=AAAA", *(record()[NAME] or ()))}, SignatureState.VALID),
        (record("ed25519"), SignatureState.NO_KEY),
    ],
)
def test_keys(keys: dict[str, tuple[str, ...] | None], expected: SignatureState) -> None:
    assert states(sign(LETTER), keys) == [expected]


@pytest.mark.parametrize(
    "value",
    [
        b"v=2; a=rsa-sha256; d=example.org; s=s; h=from; bh=AAAA; b=AAAA",
        b"v=1; a=rsa-md5; d=example.org; s=s; h=from; bh=AAAA; b=AAAA",
        b"v=1; a=rsa-sha256; d=example.org; i=@elsewhere.org; s=s; h=from; bh=AAAA; b=AAAA",
        b"v=1; a=rsa-sha256; d=a..b; s=s; h=from; bh=AAAA; b=AAAA",
        b"v=1; a=rsa-sha256; d=" + b"a" * 64 + b".org; s=s; h=from; bh=AAAA; b=AAAA",
        b"v=1; a=rsa-sha256; d=example.org; s=s; h=from; bh=AAAA; b=*",
        b"v=1; a=rsa-sha256; d=example.org; s=s; h=from; bh=AAAA; b=AAAA; l=-1",
        b"v=1; a=rsa-sha256; d=example.org; d=x.org; s=s; h=from; bh=AAAA; b=AAAA",
        b"v=1; a=rsa-sha256; d=example.org; s=s; h=from; bh=AAAA; b=AAAA; c=odd",
        b"",
        b"\xff\x00=;;;=",
    ],
)
def test_nonsense_is_unreadable(value: bytes) -> None:
    assert terms_of(b"DKIM-Signature: " + value) is None
    found = SignedMessage(b"DKIM-Signature: " + value + b"\r\n" + LETTER).checked({}, NOW)
    assert [one.state for one in found] == [SignatureState.UNREADABLE]


def test_no_more_signatures_than_the_limit_are_checked() -> None:
    assert len(SignedMessage(b"DKIM-Signature: x\r\n" * 1000 + LETTER).checked({}, NOW)) == 8


def test_a_body_is_hashed_the_same_in_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    message = b"A: b\r\n\r\n" + b"line \t one  \r\n\r\n\r\n\tx" * 200 + b"\r\n" * 50
    for relaxed in (True, False):
        whole = body_hash(message, 8, relaxed=relaxed, algorithm="sha256")
        for size in (1, 7, 64, 1000):
            with monkeypatch.context() as patched:
                patched.setattr("mailclient.mime.origin.canonical._CHUNK_BYTES", size)
                assert body_hash(message, 8, relaxed=relaxed, algorithm="sha256") == whole


def test_real_mail_of_the_corpus_has_the_body_that_was_signed() -> None:
    """Those that were kept as they came; others were cut or made anonymous, and cannot fit."""
    if not CORPUS.is_dir():
        pytest.skip("the corpus is not beside the checkout")
    fitting = 0
    for folder in ("e2ee-mitigation-ccs20", "chatmail-core", "flanker", "dkimpy"):
        for path in sorted(p for p in (CORPUS / folder).rglob("*") if p.is_file()):
            data = with_crlf(path.read_bytes())
            fields, begin = cut(data)
            for field in fields:
                terms = terms_of(field.raw) if field.name == "dkim-signature" else None
                if terms is not None and terms.algorithm != "rsa-sha1":
                    found = body_hash(data, begin, relaxed=terms.relaxed_body, algorithm="sha256", length=terms.length)
                    fitting += found.digest == terms.body
    assert fitting >= 20


def test_fields_are_cut_as_they_stand() -> None:
    fields, begin = cut(b"From x\r\nA: b\r\n c\r\nno field\r\n \tgoes on\r\nB : d\r\n\r\nbody")
    assert [(field.name, field.raw) for field in fields] == [("a", b"A: b\r\n c\r\n"), ("b", b"B : d\r\n")]
    assert begin == 48
    assert canonical_field(b"B : d\t \r\n", relaxed=True) == b"b:d\r\n"
    assert cut(b"\r\nbody") == ((), 2)
