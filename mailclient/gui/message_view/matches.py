"""How often the words looked for stand in a message, and which of these places is shown."""

from typing import NamedTuple

COUNTED = 1000
"""More places than this are not counted."""


class Matches(NamedTuple):
    """``current`` counts from 1; both are 0 when there is none."""

    current: int = 0
    total: int = 0
