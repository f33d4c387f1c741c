"""What an operation shows at once: pure functions from how a message is shown to how it is shown after.

Kept in the operation's row as JSON, so that what is shown can be computed anew at any time, in the log's order.
Copying and appending show nothing until the server has done them. What is done to folders is in ``folder_effects``.
"""

import json
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from mailclient.mail.flag import Flag
from mailclient.mail.ids import FolderId


@dataclass(frozen=True, slots=True)
class Shown:
    """How one message is shown: in which folder (None: nowhere), with which flags and (sorted) keywords."""

    folder_id: FolderId | None
    bits: Flag
    keywords: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SetFlags:
    """Add flags, then remove flags."""

    add: Flag = Flag.NONE
    remove: Flag = Flag.NONE


@dataclass(frozen=True, slots=True)
class SetKeywords:
    """Add keywords, then remove keywords; case does not count (RFC 9051 section 2.3.2)."""

    add: tuple[str, ...] = ()
    remove: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Move:
    """Show it in ``target``."""

    target: FolderId


@dataclass(frozen=True, slots=True)
class Delete:
    """Show it in ``trash``; what is shown there already, or any with ``trash`` None, is shown nowhere."""

    trash: FolderId | None


Effect = SetFlags | SetKeywords | Move | Delete


def apply(effect: Effect, shown: Shown) -> Shown:
    """``shown`` after ``effect``."""
    match effect:
        case SetFlags(add, remove):
            return Shown(shown.folder_id, (shown.bits | add) & ~remove, shown.keywords)
        case SetKeywords(add, remove):
            return Shown(shown.folder_id, shown.bits, changed_keywords(shown.keywords, add, remove))
        case Move(target):
            return Shown(target, shown.bits, shown.keywords)
        case Delete(trash):
            hidden = trash is None or shown.folder_id in (None, trash)
            return Shown(None if hidden else trash, shown.bits, shown.keywords)


def changed_keywords(keywords: tuple[str, ...], add: tuple[str, ...], remove: tuple[str, ...]) -> tuple[str, ...]:
    """Keywords with some added, then some removed; sorted. One that is there keeps its spelling."""
    by_name = {keyword.lower(): keyword for keyword in (*add, *keywords)}
    for keyword in remove:
        by_name.pop(keyword.lower(), None)
    return tuple(sorted(by_name.values()))


def to_json(effect: Effect | None) -> str:
    """The text for the operation's row; "" for no effect."""
    match effect:
        case None:
            return ""
        case SetFlags(add, remove):
            return json.dumps(["flags", int(add), int(remove)])
        case SetKeywords(add, remove):
            return json.dumps(["keywords", add, remove])
        case Move(target):
            return json.dumps(["move", target])
        case Delete(trash):
            return json.dumps(["delete", trash])


@lru_cache(maxsize=256)
def from_json(text: str) -> Effect | None:
    """The effect that ``to_json`` wrote; ``ValueError`` for anything else. The thousands of one operation share it."""
    if not text:
        return None
    value: list[Any] = json.loads(text)
    match value:
        case ["flags", int(add), int(remove)]:
            return SetFlags(Flag(add), Flag(remove))
        case ["keywords", list(add), list(remove)]:
            return SetKeywords(tuple(map(str, add)), tuple(map(str, remove)))
        case ["move", int(target)]:
            return Move(FolderId(target))
        case ["delete", int() | None as trash]:
            return Delete(None if trash is None else FolderId(trash))
    raise ValueError(f"no effect: {text}")
