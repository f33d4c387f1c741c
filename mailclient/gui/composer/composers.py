"""The open composer windows: how one is opened for new mail, a reply, a draft, after Undo, after a crash."""

from dataclasses import dataclass, field

from PySide6.QtCore import QObject, Signal

from mailclient.bridge.draft import DraftContent
from mailclient.gui.composer.window import Composer
from mailclient.gui.engine_link import EngineLink
from mailclient.mail.ids import AccountId, DraftId, MessageId, OperationId
from mailclient.mime.quote import ReplyKind
from mailclient.store.reader import Reader


@dataclass(frozen=True, slots=True)
class SentMessage:
    """A message that the engine has taken (acknowledged) and holds for ``hold_seconds`` before it goes out."""

    operation_id: OperationId
    account_id: AccountId
    draft_id: DraftId
    subject: str
    hold_seconds: float
    draft: DraftContent = field(repr=False)


class Composers(QObject):
    """Opens, keeps and restores composer windows. Nothing here waits."""

    sent = Signal(object)
    """SentMessage: show the toast with Undo. On Undo send ``UndoOperation`` and call ``reopen``."""

    def __init__(self, reader: Reader, link: EngineLink, parent: QObject | None = None) -> None:
        super().__init__(parent)

    def write(self, account_id: AccountId | None = None, mailto: str = "") -> Composer:
        """A new message from this account (None: the first), maybe filled in from a mailto: URL (RFC 6068)."""
        raise NotImplementedError

    def reply(self, message_id: MessageId, kind: ReplyKind) -> Composer:
        """Reply, reply to all or forward; the text is quoted, a forward takes the attachments along."""
        raise NotImplementedError

    def edit_draft(self, message_id: MessageId) -> Composer:
        """Go on with a message of the Drafts folder."""
        raise NotImplementedError

    def reopen(self, sent: SentMessage) -> Composer:
        """After Undo: the same window with the same content."""
        raise NotImplementedError

    def restore_drafts(self) -> int:
        """Open what was being written when the program ended unexpectedly; returns how many. Call once after start."""
        raise NotImplementedError

    def close_all(self) -> bool:
        """Before quitting: ask each window in turn; False when the user wants to stay."""
        raise NotImplementedError
