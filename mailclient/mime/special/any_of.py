"""Patterns written as lists of alternatives, one or several on a line, so that they can be read.

They are many and large, and few messages need them: each is compiled when it is first searched for.
"""

import re
from functools import cached_property


class AnyOf:
    """Any of some alternatives, whatever the case.

    A line break stands for ``|``, and blanks at the ends of lines do not count.
    """

    def __init__(self, alternatives: str) -> None:
        self._alternatives = alternatives

    def search(self, text: str) -> "re.Match[str] | None":
        """As ``re.search``."""
        return self._pattern.search(text)

    @cached_property
    def _pattern(self) -> "re.Pattern[str]":
        lines = (line.strip() for line in self._alternatives.strip().splitlines())
        return re.compile("|".join(line for line in lines if line), re.IGNORECASE)
