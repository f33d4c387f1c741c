"""Headers made to keep a reader busy: each is read and shown in time, and what is left out is said."""

import time

import pytest

from mailclient.mime.addresses import ADDRESS_LIMIT, parse_addresses
from mailclient.mime.date import parse_date
from mailclient.mime.display import message_body
from mailclient.mime.envelope import parse_message_ids
from mailclient.mime.header import fields_of
from mailclient.mime.parameters import parse_value
from mailclient.mime.reader import read
from mailclient.mime.warning import MimeWarning
from mailclient.mime.words import decode_words
from tests.little_work import little_work

REPEATED = 200_000
"""Bytes."""
SECONDS = 4.0
"""Of processor time. A quiet machine takes a fifth of it at most; what is quadratic takes minutes."""

CUT = {
    "a million fields": b"X: y\r\n" * 1_000_000,
    "more fields than are read": b"X: y\r\n" * 6_000,
    "one line of 64 MB": b"Subject: " + b"x" * 64_000_000 + b"\r\n",
    "addresses of 64 MB": b"To: " + b"a@b.c, " * 9_000_000 + b"\r\n",
    "a hundred thousand addresses": b"To: " + b", ".join(b"N <a%d@b.c>" % each for each in range(100_000)) + b"\r\n",
    "fields of addresses": b"To: a@b.c, b@c.d, c@d.e, d@e.f\r\n" * 4_000,
    "a subject nobody reads": b"Subject: " + b"=?utf-8?b?7ZWc6riA?= " * 20_000 + b"\r\n",
}
WHOLE = {
    "encoded words": b"Subject: " + b"=?utf-8?b?7ZWc?= " * 3_500 + b"\r\n",
    "encoded words of many charsets": b"Subject: "
    + b"".join(b"=?x%d?q?=C7?= " % each for each in range(3_000))
    + b"\r\n",
    "comments inside comments": b"From: " + b"(" * 400_000 + b")" * 400_000 + b" a@b.c\r\n",
    "groups inside groups": b"To: " + b"a:" * 200_000 + b"x@y.z" + b";" * 9_000 + b"\r\n",
    "references": b"References: " + b"<a@b> " * 150_000 + b"\r\n",
    "parameters": b"Content-Type: text/plain; " + b"".join(b"a*%d*=%%41; " % each for each in range(70_000)) + b"\r\n",
    "names in unknown charsets": b"To: "
    + b"".join(b"=?x%d?q?=C7=D1?= <a@b>, " % each for each in range(9_000))
    + b"\r\n",
    "parameters in unknown charsets": (
        b"Content-Type: multipart/mixed; boundary=b\r\n\r\n"
        + (b"--b\r\nContent-Type: a/b; " + b"".join(b"a%d*=x''%%C7%%D1;" % each for each in range(400)) + b"\r\n\r\n")
        * 100
    ),
    "a long domain": b"From: a@" + b"xn--a." * 150_000 + b"example\r\n",
    "raw bytes": b"Subject: " + b"\xc7\xd1" * 30_000 + b"\r\n",
    "folds": b"Subject: x" + b"\r\n " * 300_000 + b"\r\n",
}


def shown(header: bytes) -> tuple[float, tuple[str, ...]]:
    """``(processor seconds, warnings)``."""
    started = time.thread_time()
    body = message_body(read(header + b"\r\nbody"))
    return time.thread_time() - started, body.warnings


@pytest.mark.parametrize("name", CUT)
def test_what_is_cut_is_said(name: str) -> None:
    taken, warnings = shown(CUT[name])
    assert MimeWarning.HEADER_TOO_LARGE in warnings
    assert taken < SECONDS


@pytest.mark.parametrize("name", WHOLE)
def test_what_is_odd_but_read_is_not_said(name: str) -> None:
    taken, warnings = shown(WHOLE[name])
    assert MimeWarning.HEADER_TOO_LARGE not in warnings
    assert taken < SECONDS


UNITS = (
    "(", "()", "(a", "a)", "<", "<a", '"', '"\\', '\\"', '""', "[", "[ ", "=", "=?", "?=", "=?a?q?", "=?a?b?b?= ",
    " ", " \t", "\r\n ", "\n", "\0", "\x1b$B", "a@", "a @ ", "@.", "a:", ";", ",", ";a*0*=b", "''", "%41", "1:", "jan ",
    "1 jan ", "a:b\n", "x\n", "{", "-", "\u200b", "\ufe0f", "\U000e0101", "한",
)  # fmt: skip


@pytest.mark.parametrize("unit", UNITS)
def test_repetition_is_read_in_time(unit: str) -> None:
    data = (unit * (REPEATED // len(unit.encode()))).encode()
    with little_work(SECONDS):
        for value in (data, b"a/b; x=" + data, b"a <b@c> " + data):
            for read_value in (parse_addresses, parse_value, decode_words, parse_date, parse_message_ids, fields_of):
                read_value(value)


def test_no_more_addresses_are_read() -> None:
    assert len(parse_addresses(b"a@b.c, " * ADDRESS_LIMIT * 2)) == ADDRESS_LIMIT
    assert len(parse_addresses(b'"a" <a@b.c> (c), ' * ADDRESS_LIMIT * 2)) == ADDRESS_LIMIT
