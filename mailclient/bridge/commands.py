"""Commands: what the window or the command line asks of the engine.

Those with an ``operation_id`` are the user's actions: the engine commits a durable row, then answers
``Acknowledged``; sent twice they are done once. Those with a ``request_id`` get one ``Finished`` (or ``Failed``)
with that id, nothing durable. All others are hints.
"""

import msgspec

from mailclient.mail.account import AccountSettings
from mailclient.mail.flag import Flag
from mailclient.mail.ids import AccountId, DraftId, FolderId, MessageId, OperationId, PartPath
from mailclient.mail.message import Outgoing


class Command(msgspec.Struct, frozen=True, tag=True):
    """Base of all commands."""


# --- accounts -------------------------------------------------------------------------------------------------


class AddAccount(Command, frozen=True, tag=True):
    """Log in to both servers with these passwords, then store the account and the passwords (keyring).

    Answer: ``Finished`` with the new account's id, or ``Failed``; nothing is stored when a login fails.
    With ``account_id`` the settings of that account are replaced instead.
    """

    request_id: str
    settings: AccountSettings
    imap_password: str
    smtp_password: str
    account_id: AccountId | None = None

    def __repr__(self) -> str:
        return f"AddAccount({self.request_id!r}, {self.settings.email!r}, …)"


class RemoveAccount(Command, frozen=True, tag=True):
    """Forget the account, its mail in the store and its passwords. The server keeps everything."""

    request_id: str
    account_id: AccountId


class SetPassword(Command, frozen=True, tag=True):
    """Answer to ``PasswordNeeded``: try this password, and keep it (keyring) when it works."""

    request_id: str
    account_id: AccountId
    password: str

    def __repr__(self) -> str:
        return f"SetPassword({self.request_id!r}, {self.account_id}, …)"


# --- what should be here ----------------------------------------------------------------------------------------


class Sync(Command, frozen=True, tag=True):
    """One complete pass over the account (None: all) and folder (None: all); ``bodies``: whole messages too.

    Replays waiting operations first. ``Progress`` events on the way; ``Finished`` carries ``SyncCounts``.
    """

    request_id: str
    account_id: AccountId | None = None
    folder_id: FolderId | None = None
    bodies: bool = False


class WatchFolder(Command, frozen=True, tag=True):
    """The user looks at this folder now: bring it up to date first and watch it for new mail."""

    folder_id: FolderId


class GoOnline(Command, frozen=True, tag=True):
    """Connect now instead of at the next try (or, with ``online`` false, work offline)."""

    online: bool = True


class FetchBody(Command, frozen=True, tag=True):
    """Bring the text of this message into the store; ``BodyStored`` or ``BodyFailed`` follows. Newest ask first."""

    message_id: MessageId


class FetchPart(Command, frozen=True, tag=True):
    """Bring one part (attachment, inline image) into the store; ``PartStored`` or ``PartFailed`` follows."""

    message_id: MessageId
    path: PartPath


class FetchWhole(Command, frozen=True, tag=True):
    """Bring the whole message, byte for byte, into the store (export, show --json, forward as attachment)."""

    request_id: str
    message_ids: tuple[MessageId, ...]


# --- the user's actions: durable, offline, undoable -------------------------------------------------------------


class SetFlags(Command, frozen=True, tag=True):
    """Add and remove flags."""

    operation_id: OperationId
    message_ids: tuple[MessageId, ...]
    add: Flag = Flag.NONE
    remove: Flag = Flag.NONE


class MoveMessages(Command, frozen=True, tag=True):
    """Move to a folder of the same account (archive and junk are moves)."""

    operation_id: OperationId
    message_ids: tuple[MessageId, ...]
    target: FolderId


class CopyMessages(Command, frozen=True, tag=True):
    """Copy to a folder of the same account."""

    operation_id: OperationId
    message_ids: tuple[MessageId, ...]
    target: FolderId


class DeleteMessages(Command, frozen=True, tag=True):
    """Move to Trash; what is in Trash (or ``forever``) is expunged."""

    operation_id: OperationId
    message_ids: tuple[MessageId, ...]
    forever: bool = False


class SendMessage(Command, frozen=True, tag=True):
    """Hand in a finished message and file a copy in Sent, each exactly once.

    ``hold_seconds``: how long it waits so that it can be undone. ``answered`` gets \\Answered (or $Forwarded)
    once it is sent. ``draft_id`` is the local draft that ends with it.
    """

    operation_id: OperationId
    account_id: AccountId
    outgoing: Outgoing
    hold_seconds: float = 0.0
    answered: MessageId | None = None
    forwarded: MessageId | None = None
    draft_id: DraftId | None = None


class SaveDraft(Command, frozen=True, tag=True):
    """Keep what is being written, durably and locally; the same ``draft_id`` replaces the older text.

    ``content`` is the composer's own form (msgpack of ``mailclient.bridge.draft.DraftContent``).
    """

    operation_id: OperationId
    draft_id: DraftId
    account_id: AccountId
    content: bytes


class DiscardDraft(Command, frozen=True, tag=True):
    """Throw a local draft away."""

    operation_id: OperationId
    draft_id: DraftId


class AppendMessage(Command, frozen=True, tag=True):
    """Put finished bytes into a folder (a draft kept on the server, an import), exactly once."""

    operation_id: OperationId
    folder_id: FolderId
    data: bytes
    flags: Flag = Flag.NONE
    draft_id: DraftId | None = None


class UndoOperation(Command, frozen=True, tag=True):
    """Take an operation back: drop it while it waits, else do the opposite. ``operation_id`` names the one undone."""

    operation_id: OperationId


class RetryOperation(Command, frozen=True, tag=True):
    """Try a failed operation again; for a message in doubt this is the user's word to send it."""

    operation_id: OperationId


class ShutDown(Command, frozen=True, tag=True):
    """Finish the transaction in hand and exit."""


AnyCommand = (
    AddAccount
    | RemoveAccount
    | SetPassword
    | Sync
    | WatchFolder
    | GoOnline
    | FetchBody
    | FetchPart
    | FetchWhole
    | SetFlags
    | MoveMessages
    | CopyMessages
    | DeleteMessages
    | SendMessage
    | SaveDraft
    | DiscardDraft
    | AppendMessage
    | UndoOperation
    | RetryOperation
    | ShutDown
)
