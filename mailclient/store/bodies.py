"""Writing what is inside messages: bodies, parts, whole messages. Each by primary key, one row."""

from mailclient.mail.ids import MessageId, PartPath
from mailclient.mail.message import Body
from mailclient.store.transaction import Transaction


def store_body(tx: Transaction, message_id: MessageId, body: Body, header_block: bytes, preview: str) -> bool:
    """Keep what the window shows of a message, its preview and its words for the search.

    False when the message is gone meanwhile. A second body replaces the first (the words stay those of the first).
    ``has_attachment`` follows the body: true when one of its attachments is not inline. 0.3 ms for 10 KB of text.
    """
    raise NotImplementedError


def store_part(tx: Transaction, message_id: MessageId, path: PartPath, data: bytes) -> bool:
    """Keep a part's decoded contents. False when the message is gone meanwhile."""
    raise NotImplementedError


def store_whole(tx: Transaction, message_id: MessageId, data: bytes) -> bool:
    """Keep a message byte for byte. False when the message is gone meanwhile."""
    raise NotImplementedError
