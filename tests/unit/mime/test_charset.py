"""Charset labels and guesses."""

import codecs

import pytest

from mailclient.mime.charset import codec_name, decode, decode_and_tell
from tests.little_work import little_work

KOREAN = "똠방각하 펲시콜라 한글 메일"  # syllables that are only in CP949
JAPANESE = "①髙橋様 ようこそ"
CHINESE = "简体中文邮件"


@pytest.mark.parametrize(
    ("text", "codec", "labels"),
    [
        (
            KOREAN,
            "cp949",
            ["euc-kr", "ks_c_5601-1987", "KSC5601", "windows-949", "cp949", "ks_c_5601", '"EUC-KR"'.strip('"')],
        ),
        (JAPANESE, "cp932", ["shift_jis", "x-sjis", "Windows-31J", "cp932"]),
        (CHINESE, "gb18030", ["gb2312", "gbk", "gb18030", "x-gbk", "GB_2312-80"]),
        ("繁體中文", "cp950", ["big5", "Big5", "x-x-big5"]),
        ("日本語", "iso2022_jp", ["iso-2022-jp"]),
        ("한국어", "iso2022_kr", ["iso-2022-kr"]),
        ("“quotes” – €", "cp1252", ["iso-8859-1", "windows-1252", "latin1", "ISO_8859-1"]),
        ("привет", "koi8_r", ["koi8-r", "KOI8-R"]),
        ("שלום", "iso8859_8", ["iso-8859-8-i"]),
        ("é", "utf_7", ["utf-7", "unicode-1-1-utf-7"]),
        ("한글", "utf_8", ["utf-8", "UTF8", "utf-8*ko"]),
        ("ไทย", "cp874", ["tis-620", "windows-874", "iso-8859-11"]),
    ],
)
def test_labels(text: str, codec: str, labels: list[str]) -> None:
    data = text.encode(codec)
    assert [decode_and_tell(data, label) for label in labels] == [(text, False)] * len(labels)


@pytest.mark.parametrize("label", ["", "x-unknown", "us-ascii", "utf-8", "default", "8bit"])
def test_a_wrong_label_is_found_out(label: str) -> None:
    for text, codec in ((KOREAN * 3, "cp949"), ("日本語のメールです。" * 3, "cp932"), ("한글 메일", "utf-8")):
        assert decode(text.encode(codec), label) == text


def test_a_cut_character_is_no_reason_to_guess() -> None:
    assert decode_and_tell("가나다".encode()[:-1], "utf-8") == ("가나\ufffd", False)
    assert decode_and_tell("가나다라마바사".encode("cp949")[:-1], "euc-kr") == ("가나다라마바\ufffd", False)


def test_windows_characters_in_iso_2022_jp() -> None:
    assert decode_and_tell(b"\x1b$B-!|b\x1b(B \x1b(I1\x1b(B", "iso-2022-jp") == ("①髙 ｱ", False)
    assert decode(b"\x1b$B-!|b\x1b(B", "") == "①髙"
    assert decode_and_tell(b"\x1b$B4A\x1b(J\\", "iso-2022-jp")[0][0] == "漢"


def test_byte_order_marks() -> None:
    assert decode(codecs.BOM_UTF8 + "한글".encode(), "iso-8859-1") == "한글"
    assert decode(codecs.BOM_UTF16_LE + "한글".encode("utf-16-le"), "") == "한글"


@pytest.mark.parametrize(
    "label", ["base64", "rot13", "idna", "punycode", "unicode_escape", "zlib", "os.system", "../x", "x" * 1000]
)
def test_what_is_no_charset_for_text(label: str) -> None:
    assert codec_name(label) is None
    assert decode(b"abc", label) == "abc"


@pytest.mark.parametrize("label", ["", "utf-8", "utf-7", "utf-16", "euc-kr", "iso-2022-jp", "hz-gb-2312", "nonsense"])
def test_any_bytes_give_text(label: str) -> None:
    for data in (bytes(range(256)) * 4, b"\x1b$B\xff\x1b(", b"~{\xff", b"+AAA-\xff", b"\xff" * 1000):
        assert isinstance(decode(data, label), str)


def test_a_megabyte_of_rubbish_takes_no_time() -> None:
    data = bytes(range(128, 256)) * 8_000
    decode(b"\x80", "")
    with little_work(1):
        decode(data, "")


KOREAN = "안녕하세요. 오늘 회의는 세 시에 시작합니다."


@pytest.mark.parametrize("label", ["iso-8859-1", "utf-8", "us-ascii", ""])
@pytest.mark.parametrize("codec", ["iso2022_kr", "iso2022_jp_2", "utf_8", "cp949", "utf_32"])
def test_labels_that_lie(codec: str, label: str) -> None:
    assert decode(KOREAN.encode(codec), label).lstrip("\ufeff") == KOREAN


def test_a_western_label_is_believed_where_it_may_be_right() -> None:
    for text in ("Ã¤", "naïve café, Ärger über Öl", "ÄÖÜ äöü", "£5 – “quoted”"):
        assert decode(text.encode("cp1252"), "iso-8859-1") == text


def test_hz_and_johab_without_a_label() -> None:
    assert decode("您好，明天的会议".encode("hz"), "") == "您好，明天的会议"
    assert decode(KOREAN.encode("johab"), "") == KOREAN
    assert decode(b"~{ shell: echo ~} and ~/x", "") == "~{ shell: echo ~} and ~/x"


def test_japanese_is_not_taken_for_korean() -> None:
    assert decode("会議のお知らせ".encode("cp932"), "") == "会議のお知らせ"


@pytest.mark.parametrize(("label", "codec"), [
    ("x-johab", "johab"), ("cp951", "big5hkscs"), ("iso-ir-149", "cp949"), ("ucs-2", "utf_16"),
    ("x-mac-ce", "mac_latin2"),
])  # fmt: skip
def test_rare_labels(label: str, codec: str) -> None:
    text = {"big5hkscs": "會議", "mac_latin2": "Žluťoučký"}.get(codec, "회의")
    assert decode(text.encode(codec), label).lstrip("\ufeff") == text


def test_utf_8_that_was_cut_is_still_utf_8() -> None:
    cut = "Картинка с очень длинным именем".encode()[:-1]
    assert decode(cut, "") == "Картинка с очень длинным имене\ufffd"
    assert decode(cut, "nonsense") == "Картинка с очень длинным имене\ufffd"
    assert decode("Картинка с очень длинным именем".encode("koi8-r"), "") == "Картинка с очень длинным именем"
