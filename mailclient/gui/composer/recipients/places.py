"""Where chips stand: lines filled from left to right, the line to type in behind the last one. Pure."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import NamedTuple

HEIGHT = 26
"""Of a chip, and of the line to type in."""
GAP = 4


class Spot(NamedTuple):
    """Pixels from the top left of all; the height is ``HEIGHT``."""

    x: int
    y: int
    width: int


class Places(NamedTuple):
    """All spots in order, so that those in sight are found quickly among thousands."""

    chips: list[Spot]
    line: Spot
    height: int

    def between(self, top: int, bottom: int) -> range:
        """The chips of which something lies between these heights."""
        first = bisect_right(self.chips, top - HEIGHT, key=lambda spot: spot.y)
        return range(first, bisect_left(self.chips, bottom, key=lambda spot: spot.y))

    def at(self, x: int, y: int) -> int | None:
        """The chip at this point."""
        for place in self.between(y, y + 1):
            spot = self.chips[place]
            if spot.x <= x < spot.x + spot.width and spot.y <= y < spot.y + HEIGHT:
                return place
        return None

    def gap_at(self, x: int, y: int) -> int:
        """Before which chip something that is dropped here goes."""
        for place in self.between(y, y + 1):
            spot = self.chips[place]
            if x < spot.x + spot.width // 2:
                return place
        after = bisect_right(self.chips, y, key=lambda spot: spot.y)
        return after if y < self.height else len(self.chips)


def places(widths: Sequence[int], room: int, least_for_line: int) -> Places:
    """Spots for chips of these widths in ``room`` pixels; the line takes what is left of the last line of chips."""
    found: list[Spot] = []
    x = y = 0
    for wanted in widths:
        width = min(wanted, room)
        if x and x + width > room:
            x, y = 0, y + HEIGHT + GAP
        found.append(Spot(x, y, width))
        x += width + GAP
    return with_line(found, room, least_for_line)


def with_line(chips: list[Spot], room: int, least: int) -> Places:
    """The line behind chips that have their places, at least so wide."""
    x, y = (chips[-1].x + chips[-1].width + GAP, chips[-1].y) if chips else (0, 0)
    if x and x + least > room:
        x, y = 0, y + HEIGHT + GAP
    return Places(chips, Spot(x, y, max(room - x, 1)), y + HEIGHT)
