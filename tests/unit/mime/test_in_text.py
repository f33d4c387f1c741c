"""Files coded into the text: uuencode, yEnc; several, broken ones, and prose that only looks like one."""

import binascii

import pytest

from mailclient.mail.ids import PartPath
from mailclient.mime.container.in_text import files_in_text
from mailclient.mime.display import message_body
from mailclient.mime.reader import read

DATA = bytes(range(256)) * 2


def uu(data: bytes, name: bytes = b"a.bin", end: bytes = b"`\nend\n") -> bytes:
    lines = (binascii.b2a_uu(data[start : start + 45]) for start in range(0, len(data), 45))
    return b"begin 644 " + name + b"\n" + b"".join(lines) + end


def yenc(data: bytes) -> bytes:
    coded = bytearray()
    for byte in data:
        code = (byte + 42) & 255
        coded += bytes((61, (code + 64) & 255)) if code in b"\0\r\n=" else bytes((code,))
    lines = [bytes(coded[start : start + 128]) for start in range(0, len(coded), 128)]
    size = str(len(data)).encode()
    return (
        b"=ybegin line=128 size="
        + size
        + b" name=y.bin\r\n"
        + b"\r\n".join(lines)
        + b"\r\n=yend size="
        + size
        + b"\r\n"
    )


def test_files_in_a_message_are_listed_and_gone_from_its_text() -> None:
    parsed = read(b"Subject: x\n\nBefore.\n" + uu(DATA) + b"Between.\n" + uu(b"two", b"b b.txt") + b"After.\n")
    body = message_body(parsed)
    assert body.text == "Before.\nBetween.\nAfter."
    assert [(one.path, one.filename, one.size) for one in body.attachments] == [
        ("1!1", "a.bin", 512),
        ("1!2", "b b.txt", 3),
    ]
    assert parsed.content(PartPath("1!1")) == DATA
    assert body.warnings == ()


@pytest.mark.parametrize("change", [
    lambda text: text.replace(b"\n", b"\r\n"),
    lambda text: text.replace(b"`", b" "),
    lambda text: b"\n".join(line.rstrip(b" ") for line in text.replace(b"`", b" ").split(b"\n")),
    lambda text: text.replace(b"end\n", b"end"),
])  # fmt: skip
def test_what_mail_does_to_it(change: object) -> None:
    assert callable(change)
    found = files_in_text(change(b"x\n" + uu(DATA)))
    assert [one.data for one in found.files] == [DATA]


def test_a_file_without_its_end_ends_where_the_code_does() -> None:
    found = files_in_text(uu(DATA, end=b"") + b"This is prose again, and long enough to be none.\n")
    assert found.damaged
    assert found.files[0].data == DATA
    assert found.text.startswith(b"This is prose")


@pytest.mark.parametrize("text", [
    b"begin 644 words of a poem\nthat goes on in prose, not in code, for many more lines.\n",
    b"begin 1 x\n", b"begin 644 a", b"begin 644 a\n", b"to begin 644 a\n#0V%T\nend\n", b"=ybegin\n",
    b"begin again\nend\n",
])  # fmt: skip
def test_prose_stays_text(text: bytes) -> None:
    assert files_in_text(text).text == text


def test_base64_of_uuencode() -> None:
    found = files_in_text(b"begin-base64 644 c.txt\naGVsbG8=\n====\nbye\n")
    assert (found.files[0].data, found.text) == (b"hello", b"bye\n")


def test_yenc() -> None:
    found = files_in_text(b"Hi\r\n" + yenc(DATA) + b"bye")
    assert [(one.filename, one.data) for one in found.files] == [("y.bin", DATA)]
    assert found.text == b"Hi\r\nbye"
    assert not found.damaged


def test_one_part_of_a_yenc_file_is_damaged() -> None:
    coded = yenc(b"abc").replace(b"y.bin\r\n", b"y.bin\r\n=ypart begin=1 end=3\r\n")
    found = files_in_text(coded)
    assert found.files[0].data == b"abc"
    assert found.damaged


def test_many_beginnings_are_bounded() -> None:
    found = files_in_text(uu(b"x") * 1_000)
    assert len(found.files) == 200
