"""Commands about what should be here and what the engine should do next; nothing durable but choices."""

from mailclient.bridge.commands.command import Command
from mailclient.mail.account import AccountSettings
from mailclient.mail.filter import Filter
from mailclient.mail.identity import Identity
from mailclient.mail.ids import AccountId, FolderId, MessageId, PartPath
from mailclient.mail.offline import OfflinePolicy
from mailclient.mail.saved_search import SavedSearch, SavedSearchId


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


class FetchRemote(Command, frozen=True, tag=True):
    """Load what this message names from the web (``Body.remote``): the reader has allowed it.

    ``RemoteStored`` or ``RemoteFailed`` follows for each that is not here. What tracks is left out without
    ``trackers``, what failed before without ``again``.
    """

    message_id: MessageId
    trackers: bool = False
    again: bool = False


class AllowRemote(Command, frozen=True, tag=True):
    """Always load what messages from this address name, or no more (``Reader.remote_allowed``). ``Finished``."""

    request_id: str
    address: str
    allowed: bool


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

    With ``account_id`` an empty password (or grant) means the one that is kept for that account; so do an empty
    ``proxy_password`` and ``passphrase`` (of the client certificate).
    """

    request_id: str
    settings: AccountSettings
    password: str = ""
    smtp_password: str = ""
    account_id: AccountId | None = None
    grant: str = ""
    proxy_password: str = ""
    passphrase: str = ""

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


class SetIdentities(Command, frozen=True, tag=True):
    """Replace whom an account writes as, the default first (none: its own name and address); no login is tried.

    ``Finished``, or ``Failed`` ACCOUNT_UNKNOWN.
    """

    request_id: str
    account_id: AccountId
    identities: tuple[Identity, ...]


class RunFilters(Command, frozen=True, tag=True):
    """Apply the account's filters to all that a folder shows now.

    ``Finished.filtered``: the operations that came of it (``UndoOperation`` takes each back). ``Failed`` FOLDER_GONE.
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

    ``query`` as for the search in the store (``mail.query``). What is found and was not here is fetched. ``Finished``
    carries ``Found``, also when a server cannot search.
    """

    request_id: str
    query: str
    account_id: AccountId | None = None
    folder_id: FolderId | None = None
    limit: int = 200


class SetSealedSearch(Command, frozen=True, tag=True):
    """Let encrypted messages of an account be found by their words; off: forget all of these, and their key.

    ``Finished`` when it is done. ``Failed`` NO_KEYRING, KEYRING_LOCKED, VAULT_LOCKED.
    """

    request_id: str
    account_id: AccountId
    on: bool


class SearchSealed(Command, frozen=True, tag=True):
    """Search the words of encrypted messages, where that is switched on; ``Finished.found``. Words as in ``Reader``."""

    request_id: str
    query: str
    account_id: AccountId | None = None
    folder_ids: tuple[FolderId, ...] = ()
    """() for all."""
    limit: int = 1_000


class SaveSearch(Command, frozen=True, tag=True):
    """Keep a search under a name (``reader.saved_searches``); one with its id is replaced. ``Finished``."""

    request_id: str
    search: SavedSearch


class RemoveSearch(Command, frozen=True, tag=True):
    """Forget a search that was kept; ``Finished``, also when it is gone already."""

    request_id: str
    search_id: SavedSearchId


class ShutDown(Command, frozen=True, tag=True):
    """Finish the transaction in hand and exit."""
