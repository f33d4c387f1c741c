"""What came of looking into a file."""

from dataclasses import dataclass
from enum import StrEnum


class Outcome(StrEnum):
    """Kept with the attachment, so that it is not looked into again."""

    READ = "read"
    NO_TEXT = "no_text"
    """Of a kind that has none, or empty."""
    TOO_LARGE = "too_large"
    """The file, or what it unpacks to."""
    LOCKED = "locked"
    """By a password."""
    UNREADABLE = "unreadable"
    """Broken, or made to be."""
    TOO_LONG = "too_long"
    """It took more time or memory than a file may."""


@dataclass(frozen=True, slots=True)
class Extracted:
    """The text, "" when there is none."""

    outcome: Outcome
    text: str = ""


class ReadingError(Exception):
    """A reader gives up, and says why."""

    def __init__(self, outcome: Outcome) -> None:
        super().__init__(outcome)
        self.outcome = outcome
