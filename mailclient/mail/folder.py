"""A folder: what IMAP calls a mailbox (RFC 9051 section 5.1), with the role it plays (RFC 6154)."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from mailclient.mail.ids import AccountId, FolderId
from mailclient.mail.rights import Rights


class FolderRole(StrEnum):
    """The special use of a folder (RFC 6154 section 2); ``NONE`` for the user's own."""

    INBOX = "inbox"
    DRAFTS = "drafts"
    SENT = "sent"
    ARCHIVE = "archive"
    JUNK = "junk"
    TRASH = "trash"
    ALL = "all"
    FLAGGED = "flagged"
    IMPORTANT = "important"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Folder:
    """``path`` is the decoded name with the server's ``delimiter`` ("" when flat); counts are what is shown.

    ``rights`` are what we may do with it. ``kept_flags`` are the flags the server keeps (PERMANENTFLAGS, RFC 9051
    section 7.1). ``withheld`` counts the messages the server has and fails to give; they are not in ``total``.
    ``holds_folders``: others may stand below it. ``planned``: it was made here, and the server does not have it yet.
    ``expires_after_days``: what has been in it for longer is deleted by itself; None: never.
    """

    id: FolderId
    account_id: AccountId
    path: str
    delimiter: str
    role: FolderRole
    selectable: bool
    total: int
    unread: int
    rights: Rights = Rights.ALL
    kept_flags: tuple[str, ...] = ("\\*",)
    withheld: int = 0
    subscribed: bool = True
    holds_folders: bool = True
    planned: bool = False
    expires_after_days: int | None = None

    @property
    def name(self) -> str:
        """The last component of the path."""
        return self.path.rsplit(self.delimiter, 1)[-1] if self.delimiter else self.path

    @property
    def depth(self) -> int:
        """How many folders stand above this one."""
        return self.path.count(self.delimiter) if self.delimiter else 0

    def keeps(self, word: str) -> bool:
        r"""Whether the server keeps this flag or keyword here; ``\*`` stands for any keyword, not for system flags."""
        kept = {one.lower() for one in self.kept_flags}
        return word.lower() in kept or ("\\*" in kept and (not word.startswith("\\") or len(kept) == 1))


MAY_EXPIRE = frozenset({FolderRole.TRASH, FolderRole.JUNK})
"""Only what is in folders of these roles may be deleted by itself."""


def path_below(folders: Sequence[Folder], parent: Folder | None, name: str) -> str:
    """The path of a folder ``name`` below ``parent``, or at the top (None) of an account that has these ``folders``.

    Where everything is below INBOX the server has no other top (the personal namespace of RFC 2342 section 5).
    """
    if parent is None:
        inbox = next((one for one in folders if one.role is FolderRole.INBOX), None)
        others = [one for one in folders if one is not inbox]
        top = f"{inbox.path}{inbox.delimiter}" if inbox is not None and inbox.delimiter else ""
        inside = bool(top and others) and all(one.path.startswith(top) for one in others)
        return f"{top}{name}" if inside else name
    return f"{parent.path}{parent.delimiter}{name}"
