"""Content-Type and Content-Disposition values."""

import pytest

from mailclient.mime.parameters import join_parameters, parse_value
from tests.little_work import little_work


@pytest.mark.parametrize(
    ("raw", "value", "parameters"),
    [
        (b"text/plain", "text/plain", {}),
        (b"", "", {}),
        (b"Text/HTML; Charset=UTF-8", "text/html", {"charset": "UTF-8"}),
        (b'text/plain; charset="us-ascii" (plain)', "text/plain", {"charset": "us-ascii"}),
        (b"text/plain; charset=us-ascii (plain text)", "text/plain", {"charset": "us-ascii"}),
        (b"text/plain charset=utf-8", "text/plain", {"charset": "utf-8"}),
        (b"text/plain;;; charset=utf-8;", "text/plain", {"charset": "utf-8"}),
        (b"attachment; filename=my file (1).txt", "attachment", {"filename": "my file (1).txt"}),
        (b'attachment; filename="a;b\\"c.txt"; size=3', "attachment", {"filename": 'a;b"c.txt', "size": "3"}),
        (b'attachment; filename="unclosed.txt', "attachment", {"filename": "unclosed.txt"}),
        (b"attachment; filename*=utf-8''%ED%95%9C%EA%B8%80.txt", "attachment", {"filename": "한글.txt"}),
        (b"attachment; filename*=euc-kr'ko'%C7%D1%B1%DB.txt", "attachment", {"filename": "한글.txt"}),
        (b"attachment; filename*0*=utf-8''%ED%95; filename*1*=%9C%EA; filename*2=\"x\"", "attachment", None),
        (
            b'attachment; filename*1=" b.txt"; filename*0="a"; filename="c.txt"',
            "attachment",
            {"filename": "a b.txt"},
        ),
        (b'attachment; filename="=?utf-8?B?7ZWc6riALnR4dA==?="', "attachment", {"filename": "한글.txt"}),
        (b"attachment; filename==?utf-8?B?7ZWc6riALnR4dA==?=", "attachment", {"filename": "한글.txt"}),
        (b'attachment; filename="=?utf-8?B?7ZWc?= =?utf-8?B?6riALnR4dA==?="', "attachment", {"filename": "한글.txt"}),
        ('attachment; filename="한글.txt"'.encode("cp949"), "attachment", {"filename": "한글.txt"}),
        (b"attachment; filename=a; filename=b", "attachment", {"filename": "a"}),
        (b"attachment; filename*0=a; filename*1=b; filename*0=evil; filename*2=evil", "attachment", {"filename": "ab"}),
        # numbers have no leading zeros (RFC 2231 section 7)
        (b"attachment; filename*0=a; filename*01=b; filename*2=c", "attachment", {"filename": "a"}),
        # what cannot be read counts only where nothing else is said
        (b"attachment; filename*=utf-8''a%e4b; filename=c.txt", "attachment", {"filename": "c.txt"}),
        (b"attachment; filename*=nonsense''a%e4b; filename*0=c; filename*1=.txt", "attachment", {"filename": "c.txt"}),
        (b"attachment; filename*=utf-8''a%e4b", "attachment", {"filename": "a\ufffdb"}),
        (b"attachment; filename*=utf-8''%e4; filename*0*=utf-8''%e4", "attachment", {"filename": "\ufffd"}),
    ],
)
def test_values(raw: bytes, value: str, parameters: dict[str, str] | None) -> None:
    found, decoded = parse_value(raw)
    assert found == value
    if parameters is not None:
        assert decoded == parameters


def test_a_character_cut_between_pieces_survives() -> None:
    assert join_parameters([("NAME*0*", "utf-8''%ED%95"), ("name*1*", "%9C")]) == {"name": "한"}


def test_raw_pairs_as_a_server_lists_them() -> None:
    assert join_parameters([(b"CHARSET", b"EUC-KR"), (b"NAME", "한글".encode())]) == {
        "charset": "EUC-KR",
        "name": "한글",
    }


def test_no_line_break_comes_out() -> None:
    assert parse_value(b"attachment; filename*=utf-8''a%0D%0Ab")[1] == {"filename": "a b"}


@pytest.mark.parametrize("unit", [b" a=b;", b' a="', b" a", b"a*0=", b"(", b"\\", b'"', b";", b" ", b"a*%d=x;", b"="])
def test_hostile_repetition_takes_no_time(unit: bytes) -> None:
    with little_work(2):
        parse_value(b"text/plain; a=" + unit * 30_000)
        parse_value(b'text/plain; a="' + unit * 30_000)
