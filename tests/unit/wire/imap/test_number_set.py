"""Sets of message numbers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailclient.wire.imap.number_set import EMPTY, NUMBER_MAX, STAR, NumberSet

numbers = st.integers(1, NUMBER_MAX)


@given(st.sets(st.integers(1, 300)))
def test_of_is_small_and_complete(chosen: set[int]) -> None:
    made = NumberSet.of(chosen)
    assert list(made) == sorted(chosen)
    assert made.count == len(chosen)
    assert all(before[1] + 1 < after[0] for before, after in zip(made.ranges, made.ranges[1:], strict=False))


@given(st.lists(st.tuples(numbers, numbers), min_size=1))
def test_parse_is_the_opposite_of_to_wire(ranges: list[tuple[int, int]]) -> None:
    made = NumberSet(tuple((min(pair), max(pair)) for pair in ranges))
    assert NumberSet.parse(made.to_wire().decode()) == made


@pytest.mark.parametrize("text", ["", ",", "1,", "0", "1:0", "a", "1:2:3", "4294967296", "-1", " 1", "1 2", "1\n", "①"])
def test_what_is_no_set(text: str) -> None:
    with pytest.raises(ValueError, match="not a"):
        NumberSet.parse(text)


def test_star() -> None:
    assert NumberSet.span(7).to_wire() == b"7:*"
    assert NumberSet.parse("*:7") == NumberSet.span(7)
    assert NUMBER_MAX in NumberSet.span(7)
    assert 6 not in NumberSet.span(7)
    assert NumberSet.parse("*").ranges == ((STAR, STAR),)


def test_order_is_kept_for_pairing() -> None:
    assert list(NumberSet.parse("5,1:2,9")) == [5, 1, 2, 9]


def test_pieces() -> None:
    whole = NumberSet.of(range(1, 21, 2))
    pieces = list(whole.pieces(3))
    assert [len(piece.ranges) for piece in pieces] == [3, 3, 3, 1]
    assert [number for piece in pieces for number in piece] == list(whole)
    assert list(EMPTY.pieces()) == []


@pytest.mark.parametrize("number", [0, -1, NUMBER_MAX + 1])
def test_numbers_that_are_none(number: int) -> None:
    with pytest.raises(ValueError, match="not a message number"):
        NumberSet.of([number])
