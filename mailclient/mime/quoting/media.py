"""In which ways a page with these media queries can be looked at (Media Queries level 4): widths, light and dark.

It is not known how wide the reader was, and what a query this does not understand says; so each way that can be is
gone through, and only what can be seen in all of them was surely seen.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

_NARROWEST, _WIDEST = 360, 2600
"""Pixels that a window shows a message in."""
_SCREEN = 1366
"""Pixels of the screen, for queries about the device."""
WAYS_LIMIT = 24
_PART = re.compile(r"\(\s*(min|max)-(device-)?width\s*:\s*(\d{1,5}(?:\.\d+)?)(px|em|rem)?\s*\)")
_SCHEME = re.compile(r"\(\s*prefers-color-scheme\s*:\s*(dark|light|no-preference)\s*\)")
_KIND = re.compile(r"(?:only\s+)?(screen|all|print)")


@dataclass(frozen=True, slots=True)
class Way:
    """One way to look at the page; of the queries in ``unknown`` it is supposed that they hold."""

    width: float
    dark: bool
    unknown: frozenset[str] = frozenset()

    def meets(self, conditions: Sequence[str]) -> bool:
        """Whether all of these queries, one within the other, hold."""
        return all(any(self._holds(query) for query in _queries(condition)) for condition in conditions)

    def _holds(self, query: str) -> bool:
        known = _known(query)
        if known is None:
            return query in self.unknown
        kind, widths, scheme = known
        if kind == "print" or (scheme is not None and (scheme == "dark") is not self.dark):
            return False
        return all(
            (width >= limit) if side == "min" else (width <= limit)
            for side, device, limit in widths
            for width in ((_SCREEN if device else self.width),)
        )


def ways(conditions: Iterable[Sequence[str]], width: int | None, *, dark: bool | None) -> list[Way] | None:
    """All ways that make a difference; ``width`` and ``dark`` as they were, None: not known. None: too many."""
    queries = {query for nested in conditions for condition in nested for query in _queries(condition)}
    unknown = {query for query in queries if _known(query) is None}
    known = [found for query in queries if (found := _known(query)) is not None]
    limits = {limit for _, widths, _ in known for _, device, limit in widths if not device}
    if width is not None:
        across = {float(width)}
    else:
        across = {900.0}
        for limit in limits:
            across |= {each for each in (limit - 1, limit, limit + 1) if _NARROWEST <= each <= _WIDEST}
    schemes = {dark} if dark is not None else {False, *([True] if any(scheme for _, _, scheme in known) else ())}
    supposed = [frozenset[str](), frozenset(unknown), *(frozenset({query}) for query in unknown)]
    if len(across) * len(schemes) * len(set(supposed)) > WAYS_LIMIT:
        return None
    return [Way(each, scheme, holds) for each in across for scheme in schemes for holds in dict.fromkeys(supposed)]


def _queries(condition: str) -> list[str]:
    return [" ".join(query.lower().split()) for query in condition.split(",")]


def _known(query: str) -> tuple[str, list[tuple[str, bool, float]], str | None] | None:
    """``(medium, widths, scheme)`` of a query that is understood as a whole."""
    kind, scheme = "all", None
    widths = []
    for place, part in enumerate(query.split(" and ")):
        if place == 0 and (found := _KIND.fullmatch(part)):
            kind = found[1]
        elif found := _PART.fullmatch(part):
            pixels = float(found[3]) * (16 if found[4] in ("em", "rem") else 1)
            widths.append((found[1], bool(found[2]), pixels))
        elif found := _SCHEME.fullmatch(part):
            scheme = "dark" if found[1] == "dark" else "light"
        else:
            return None
    return kind, widths, scheme
