"""A filter: what is done by itself with messages that arrive, when they are as its conditions say.

No regular expressions: one that takes for ever on the right message would stop all mail.
"""

from dataclasses import dataclass
from enum import StrEnum

from mailclient.mail.tag import is_atom_tag


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
_YES_OR_NO = ("yes", "no")
_WITH_FOLDER = frozenset({ActionKind.MOVE, ActionKind.COPY})
_SIZES = frozenset({Comparison.ABOVE, Comparison.BELOW})


def fault_of(one: Filter) -> str:
    """What makes no sense in a filter, in technical words; "" when it can be used."""
    faults = [*map(_fault_of_condition, one.conditions), *map(_fault_of_action, one.actions)]
    if not one.actions:
        faults.append("actions: none")
    return next(filter(None, faults), "")


def _fault_of_condition(one: Condition) -> str:
    told = f"{one.field} {one.comparison} {one.value!r}"
    if one.field in NUMBERS:
        usable = one.comparison in _SIZES and one.value.isascii() and one.value.isdigit()
        return "" if usable else f"{told}: above or below a number is asked"
    if one.comparison in _SIZES:
        return f"{told}: no number"
    if one.field is Field.ATTACHMENT and one.value not in _YES_OR_NO:
        return f"{told}: yes or no"
    if one.field is Field.HEADER and not one.header.strip():
        return f"{told}: which header field?"
    if not one.value.strip() and one.comparison not in (Comparison.IS, Comparison.IS_NOT):
        return f"{told}: nothing to look for"
    return ""


def _fault_of_action(one: Action) -> str:
    if one.kind in _WITH_FOLDER and not one.folder:
        return f"{one.kind}: which folder?"
    if one.kind is ActionKind.TAG and not is_atom_tag(one.tag):
        return f"{one.kind} {one.tag!r}: no keyword"
    return ""
