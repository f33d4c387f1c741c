"""Keywords and tags."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailclient.mail.tag import keyword_of, name_in, tags_of


def test_the_first_five_come_first_and_those_of_programs_not_at_all() -> None:
    keywords = ("NonJunk", "zebra", "$label2", "$HasAttachment", "$Label1", "\\Recent", "apple")
    assert tags_of(keywords) == ("$Label1", "$label2", "apple", "zebra")


@pytest.mark.parametrize(
    ("name", "keyword"),
    [
        ("travel", "travel"),
        ("가족", "&rADIcQ-"),
        ("R&D", "R&-D"),
        ("two  words", "two_words"),
        ('a(b)c"d]e', "a_b_c_d_e"),
        ("  ", ""),
    ],
)
def test_keyword_of_a_name(name: str, keyword: str) -> None:
    assert keyword_of(name) == keyword


@pytest.mark.parametrize(
    ("keyword", "name"),
    [("projekt=20s=c3=bcd", "projekt süd"), ("=eb=82=98=ec=a4=91", "나중"), ("a=c3b", "a=c3b"), ("a=0ab", "a=0ab")],
)
def test_keywords_of_newer_thunderbirds_are_read(keyword: str, name: str) -> None:
    assert name_in(keyword) == name


def test_a_name_that_looks_like_one_of_these_survives() -> None:
    assert name_in(keyword_of("1=20x")) == "1=20x"


def test_what_only_looks_encoded_is_shown_as_it_is() -> None:
    assert name_in("a&zz-b") == "a&zz-b"


@given(
    st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc", "Z"], exclude_characters='(){%*"\\]_'), min_size=1)
)
def test_a_name_survives(name: str) -> None:
    keyword = keyword_of(name)
    assert keyword.isascii()
    assert " " not in keyword
    assert name_in(keyword) == name
