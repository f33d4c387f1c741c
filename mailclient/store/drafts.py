"""Writing local drafts. A few rows, by primary key."""

from mailclient.mail.ids import AccountId, DraftId, MessageId
from mailclient.store.transaction import Transaction


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
    raise NotImplementedError


def discard(tx: Transaction, draft_id: DraftId) -> MessageId | None:
    """Delete a draft; its copy on the server, which is to be deleted too."""
    raise NotImplementedError


def link(tx: Transaction, draft_id: DraftId, message_id: MessageId | None) -> MessageId | None:
    """Note the draft's copy on the server; returns the one it had, which is to be deleted."""
    raise NotImplementedError
