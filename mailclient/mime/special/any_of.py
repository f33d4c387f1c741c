"""Patterns written as lists of alternatives, one or several on a line, so that they can be read."""

import re


def any_of(alternatives: str, *, flags: int = 0) -> "re.Pattern[str]":
    """Any of them, whatever the case; a line break stands for ``|``, and blanks at the ends of lines do not count."""
    lines = [line.strip() for line in alternatives.strip().splitlines()]
    return re.compile("|".join(line for line in lines if line), re.IGNORECASE | flags)
