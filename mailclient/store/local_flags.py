"""Keywords that a folder cannot keep on its server (PERMANENTFLAGS, RFC 9051 section 7.1): kept here, over every pass.

Shown = (server or local) and the effects of operations: see ``shown.py``.
"""

from collections.abc import Collection

from mailclient.mail.flag import Flag
from mailclient.mail.ids import MessageId
from mailclient.store.shown import recompute
from mailclient.store.transaction import Transaction


def set_local_flags(
    tx: Transaction,
    message_ids: Collection[MessageId],
    add: Flag = Flag.NONE,
    remove: Flag = Flag.NONE,
    add_keywords: tuple[str, ...] = (),
    remove_keywords: tuple[str, ...] = (),
) -> None:
    """Add, then remove. By primary key; at most 50 messages."""
    written = []
    sql = "SELECT id, local_bits, local_keywords FROM message WHERE id IN ({marks})"
    for id_, bits, keywords in tx.rows_among(sql, message_ids):
        words = {*keywords.split(), *add_keywords} - set(remove_keywords)
        written.append(((bits | int(add)) & ~int(remove), " ".join(sorted(words)), id_))
    tx.db.executemany("UPDATE message SET local_bits = ?, local_keywords = ? WHERE id = ?", written)
    recompute(tx, list(message_ids))
