"""A filter: what is done by itself with messages that arrive, when they are as its conditions say.

No regular expressions: one that takes for ever on the right message would stop all mail.
"""

from dataclasses import dataclass
from enum import StrEnum


class Field(StrEnum):
    """What of a message a condition looks at."""

    FROM = "from"
    TO = "to"
    CC = "cc"
    TO_OR_CC = "to-or-cc"
    SUBJECT = "subject"
    BODY = "body"
    """The text as it is shown."""
    HEADER = "header"
    """Any header field, named in ``Condition.header``."""
    LIST_ID = "list-id"
    """RFC 2919."""
    SIZE = "size"
    """In bytes."""
    AGE = "age"
    """In days since it was received."""
    ATTACHMENT = "attachment"
    """``yes`` or ``no``."""
    TAG = "tag"
    """A keyword of ``mail.tag``."""


class Comparison(StrEnum):
    """How it is compared; upper and lower case are the same."""

    CONTAINS = "contains"
    NOT_CONTAINS = "not-contains"
    IS = "is"
    IS_NOT = "is-not"
    BEGINS = "begins"
    ENDS = "ends"
    ABOVE = "above"
    """Of numbers (size, age), as the next one."""
    BELOW = "below"


@dataclass(frozen=True, slots=True)
class Condition:
    """One question about a message."""

    field: Field
    comparison: Comparison
    value: str = ""
    header: str = ""


class ActionKind(StrEnum):
    """What is done with a message."""

    MOVE = "move"
    COPY = "copy"
    READ = "read"
    FLAG = "flag"
    JUNK = "junk"
    """Moved to Junk, and marked so."""
    TAG = "tag"
    DELETE = "delete"
    """Moved to Trash."""
    STOP = "stop"
    """The filters after this one do not look at it."""


@dataclass(frozen=True, slots=True)
class Action:
    """``folder`` is a folder's path, in which "/" may stand for the server's delimiter; ``tag`` a keyword."""

    kind: ActionKind
    folder: str = ""
    tag: str = ""


@dataclass(frozen=True, slots=True)
class Filter:
    """Actions for the messages that meet all (or, with ``any``, one) of the conditions; without any: all messages.

    A message that one filter has moved or deleted is not looked at by those after it.
    """

    name: str
    actions: tuple[Action, ...]
    conditions: tuple[Condition, ...] = ()
    any: bool = False
    enabled: bool = True


NUMBERS = frozenset({Field.SIZE, Field.AGE})
"""Fields that are compared as numbers, and only so."""
ENDING = frozenset({ActionKind.MOVE, ActionKind.JUNK, ActionKind.DELETE, ActionKind.STOP})
"""After one of these no later filter looks at the message."""
