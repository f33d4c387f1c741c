"""A card of many lines is read in time that grows with its length: a portrait has thousands, a bomb has more."""

import pytest

from mailclient.mime.vcard.lines import read_card
from tests.little_work import little_work

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
    with little_work(3.0):
        card = read_card(data)
    found = card.first(name.partition(";")[0])
    assert found is not None
    assert len(found.value) >= count
    assert len(bytes(card)) >= len(data) - 2
