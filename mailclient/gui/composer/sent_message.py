"""What the composer leaves behind when the engine has taken a message."""

from dataclasses import dataclass, field

from mailclient.bridge.draft import DraftContent
from mailclient.mail.ids import AccountId, DraftId, MessageId, OperationId


@dataclass(frozen=True, slots=True)
class SentMessage:
    """A message that the engine has taken (acknowledged) and holds for ``hold_seconds`` before it goes out."""

    operation_id: OperationId
    account_id: AccountId
    draft_id: DraftId
    subject: str
    hold_seconds: float
    draft: DraftContent = field(repr=False)
    replaces: MessageId | None = None
    """The message of the Drafts folder it was written from."""
