"""What a search covered, in words."""

from mailclient.language.searching import coverage_sentence
from mailclient.mail.search import Coverage


def test_where_some_texts_are_not_here() -> None:
    assert coverage_sentence(Coverage(48_201, 52_000)) == "48,201 of 52,000 messages have their text here."


def test_where_all_texts_are_here() -> None:
    assert coverage_sentence(Coverage(52_000, 52_000)) == "All 52,000 messages have their text here."
    assert coverage_sentence(Coverage(1, 1)) == "1 message has its text here."


def test_messages_that_wait_for_the_index_are_told_too() -> None:
    assert coverage_sentence(Coverage(2, 4, 3)).endswith("3 messages are still being made searchable.")
