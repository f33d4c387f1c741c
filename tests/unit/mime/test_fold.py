"""Fields written from odd values: short lines, and the same value when read again."""

import pytest

from mailclient.mail.address import Address
from mailclient.mime.addresses import parse_addresses
from mailclient.mime.envelope import parse_message_ids
from mailclient.mime.fold import address_field, id_field, text_field
from mailclient.mime.header import fields_of
from mailclient.mime.words import decode_words


def longest(field: bytes) -> int:
    return max(map(len, field.split(b"\r\n")))


@pytest.mark.parametrize(
    "text",
    [
        "x" * 2_000,
        "x" * 901,
        "a  " * 2_000 + "a",
        "x" + " " * 3_000 + "y",
        "한  " * 2_000 + "글",
        "=?" * 700,
        "(" * 1_000,
    ],
    ids=["one word", "a little long", "double blanks", "blanks", "letters and blanks", "marks", "parentheses"],
)
def test_a_long_subject_is_read_as_it_was_written(text: str) -> None:
    field = text_field("Subject", text)
    assert longest(field) <= 998
    assert decode_words(fields_of(field)[0].value) == text


@pytest.mark.parametrize("name", ["x" * 2_000, '"' * 1_000, "한" * 1_000, "a, " * 1_000 + "b"])
def test_a_long_name_is_read_as_it_was_written(name: str) -> None:
    field = address_field("To", [Address(name, "a@example.org")])
    assert longest(field) <= 998
    assert parse_addresses(fields_of(field)[0].value) == (Address(name, "a@example.org"),)


def test_an_id_no_line_can_hold_is_left_out() -> None:
    field = id_field("References", ["a" * 2_000 + "@example.org", "b@example.org"])
    assert parse_message_ids(fields_of(field)[0].value) == ("b@example.org",)
    assert id_field("References", ["a" * 2_000 + "@example.org"]) == b""
