"""A set of message numbers or UIDs as ranges (RFC 9051 ``sequence-set``, RFC 4731 ``sequence-set`` in answers).

Kept as ranges because a server may answer ``1:4294967295``: nothing here expands a range by itself.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

NUMBER_MAX = 2**32 - 1
STAR = NUMBER_MAX + 1
"""Stands for "*", the largest number in use. Note that ``7:*`` also names the last message when it is below 7."""

_RANGE = re.compile(r"([0-9]{1,10}|\*)(?::([0-9]{1,10}|\*))?\Z")


@dataclass(frozen=True, slots=True)
class NumberSet:
    """Inclusive ranges, each first ≤ last, in the order they were given (COPYUID pairs them by position)."""

    ranges: tuple[tuple[int, int], ...] = ()

    @classmethod
    def of(cls, numbers: Iterable[int]) -> "NumberSet":
        """The numbers, sorted, as few ranges as possible."""
        ranges: list[tuple[int, int]] = []
        for number in sorted(set(numbers)):
            if not 1 <= number <= NUMBER_MAX:
                raise ValueError(f"not a message number: {number}")
            if ranges and ranges[-1][1] == number - 1:
                ranges[-1] = (ranges[-1][0], number)
            else:
                ranges.append((number, number))
        return cls(tuple(ranges))

    @classmethod
    def span(cls, first: int, last: int = STAR) -> "NumberSet":
        """``first:last``; ``span(1)`` is everything."""
        return cls(((min(first, last), max(first, last)),))

    @classmethod
    def parse(cls, text: str) -> "NumberSet":
        """Raises ValueError on anything that is not a sequence-set."""
        ranges = []
        for item in text.split(","):
            match = _RANGE.match(item)
            if match is None:
                raise ValueError(f"not a number set: {item[:40]!r}")
            first = _number(match[1])
            last = _number(match[2]) if match[2] else first
            ranges.append((min(first, last), max(first, last)))
        return cls(tuple(ranges))

    def to_wire(self) -> bytes:
        """``1:3,7,9:*``; empty for an empty set, which must not be sent."""
        return b",".join(
            _wire(first) if first == last else _wire(first) + b":" + _wire(last) for first, last in self.ranges
        )

    def pieces(self, ranges_max: int = 500) -> Iterator["NumberSet"]:
        """The same set in parts of at most ``ranges_max`` ranges: servers limit the length of a command line."""
        for start in range(0, len(self.ranges), ranges_max):
            yield NumberSet(self.ranges[start : start + ranges_max])

    @property
    def count(self) -> int:
        """How many numbers, counting doubled ones twice; "*" counts as the largest possible number."""
        return sum(last - first + 1 for first, last in self.ranges)

    def __contains__(self, number: int) -> bool:
        for first, last in self.ranges:  # noqa: SIM110  any() costs a generator for each of a million answers
            if first <= number <= last:
                return True
        return False

    def __iter__(self) -> Iterator[int]:
        for first, last in self.ranges:
            yield from range(first, last + 1)

    def __bool__(self) -> bool:
        return bool(self.ranges)


EMPTY = NumberSet()
"""No number at all."""


class _SavedResult(NumberSet):
    """See ``SAVED``. Any number may be in it: which ones only the server knows."""

    __slots__ = ()

    def to_wire(self) -> bytes:
        return b"$"

    def pieces(self, ranges_max: int = 500) -> Iterator[NumberSet]:
        del ranges_max
        yield self

    @property
    def count(self) -> int:
        raise ValueError("only the server knows what it has saved")

    def __contains__(self, number: int) -> bool:
        return True

    def __iter__(self) -> Iterator[int]:
        raise ValueError("only the server knows what it has saved")

    def __bool__(self) -> bool:
        return True


SAVED: NumberSet = _SavedResult()
"""``$``: what the last search with SAVE found (RFC 5182), to be used in place of a set in the same mailbox."""


def _number(text: str) -> int:
    if text == "*":
        return STAR
    number = int(text)
    if not 1 <= number <= NUMBER_MAX:
        raise ValueError(f"not a message number: {text}")
    return number


def _wire(number: int) -> bytes:
    return b"*" if number == STAR else b"%d" % number
