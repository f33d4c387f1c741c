"""A folder: what IMAP calls a mailbox (RFC 9051 section 5.1), with the role it plays (RFC 6154)."""

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
