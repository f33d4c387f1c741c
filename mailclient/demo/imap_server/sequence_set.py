"""Sets of message numbers and UIDs (RFC 3501 section 9, sequence-set)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from mailclient.demo.imap_server.answer import BadCommandError

RANGE_LIMIT = 5000
_LARGEST = 2**32 - 1


@dataclass(frozen=True, slots=True)
class SequenceSet:
    """Ranges with both ends included; None stands for "*"."""

    ranges: tuple[tuple[int | None, int | None], ...]

    def spans(self, largest: int) -> list[tuple[int, int]]:
        """The ranges with "*" filled in and the smaller end first."""
        filled = [(largest if a is None else a, largest if b is None else b) for a, b in self.ranges]
        return [(min(a, b), max(a, b)) for a, b in filled]


def parse(text: str) -> SequenceSet:
    """A set such as "1:3,7,10:*"; ``BadCommandError`` when it is none."""
    pieces = text.split(",")
    if len(pieces) > RANGE_LIMIT:
        raise BadCommandError("Message set too long")
    ranges = []
    for piece in pieces:
        first, colon, last = piece.partition(":")
        ranges.append((_number(first), _number(last if colon else first)))
    return SequenceSet(tuple(ranges))


def select(numbers: Sequence[int], wanted: SequenceSet) -> list[int]:
    """Those of the sorted ``numbers`` that are in the set, in order."""
    if not numbers:
        return []
    spans = wanted.spans(numbers[-1])
    return [number for number in numbers if any(low <= number <= high for low, high in spans)]


def write(numbers: Iterable[int]) -> str:
    """The shortest set that holds these numbers, in rising order ("" for none)."""
    spans: list[list[int]] = []
    for number in sorted(numbers):
        if spans and number == spans[-1][1] + 1:
            spans[-1][1] = number
        else:
            spans.append([number, number])
    return ",".join(str(low) if low == high else f"{low}:{high}" for low, high in spans)


def _number(text: str) -> int | None:
    if text == "*":
        return None
    if not text.isdecimal() or len(text) > 10 or not 0 < int(text) <= _LARGEST:
        raise BadCommandError("Invalid message set")
    return int(text)
