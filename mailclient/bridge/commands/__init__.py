"""Commands: what the window or the command line asks of the engine.

Those with an ``operation_id`` are the user's actions: the engine commits a durable row, then answers
``Acknowledged``; sent twice they are done once. Those with a ``request_id`` get one ``Finished`` (or ``Failed``)
with that id, nothing durable. All others are hints.

Read ``command.py``, then the file of the kind: ``accounts``, ``work``, ``actions``, ``sending``, and of what is in a
message ``origin``, ``special`` and ``protection``; about people ``contacts``.
"""

from mailclient.bridge.commands.accounts import (
    AddAccount,
    ChangeVaultPassphrase,
    KeepUntilRestart,
    RemoveAccount,
    SetGrant,
    SetPassword,
    StartSignIn,
    TrustCertificate,
    UnlockVault,
)
from mailclient.bridge.commands.actions import (
    AppendMessage,
    ArchiveMessages,
    CancelOperation,
    CopyMessages,
    CreateFolder,
    DeleteFolder,
    DeleteMessages,
    DiscardDraft,
    EmptyFolder,
    ExpungeDeleted,
    FileDraft,
    KeepDraftFile,
    MarkFolderRead,
    MoveMessages,
    RenameFolder,
    RetryOperation,
    SaveDraft,
    SendMessage,
    SetFlags,
    SetKeywords,
    SettleDraft,
    SubscribeFolder,
    UndoOperation,
)
from mailclient.bridge.commands.command import Command
from mailclient.bridge.commands.contacts import (
    AddAddressBook,
    ChangeAddressBook,
    FindAddressBooks,
    HideAddress,
    ImportCards,
    MoveContacts,
    RemoveAddressBook,
    RemoveContacts,
    RemoveGroup,
    SaveContact,
    SaveGroup,
    SettleConflict,
    SyncContacts,
)
from mailclient.bridge.commands.keys import (
    AcceptKey,
    AskReadiness,
    ChangeKeyExpiry,
    ExportCertificate,
    ExportKey,
    GenerateKey,
    ImportCertificates,
    ImportKeys,
    ListCertificates,
    ListKeys,
    LookAtKeys,
    LookUpKey,
    MakeSetupMessage,
    ReadSetupMessage,
    RemoveCertificate,
    RemoveKey,
    RevokeKey,
    SetKeySettings,
    TrustRoot,
)
from mailclient.bridge.commands.origin import SetReceivingServer, VerifyOrigin
from mailclient.bridge.commands.protection import GivePassphrase, OpenBytes, OpenMessage
from mailclient.bridge.commands.sending import (
    CountAsSent,
    DismissRefusals,
    RedirectMessage,
    ResendMessage,
    SendDraft,
    SetSendTime,
)
from mailclient.bridge.commands.special import AddAddresses, AnswerInvitation, LeaveList, SendReceipt
from mailclient.bridge.commands.work import (
    AllowRemote,
    CancelFetch,
    CancelRequest,
    CheckSettings,
    DiscoverServers,
    FetchBody,
    FetchPart,
    FetchRemote,
    FetchWhole,
    GoOnline,
    ImportProfile,
    LookAtProfile,
    RemoveSearch,
    ReportServer,
    RunFilters,
    SaveSearch,
    SearchOnServer,
    SearchSealed,
    SetExpiry,
    SetFilters,
    SetIdentities,
    SetOfflinePolicy,
    SetSealedSearch,
    ShutDown,
    Sync,
    WatchFolder,
)
from mailclient.bridge.commands.writing import OpenDraft, OpenDraftFile, SetTemplates, StartMerge, StopMerge

AnyCommand = (
    AddAccount
    | RemoveAccount
    | SetPassword
    | TrustCertificate
    | StartSignIn
    | SetGrant
    | UnlockVault
    | ChangeVaultPassphrase
    | KeepUntilRestart
    | Sync
    | WatchFolder
    | GoOnline
    | FetchBody
    | FetchPart
    | FetchRemote
    | AllowRemote
    | VerifyOrigin
    | SetReceivingServer
    | CancelFetch
    | FetchWhole
    | ReportServer
    | DiscoverServers
    | CheckSettings
    | CancelRequest
    | SetOfflinePolicy
    | SetExpiry
    | SetFilters
    | SetIdentities
    | RunFilters
    | LookAtProfile
    | ImportProfile
    | SearchOnServer
    | SearchSealed
    | SetSealedSearch
    | SaveSearch
    | SetTemplates
    | RemoveSearch
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
    | RedirectMessage
    | StartMerge
    | StopMerge
    | SendDraft
    | SetSendTime
    | ResendMessage
    | DismissRefusals
    | CountAsSent
    | SaveDraft
    | OpenDraft
    | OpenDraftFile
    | FileDraft
    | KeepDraftFile
    | SettleDraft
    | DiscardDraft
    | AppendMessage
    | LeaveList
    | AnswerInvitation
    | SendReceipt
    | OpenMessage
    | OpenBytes
    | GivePassphrase
    | AddAddresses
    | AddAddressBook
    | ChangeAddressBook
    | FindAddressBooks
    | HideAddress
    | ImportCards
    | MoveContacts
    | RemoveAddressBook
    | RemoveContacts
    | RemoveGroup
    | SaveContact
    | SaveGroup
    | SettleConflict
    | SyncContacts
    | UndoOperation
    | CancelOperation
    | RetryOperation
    | ListKeys
    | LookAtKeys
    | ImportKeys
    | ExportKey
    | GenerateKey
    | ChangeKeyExpiry
    | RevokeKey
    | RemoveKey
    | AcceptKey
    | LookUpKey
    | ListCertificates
    | ImportCertificates
    | ExportCertificate
    | TrustRoot
    | RemoveCertificate
    | AskReadiness
    | ReadSetupMessage
    | MakeSetupMessage
    | SetKeySettings
    | ShutDown
)

__all__ = [
    "AcceptKey",
    "AddAccount",
    "AddAddressBook",
    "AddAddresses",
    "AllowRemote",
    "AnswerInvitation",
    "AnyCommand",
    "AppendMessage",
    "ArchiveMessages",
    "AskReadiness",
    "CancelFetch",
    "CancelOperation",
    "CancelRequest",
    "ChangeAddressBook",
    "ChangeKeyExpiry",
    "ChangeVaultPassphrase",
    "CheckSettings",
    "Command",
    "CopyMessages",
    "CountAsSent",
    "CreateFolder",
    "DeleteFolder",
    "DeleteMessages",
    "DiscardDraft",
    "DiscoverServers",
    "DismissRefusals",
    "EmptyFolder",
    "ExportCertificate",
    "ExportKey",
    "ExpungeDeleted",
    "FetchBody",
    "FetchPart",
    "FetchRemote",
    "FetchWhole",
    "FileDraft",
    "FindAddressBooks",
    "GenerateKey",
    "GivePassphrase",
    "GoOnline",
    "HideAddress",
    "ImportCards",
    "ImportCertificates",
    "ImportKeys",
    "ImportProfile",
    "KeepDraftFile",
    "KeepUntilRestart",
    "LeaveList",
    "ListCertificates",
    "ListKeys",
    "LookAtKeys",
    "LookAtProfile",
    "LookUpKey",
    "MakeSetupMessage",
    "MarkFolderRead",
    "MoveContacts",
    "MoveMessages",
    "OpenBytes",
    "OpenDraft",
    "OpenDraftFile",
    "OpenMessage",
    "ReadSetupMessage",
    "RedirectMessage",
    "RemoveAccount",
    "RemoveAddressBook",
    "RemoveCertificate",
    "RemoveContacts",
    "RemoveGroup",
    "RemoveKey",
    "RemoveSearch",
    "RenameFolder",
    "ReportServer",
    "ResendMessage",
    "RetryOperation",
    "RevokeKey",
    "RunFilters",
    "SaveContact",
    "SaveDraft",
    "SaveGroup",
    "SaveSearch",
    "SearchOnServer",
    "SearchSealed",
    "SendDraft",
    "SendMessage",
    "SendReceipt",
    "SetExpiry",
    "SetFilters",
    "SetFlags",
    "SetGrant",
    "SetIdentities",
    "SetKeySettings",
    "SetKeywords",
    "SetOfflinePolicy",
    "SetPassword",
    "SetReceivingServer",
    "SetSealedSearch",
    "SetSendTime",
    "SetTemplates",
    "SettleConflict",
    "SettleDraft",
    "ShutDown",
    "StartMerge",
    "StartSignIn",
    "StopMerge",
    "SubscribeFolder",
    "Sync",
    "SyncContacts",
    "TrustCertificate",
    "TrustRoot",
    "UndoOperation",
    "UnlockVault",
    "VerifyOrigin",
    "WatchFolder",
]
