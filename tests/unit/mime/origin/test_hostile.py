"""Headers made to break or to slow down what reads them: no exception, linear time, bounded results."""

import gc
import random
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from mailclient.mail.origin import ReceivingServer
from mailclient.mail.weighing import weigh
from mailclient.mime.header import fields_of
from mailclient.mime.origin.dkim import SignedMessage
from mailclient.mime.origin.names import deceiving_address, names_another_host, shown_address, shown_domain, shown_url
from mailclient.mime.origin.origin import HOPS_LIMIT, origin_of
from tests.little_work import little_work

CORPUS = Path(__file__).parents[5] / "shared" / "corpus"
SERVER = ReceivingServer(("", "example.org"), ("example.org",))
PIECES = (
    b"From: ", b"From\r\n : ", b"Received: from ", b" by ", b" with ESMTPS ", b"Authentication-Results: ",
    b"Received-SPF: ",
    b"dkim=pass ",
    b"header.d=", b"DKIM-Signature: ", b"ARC-Seal: i=", b"\r\n", b"\n", b"\r", b"\x00", b"(", b")", b'"',
    b"\\", b";", b"=",
    b"<", b">", b"@", b",", b":", b"[", b"]", b"a.example", b"\xc3\xa4", b"\xff", b"=?utf-8?B?", b"?=",
    b"xn--", b"1", b" ",
    b"\t", b"b=", b"bh=", b"d=a.example;", b"s=s;", b"h=from;", b"a=rsa-sha256;", "\u202e".encode(),
    "аррӏе.com".encode(),
)  # fmt: skip


def read_all(data: bytes) -> None:
    """Everything that reads a hostile header, or parts of it."""
    fields = fields_of(data)
    origin = origin_of(fields, data)
    weigh(origin, [SERVER])
    message = SignedMessage(data)
    message.checked(dict.fromkeys(message.key_names(), ("v=DKIM1; p=AAAA",)), 0.0)
    for field in fields[:5]:
        text = field.value[:500].decode("utf-8", "replace")
        for read in (shown_domain, shown_address, shown_url):
            read(text)
        names_another_host(text, f"https://{text}")
        deceiving_address(text, text)


def test_random_pieces() -> None:
    chance = random.Random(20_261_121)
    for _ in range(1_500):
        read_all(b"".join(chance.choices(PIECES, k=chance.randrange(1, 60))))


def test_headers_of_the_corpus_cut_and_changed() -> None:
    if not CORPUS.is_dir():
        pytest.skip("the corpus is not beside the checkout")
    chance = random.Random(20_261_121)
    paths = sorted(path for path in CORPUS.rglob("*") if path.is_file())
    for path in chance.sample(paths, min(len(paths), 250)):
        data = bytearray(path.read_bytes()[:8_000])
        for _ in range(chance.randrange(8)):
            place = chance.randrange(len(data) + 1)
            data[place : place + chance.randrange(4)] = chance.choice(PIECES)
        read_all(bytes(data))


MANY: dict[str, Callable[[int], bytes]] = {
    "Received": lambda n: b"Received: from a (b [192.0.2.1]) by c with SMTP; Sat, 21 Nov 2026 10:00:00 +0000\r\n" * n,
    "lines of one field": lambda n: b"Authentication-Results: x;\r\n" + b" dkim=pass header.d=a.example;\r\n" * n,
    "comments": lambda n: b"Received: from a " + b"(" * n + b")" * n,
    "open comments": lambda n: b"Authentication-Results: x; " + b"(a" * n,
    "quotes": lambda n: b'Authentication-Results: x; a="' + b'\\"' * n,
    "open quotes": lambda n: b'Authentication-Results: x; ' + b'"a=' * n,
    "From fields": lambda n: b"From: a@b.example\r\n" * n,
    "authors": lambda n: b"From: " + b"a@b.example, " * n,
    "angles": lambda n: b"From: " + b"<a@" * n + b">",
    "encoded words": lambda n: b"From: " + b"=?utf-8?q?a=40b.example?= " * n,
    "at signs": lambda n: b"From: " + b"a@" * n,
    "dots": lambda n: b"From: a@" + b"b." * n,
    "nearly From": lambda n: b"From \t" * n + b"\r\n" + b"\x00" * n + b"From" + b" " * n,
    "lists": lambda n: b"List-Id: " + b"<" * n + b"a.example" + b">" * n,
    "tags": lambda n: b"DKIM-Signature: " + b"a=b; " * n,
    "named fields": lambda n: b"DKIM-Signature: v=1; a=rsa-sha256; d=a.example; s=s; bh=AA; b=AA; h=" + b"from:" * n,
    "signatures": lambda n: b"DKIM-Signature: v=1; a=rsa-sha256; d=a.example; s=s; bh=AAAA; b=AAAA; h=from\r\n" * n,
    "seals": lambda n: b"ARC-Seal: i=1; d=a.example\r\n" * n,
    "empty lines": lambda n: b"DKIM-Signature: v=1; c=relaxed/relaxed; a=rsa-sha256; d=a.example; s=s; bh=AA; b=AA;"
    b" h=from\r\nFrom: a@b.example\r\n\r\n" + b"\r\n" * n,
    "blanks": lambda n: b"From:" + b" " * n + b"\r\n" + b"Received:" + b"\t" * n + b"x",
    "blanks in an address": lambda n: b"From: a" + b" " * n + b"@b.example" + b" " * n + b"x",
    "spf quotes": lambda n: b'Received-SPF: pass (a.example: x) a="' + b'\\"' * n + b" a=" * n,
    "addresses": lambda n: b"Received: from [" + b"1:" * n + b"] (" + b"192.0.2." * n + b")",
}  # fmt: skip


@pytest.mark.parametrize("name", MANY)
def test_time_is_linear(name: str) -> None:
    """Sixteen times as much takes no more than some forty times as long: what is quadratic takes 256 times."""

    def seconds(number: int) -> float:
        data = MANY[name](number)
        gc.disable()  # it would go through all that other tests have left
        try:
            began = time.thread_time()
            read_all(data)
            return time.thread_time() - began
        finally:
            gc.enable()

    seconds(100)
    few = min(seconds(2_000) for _ in range(3))
    many = seconds(32_000)
    assert many < max(few * 40, 0.5)
    assert many < 2


def test_a_million_lines() -> None:
    data = b"Received: x\r\n" + b" y\r\n" * 1_000_000
    with little_work(2):
        origin = origin_of(fields_of(data), data)
    assert len(origin.hops) == 1
    hops = origin_of(fields_of(MANY["Received"](10_000))).hops
    assert len(hops) == HOPS_LIMIT
