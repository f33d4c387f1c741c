"""The folders an account has on its server, brought into the store: new ones, changed ones, vanished ones."""

from mailclient.engine.accounts.context import AccountContext
from mailclient.engine.accounts.mail_server import MailServer
from mailclient.engine.sync.roles import ListedFolder, assign_roles
from mailclient.mail.folder import Folder
from mailclient.mail.ids import AccountId, FolderId
from mailclient.mail.problem import MailError, Problem, ProblemKind
from mailclient.store import folders as stored_folders
from mailclient.store.transaction import Transaction
from mailclient.wire.imap.events import StatusData


async def sync_folder_list(
    context: AccountContext, server: MailServer
) -> tuple[list[Folder], dict[FolderId, StatusData]]:
    """LIST → store; the folders as they are now, and the status of those the server told in the same answer.

    A server that lists nothing at all is not believed: no account is without an inbox.
    """
    entries, statuses = await server.list_folders()
    listed = [
        ListedFolder(entry.name, entry.delimiter, entry.attributes)
        for entry in entries
        if "\\nonexistent" not in entry.attributes
    ]
    if not listed:
        raise MailError(Problem(ProblemKind.SERVER_NONSENSE, context.account.settings.imap.host, "LIST gave nothing"))
    await context.writer.transaction("store folder list", _store, context.id, listed, context.folders())
    await remove_vanished(context)
    folders = context.folders()
    context.announcer.know(context.id, [folder.id for folder in folders])
    return folders, {folder.id: statuses[folder.path] for folder in folders if folder.path in statuses}


async def remove_vanished(context: AccountContext) -> None:
    """Let go of the mail of folders that are gone, slice by slice; also what a crash left half done.

    A folder that rows which operations wait for still stand in stays hidden until a later start.
    """
    writer = context.writer
    for folder_id in await writer.transaction("find removed folders", stored_folders.being_removed, context.id):
        while await writer.transaction("look at removed folder", stored_folders.holds_messages, folder_id):
            await writer.transaction("remove folder", stored_folders.remove_slice, folder_id)
        await writer.transaction("remove folder", stored_folders.remove_slice, folder_id)


def _store(tx: Transaction, account_id: AccountId, listed: list[ListedFolder], before: list[Folder]) -> None:
    roles = assign_roles(listed)
    known = {
        stored_folders.upsert(
            tx,
            account_id,
            folder.path,
            delimiter=folder.delimiter,
            role=roles[folder.path],
            selectable=folder.selectable,
        )
        for folder in listed
    }
    for folder in before:
        if folder.id not in known:
            stored_folders.begin_removal(tx, folder.id)
