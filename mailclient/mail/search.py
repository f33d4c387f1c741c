"""How a search is asked and answered: order, steps, coverage, pieces of text around what was found."""

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from mailclient.mail.ids import MessageId


class SearchOrder(StrEnum):
    """``BEST``: words in the subject or in names before words in the text, newer before older."""

    NEWEST = "newest"
    BEST = "best"


@dataclass(frozen=True, slots=True)
class Coverage:
    """Where a search can find words: of ``messages`` in the scope so many ``bodies`` have their text in the index.

    ``waiting``: so many messages (of all accounts) are still to be taken into the index; they are found by nothing
    but what the list shows of them.
    """

    bodies: int
    messages: int
    waiting: int = 0


@dataclass(frozen=True, slots=True)
class Snippet:
    """Some text around the words found; ``marks`` are (start, end) in characters of ``text``."""

    text: str
    marks: tuple[tuple[int, int], ...] = ()


class SearchStep(NamedTuple):
    """``ids``: all that was found so far, in order. ``done``: there is no more, or as many as were asked for."""

    ids: tuple[MessageId, ...]
    done: bool
