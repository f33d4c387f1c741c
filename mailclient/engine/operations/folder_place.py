"""Where a folder is to be: a name below another folder. Checked when the user asks, resolved when it is done.

Kept as the id of the folder above, not as a path: that one may be renamed, or be made, before our turn comes.
"""

import msgspec

from mailclient.mail.folder import FolderRole
from mailclient.mail.ids import AccountId, FolderId
from mailclient.mail.problem import MailError, Problem, ProblemKind
from mailclient.store import folder_changes
from mailclient.store.folder_changes import FolderSeen
from mailclient.store.shown_folders import Put, below
from mailclient.store.transaction import Transaction

_NAME_LIMIT = 255
"""Bytes of a name: what file systems below most servers allow."""


class FolderPlace(msgspec.Struct, frozen=True):
    """``name`` below ``parent`` (None: at the top)."""

    parent: FolderId | None
    name: str

    @property
    def effect(self) -> Put:
        """What is shown of it."""
        return Put(self.parent, self.name)


def free_place(
    tx: Transaction, account_id: AccountId, path: str, *, moving: FolderSeen | None = None
) -> tuple[FolderPlace, str]:
    """The place for a new folder, or for one that is renamed (``moving``), and the delimiter there.

    ``MailError``: FOLDER_EXISTS, FOLDER_MISSING (the one above), FOLDER_NAME_UNUSABLE, FOLDER_CANNOT_HOLD.
    """
    seen = folder_changes.seen(tx, account_id)
    delimiter = next((folder.delimiter for folder in seen if folder.delimiter), "")
    above, name = path.rsplit(delimiter, 1) if delimiter and delimiter in path else ("", path)
    if not name.strip() or any(ord(sign) < 32 or ord(sign) == 127 for sign in name) or _too_long(name):
        raise MailError(Problem(ProblemKind.FOLDER_NAME_UNUSABLE, name))
    if path.upper() == "INBOX" or any(folder.path == path and folder != moving for folder in seen):
        raise MailError(Problem(ProblemKind.FOLDER_EXISTS, path))
    if not above:
        return FolderPlace(None, path), delimiter
    parent = next((folder for folder in seen if folder.path == above), None)
    if parent is None:
        raise MailError(Problem(ProblemKind.FOLDER_MISSING, above))
    into_itself = moving is not None and (parent.id == moving.id or below(moving.path, delimiter, parent.path))
    if not parent.holds_folders or into_itself:
        raise MailError(Problem(ProblemKind.FOLDER_CANNOT_HOLD, parent.path))
    return FolderPlace(parent.id, name), delimiter


def free_name(tx: Transaction, account_id: AccountId, parent: FolderSeen, name: str) -> str:
    """``name``, or "name 2" …, the first that no folder below ``parent`` has."""
    taken = {folder.path for folder in folder_changes.seen(tx, account_id)}
    tried, number = name, 1
    while f"{parent.path}{parent.delimiter}{tried}" in taken:
        number += 1
        tried = f"{name} {number}"
    return tried


def place_of(folder: FolderSeen, seen: list[FolderSeen]) -> FolderPlace:
    """Where a folder is shown now."""
    if folder.delimiter and folder.delimiter in folder.path:
        above, name = folder.path.rsplit(folder.delimiter, 1)
        for one in seen:
            if one.path == above:
                return FolderPlace(one.id, name)
    return FolderPlace(None, folder.path)


def changeable(tx: Transaction, folder_id: FolderId) -> FolderSeen:
    """A folder to be renamed or deleted. ``MailError``: FOLDER_GONE, FOLDER_FIXED (the inbox)."""
    folder = existing(tx, folder_id)
    if folder.role is FolderRole.INBOX or folder.path.upper() == "INBOX":
        raise MailError(Problem(ProblemKind.FOLDER_FIXED, folder.path))
    return folder


def existing(tx: Transaction, folder_id: FolderId) -> FolderSeen:
    """A folder that the user sees. ``MailError(FOLDER_GONE)``."""
    folder = folder_changes.seen_one(tx, folder_id)
    if folder is None:
        raise MailError(Problem(ProblemKind.FOLDER_GONE))
    return folder


def _too_long(name: str) -> bool:
    return len(name.encode("utf-8", "replace")) > _NAME_LIMIT
