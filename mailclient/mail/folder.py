"""A folder: what IMAP calls a mailbox (RFC 9051 section 5.1), with the role it plays (RFC 6154)."""

from dataclasses import dataclass
from enum import StrEnum

from mailclient.mail.ids import AccountId, FolderId


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
    """``path`` is the decoded name with the server's ``delimiter`` ("" when flat); counts are what is shown."""

    id: FolderId
    account_id: AccountId
    path: str
    delimiter: str
    role: FolderRole
    selectable: bool
    total: int
    unread: int

    @property
    def name(self) -> str:
        """The last component of the path."""
        return self.path.rsplit(self.delimiter, 1)[-1] if self.delimiter else self.path

    @property
    def depth(self) -> int:
        """How many folders stand above this one."""
        return self.path.count(self.delimiter) if self.delimiter else 0
