"""What a message list shows: one folder or several as one, how, and which of their messages."""

from dataclasses import dataclass
from enum import IntFlag

from mailclient.mail.ids import FolderId, MessageId


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


@dataclass(frozen=True, slots=True)
class ConversationRow:
    """What a list paints of a conversation beside its newest message.

    ``messages``, ``senders`` and ``has_attachment`` speak of all that the conversation view shows; ``unread``,
    ``flagged`` and ``keywords`` of what stands in the list's folders, for that is what actions on the row reach.
    """

    messages: int
    unread: int
    senders: tuple[str, ...] = ()
    """Labels, in the order in which they first wrote, each once."""
    flagged: bool = False
    has_attachment: bool = False
    keywords: tuple[str, ...] = ()
    subject: str = ""
    """Of the first message, without "Re:" and the like."""


@dataclass(frozen=True, slots=True)
class ListNow:
    """How a list looks now where some messages changed: one for each message, or for each conversation they are of.

    ``head``: its row, id and received_at (epoch seconds), or None when it has none; ``others``: messages that are no
    rows of this list (any more): the rest of the conversation, what is in other folders, what is gone.
    """

    head: tuple[MessageId, int] | None
    others: tuple[MessageId, ...] = ()
