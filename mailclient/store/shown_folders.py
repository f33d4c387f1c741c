"""Folders as they are shown: the server's list plus the operations on folders not yet done, in the log's order.

A folder that was made here and that the server does not have yet is **planned**: its ``path`` is none of the server's,
and it has no place but where it is shown. What is done to a folder is done to all below it.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from mailclient.mail.ids import AccountId, FolderId
from mailclient.store.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Put:
    """It is made as, or gets to be, ``name`` below ``parent`` (None: at the top)."""

    parent: FolderId | None
    name: str


@dataclass(frozen=True, slots=True)
class Hide:
    """It is shown nowhere."""


@dataclass(frozen=True, slots=True)
class Subscribe:
    """It is subscribed to, or not."""

    on: bool


FolderEffect = Put | Hide | Subscribe


@dataclass(slots=True)
class _Shown:
    path: str
    delimiter: str
    subscribed: bool


def to_json(effect: FolderEffect) -> str:
    """The text for the operation's row."""
    match effect:
        case Put(parent, name):
            return json.dumps(["put", parent, name])
        case Hide():
            return json.dumps(["hide"])
        case Subscribe(on):
            return json.dumps(["subscribe", on])


def from_json(text: str) -> FolderEffect:
    """The effect that ``to_json`` wrote; ``ValueError`` for anything else."""
    value: list[Any] = json.loads(text)
    match value:
        case ["put", int() | None as parent, str(name)]:
            return Put(None if parent is None else FolderId(parent), name)
        case ["hide"]:
            return Hide()
        case ["subscribe", bool(on)]:
            return Subscribe(on)
    raise ValueError(f"no effect on a folder: {text}")


def recompute_folders(tx: Transaction, account_id: AccountId) -> None:
    """Bring the shown columns of an account's folders up to date. A few hundred rows.

    Call it after every change to the server's list and to operations on folders.
    """
    before = {}
    shown: dict[FolderId, _Shown] = {}
    for id_, path, delimiter, planned, subscribed, *as_shown in tx.rows(
        "SELECT id, path, delimiter, planned, subscribed, shown_path, shown_subscribed FROM folder"
        " WHERE account_id = ? AND removed = 0",
        (account_id,),
    ):
        before[id_] = (path, subscribed, *as_shown)
        shown[id_] = _Shown("" if planned else path, delimiter, bool(subscribed))
    for folder_id, effect in _effects(tx, account_id):
        if folder_id in shown:
            _apply(effect, shown, folder_id)
    for id_, (path, subscribed, *as_shown) in before.items():
        now = shown[id_]
        told = [None if now.path == path else now.path, None if now.subscribed == subscribed else now.subscribed]
        if told != as_shown:
            tx.changes.folder_lists.add(account_id)
            tx.db.execute("UPDATE folder SET shown_path = ?, shown_subscribed = ? WHERE id = ?", (*told, id_))


def below(path: str, delimiter: str, other: str) -> bool:
    """Whether ``other`` is a path below ``path``."""
    return bool(path and delimiter) and other.startswith(path + delimiter)


def _effects(tx: Transaction, account_id: AccountId) -> Iterator[tuple[FolderId, FolderEffect]]:
    for folder_id, effect in tx.rows(
        "SELECT folder_id, effect FROM open_operation WHERE account_id = ? AND folder_id IS NOT NULL AND effect <> ''"
        " ORDER BY seq",
        (account_id,),
    ):
        yield folder_id, from_json(effect)


def _apply(effect: FolderEffect, shown: dict[FolderId, _Shown], folder_id: FolderId) -> None:
    folder = shown[folder_id]
    match effect:
        case Put(parent, name):
            above = None if parent is None else shown.get(parent)
            if parent is None:
                _rename(shown, folder, name)
            elif above is not None and above.path:
                _rename(shown, folder, f"{above.path}{above.delimiter}{name}")
            else:
                _rename(shown, folder, "")
        case Hide():
            _rename(shown, folder, "")
        case Subscribe(on):
            folder.subscribed = on


def _rename(shown: dict[FolderId, _Shown], folder: _Shown, path: str) -> None:
    old = folder.path
    for one in shown.values():
        if below(old, folder.delimiter, one.path):
            one.path = path + one.path[len(old) :] if path else ""
    folder.path = path
