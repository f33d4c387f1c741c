"""Writing local drafts. A few rows, by primary key."""

from mailclient.mail.ids import AccountId, DraftId, MessageId
from mailclient.store.transaction import Transaction

_UPSERT = """
INSERT INTO draft (id, account_id, content, subject, recipients, saved_at) VALUES (?, ?, ?, ?, ?, ?)
ON CONFLICT (id) DO UPDATE SET account_id = excluded.account_id, content = excluded.content,
  subject = excluded.subject, recipients = excluded.recipients, saved_at = excluded.saved_at
"""


def save(
    tx: Transaction,
    draft_id: DraftId,
    account_id: AccountId,
    content: bytes,
    *,
    subject: str,
    recipients: str,
    now: float,
) -> None:
    """Keep or replace a draft; its copy on the server stays linked. ``now`` in epoch seconds."""
    tx.changes.outbox = True
    tx.db.execute(_UPSERT, (draft_id, account_id, content, subject, recipients, now))


def discard(tx: Transaction, draft_id: DraftId) -> MessageId | None:
    """Delete a draft; its copy on the server, which is to be deleted too."""
    tx.changes.outbox = True
    found = tx.row("SELECT message_id FROM draft WHERE id = ?", (draft_id,))
    tx.db.execute("DELETE FROM draft WHERE id = ?", (draft_id,))
    return found[0] if found else None


def link(tx: Transaction, draft_id: DraftId, message_id: MessageId | None) -> MessageId | None:
    """Note the draft's copy on the server; returns the one it had, which is to be deleted."""
    found = tx.row("SELECT message_id FROM draft WHERE id = ?", (draft_id,))
    tx.db.execute("UPDATE draft SET message_id = ? WHERE id = ?", (message_id, draft_id))
    return found[0] if found else None


def copy_of(tx: Transaction, draft_id: DraftId) -> MessageId | None:
    """The draft's copy on the server, as far as we know."""
    found = tx.row("SELECT message_id FROM draft WHERE id = ?", (draft_id,))
    return found[0] if found else None
