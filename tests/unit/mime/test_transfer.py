"""Transfer encodings, whole and damaged."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailclient.mime.transfer import decode_transfer, decoded_size
from tests.little_work import little_work


@pytest.mark.parametrize(
    ("encoded", "decoded"),
    [
        (b"aGVsbG8=", b"hello"),
        (b"aGVs\r\nbG8=\r\n", b"hello"),
        (b"aGVsbG8", b"hello"),
        (b"aGV!s b*G8=", b"hello"),
        (b"aGVsbG8=\r\n_______\r\nlist mailing list\r\n", b"hello"),
        (b"aGVsbG8=\r\naGVsbG8=\r\n", b"hellohello"),
        (b"-_-_", b"\xfb\xff\xbf"),
        (b"+/+/-_", b"\xfb\xff\xbf"),
        (b"a", b""),
        (b"=", b""),
        (b"", b""),
    ],
)
def test_base64(encoded: bytes, decoded: bytes) -> None:
    assert decode_transfer(encoded, "Base64 ") == decoded


@pytest.mark.parametrize(
    ("encoded", "decoded"),
    [
        (b"caf=C3=A9", b"caf\xc3\xa9"),
        (b"caf=c3=a9", b"caf\xc3\xa9"),
        (b"a=\r\nb", b"ab"),
        (b"a=  \r\nb", b"ab"),
        (b"a=\nb", b"ab"),
        (b"a  \r\nb", b"a\r\nb"),
        (b"a=20\r\nb", b"a \r\nb"),
        (b"100=%", b"100=%"),
        (b"=XY", b"=XY"),
        (b"a=", b"a"),
    ],
)
def test_quoted_printable(encoded: bytes, decoded: bytes) -> None:
    assert decode_transfer(encoded, "quoted-printable") == decoded


def test_uuencode() -> None:
    encoded = b"noise\r\nbegin 644 x.txt\r\n%:&5L;&\\\r\n`\r\nend\r\nnoise\r\n"
    assert decode_transfer(encoded, "x-uuencode") == b"hello"
    assert decode_transfer(b"begin 644 x\n%:&5L;&\\ rubbish\nend\n", "uuencode") == b"hello"


@pytest.mark.parametrize("encoding", ["7bit", "8bit", "binary", "", "x-unknown"])
def test_others_are_left_alone(encoding: str) -> None:
    assert decode_transfer(b"a=41\xff", encoding) == b"a=41\xff"


@given(st.binary(max_size=500), st.sampled_from(["base64", "quoted-printable", "x-uuencode", "uue"]))
def test_nothing_raises(data: bytes, encoding: str) -> None:
    assert isinstance(decode_transfer(data, encoding), bytes)


@given(st.binary(max_size=500))
def test_base64_of_anything(data: bytes) -> None:
    assert decode_transfer(base64.encodebytes(data), "base64") == data


def test_the_estimated_size_is_near() -> None:
    for size in (1_000, 100_000):
        encoded = len(base64.encodebytes(bytes(size)).replace(b"\n", b"\r\n"))
        assert abs(decoded_size(encoded, "base64") - size) <= size * 0.01 + 3


@pytest.mark.parametrize("unit", [b"=", b" ", b"= ", b"A=", b"\r", b" \t", b"=\r", b"M"])
@pytest.mark.parametrize("encoding", ["base64", "quoted-printable", "x-uuencode"])
def test_hostile_repetition_takes_no_time(unit: bytes, encoding: str) -> None:
    with little_work(2):
        decode_transfer(unit * 300_000 + b"x", encoding)
