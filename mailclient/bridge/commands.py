"""Commands: what the window or the command line asks of the engine.

Those with an ``operation_id`` are the user's actions: the engine commits a durable row, then answers
``Acknowledged``; sent twice they are done once. Those with a ``request_id`` get one ``Finished`` (or ``Failed``)
with that id, nothing durable. All others are hints.
"""

import msgspec

from mailclient.mail.account import AccountSettings
from mailclient.mail.filter import Filter
from mailclient.mail.flag import Flag
from mailclient.mail.ids import AccountId, DraftId, FolderId, MessageId, OperationId, PartPath
from mailclient.mail.message import Outgoing
from mailclient.mail.offline import OfflinePolicy
from mailclient.mail.sign_in import SignIn


class Command(msgspec.Struct, frozen=True, tag=True):
    """Base of all commands."""


# --- accounts -------------------------------------------------------------------------------------------------


class AddAccount(Command, frozen=True, tag=True):
    """Log in to both servers with these passwords, then store the account and the passwords (keyring).

    Answer: ``Finished`` with the new account's id, or ``Failed``; nothing is stored when a login fails.
    With ``account_id`` the settings of that account are replaced instead, and "" is the password that is kept. Servers
    with ``LoginKind.OAUTH`` are logged in to with ``grant`` (of ``StartSignIn``); "" means the one of ``account_id``.
    ``proxy_password`` and ``passphrase`` (of the client certificate) are kept likewise; "": what is kept stays.
    """

    request_id: str
    settings: AccountSettings
    password: str
    smtp_password: str
    account_id: AccountId | None = None
    grant: str = ""
    proxy_password: str = ""
    passphrase: str = ""

    def __repr__(self) -> str:
        return f"AddAccount({self.request_id!r}, {self.settings.email!r}, …)"


class RemoveAccount(Command, frozen=True, tag=True):
    """Forget the account, its mail in the store and its passwords. An IMAP server keeps everything.

    Where the mail is on this computer only, and there is any, this is ``Failed`` with MAIL_ONLY_HERE unless
    ``with_its_mail``: ask the user before.
    """

    request_id: str
    account_id: AccountId
    with_its_mail: bool = False


class SetPassword(Command, frozen=True, tag=True):
    """Answer to ``PasswordNeeded``: try this password, and keep it (keyring) when it works."""

    request_id: str
    account_id: AccountId
    password: str

    def __repr__(self) -> str:
        return f"SetPassword({self.request_id!r}, {self.account_id}, …)"


class StartSignIn(Command, frozen=True, tag=True):
    """Sign in with the provider in the browser: ``BrowserNeeded``, later ``Finished.grant``, or ``Failed``.

    ``email`` is suggested to the provider. ``client_secret``: for a provider that gave the user one along with the
    user's own client id (Google does); it is kept with the tokens. ``CancelRequest`` ends the waiting. ``Failed``:
    CLIENT_ID_MISSING, SIGN_IN_REFUSED (subject: the provider; detail: its words), TIMED_OUT, those of a connection.
    """

    request_id: str
    sign_in: SignIn
    email: str
    client_secret: str = ""
    farewell: str = "Thank you. You can close this page."
    """What the browser shows at the end (``language.sign_in_page``)."""

    def __repr__(self) -> str:
        return f"StartSignIn({self.request_id!r}, {self.sign_in.provider!r}, {self.email!r}, …)"


class SetGrant(Command, frozen=True, tag=True):
    """Answer to ``PasswordNeeded`` SIGN_IN_NEEDED: the account goes on with this grant of a new ``StartSignIn``."""

    request_id: str
    account_id: AccountId
    grant: str

    def __repr__(self) -> str:
        return f"SetGrant({self.request_id!r}, {self.account_id}, …)"


class UnlockVault(Command, frozen=True, tag=True):
    """Answer to ``VaultLocked``: open the profile's vault with this passphrase, or make it when there is none yet.

    Where there is none and the system has a keyring, this moves the passwords of all accounts into a new vault.
    ``Failed`` VAULT_PASSPHRASE_WRONG, VAULT_DAMAGED, FILE_UNWRITABLE, DISK_FULL.
    """

    request_id: str
    passphrase: str

    def __repr__(self) -> str:
        return f"UnlockVault({self.request_id!r}, …)"


class ChangeVaultPassphrase(Command, frozen=True, tag=True):
    """Close the vault with another passphrase from now on. ``Failed`` as ``UnlockVault``; VAULT_LOCKED: none there."""

    request_id: str
    passphrase: str
    new_passphrase: str

    def __repr__(self) -> str:
        return f"ChangeVaultPassphrase({self.request_id!r}, …)"


class TrustCertificate(Command, frozen=True, tag=True):
    """Except this one certificate (``Certificate.fingerprint``) for this host and port of the account, and connect.

    "" takes the exception back. ``Finished`` when it is written down, or ``Failed`` ACCOUNT_UNKNOWN.
    """

    request_id: str
    account_id: AccountId
    host: str
    port: int
    fingerprint: str


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


class CancelFetch(Command, frozen=True, tag=True):
    """Nobody waits for this part any more (without ``path``: for the text). What is here of it may stay."""

    message_id: MessageId
    path: PartPath = PartPath("")


class FetchWhole(Command, frozen=True, tag=True):
    """Bring the whole message, byte for byte, into the store (export, show --json, forward as attachment)."""

    request_id: str
    message_ids: tuple[MessageId, ...]


class ReportServer(Command, frozen=True, tag=True):
    """Test an account: log in once more to both servers and look at what they can do; ``Finished.report``.

    A server that cannot be reached, or refuses, is told in the report.
    """

    request_id: str
    account_id: AccountId


class DiscoverServers(Command, frozen=True, tag=True):
    """Find the servers of an address: ``DiscoveryStep`` events on the way, then ``Finished.discovery``.

    It takes no password, so that none can go to a server which the user has not seen. ``Failed`` ADDRESS_UNUSABLE;
    trouble with the network is told in the discovery, beside what was found in spite of it.
    """

    request_id: str
    email: str


class CheckSettings(Command, frozen=True, tag=True):
    """``ReportServer`` for settings that are not stored: try both servers, and store nothing.

    With ``account_id`` an empty password (or grant) means the one that is kept for that account.
    """

    request_id: str
    settings: AccountSettings
    password: str = ""
    smtp_password: str = ""
    account_id: AccountId | None = None
    grant: str = ""

    def __repr__(self) -> str:
        return f"CheckSettings({self.request_id!r}, {self.settings.email!r}, …)"


class CancelRequest(Command, frozen=True, tag=True):
    """Nobody waits for this request any more: stop it. It answers ``Failed`` CANCELLED, unless it is done."""

    request_id: str


class SetOfflinePolicy(Command, frozen=True, tag=True):
    """Choose which messages are kept for reading offline: of one folder, or of all others of the account.

    Without ``policy`` the choice is taken back: the folder follows its account, the account the default. A smaller
    choice lets go, in the background, of what the server has too. ``Finished`` when it is written down, or ``Failed``.
    """

    request_id: str
    account_id: AccountId
    folder_id: FolderId | None = None
    policy: OfflinePolicy | None = None


class SetExpiry(Command, frozen=True, tag=True):
    """Delete by itself, for good, what has been in this folder for more than so many days; None: never.

    For Trash and Junk only. ``Finished`` when it is written down (``reader``: ``Folder.expires_after_days``), or
    ``Failed`` FOLDER_GONE, EXPIRY_IMPOSSIBLE, NOT_PERMITTED.
    """

    request_id: str
    folder_id: FolderId
    days: int | None


class SetFilters(Command, frozen=True, tag=True):
    """Replace the filters of an account, in their order; ``Finished``, or ``Failed`` ACCOUNT_UNKNOWN."""

    request_id: str
    account_id: AccountId
    filters: tuple[Filter, ...]


class RunFilters(Command, frozen=True, tag=True):
    """Apply the account's filters to all that a folder shows now.

    ``Finished.filtered``: the operations that came of it (``UndoOperation`` takes each back), or ``Failed`` FOLDER_GONE.
    """

    request_id: str
    folder_id: FolderId


class LookAtProfile(Command, frozen=True, tag=True):
    """See what a Thunderbird profile holds, and which profiles there are; ``path`` "": the default one.

    ``Finished.import_report``; nothing is changed. ``Failed`` FILE_UNREADABLE.
    """

    request_id: str
    path: str = ""


class ImportProfile(Command, frozen=True, tag=True):
    """Take over accounts (``FoundAccount.key``; None: all), tags and addresses; ``Finished.import_report``.

    No login is tried and no password is read: each account asks for its password when it connects for the first time.
    """

    request_id: str
    path: str = ""
    accounts: tuple[str, ...] | None = None
    tags: bool = True
    addresses: bool = True


class SearchOnServer(Command, frozen=True, tag=True):
    """Let the servers search one folder, one account or (both None) all: also texts that are not here.

    ``query`` as for the search in the store, and ``newer:7d``, ``older:2w``, ``after:2026-01-31``, ``before:…``.
    What is found and was not here is fetched. ``Finished`` carries ``Found``, also when a server cannot search.
    """

    request_id: str
    query: str
    account_id: AccountId | None = None
    folder_id: FolderId | None = None
    limit: int = 200


# --- the user's actions: durable, offline, undoable -------------------------------------------------------------


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
    """

    operation_id: OperationId
    message_ids: tuple[MessageId, ...]
    forever: bool = False
    all_of: FolderId | None = None
    only_in: FolderId | None = None


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
    """Put finished bytes into a folder (a draft kept on the server, an import), exactly once.

    ``replaces``: the message in whose place it comes, which is deleted (an older copy of a draft). ``received_at``:
    the date of arrival it is to have, epoch seconds; None: now.
    """

    operation_id: OperationId
    folder_id: FolderId
    data: bytes
    flags: Flag = Flag.NONE
    draft_id: DraftId | None = None
    replaces: MessageId | None = None
    received_at: int | None = None


class UndoOperation(Command, frozen=True, tag=True):
    """Take an operation back: drop it while it waits, else do the opposite. ``operation_id`` names the one undone."""

    operation_id: OperationId


class CancelOperation(Command, frozen=True, tag=True):
    """Stop an operation: what the server has done stays done, the rest goes back. ``OperationCancelled`` follows."""

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
    | TrustCertificate
    | StartSignIn
    | SetGrant
    | UnlockVault
    | ChangeVaultPassphrase
    | Sync
    | WatchFolder
    | GoOnline
    | FetchBody
    | FetchPart
    | CancelFetch
    | FetchWhole
    | ReportServer
    | DiscoverServers
    | CheckSettings
    | CancelRequest
    | SetOfflinePolicy
    | SetExpiry
    | SetFilters
    | RunFilters
    | LookAtProfile
    | ImportProfile
    | SearchOnServer
    | SetFlags
    | SetKeywords
    | MoveMessages
    | ArchiveMessages
    | CopyMessages
    | DeleteMessages
    | MarkFolderRead
    | EmptyFolder
    | ExpungeDeleted
    | CreateFolder
    | RenameFolder
    | DeleteFolder
    | SubscribeFolder
    | SendMessage
    | SaveDraft
    | DiscardDraft
    | AppendMessage
    | UndoOperation
    | CancelOperation
    | RetryOperation
    | ShutDown
)
