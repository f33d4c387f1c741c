"""Events: what the engine tells, always after the commit; ids, never content (but for ``opening``)."""

from enum import StrEnum

import msgspec

from mailclient.bridge.event import Event as Event
from mailclient.bridge.exported import Exported
from mailclient.bridge.opening import ClearPiece as ClearPiece
from mailclient.bridge.opening import OpenedMessage as OpenedMessage
from mailclient.bridge.opening import PassphraseNeeded as PassphraseNeeded
from mailclient.mail.contact import BookId, ContactCounts, FoundBook
from mailclient.mail.discovery import Discovery, Step, StepState
from mailclient.mail.ids import AccountId, FolderId, MessageId, OperationId, PartPath
from mailclient.mail.import_report import ImportReport
from mailclient.mail.key import KeyImport, MailCertificate, OpenPgpKey, ProtectionPlan
from mailclient.mail.problem import Problem
from mailclient.mail.server import Server
from mailclient.mail.server_report import AccountReport


class Ready(Event, frozen=True, tag=True):
    """The engine holds the profile and listens."""


class EverythingChanged(Event, frozen=True, tag=True):
    """Events were lost or were too many: read all again."""


class AccountsChanged(Event, frozen=True, tag=True):
    """Accounts came, went or have new settings."""


class FoldersChanged(Event, frozen=True, tag=True):
    """The folder list of an account, or counts in it, changed."""

    account_id: AccountId


class MessagesChanged(Event, frozen=True, tag=True):
    """Rows of a folder came, went (``list_changed``) or only look different (``message_ids``; empty: any of them)."""

    folder_id: FolderId
    list_changed: bool
    message_ids: tuple[MessageId, ...] = ()


class NewMail(Event, frozen=True, tag=True):
    """Unseen messages arrived in an inbox, after the first sync of that folder."""

    folder_id: FolderId
    message_ids: tuple[MessageId, ...]


class SearchesChanged(Event, frozen=True, tag=True):
    """Searches kept under a name came, went or are others."""


class ContactsChanged(Event, frozen=True, tag=True):
    """Contacts, groups or address books came, went or are others."""


class KeysChanged(Event, frozen=True, tag=True):
    """Keys or certificates came, went, are others or are taken for others; or how they are looked for."""


class BodyStored(Event, frozen=True, tag=True):
    """The body of this message can be read from the store."""

    message_id: MessageId


class BodyFailed(Event, frozen=True, tag=True):
    """The body could not be had."""

    message_id: MessageId
    problem: Problem


class PartStored(Event, frozen=True, tag=True):
    """The part can be read from the store."""

    message_id: MessageId
    path: PartPath


class PartFailed(Event, frozen=True, tag=True):
    """The part could not be had."""

    message_id: MessageId
    path: PartPath
    problem: Problem


class RemoteStored(Event, frozen=True, tag=True):
    """``Body.remote[number]`` of this message can be read from the store.

    The store may name more than the body that was read before: a style sheet has brought what it wants in its turn.
    """

    message_id: MessageId
    number: int


class RemoteFailed(Event, frozen=True, tag=True):
    """``Body.remote[number]`` of this message could not be had, or was not what it should be."""

    message_id: MessageId
    number: int
    problem: Problem


class OriginVerified(Event, frozen=True, tag=True):
    """What speaks for the sender of this message was checked: ``Reader.verdict``."""

    message_id: MessageId


class Work(StrEnum):
    """What a ``Progress`` is about."""

    HEADERS = "headers"
    BODIES = "bodies"
    PART = "part"
    SENDING = "sending"
    OPENING = "opening"
    """Of one protected message."""
    PROTECTING = "protecting"
    """Of one that is signed or encrypted, before it is in the outbox."""
    SEARCH = "search"
    """By the server; in shares of what it says, without a unit."""


class Progress(Event, frozen=True, tag=True):
    """Long work: ``done`` of ``total`` (messages; bytes of one message). ``done == total`` ends it."""

    account_id: AccountId
    work: Work
    done: int
    total: int
    folder_id: FolderId | None = None
    message_id: MessageId | None = None
    path: PartPath = PartPath("")


class AccountState(StrEnum):
    """How an account stands with its server."""

    OFFLINE = "offline"
    CONNECTING = "connecting"
    ONLINE = "online"
    SYNCING = "syncing"
    WAITING = "waiting"
    """Lost; tried again by itself."""
    STOPPED = "stopped"
    """Needs the user: a wrong password, a certificate; see the problem."""


class AccountStateChanged(Event, frozen=True, tag=True):
    """The account's state; ``problem`` says why when it is WAITING or STOPPED."""

    account_id: AccountId
    state: AccountState
    problem: Problem | None = None


class LoginPhase(StrEnum):
    """How far the logging in of ``AddAccount`` is."""

    CONNECTING = "connecting"
    SECURING = "securing"
    LOGGING_IN = "logging_in"
    SENDING = "sending"
    """The submission server is asked now."""


class LoginStep(Event, frozen=True, tag=True):
    """``AddAccount`` with this id has come so far; ``subject``: the server's "host:port"."""

    request_id: str
    phase: LoginPhase
    subject: str


class PasswordNeeded(Event, frozen=True, tag=True):
    """A question: the password is missing or was refused. Answer with ``SetPassword``.

    With the problem SIGN_IN_NEEDED: ``StartSignIn`` with the account's ``sign_in``, then ``SetGrant``.
    ``server``: the submission server that asks; None: the one that mail comes from.
    """

    account_id: AccountId
    problem: Problem
    server: Server | None = None


class BrowserNeeded(Event, frozen=True, tag=True):
    """Open this page of the provider in the user's browser: there is where the user signs in (``StartSignIn``)."""

    request_id: str
    url: str


class VaultLocked(Event, frozen=True, tag=True):
    """A question: the passphrase of the vault, where passwords are. Answer with ``UnlockVault``.

    ``exists`` false: there is no vault yet and the system has no keyring: ask for a new passphrase, twice.
    """

    exists: bool


class VaultOpened(Event, frozen=True, tag=True):
    """Passwords and keys are at hand: what failed for VAULT_LOCKED can be asked again."""


class Acknowledged(Event, frozen=True, tag=True):
    """The operation (or its undoing) is on disk."""

    operation_id: OperationId


class Refused(Event, frozen=True, tag=True):
    """The operation was not accepted and nothing was stored."""

    operation_id: OperationId
    problem: Problem


class OperationDone(Event, frozen=True, tag=True):
    """The server has done it; for a sent message ``refused`` names the recipients that were not accepted.

    Not those of whom the user knows it: he has dismissed that, sent it to them again, or taken it back from them.
    """

    operation_id: OperationId
    refused: tuple[str, ...] = ()


class SentLate(Event, frozen=True, tag=True):
    """A message that was to go out at ``due`` (epoch seconds) went out just now: the computer was off or offline."""

    operation_id: OperationId
    due: float


class OperationFailed(Event, frozen=True, tag=True):
    """The server will not do it; what is shown went back. A message to send stays in the outbox."""

    operation_id: OperationId
    problem: Problem


class OperationProgress(Event, frozen=True, tag=True):
    """A long operation: the server has done ``done`` of ``total`` messages. ``CancelOperation`` stops it."""

    operation_id: OperationId
    account_id: AccountId
    done: int
    total: int


class OperationCancelled(Event, frozen=True, tag=True):
    """Stopped as the user wished: ``done`` of ``total`` messages are done, the others are as before."""

    operation_id: OperationId
    done: int
    total: int


class DiscoveryStep(Event, frozen=True, tag=True):
    """How a step of ``DiscoverServers`` stands; ``subject`` is the host it is about. The same pair comes again."""

    request_id: str
    step: Step
    subject: str
    state: StepState
    problem: Problem | None = None


class SyncCounts(msgspec.Struct, frozen=True):
    """What one pass did."""

    messages: int = 0
    """New messages stored."""
    bodies: int = 0
    changed: int = 0
    vanished: int = 0
    bytes_read: int = 0
    bytes_written: int = 0
    round_trips: int = 0
    seconds: float = 0.0


class Found(msgspec.Struct, frozen=True):
    """What the servers found: rows of the store, newest first.

    ``more``: there are older hits. ``problems``: accounts whose server did not search (the subject says which folder or
    server); of these it is what the store has.
    """

    message_ids: tuple[MessageId, ...] = ()
    more: bool = False
    problems: tuple[Problem, ...] = ()
    unchecked: tuple[str, ...] = ()
    """What of the query some server could not look at, as typed (``filename:x``); what it found need not have it."""


class Finished(Event, frozen=True, tag=True):
    """The request with this id is done."""

    request_id: str
    account_id: AccountId | None = None
    counts: SyncCounts | None = None
    found: Found | None = None
    report: AccountReport | None = None
    """To ``ReportServer`` and ``CheckSettings``."""
    grant: str = ""
    """To ``StartSignIn``: the id of what the provider has granted, for ``AddAccount`` and ``SetGrant``."""
    discovery: Discovery | None = None
    filtered: tuple[OperationId, ...] = ()
    import_report: ImportReport | None = None
    books: tuple[FoundBook, ...] = ()
    """To ``FindAddressBooks``."""
    book_id: BookId | None = None
    contacts: ContactCounts | None = None
    """To ``ImportCards`` and ``SyncContacts``."""
    keys: tuple[OpenPgpKey, ...] = ()
    certificates: tuple[MailCertificate, ...] = ()
    imported: KeyImport | None = None
    """To ``ImportKeys``, ``ImportCertificates``, ``ReadSetupMessage``."""
    exported: Exported | None = None
    plan: ProtectionPlan | None = None
    """To ``AskReadiness``."""
    opened: OpenedMessage | None = None
    """To ``OpenMessage`` and ``OpenBytes``."""
    draft: bytes = b""
    """To ``OpenDraft``."""


class Failed(Event, frozen=True, tag=True):
    """The request with this id failed."""

    request_id: str
    problem: Problem


AnyEvent = (
    Ready
    | EverythingChanged
    | AccountsChanged
    | FoldersChanged
    | MessagesChanged
    | NewMail
    | SearchesChanged
    | ContactsChanged
    | KeysChanged
    | BodyStored
    | BodyFailed
    | PartStored
    | PartFailed
    | OriginVerified
    | RemoteStored
    | RemoteFailed
    | Progress
    | AccountStateChanged
    | LoginStep
    | PasswordNeeded
    | BrowserNeeded
    | VaultLocked
    | VaultOpened
    | PassphraseNeeded
    | ClearPiece
    | Acknowledged
    | Refused
    | OperationDone
    | SentLate
    | OperationFailed
    | OperationProgress
    | OperationCancelled
    | DiscoveryStep
    | Finished
    | Failed
)
