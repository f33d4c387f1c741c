"""Earlier texts thinned out, two versions put together, what differs between two texts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailclient.mail.differences import Side, changed_words, differences
from mailclient.mail.draft import MOST, MOST_BYTES, KeptText, is_landmark, too_many
from mailclient.mail.draft_merge import merged, one_of

NOW = 1_000_000.0


def kept_after(seconds_ago: list[float], size: int = 100, landmarks: tuple[int, ...] = ()) -> list[float]:
    texts = [KeptText(place, NOW - ago, size, place in landmarks) for place, ago in enumerate(seconds_ago)]
    gone = set(too_many(texts, NOW))
    return [NOW - one.saved_at for one in texts if one.id not in gone]


def test_the_last_minutes_are_dense_and_the_past_is_sparse() -> None:
    every_second = [float(ago) for ago in range(7_200, -1, -1)]
    kept = kept_after(every_second)
    assert len(kept) <= MOST
    assert kept[0] == 7_200
    assert kept[-1] == 0
    assert sum(ago <= 60 for ago in kept) >= 20


def test_what_went_by_mistake_stays() -> None:
    assert kept_after([300.0, 299.0, 298.5, 0.0]) == [300.0, 0.0]
    assert kept_after([300.0, 299.0, 298.5, 0.0], landmarks=(1,)) == [300.0, 299.0, 0.0]
    assert is_landmark("all that took the whole morning", "")
    assert not is_landmark("Hi", "")
    assert not is_landmark("all that took the whole morning", "all that took the morning")


def test_large_texts_are_bounded() -> None:
    size = MOST_BYTES // 4
    assert len(kept_after([50.0 * place for place in range(20, -1, -1)], size)) <= 4


@given(st.lists(st.floats(0, 1e6), max_size=200), st.integers(1, 10**6))
def test_the_newest_is_never_lost(ages: list[float], size: int) -> None:
    ages.sort(reverse=True)
    kept = kept_after(ages, size)
    assert kept[-1:] == [NOW - (NOW - ages[-1])] if ages else kept == []
    assert len(kept) <= MOST


@pytest.mark.parametrize(
    ("base", "mine", "theirs", "together", "clashes"),
    [
        ("a b c", "a b c", "a b c", "a b c", 0),
        ("a b c", "a X b c", "a b c Y", "a X b c Y", 0),
        ("a b c", "a c", "a b c d", "a c d", 0),
        ("a b c", "a M c", "a T c", "a M T c", 1),
        ("a b c", "a N c", "a N c", "a N c", 0),
        ("", "m", "t", "m t", 1),
        ("a b c", "", "a b c", "", 0),
    ],
)
def test_paragraphs_are_put_together(base: str, mine: str, theirs: str, together: str, clashes: int) -> None:
    assert merged(base.split(), mine.split(), theirs.split()) == (together.split(), clashes)


WORDS = st.lists(st.sampled_from("abcd"), max_size=8)


@given(WORDS, WORDS)
def test_who_changed_nothing_loses_nothing(base: list[str], other: list[str]) -> None:
    assert merged(base, base, other) == (other, 0)
    assert merged(base, other, base) == (other, 0)


@given(WORDS, WORDS, WORDS)
def test_nothing_new_is_lost(base: list[str], mine: list[str], theirs: list[str]) -> None:
    together, _ = merged(base, mine, theirs)
    assert {*mine, *theirs} - set(base) <= set(together)


def test_one_field() -> None:
    assert one_of("Lunch", "Lunch", "Dinner") == "Dinner"
    assert one_of("Lunch", "Breakfast", "Dinner") == "Breakfast"


@given(st.text("ab \n", max_size=40), st.text("ab \n", max_size=40))
def test_differences_hold_both_texts(first: str, second: str) -> None:
    pieces = list(differences(first, second))
    assert "".join(one.text for one in pieces if one.side is not Side.SECOND) == first
    assert "".join(one.text for one in pieces if one.side is not Side.FIRST) == second


def test_words_are_counted() -> None:
    assert changed_words("one two three", "one three four five") == (1, 2)
