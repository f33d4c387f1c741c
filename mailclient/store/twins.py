"""Twins: rows of one account with the same EMAILID are the same bytes in several folders (RFC 8474, Gmail's labels).

What one of them holds the others need not download: it is copied. Index ``message_email``; nothing is read of messages
without an EMAILID.
"""

from collections.abc import Sequence

from mailclient.mail.ids import MessageId
from mailclient.store import bodies, encoding
from mailclient.store.transaction import Transaction

_TWIN = """
SELECT mine.id, twin.id, twin.preview FROM message AS mine CROSS JOIN message AS twin
  ON twin.account_id = mine.account_id AND twin.email_id = mine.email_id AND twin.email_id <> '' AND twin.id <> mine.id
WHERE mine.id IN ({marks})
"""
_WITH_BODY = _TWIN + " AND mine.has_body = 0 AND twin.has_body = 1"
_WITH_WHOLE = (
    _TWIN + " AND EXISTS (SELECT 1 FROM whole WHERE message_id = twin.id)"
    " AND NOT EXISTS (SELECT 1 FROM whole WHERE message_id = mine.id)"
)


def take_bodies(tx: Transaction, message_ids: Sequence[MessageId]) -> list[MessageId]:
    """Give messages the text and the parts that a twin holds; those that have a text now. At most 50."""
    twins = {mine: (twin, preview) for mine, twin, preview in tx.rows_among(_WITH_BODY, message_ids)}
    for mine, (twin, preview) in twins.items():
        header_block, body = tx.row("SELECT header_block, body FROM body WHERE message_id = ?", (twin,))
        bodies.store_body(tx, mine, encoding.body_from(body), header_block, preview)
        tx.db.execute(
            "INSERT OR IGNORE INTO part (message_id, path, data) SELECT ?, path, data FROM part WHERE message_id = ?",
            (mine, twin),
        )
    return list(twins)


def take_wholes(tx: Transaction, message_ids: Sequence[MessageId]) -> list[MessageId]:
    """Give messages the bytes that a twin holds, and its text; those that are whole now. At most 50."""
    twins = {mine: twin for mine, twin, _ in tx.rows_among(_WITH_WHOLE, message_ids)}
    take_bodies(tx, list(twins))
    for mine, twin in twins.items():
        (data,) = tx.row("SELECT data FROM whole WHERE message_id = ?", (twin,))
        bodies.store_wholes(tx, {mine: data})
    return list(twins)
