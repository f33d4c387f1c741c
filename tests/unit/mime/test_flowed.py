"""Paragraphs wrapped as format=flowed, and joined again."""

import re
from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailclient.mime.flowed import WIDTH, columns, flow, unflow

pieces = st.sampled_from([*"ab >-\n\tF한日́😀", "From ", "-- ", "> ", "word ", "words and more words "])
texts = st.lists(pieces, max_size=100).map("".join)


def test_a_paragraph_is_wrapped_at_spaces() -> None:
    flowed = flow("word " * 40 + "end")
    lines = flowed.split("\n")
    assert len(lines) == 3
    assert all(line.endswith(" ") for line in lines[:-1])
    assert max(map(len, lines)) <= WIDTH
    assert unflow(flowed) == "word " * 40 + "end"


def test_what_would_be_read_otherwise_is_stuffed() -> None:
    assert flow("From here\n indented\n>no quote") == " From here\n  indented\n> no quote"
    assert unflow(flow("From here\n indented")) == "From here\n indented"


def test_a_wrapped_line_never_begins_with_from() -> None:
    assert not re.search(r"^From ", flow("x" * 60 + " From " * 30), re.MULTILINE)


def test_quotes_keep_their_depth() -> None:
    flowed = flow("> " + "word " * 40 + "\n> > deep\n>\nanswer")
    lines = flowed.split("\n")
    assert all(line.startswith("> word") for line in lines[:3])
    assert lines[3:] == [">> deep", ">", "answer"]
    assert max(map(len, lines)) <= WIDTH


def test_the_signature_line_stays_and_none_is_made() -> None:
    assert flow("text\n-- \nAnn") == "text\n-- \nAnn"
    assert flow("> -- \n> Ann") == "> -- \n> Ann"
    assert flow("--  ") == "--"
    assert "\n-- \n" not in flow("x" * 71 + " -- " + "y" * 71)
    assert unflow(flow("x" * 71 + " -- " + "y" * 71)) == "x" * 71 + " -- " + "y" * 71


@pytest.mark.parametrize("flowed", ["> -- \n> Ann", ">-- \n>Ann", "> text \n> -- \n> Ann"])
def test_the_signature_line_of_a_quote_stays_in_the_quote(flowed: str) -> None:
    assert unflow(flowed).endswith("> -- \n> Ann")


def test_wide_letters_take_two_columns() -> None:
    assert columns("한글 日本") == 9
    assert columns(normalize("NFD", "한글 日本 é")) == 11
    assert columns("👨\u200d👩\u200d👧\u200d👦") == columns("👍🏽") == 2
    lines = flow("한국어 문장을 쓰면 " * 10).split("\n")
    assert max(map(columns, lines)) <= WIDTH
    assert len(lines) == 3


def test_what_has_no_spaces_stays_in_one_line() -> None:
    url = "https://example.org/" + "x" * 200
    assert url in flow(f"See {url} for more").split("\n")[1]
    assert flow("日" * 200) == "日" * 200


@pytest.mark.parametrize("text", ["a \n b", "", "\n\n", "   ", "a\r\nb\rc", "  two  spaces  inside and before"])
def test_flowed_text_is_read_as_it_was(text: str) -> None:
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    assert unflow(flow(text)) == "\n".join(line.rstrip(" ") for line in plain.split("\n"))


@given(texts)
def test_flowing_twice_changes_nothing_more(text: str) -> None:
    once = unflow(flow(text))
    assert unflow(flow(once)) == once
    assert "".join(once.split()).replace(">", "") == "".join(text.split()).replace(">", "")


@given(texts.filter(lambda text: ">" not in text))
def test_only_spaces_at_the_ends_of_lines_are_lost(text: str) -> None:
    kept = [line if line == "-- " else line.rstrip(" ") for line in text.split("\n")]
    assert unflow(flow(text)) == "\n".join(kept)


def test_many_quote_marks_and_long_lines_take_no_time() -> None:
    assert len(flow(">" * 100_000)) < 100
    assert unflow(flow("a " * 200_000 + "b")) == "a " * 200_000 + "b"
