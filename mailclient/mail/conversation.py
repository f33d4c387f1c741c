"""A conversation: the messages that answer one another (RFC 5322 section 3.6.4)."""

from dataclasses import dataclass


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
