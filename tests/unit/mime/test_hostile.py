"""Messages made to keep a reader busy, to nest it to death or to fill the memory."""

import tracemalloc

import pytest

from mailclient.mime.display import body_of
from mailclient.mime.reader import read
from mailclient.mime.scanner import NESTING_LIMIT, PART_LIMIT
from mailclient.mime.warning import MimeWarning
from tests.little_work import little_work


def nested(count: int) -> bytes:
    return b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (number, number) for number in range(count)
    )


HOSTILE = {
    "nested multiparts": nested(2_000),
    "nested messages": b"Content-Type: message/rfc822\r\n\r\n" * 2_000,
    "many parts": b"Content-Type: multipart/mixed; boundary=a\r\n\r\n" + b"--a\r\n" * 1_000_000,
    "many lines of dashes": b"Content-Type: multipart/mixed; boundary=a\r\n\r\n--a\r\n" + b"--\r\n" * 1_000_000,
    "nested, then lines of dashes": nested(45) + b"--b\r\n" * 500_000,
    "the same boundary inside": b"Content-Type: multipart/mixed; boundary=a\r\n\r\n--a\r\n" * 100_000,
    "a header without end": b"Subject: x\r\n" * 1_000_000,
    "a header line without end": b"Subject: " + b"x" * 10_000_000,
    "no line at all": b"x" * 10_000_000,
    "only line ends": b"\r\n" * 3_000_000,
    "only carriage returns": b"\r" * 5_000_000,
    "folded for ever": b"To: a@b.c" + b",\r\n a@b.c" * 300_000,
    "one long boundary": b"Content-Type: multipart/mixed; boundary=" + b"a" * 900_000 + b"\r\n\r\n--" + b"a" * 900_000,
    "parts with long boundaries": (
        b"Content-Type: multipart/mixed; boundary=a\r\n\r\n"
        + b"".join(
            b"--a\r\nContent-Type: multipart/mixed; boundary=%d%b\r\n\r\n" % (n, b"b" * 20_000) for n in range(200)
        )
    ),
    "parts of long headers": (
        b"Content-Type: multipart/mixed; boundary=a\r\n\r\n" + (b"--a\r\nX: " + b"x" * 20_000 + b"\r\n") * 500
    ),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_it_is_read_in_time(name: str) -> None:
    with little_work(3):
        message = read(HOSTILE[name])
        body_of(message.root, message.content)
    parts = list(message.root.walk())
    assert len(parts) <= PART_LIMIT


def test_nesting_stops() -> None:
    message = read(nested(2_000))
    depth, part = 1, message.root
    while part.children:
        depth, part = depth + 1, part.children[-1]
    assert depth <= NESTING_LIMIT
    assert MimeWarning.NESTED_TOO_DEEP in message.warnings


def test_too_many_parts_are_said() -> None:
    assert MimeWarning.TOO_MANY_PARTS in read(HOSTILE["many parts"]).warnings


def test_memory_stays_flat() -> None:
    line = b"A" * 76 + b"\r\n"
    data = b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: a/b\r\n\r\n" + line * 130_000
    read(data[:1000])
    tracemalloc.start()
    message = read(data)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < len(data) / 20
    assert message.root.children[0].size > 10_000_000
