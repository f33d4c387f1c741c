"""Header blocks cut into fields, and the envelope made of them."""

from datetime import UTC, datetime

import pytest

from mailclient.mail.address import Address
from mailclient.mail.message import Envelope
from mailclient.mime.envelope import parse_envelope, parse_message_ids
from mailclient.mime.header import Field, fields_of, first
from tests.little_work import little_work


@pytest.mark.parametrize("end", [b"\r\n", b"\n", b"\r", b"\r\r\n"])
def test_fields_with_any_line_ends(end: bytes) -> None:
    block = end.join([b"Subject: a", b" b", b"\tc", b"no field", b"To : x@y", b"Empty:", b"", b""])
    assert fields_of(block) == (Field("subject", b"a b\tc"), Field("to", b"x@y"), Field("empty", b""))


def test_the_first_of_a_name_counts() -> None:
    assert first(fields_of(b"A: 1\r\na: 2\r\n"), "a") == b"1"
    assert first(fields_of(b"A: 1\r\n"), "b") == b""


def test_an_envelope() -> None:
    block = (
        b"From: =?utf-8?B?7ZmN6ri464+Z?= <hong@example.kr>\r\n"
        b"To: a@b.c,\r\n d@e.f\r\nTo: g@h.i\r\nCc: J <j@k.l>\r\n"
        b"Subject: =?utf-8?B?7ZqM7J2Y?=\r\n =?utf-8?B?66Gd?=\r\n"
        b"Date: Fri, 20 Nov 2026 09:05:03 +0000\r\n"
        b"Message-ID: <1@example.kr>\r\nIn-Reply-To: <0@x>\r\nReferences: <a@x>\r\n <b@x> <a@x>\r\n\r\nbody: no"
    )
    assert parse_envelope(block) == Envelope(
        subject="회의록",
        date=datetime(2026, 11, 20, 9, 5, 3, tzinfo=UTC),
        from_=(Address("홍길동", "hong@example.kr"),),
        to=(Address("", "a@b.c"), Address("", "d@e.f"), Address("", "g@h.i")),
        cc=(Address("J", "j@k.l"),),
        message_id="1@example.kr",
        in_reply_to=("0@x",),
        references=("a@x", "b@x"),
    )


def test_an_empty_header() -> None:
    assert parse_envelope(b"") == Envelope()
    assert parse_envelope(b"\xff\x00\r\n:\r\n") == Envelope()


def test_raw_bytes_of_all_fields_share_one_charset() -> None:
    block = "From: 김철수 <k@b.c>\r\nSubject: 안건 3건\r\nTo: 李 <l@b.c>\r\n".encode("cp949")
    envelope = parse_envelope(block)
    assert (envelope.from_[0].name, envelope.subject, envelope.to[0].name) == ("김철수", "안건 3건", "李")


def test_raw_bytes_are_in_the_charset_of_the_body() -> None:
    block = "Subject: 全辨悼\r\nContent-Type: text/plain; charset=gb2312\r\n".encode("gb18030")
    assert parse_envelope(block).subject == "全辨悼"


@pytest.mark.parametrize("charset", ["utf-16", "UTF-16BE", "utf-32", "utf-7"])
def test_raw_bytes_are_never_in_a_charset_that_writes_ascii_otherwise(charset: str) -> None:
    block = f"Subject: Grüße aus Köln\nContent-Type: text/plain; charset={charset}\n".encode("latin-1")
    assert parse_envelope(block).subject == "Grüße aus Köln"


def test_of_too_many_references_the_nearest_are_read() -> None:
    references = [f"{number}@mail.test" for number in range(10_000)]
    found = parse_message_ids(" ".join(f"<{each}>" for each in references).encode())
    assert found == tuple(references[-len(found) :])
    assert len(found) > 500


@pytest.mark.parametrize(
    ("raw", "ids"),
    [
        (b"<a@b>", ("a@b",)),
        (b"<a@b><c@d> <a@b>", ("a@b", "c@d")),
        (b"Your message of Friday <a@b>", ("a@b",)),
        (b"<a\r\n b@c>", ("ab@c",)),
        (b"a@b", ("a@b",)),
        (b"<a@b", ("a@b",)),
        (b"<no-at-sign>", ("no-at-sign",)),
        (b"", ()),
        (b"<>", ()),
    ],
)
def test_message_ids(raw: bytes, ids: tuple[str, ...]) -> None:
    assert parse_message_ids(raw) == ids


@pytest.mark.parametrize(
    "unit", [b"A: b\n c", b"aaaaaaaa", b"A: b\n", b":", b"\n", b"\r", b" \n", b"A:\n\t", b"<", b"a "]
)
def test_hostile_repetition_takes_no_time(unit: bytes) -> None:
    with little_work(2):
        parse_envelope(b"References: " + unit * 100_000)
        parse_envelope(unit * 100_000)
