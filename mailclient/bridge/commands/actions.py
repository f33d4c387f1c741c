"""The user's actions: durable, offline, undoable; each has an ``operation_id``."""

from mailclient.bridge.commands.command import Command
from mailclient.mail.flag import Flag
from mailclient.mail.ids import AccountId, DraftId, FolderId, MessageId, OperationId
from mailclient.mail.message import Outgoing


class SetFlags(Command, frozen=True, tag=True):
    """Add and remove flags, of these messages or of ``all_of`` a folder (what it shows when this is accepted)."""

    operation_id: OperationId
    message_ids: tuple[MessageId, ...]
    add: Flag = Flag.NONE
    remove: Flag = Flag.NONE
    all_of: FolderId | None = None


class SetKeywords(Command, frozen=True, tag=True):
    """Add and remove keywords (tags): words of ``mail.tag``, not the flags of ``SetFlags``."""

    operation_id: OperationId
    message_ids: tuple[MessageId, ...]
    add: tuple[str, ...] = ()
    remove: tuple[str, ...] = ()
    all_of: FolderId | None = None


class MoveMessages(Command, frozen=True, tag=True):
    """Move to a folder of the same account (junk is a move)."""

    operation_id: OperationId
    message_ids: tuple[MessageId, ...]
    target: FolderId
    all_of: FolderId | None = None


class ArchiveMessages(Command, frozen=True, tag=True):
    """Move to the account's Archive, which is made when there is none."""

    operation_id: OperationId
    message_ids: tuple[MessageId, ...]
    all_of: FolderId | None = None


class CopyMessages(Command, frozen=True, tag=True):
    """Copy to a folder of the same account."""

    operation_id: OperationId
    message_ids: tuple[MessageId, ...]
    target: FolderId
    all_of: FolderId | None = None


class DeleteMessages(Command, frozen=True, tag=True):
    """Move to Trash; what is in Trash (or ``forever``) is expunged.

    ``only_in``: what is in another folder by the time it is done, because somebody moved it, is left alone.
    ``expunge``: False: what is in Trash already is left alone; a second press of the key must not make it go for good.
    """

    operation_id: OperationId
    message_ids: tuple[MessageId, ...]
    forever: bool = False
    all_of: FolderId | None = None
    only_in: FolderId | None = None
    expunge: bool = True


class MarkFolderRead(Command, frozen=True, tag=True):
    """\\Seen for all that the folder shows as unread."""

    operation_id: OperationId
    folder_id: FolderId


class EmptyFolder(Command, frozen=True, tag=True):
    """Expunge all that the folder shows; of Trash the folders below it too. Ask the user before: for good."""

    operation_id: OperationId
    folder_id: FolderId


class ExpungeDeleted(Command, frozen=True, tag=True):
    """Expunge what is marked \\Deleted in the folder, by whomever. Ask the user before: for good."""

    operation_id: OperationId
    folder_id: FolderId


class CreateFolder(Command, frozen=True, tag=True):
    """A new folder at ``path`` (the parent's path, delimiter, a name). It is shown, and can be moved into, at once.

    ``Refused`` FOLDER_EXISTS, FOLDER_MISSING (its parent), FOLDER_NAME_UNUSABLE, FOLDER_CANNOT_HOLD.
    """

    operation_id: OperationId
    account_id: AccountId
    path: str


class RenameFolder(Command, frozen=True, tag=True):
    """Give a folder, with all below it, another name or place. Refused as ``CreateFolder``, and FOLDER_FIXED."""

    operation_id: OperationId
    folder_id: FolderId
    path: str


class DeleteFolder(Command, frozen=True, tag=True):
    """Put a folder, with all below it, into Trash; what is in Trash (or ``forever``) is deleted with its messages.

    Ask the user before. Only the first can be undone. ``Refused`` FOLDER_CANNOT_HOLD when Trash holds no folders: ask
    again whether ``forever``.
    """

    operation_id: OperationId
    folder_id: FolderId
    forever: bool = False


class SubscribeFolder(Command, frozen=True, tag=True):
    """Subscribe to a folder, or no longer."""

    operation_id: OperationId
    folder_id: FolderId
    on: bool = True


class SendMessage(Command, frozen=True, tag=True):
    """Hand in a finished message and file a copy in Sent, each exactly once.

    ``hold_seconds``: how long it waits so that it can be undone. ``answered`` gets \\Answered (or $Forwarded)
    once it is sent. ``draft_id`` is the local draft that ends with it. ``sign``, ``encrypt``, ``protection``, ``split``
    as in ``bridge.draft``: it is made anew then, and never kept in the clear. ``Refused`` as ``SendDraft``.
    """

    operation_id: OperationId
    account_id: AccountId
    outgoing: Outgoing
    hold_seconds: float = 0.0
    answered: MessageId | None = None
    forwarded: MessageId | None = None
    draft_id: DraftId | None = None
    sign: bool = False
    encrypt: bool = False
    protection: str = ""
    split: bool = False


class SaveDraft(Command, frozen=True, tag=True):
    """Keep what is being written, durably and locally; the same ``draft_id`` replaces the older text.

    ``content`` is the composer's own form (msgpack of ``mailclient.bridge.draft.DraftContent``). ``copy`` is the
    message of the Drafts folder that it was opened from and ``opened`` what that said, in the same form: the draft
    takes its place, and it goes when the draft is sent or thrown away.
    """

    operation_id: OperationId
    draft_id: DraftId
    account_id: AccountId
    content: bytes
    copy: MessageId | None = None
    opened: bytes = b""


class FileDraft(Command, frozen=True, tag=True):
    """Bring the draft's copy in the Drafts folder up to date with what was saved last; nothing when it is.

    The message is made when the server is there. One that is to be encrypted is not filed (its copy is removed), nor
    one that another device has changed or deleted meanwhile (``Reader.draft_standing``).
    """

    operation_id: OperationId
    draft_id: DraftId
    account_id: AccountId


class SettleDraft(Command, frozen=True, tag=True):
    """Another device has changed or deleted the draft's copy: what is to become of it.

    ``use``: that device's message, which says ``content``, is the copy from now on, and what is written here takes its
    place when it is filed next; None: what is written here gets a copy of its own.
    """

    operation_id: OperationId
    draft_id: DraftId
    use: MessageId | None = None
    content: bytes = b""


class KeepDraftFile(Command, frozen=True, tag=True):
    """Keep the bytes of an attachment beside the draft, once: ``Profile.draft_file`` says at which path.

    ``sealed``: so that only the engine can read them (``OpenDraftFile``), as it is with all files of a sealed draft.
    ``salt``: of the path.
    """

    operation_id: OperationId
    draft_id: DraftId
    data: bytes
    sealed: bool = False
    salt: bytes = b""


class DiscardDraft(Command, frozen=True, tag=True):
    """Throw a local draft away, and its copy on the server; ``SaveDraft`` brings it back."""

    operation_id: OperationId
    draft_id: DraftId


class AppendMessage(Command, frozen=True, tag=True):
    """Put finished bytes into a folder (an import), exactly once.

    ``replaces``: the message in whose place it comes, which is deleted. ``received_at``:
    the date of arrival it is to have, epoch seconds; None: now.
    """

    operation_id: OperationId
    folder_id: FolderId
    data: bytes
    flags: Flag = Flag.NONE
    replaces: MessageId | None = None
    received_at: int | None = None


class UndoOperation(Command, frozen=True, tag=True):
    """Take an operation back: drop it while it waits, else do the opposite. ``operation_id`` names the one undone.

    ``even_in_doubt``: also a message of which nobody knows whether it was sent; else ``Refused`` TOO_LATE. Whoever does
    not know of that doubt has not decided about it: he would write the same once more.
    """

    operation_id: OperationId
    even_in_doubt: bool = False


class CancelOperation(Command, frozen=True, tag=True):
    """Stop an operation: what the server has done stays done, the rest goes back. ``OperationCancelled`` follows."""

    operation_id: OperationId


class RetryOperation(Command, frozen=True, tag=True):
    """Try a failed operation again; for a message in doubt this is the user's word to send it.

    ``even_in_doubt``: False where the user did not see that it is: then nothing is done (it came to that meanwhile).
    """

    operation_id: OperationId
    even_in_doubt: bool = True
