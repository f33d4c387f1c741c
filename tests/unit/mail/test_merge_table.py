"""Tables of any usual kind, and fields in a text."""

import pytest

from mailclient.mail.merge import MergeTable, UnreadableTableError, read_table
from mailclient.mail.text_fields import fields_in, filled, first_name

TEXT = "이름,주소\n김민수,minsu@example.org\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp949"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_encodings_and_separators(encoding: str, separator: str) -> None:
    table = read_table(TEXT.replace(",", separator).encode(encoding))
    assert table.columns == ("이름", "주소")
    assert table.rows == (("김민수", "minsu@example.org"),)
    assert table.separator == separator


def test_odd_rows() -> None:
    table = read_table(b'Name,Mail,Name\r\n"Lee, Kim","a@b.c"\r\n\r\n,,\r\n"two\nlines",x,y,z,more\r\n')
    assert table.columns == ("Name", "Mail", "Name 2")
    assert table.rows == (("Lee, Kim", "a@b.c", ""), ("two\nlines", "x", "y"))
    assert table.column("mail") == "Mail"
    assert isinstance(table, MergeTable)


@pytest.mark.parametrize("data", [b"", b"\n\n", b"only,a,heading\n", b"\xff\xfe", b"\0\0\0\0"])
def test_no_table(data: bytes) -> None:
    with pytest.raises(UnreadableTableError):
        read_table(data)


def test_a_comma_in_the_text_is_no_separator() -> None:
    assert read_table(b"a;b\n1,5;2,5\n").rows == (("1,5", "2,5"),)


def test_fields() -> None:
    assert fields_in("{A} {a } {b c} {} {x\ny} {<b>}") == ["A", "b c"]
    assert filled("{A}-{b}", {"a": "<x>\n&"}, html=True) == "&lt;x&gt;<br>&amp;-{b}"
    assert filled("{ a  B }", {"a b": "1"}, html=False) == "1"


@pytest.mark.parametrize(
    ("name", "first"), [("Kim Lee", "Kim"), ("Lee, Kim", "Kim"), ("김민수", "김민수"), ("", ""), ("Ann", "Ann")]
)
def test_first_names(name: str, first: str) -> None:
    assert first_name(name) == first
