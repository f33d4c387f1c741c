"""Encoded words and raw bytes in headers."""

import pytest

from mailclient.mime.words import decode_words, encode_words
from tests.little_work import little_work


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        (b"plain", "plain"),
        (b"=?utf-8?B?7JWI64WV?=", "안녕"),
        (b"=?UTF-8?q?caf=C3=A9_au_lait?=", "café au lait"),
        (b"=?euc-kr?B?vsiz5w==?= =?ks_c_5601-1987?Q?=C7=CF?=", "안녕하"),
        (b"=?iso-2022-jp?B?GyRCRnxLXDhsGyhC?=", "日本語"),
        (b"a =?utf-8?q?b?= c", "a b c"),
        (b"=?utf-8?q?a?= =?utf-8?q?b?=", "ab"),
        (b"=?utf-8?q?a?=\t \t=?utf-8?q?b?=", "ab"),
        (b"=?utf-8?q?a?= x =?utf-8?q?b?=", "a x b"),
        (b"=?utf-8?B?7JWI6w==?= =?utf-8?B?hZU=?=", "안녕"),  # a syllable cut in two
        (b"=?utf-8?B?7JWI6w==?= =?utf-8?Q?=85=95?=", "안녕"),
        (b"=?utf-8?Q?a b?=", "a b"),  # a space inside: against the RFC, but sent
        (b"=?us-ascii?Q?Why??=", "Why?"),
        (b"=?utf-8?Q?broken", "=?utf-8?Q?broken"),
        (b"=?utf-8*ko?B?7JWI64WV?=", "안녕"),
        (b"=?unknown?B?7JWI64WV?=", "안녕"),
        ("[공지] 주간보고".encode(), "[공지] 주간보고"),
        ("[공지] 주간보고".encode("cp949"), "[공지] 주간보고"),
        ("日本語のテスト".encode("iso2022_jp"), "日本語のテスト"),
        (b"=?iso-8859-1?Q?Fr\xf6sche?=", "Frösche"),
        (b"a\tb\x00\x07c", "a bc"),
        (b"=?utf-8?Q?a=0D=0ABcc:_x?=", "a Bcc: x"),
        (b"", ""),
    ],
)
def test_decoding(raw: bytes, text: str) -> None:
    assert decode_words(raw) == text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "plain",
        "안녕하세요 " * 30,
        "Grüße aus Köln",
        "a=?utf-8?q?b?=c",
        "👨‍👩‍👧‍👦 " * 20,
        "日本語 English 한국어",
        "=" * 200,
    ],
)
def test_encoding_and_back(text: str) -> None:
    encoded = encode_words(text)
    assert encoded.isascii()
    if encoded != text:
        assert max(map(len, encoded.split(" "))) <= 75
    assert decode_words(encoded.encode("ascii")) == " ".join(text.split()) or decode_words(encoded) == text.strip()


def test_an_encoded_text_has_no_line_break() -> None:
    assert encode_words("a\r\nBcc: spy@example.org") == "a Bcc: spy@example.org"


def test_twenty_thousand_words_take_no_time() -> None:
    with little_work(1):
        assert decode_words(b"=?utf-8?q?a?= " * 20_000) == "a" * 20_000


@pytest.mark.parametrize("unit", [b"=?", b"=?a?q?", b"?=", b"=?a?q?b", b"=", b"=?utf-8?b?=?="])
def test_hostile_repetition_takes_no_time(unit: bytes) -> None:
    with little_work(1):
        decode_words(unit * 20_000)


@pytest.mark.parametrize("text", ["Иван Винников", "プレスネットワーク", "김철수 과장님 앞", "José García López"])
def test_a_name_is_one_word(text: str) -> None:
    assert " " not in encode_words(text)
    assert decode_words(encode_words(text)) == text
