"""Which commands the command line gives to the engine, by how their end is told."""

from mailclient.bridge import commands

Durable = (
    commands.SetFlags
    | commands.SetKeywords
    | commands.MoveMessages
    | commands.ArchiveMessages
    | commands.CopyMessages
    | commands.DeleteMessages
    | commands.MarkFolderRead
    | commands.EmptyFolder
    | commands.ExpungeDeleted
    | commands.CreateFolder
    | commands.RenameFolder
    | commands.DeleteFolder
    | commands.SubscribeFolder
    | commands.SendMessage
    | commands.AppendMessage
    | commands.ResendMessage
    | commands.LeaveList
    | commands.AnswerInvitation
)
"""What a server must do; ``EngineLink.operate``."""

Decision = (
    commands.SetSendTime
    | commands.DismissRefusals
    | commands.CountAsSent
    | commands.RetryOperation
    | commands.UndoOperation
    | commands.SaveContact
    | commands.RemoveContacts
    | commands.MoveContacts
    | commands.SaveGroup
    | commands.RemoveGroup
    | commands.HideAddress
    | commands.SettleConflict
)
"""What is done with the commit; ``EngineLink.decide``."""

Request = (
    commands.AddAccount
    | commands.RemoveAccount
    | commands.SetPassword
    | commands.TrustCertificate
    | commands.StartSignIn
    | commands.SetGrant
    | commands.UnlockVault
    | commands.ChangeVaultPassphrase
    | commands.Sync
    | commands.FetchWhole
    | commands.ReportServer
    | commands.DiscoverServers
    | commands.SearchOnServer
    | commands.SearchSealed
    | commands.SetSealedSearch
    | commands.SetOfflinePolicy
    | commands.SetExpiry
    | commands.SetFilters
    | commands.RunFilters
    | commands.SaveSearch
    | commands.RemoveSearch
    | commands.SetIdentities
    | commands.SetReceivingServer
    | commands.VerifyOrigin
    | commands.LookAtProfile
    | commands.ImportProfile
    | commands.ImportCards
    | commands.FindAddressBooks
    | commands.AddAddressBook
    | commands.ChangeAddressBook
    | commands.RemoveAddressBook
    | commands.SyncContacts
    | commands.OpenMessage
    | commands.OpenBytes
    | commands.ListKeys
    | commands.LookAtKeys
    | commands.ImportKeys
    | commands.ExportKey
    | commands.GenerateKey
    | commands.ChangeKeyExpiry
    | commands.RevokeKey
    | commands.RemoveKey
    | commands.AcceptKey
    | commands.LookUpKey
    | commands.ListCertificates
    | commands.ImportCertificates
    | commands.ExportCertificate
    | commands.TrustRoot
    | commands.RemoveCertificate
    | commands.AskReadiness
    | commands.ReadSetupMessage
    | commands.MakeSetupMessage
    | commands.SetKeySettings
)
"""What is answered once; ``EngineLink.request``."""

Repeatable = (
    commands.Sync
    | commands.FetchWhole
    | commands.SearchOnServer
    | commands.OpenMessage
    | commands.OpenBytes
    | commands.ListKeys
    | commands.LookAtKeys
    | commands.ImportKeys
    | commands.ExportKey
    | commands.AcceptKey
    | commands.LookUpKey
    | commands.ListCertificates
    | commands.ImportCertificates
    | commands.ExportCertificate
    | commands.TrustRoot
    | commands.AskReadiness
)
"""Requests that do no more when they are asked twice: an engine may end, as that of another run does with that run."""
