"""What is about to go from a list."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Leaving:
    """What is about to go: ``gone`` message ids, of which some are followed by another row of the same conversation."""

    gone: set[int]
    followers: dict[int, int] = field(default_factory=dict)
