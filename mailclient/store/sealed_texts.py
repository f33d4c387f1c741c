"""Writing the sealed words of encrypted messages, for accounts whose user wants to find them. By primary key.

What is kept here was sealed by the engine; the key is where passwords are.
"""

from mailclient.mail.ids import AccountId, MessageId
from mailclient.store.transaction import Transaction

_SLICE = 2_000
"""Message ids looked through in one transaction."""


def switch_on(tx: Transaction, account_id: AccountId) -> None:
    """From now on; what is here already is looked through from the newest on."""
    tx.db.execute(
        "INSERT OR IGNORE INTO sealed_search (account_id, looked_down_to) "
        "SELECT ?, coalesce(max(id) + 1, 0) FROM message",
        (account_id,),
    )


def switch_off(tx: Transaction, account_id: AccountId) -> None:
    """Forget all words of this account."""
    tx.db.execute(
        "DELETE FROM sealed_text WHERE message_id IN (SELECT id FROM message WHERE account_id = ?)", (account_id,)
    )
    tx.db.execute("DELETE FROM sealed_search WHERE account_id = ?", (account_id,))


def keep(tx: Transaction, account_id: AccountId, message_id: MessageId, sealed: bytes) -> None:
    """The sealed words of a message, unless it is gone or its account was switched off meanwhile."""
    tx.db.execute(
        "INSERT OR REPLACE INTO sealed_text (message_id, sealed) SELECT message.id, ? FROM message "
        "JOIN sealed_search USING (account_id) WHERE message.id = ? AND account_id = ?",
        (sealed, message_id, account_id),
    )


def next_encrypted(tx: Transaction, account_id: AccountId, limit: int) -> tuple[list[MessageId], bool]:
    """Encrypted messages that are here and without words, from where the last look ended down; if there may be more."""
    row = tx.row("SELECT looked_down_to FROM sealed_search WHERE account_id = ?", (account_id,))
    if row is None or row[0] <= 0:
        return [], False
    upper: int = row[0]
    lower = max(upper - _SLICE, 0)
    found = [id_ for (id_,) in tx.rows(_ENCRYPTED, (account_id, lower, upper, limit))]
    down_to = found[-1] if len(found) == limit else lower
    tx.db.execute("UPDATE sealed_search SET looked_down_to = ? WHERE account_id = ?", (down_to, account_id))
    return [MessageId(id_) for id_ in found], down_to > 0


_ENCRYPTED = """
SELECT message.id FROM message JOIN whole ON whole.message_id = message.id
WHERE message.account_id = ? AND message.id >= ? AND message.id < ? AND message.encrypted
  AND NOT EXISTS (SELECT 1 FROM sealed_text WHERE sealed_text.message_id = message.id)
ORDER BY message.id DESC LIMIT ?
"""
