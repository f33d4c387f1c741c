"""How a draft here stands to its copy in the Drafts folder, and which of its earlier texts are worth keeping. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class Elsewhere(StrEnum):
    """What another device did to a draft's copy."""

    NOTHING = ""
    CHANGED = "changed"
    DELETED = "deleted"


@dataclass(frozen=True, slots=True)
class KeptText:
    """An earlier text: when it was saved (epoch seconds), how many bytes it has, whether much was gone after it."""

    id: int
    saved_at: float
    size: int
    landmark: bool = False


MOST = 80
"""Earlier texts of one draft."""
MOST_BYTES = 8 * 1024 * 1024
_GAPS = ((120.0, 2.0), (1_800.0, 30.0), (6 * 3_600.0, 300.0), (float("inf"), 3_600.0))
"""Up to which age (seconds) they stand how far apart at least."""
_LONG_ENOUGH = 20
"""Characters that are worth a landmark when they go."""


def too_many(kept: Sequence[KeptText], now: float) -> list[int]:
    """The ids that may go, of texts in the order of time: dense for the last minutes, sparse before, never too many.

    The first and the newest stay, and those after which much was gone, as long as there is room at all.
    """
    gone: list[int] = []
    stay: list[KeptText] = []
    for place, one in enumerate(kept):
        gap = next(gap for age, gap in _GAPS if now - one.saved_at <= age)
        close = bool(stay) and one.saved_at - stay[-1].saved_at < gap
        if close and not one.landmark and place < len(kept) - 1:
            gone.append(one.id)
        else:
            stay.append(one)
    while len(stay) > 2 and (len(stay) > MOST or sum(one.size for one in stay) > MOST_BYTES):
        inner = stay[1:-1]
        victim = next((one for one in inner if not one.landmark), inner[0])
        stay.remove(victim)
        gone.append(victim.id)
    return gone


def is_landmark(before: str, after: str) -> bool:
    """Whether so much of a text went at once that it may have been a mistake."""
    return len(before) >= _LONG_ENOUGH and len(after) < len(before) / 2
