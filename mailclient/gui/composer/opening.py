"""What a composer starts with."""

from dataclasses import dataclass

from mailclient.bridge.draft import DraftContent
from mailclient.mail.ids import AccountId, DraftId, MessageId


@dataclass(frozen=True, slots=True)
class Opening:
    """``replaces``: the message of the Drafts folder that is being written on."""

    draft: DraftContent
    account_id: AccountId
    draft_id: DraftId
    replaces: MessageId | None = None
    touched: bool = False
    """It holds the user's words already (restored, or opened again by Undo): keep it from the start."""
    unsigned: bool = False
    """It was just begun: the signature is to be put in."""

    @property
    def is_new(self) -> bool:
        """Whether the user has decided nothing in it yet."""
        return not self.touched and self.replaces is None
