"""Plain text: made from HTML for reading, quoting and searching, and cut down to one line for lists."""

PREVIEW_LIMIT = 200
"""Characters."""


def from_html(html: str) -> str:
    """The text of an HTML part, unwrapped lines, no markup; links keep their text only. Safe for any input."""
    raise NotImplementedError


def preview(text: str) -> str:
    """One line of at most 200 characters: the first words of ``text`` without quotes, signature and long urls."""
    raise NotImplementedError
