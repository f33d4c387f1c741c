"""Folders of all accounts as one: all inboxes, what is starred, all drafts, all sent. Pure.

Only where there is more than one account: with one they would say everything twice.
"""

from dataclasses import dataclass

from mailclient.language import tr
from mailclient.mail.account import Account
from mailclient.mail.folder import Folder, FolderRole
from mailclient.mail.ids import AccountId, FolderId
from mailclient.mail.mail_list import Quick

_ROLES = (FolderRole.INBOX, FolderRole.FLAGGED, FolderRole.DRAFTS, FolderRole.SENT)
_ASIDE = (FolderRole.JUNK, FolderRole.TRASH, FolderRole.FLAGGED, FolderRole.IMPORTANT)
"""Not looked through for what is starred."""


@dataclass(frozen=True, slots=True)
class Favourite:
    """Several folders as one; ``quick`` says which of their messages. ``count`` is shown at the right."""

    role: FolderRole
    folder_ids: tuple[FolderId, ...]
    quick: Quick = Quick.NONE
    count: int = 0
    unread: int = 0

    @property
    def key(self) -> str:
        """The word under which it is remembered."""
        return f"all-{self.role.value}"

    @property
    def label(self) -> str:
        """What the user calls it."""
        labels = {
            FolderRole.INBOX: tr("All inboxes"),
            FolderRole.FLAGGED: tr("Starred"),
            FolderRole.DRAFTS: tr("All drafts"),
            FolderRole.SENT: tr("All sent"),
        }
        return labels[self.role]


def favourites(accounts: list[Account], folders: list[Folder]) -> list[Favourite]:
    """In the order shown; those of which at most one account has a folder are left out."""
    if len(accounts) < 2:
        return []
    found = []
    for role in _ROLES:
        if role is FolderRole.FLAGGED:
            found.append(Favourite(role, _where_starred(folders), Quick.FLAGGED))
            continue
        those = [folder for folder in folders if folder.role is role and folder.selectable]
        if len({folder.account_id for folder in those}) > 1:
            found.append(_favourite(role, those))
    return found if any(one.role is FolderRole.INBOX for one in found) else []


def _favourite(role: FolderRole, folders: list[Folder]) -> Favourite:
    unread = sum(folder.unread for folder in folders)
    counts = {FolderRole.DRAFTS: sum(folder.total for folder in folders), FolderRole.SENT: 0}
    ids = tuple(folder.id for folder in folders)
    return Favourite(role, ids, count=counts.get(role, unread), unread=0 if role is FolderRole.SENT else unread)


def _where_starred(folders: list[Folder]) -> tuple[FolderId, ...]:
    """Every folder but Trash and Junk; where a server keeps all mail in one folder, that one alone."""
    whole: dict[AccountId, FolderId] = {f.account_id: f.id for f in folders if f.role is FolderRole.ALL}
    return tuple(
        folder.id
        for folder in folders
        if folder.selectable and folder.role not in _ASIDE and whole.get(folder.account_id, folder.id) == folder.id
    )
