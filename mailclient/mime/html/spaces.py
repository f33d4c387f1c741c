"""Spaces of plain text in HTML."""

import re

_SWALLOWED = re.compile(r"^ | (?= )", re.MULTILINE)


def spaces_kept(html: str) -> str:
    """Escaped text without tags, with no-break spaces where HTML would swallow one: indents and columns stay."""
    return _SWALLOWED.sub("&nbsp;", html)
