"""What an operation shows at once: pure functions from how a message is shown to how it is shown after.

Kept in the operation's row as JSON, so that what is shown can be computed anew at any time, in the log's order.
Copying and appending show nothing until the server has done them.
"""

import json
from dataclasses import dataclass, replace
from typing import Any

from mailclient.mail.flag import Flag
from mailclient.mail.ids import FolderId


@dataclass(frozen=True, slots=True)
class Shown:
    """How one message is shown: in which folder (None: nowhere), with which flags."""

    folder_id: FolderId | None
    bits: Flag


@dataclass(frozen=True, slots=True)
class SetFlags:
    """Add flags, then remove flags."""

    add: Flag = Flag.NONE
    remove: Flag = Flag.NONE


@dataclass(frozen=True, slots=True)
class Move:
    """Show it in ``target``."""

    target: FolderId


@dataclass(frozen=True, slots=True)
class Delete:
    """Show it in ``trash``; what is shown there already, or any with ``trash`` None, is shown nowhere."""

    trash: FolderId | None


Effect = SetFlags | Move | Delete


def apply(effect: Effect, shown: Shown) -> Shown:
    """``shown`` after ``effect``."""
    match effect:
        case SetFlags(add, remove):
            return replace(shown, bits=(shown.bits | add) & ~remove)
        case Move(target):
            return replace(shown, folder_id=target)
        case Delete(trash):
            hidden = trash is None or shown.folder_id in (None, trash)
            return replace(shown, folder_id=None if hidden else trash)


def to_json(effect: Effect | None) -> str:
    """The text for the operation's row; "" for no effect."""
    match effect:
        case None:
            return ""
        case SetFlags(add, remove):
            return json.dumps(["flags", int(add), int(remove)])
        case Move(target):
            return json.dumps(["move", target])
        case Delete(trash):
            return json.dumps(["delete", trash])


def from_json(text: str) -> Effect | None:
    """The effect that ``to_json`` wrote; ``ValueError`` for anything else."""
    if not text:
        return None
    value: list[Any] = json.loads(text)
    match value:
        case ["flags", int(add), int(remove)]:
            return SetFlags(Flag(add), Flag(remove))
        case ["move", int(target)]:
            return Move(FolderId(target))
        case ["delete", int() | None as trash]:
            return Delete(None if trash is None else FolderId(trash))
    raise ValueError(f"no effect: {text}")
