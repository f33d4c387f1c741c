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
    """What a list says of a conversation beyond its newest message there. ``messages`` counts it whole, with Sent.

    ``senders``: the labels of those who wrote, in the order in which they joined, each once. ``subject``: of the first.
    """

    messages: int
    unread: int
    senders: tuple[str, ...] = ()
    flagged: bool = False
    has_attachment: bool = False
    keywords: tuple[str, ...] = ()
    subject: str = ""


@dataclass(frozen=True, slots=True)
class ListNow:
    """How a list looks now where some messages changed: one for each message, or for each conversation they are of.

    ``head``: its row, id and received_at (epoch seconds), or None when it has none; ``others``: messages that are no
    rows of this list (any more): the rest of the conversation, what is in other folders, what is gone.
    """

    head: tuple[MessageId, int] | None
    others: tuple[MessageId, ...] = ()
