"""A few messages of ``tests.fuzz.mime`` in every run of the tests, and the ones that once failed."""

from pathlib import Path

import pytest

from tests.fuzz.mime import trial
from tests.fuzz.mutation import mutated, mutated_header
from tests.fuzz.running import messages


def test_messages_made_worse_are_read(corpus: Path) -> None:
    found = messages(corpus)
    faults = {seed: fault for seed in range(1, 61) if (fault := trial(mutated(found, seed)))}
    assert faults == {}


def test_messages_with_worse_headers_are_read(corpus: Path) -> None:
    found = messages(corpus)
    faults = {seed: fault for seed in range(1, 61) if (fault := trial(mutated_header(found, seed)))}
    assert faults == {}


@pytest.mark.parametrize("data", [
    b"\n" + b" " * 65_536 + b"\n-----BEGIN PGP MESSAGE-----\n",
    b"\n" + b"> * -\t" * 10_000 + b"x",
    b"Content-Type: multipart/mixed; boundary=x\n\n" + b"--x\nContent-Type: message/rfc822\n\n" * 5_000,
    b"Subject: x\n" + b"X-A: b\n" * 200_000 + b"\nbody",
    b"From: " + b"(" * 100_000 + b"\n\n",
    b"Subject: " + b"=?utf-8?q?=?=" * 10_000 + b"\n\n",
    b"\nbegin 644 a\n" * 20_000,
    b"\n=ybegin size=1 name=a\n" * 20_000,
    b"Content-Type: application/ms-tnef\n\n\x78\x9f\x3e\x22\0\0" + b"\2\2\x90\6\0\0\0\0\0\0\0" * 20_000,
    b"\n\x78\x9f\x3e\x22\nbegin 644 a\n%:&5L;&\\\n`\nend\n",
], ids=["spaces", "marks", "messages", "header", "comments", "words", "uuencode", "yenc", "tnef", "both"])  # fmt: skip
def test_bombs_are_bounded(data: bytes) -> None:
    assert trial(data) == ""
