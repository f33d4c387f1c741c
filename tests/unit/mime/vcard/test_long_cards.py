"""A card of many lines is read in time that grows with its length: a portrait has thousands, a bomb has more."""

import time

import pytest

from mailclient.mime.vcard.lines import read_card

HEAD, END = b"BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Kim\r\n", b"END:VCARD\r\n"


@pytest.mark.parametrize(
    ("name", "line", "count"),
    [
        ("PHOTO;ENCODING=b", b"\r\n " + b"A" * 74, 100_000),
        ("NOTE;QUOTED-PRINTABLE", b"=41=\r\n", 400_000),
        ("NOTE", b"x" * 200 + b"\r\n", 19_000),
    ],
)
def test_many_lines(name: str, line: bytes, count: int) -> None:
    data = HEAD + name.encode() + b":" + line * count + b"\r\n" + END
    began = time.process_time()
    card = read_card(data)
    assert time.process_time() - began < 3.0
    found = card.first(name.partition(";")[0])
    assert found is not None
    assert len(found.value) >= count
    assert len(bytes(card)) >= len(data) - 2
