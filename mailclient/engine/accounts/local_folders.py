"""The folders of an account that has them on this computer: POP3 and LOCAL.

Folders of one's own are below the top, with "/" between the names. What is missing is made at the start of the
account, so that mail has a place to come to; Archive and the like also by the first operation that needs them.
"""

from mailclient.engine.accounts.context import AccountContext
from mailclient.mail.account import AccountKind
from mailclient.mail.folder import FolderRole
from mailclient.mail.ids import AccountId, FolderId
from mailclient.store import local_mailbox
from mailclient.store.transaction import Transaction

INBOX = "INBOX"
_AT_THE_START = {
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


async def make_folders(context: AccountContext) -> None:
    """Those that the account is to have, its inbox only where its mail comes to it; nothing when they are there."""
    settings = context.account.settings
    present = {folder.role for folder in context.folders()}
    if settings.deliver_to is not None:
        present.add(FolderRole.INBOX)
    missing = {path: role for path, role in _AT_THE_START[settings.kind].items() if role not in present}
    if missing:
        await context.writer.transaction("make local folders", _make, context.id, missing)
    context.announcer.know(context.id, [folder.id for folder in context.folders()])


def _make(tx: Transaction, account_id: AccountId, missing: dict[str, FolderRole]) -> None:
    for path, role in missing.items():
        local_mailbox.make(tx, account_id, path, role)


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
