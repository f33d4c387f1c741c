"""What a message list shows: one folder or several as one, how, and which of their messages."""

from dataclasses import dataclass
from enum import IntFlag

from mailclient.mail.ids import FolderId


class Quick(IntFlag):
    """The quick filters; several together mean all of them."""

    NONE = 0
    UNREAD = 1
    FLAGGED = 2
    FROM_CONTACT = 4
    """From somebody whom the user has written to."""
    TAGGED = 8
    ATTACHMENT = 16


@dataclass(frozen=True, slots=True)
class MailList:
    """``folder_ids`` are shown as one list, newest first; ``conversations``: one row for each conversation in it."""

    folder_ids: tuple[FolderId, ...]
    conversations: bool = False
    quick: Quick = Quick.NONE
