"""Sizes in words."""

import pytest

from mailclient.language.size import room_text

MB = 1024 * 1024


@pytest.mark.parametrize(
    ("limit", "text"),
    [(500_000, "0.4"), (MB, "1"), (2_000_000, "1.9"), (10 * MB - 1, "9.9"), (25 * MB, "25"), (50_000_000, "47")],
)
def test_a_limit_never_looks_larger_than_it_is_nor_like_nothing(limit: int, text: str) -> None:
    assert room_text(limit) == text
