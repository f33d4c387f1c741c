"""Two versions of a text put together by what each changed since the one they both come from. Pure.

Paragraph by paragraph. Where both changed the same, both are there, ours first: nothing that somebody wrote is lost.
"""

from collections.abc import Hashable, Sequence
from difflib import SequenceMatcher
from typing import TypeVar

PieceT = TypeVar("PieceT", bound=Hashable)
"""A paragraph or line."""


def merged(base: Sequence[PieceT], mine: Sequence[PieceT], theirs: Sequence[PieceT]) -> tuple[list[PieceT], int]:
    """The paragraphs of both, and in how many places both had changed the same."""
    out: list[PieceT] = []
    clashes = 0
    at_base = at_mine = at_theirs = 0
    for base_start, mine_start, theirs_start, length in (*_common(base, mine, theirs), _end(base, mine, theirs)):
        old = list(base[at_base:base_start])
        ours, other = list(mine[at_mine:mine_start]), list(theirs[at_theirs:theirs_start])
        if ours == other or other == old:
            out += ours
        elif ours == old:
            out += other
        else:
            clashes += 1
            out += ours + [one for one in other if one not in ours]
        out += base[base_start : base_start + length]
        at_base, at_mine, at_theirs = base_start + length, mine_start + length, theirs_start + length
    return out, clashes


def one_of(base: str, mine: str, theirs: str) -> str:
    """Of a field that can hold one value: theirs where only they changed it, else ours."""
    return theirs if mine == base else mine


def _end(base: Sequence[Hashable], mine: Sequence[Hashable], theirs: Sequence[Hashable]) -> tuple[int, int, int, int]:
    return len(base), len(mine), len(theirs), 0


def _common(
    base: Sequence[Hashable], mine: Sequence[Hashable], theirs: Sequence[Hashable]
) -> list[tuple[int, int, int, int]]:
    """Stretches that all three have: where in each, and how long."""
    found: list[tuple[int, int, int, int]] = []
    ours, other = _matches(base, mine), _matches(base, theirs)
    for place in range(len(base)):
        if place not in ours or place not in other:
            continue
        if found:
            at_base, at_mine, at_theirs, length = found[-1]
            if (place, ours[place], other[place]) == (at_base + length, at_mine + length, at_theirs + length):
                found[-1] = (at_base, at_mine, at_theirs, length + 1)
                continue
        found.append((place, ours[place], other[place], 1))
    return found


def _matches(base: Sequence[Hashable], other: Sequence[Hashable]) -> dict[int, int]:
    blocks = SequenceMatcher(None, base, other, autojunk=False).get_matching_blocks()
    return {block.a + step: block.b + step for block in blocks for step in range(block.size)}
