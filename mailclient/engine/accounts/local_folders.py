"""The folders of an account that has them on this computer: POP3 and LOCAL.

They come with the account, in one transaction: mail has a place to come to, and a folder of the user's own finds the
"/" that stands between names. What the user deletes of them is made again by the first operation that needs it.
"""

from mailclient.engine.accounts.context import AccountContext
from mailclient.mail.account import AccountKind, AccountSettings
from mailclient.mail.folder import FolderRole
from mailclient.mail.ids import AccountId, FolderId
from mailclient.store import accounts, local_mailbox
from mailclient.store.transaction import Transaction

INBOX = "INBOX"
_AT_FIRST = {
    AccountKind.POP3: {
        INBOX: FolderRole.INBOX,
        "Drafts": FolderRole.DRAFTS,
        "Sent": FolderRole.SENT,
        "Archive": FolderRole.ARCHIVE,
        "Junk": FolderRole.JUNK,
        "Trash": FolderRole.TRASH,
    },
    AccountKind.LOCAL: {"Trash": FolderRole.TRASH},
}


def store_account(tx: Transaction, settings: AccountSettings) -> AccountId:
    """Store a new account, of any kind, with the folders that it is to have here.

    It has an inbox only where its mail comes to it. ``MailError(ACCOUNT_EXISTS)``.
    """
    account_id = accounts.add(tx, settings)
    for path, role in _AT_FIRST.get(settings.kind, {}).items():
        if role is not FolderRole.INBOX or settings.deliver_to is None:
            local_mailbox.make(tx, account_id, path, role)
    return account_id


async def incoming_folder(context: AccountContext) -> FolderId:
    """Where mail that comes for the account goes: its inbox, or that of the account it is to be delivered to.

    Its own also when that other account is gone. Made when there is none.
    """
    account_id = _receiving(context)
    folders = context.reader.server_folders(account_id)
    inbox = next((folder.id for folder in folders if folder.role is FolderRole.INBOX), None)
    if inbox is None:
        make = local_mailbox.make
        inbox = await context.writer.transaction("make inbox", make, account_id, INBOX, FolderRole.INBOX)
        context.announcer.know(account_id, [folder.id for folder in context.reader.folders(account_id)])
    return inbox


def _receiving(context: AccountContext) -> AccountId:
    wanted = context.account.settings.deliver_to
    for account in context.reader.accounts():
        if account.id == wanted and account.settings.kind is AccountKind.LOCAL:
            return account.id
    return context.id
