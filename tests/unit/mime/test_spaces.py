"""Spaces of plain text in HTML."""

import pytest

from mailclient.mime.html.spaces import spaces_kept


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("", ""),
        ("one two", "one two"),
        ("a  b", "a&nbsp; b"),
        ("a   b    c", "a&nbsp;&nbsp; b&nbsp;&nbsp;&nbsp; c"),
        (" indent", "&nbsp;indent"),
        ("   indent\n - item", "&nbsp;&nbsp; indent\n&nbsp;- item"),
    ],
)
def test_none_is_swallowed(text: str, html: str) -> None:
    assert spaces_kept(text) == html
