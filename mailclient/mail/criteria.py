"""What a message must be like to be found: a tree of criteria, as ``mail.query`` reads it from what the user typed.

Everything relative stays relative here ("7d"): whoever asks the question says what time it is.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from mailclient.mail.flag import Flag


class Field(StrEnum):
    """Where words are looked for. ``TO`` is whom it went to, by To, Cc or Bcc."""

    ANYWHERE = ""
    FROM = "from"
    TO = "to"
    CC = "cc"
    BCC = "bcc"
    SUBJECT = "subject"
    BODY = "body"
    FILENAME = "filename"
    LIST = "list"


class Match(StrEnum):
    """How words match, in scripts that set blanks between words. Korean, Chinese and Japanese match anywhere."""

    START = "start"
    """A word begins so; of several words in a row the last."""
    WHOLE = "whole"
    INSIDE = "inside"
    """Anywhere in a word."""


@dataclass(frozen=True, slots=True)
class Text:
    """These words stand in a row in ``field``."""

    text: str
    field: Field = Field.ANYWHERE
    match: Match = Match.START


@dataclass(frozen=True, slots=True)
class Flagged:
    """``flag`` is shown as set, or as not set."""

    flag: Flag
    is_set: bool = True


@dataclass(frozen=True, slots=True)
class Tagged:
    """It has the tag of this name or keyword; "": any tag."""

    name: str = ""


@dataclass(frozen=True, slots=True)
class WithAttachment:
    """It has something attached."""


@dataclass(frozen=True, slots=True)
class Sized:
    """Bytes, as RFC822.SIZE: more than ``above`` and fewer than ``below``."""

    above: int | None = None
    below: int | None = None


@dataclass(frozen=True, slots=True)
class Ago:
    """So many seconds before now."""

    seconds: int


@dataclass(frozen=True, slots=True)
class DaysAgo:
    """The beginning of the day so many days before today, where the user is."""

    days: int


Moment = dt.date | Ago | DaysAgo
"""A date is its beginning where the user is."""


@dataclass(frozen=True, slots=True)
class Arrived:
    """Received at ``since`` or later, and before ``until``."""

    since: Moment | None = None
    until: Moment | None = None


@dataclass(frozen=True, slots=True)
class InFolder:
    """Shown in a folder of this name, path or role."""

    name: str


@dataclass(frozen=True, slots=True)
class OfAccount:
    """In an account whose address or name has these words."""

    name: str


@dataclass(frozen=True, slots=True)
class All:
    """All of them are true."""

    parts: tuple["Criterion", ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one of them is true."""

    parts: tuple["Criterion", ...]


@dataclass(frozen=True, slots=True)
class Not:
    """It is not true."""

    part: "Criterion"


Leaf = Text | Flagged | Tagged | WithAttachment | Sized | Arrived | InFolder | OfAccount
Criterion = Leaf | All | AnyOf | Not


def leaves(criterion: Criterion | None) -> Iterator[Leaf]:
    """All criteria that are no combination of others, in order."""
    match criterion:
        case None:
            return
        case All(parts) | AnyOf(parts):
            for part in parts:
                yield from leaves(part)
        case Not(part):
            yield from leaves(part)
        case _:
            yield criterion


def wanted_words(criterion: Criterion | None) -> Iterator[Text]:
    """The words that a message found may hold: not those that it must not hold. For marking them."""
    match criterion:
        case All(parts) | AnyOf(parts):
            for part in parts:
                yield from wanted_words(part)
        case Text():
            yield criterion
