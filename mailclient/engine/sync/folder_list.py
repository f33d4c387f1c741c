r"""The folders an account has on its server, brought into the store: new ones, changed ones, renamed, vanished ones.

A folder that is \Noselect now lets go of its messages, those below it stay. A folder that was deleted and made again is
a new one, where the server tells (MAILBOXID); elsewhere its UIDVALIDITY does.
"""

import logging
from dataclasses import dataclass

from mailclient.engine.accounts.context import AccountContext
from mailclient.engine.accounts.mail_server import MailServer
from mailclient.engine.sync.folder_tree import folder_tree
from mailclient.engine.sync.renames import Renames, find_renames, told_mailbox_ids
from mailclient.engine.sync.roles import ListedFolder, assign_roles
from mailclient.mail.account import AccountKind
from mailclient.mail.folder import Folder
from mailclient.mail.ids import AccountId, FolderId
from mailclient.mail.problem import MailError, Problem, ProblemKind
from mailclient.store import folder_changes, folder_facts, places
from mailclient.store import folders as stored_folders
from mailclient.store.shown_folders import recompute_folders
from mailclient.store.transaction import Transaction
from mailclient.wire.imap.events import StatusData

log = logging.getLogger(__name__)

_TRIES = 4
DEPARTED_SECONDS = 3600.0
"""How long the text of a message that vanished is kept for the case that it turns up in another folder."""


async def sync_folder_list(
    context: AccountContext, server: MailServer
) -> tuple[list[Folder], dict[FolderId, StatusData]]:
    """LIST → store; the folders as they are now, and the status of those the server told in the same answer.

    A server that lists nothing that can be opened is not believed: no account is without an inbox. While a line of the
    list cannot be read, no folder is taken for gone. A list is asked for again when an operation has made, renamed or
    deleted a folder meanwhile, over another connection.
    """
    for _ in range(_TRIES):
        try:
            return await _sync_once(context, server)
        except _StaleError:
            log.info("account %d: folders changed while they were listed", context.id)
    raise MailError(
        Problem(ProblemKind.SERVER_BUSY, context.account.settings.incoming.host, "folders change all the time")
    )


async def _sync_once(context: AccountContext, server: MailServer) -> tuple[list[Folder], dict[FolderId, StatusData]]:
    before = await context.writer.transaction("read folder paths", folder_changes.server_paths, context.id)
    listing = await server.list_folders()
    entries, statuses = listing.entries, listing.statuses
    listed = folder_tree(entries)
    if not any(folder.selectable for folder in listed):
        raise MailError(
            Problem(ProblemKind.SERVER_NONSENSE, context.account.settings.incoming.host, "LIST gave nothing")
        )
    transaction = context.writer.transaction
    paths = frozenset(folder.path for folder in listed)
    known = await transaction("take up folder operations", _take_up, context.id, paths, before)
    old_names = {entry.name: entry.old_name for entry in entries if entry.old_name is not None}
    renames = await find_renames(context, server, listed, statuses, old_names)
    told = _Told(listed, renames, listing.subscriptions, known, listing.complete)
    await transaction("store folder list", _store, context.id, told)
    await remove_vanished(context)
    folders = context.folders()
    await _store_facts(context, server, folders, statuses)
    context.announcer.know(context.id, [folder.id for folder in folders])
    return folders, {folder.id: statuses[folder.path] for folder in folders if folder.path in statuses}


async def remove_vanished(context: AccountContext) -> None:
    """Let go of the mail of folders that are gone, slice by slice; also what a crash left half done.

    A folder that rows which operations wait for still stand in stays hidden until a later start. From a folder on this
    computer no message turns up in another one.
    """
    transaction = context.writer.transaction
    now = context.outside.now()
    departed_at = now if context.account.settings.kind is AccountKind.IMAP else None
    for folder_id in await transaction("find removed folders", stored_folders.being_removed, context.id):
        while await transaction("look at removed folder", stored_folders.holds_messages, folder_id):
            await transaction("remove folder", stored_folders.remove_slice, folder_id, departed_at=departed_at)
        await transaction("remove folder", stored_folders.remove_slice, folder_id)
    for folder_id in await transaction("find hollow folders", stored_folders.became_hollow, context.id):
        while not await transaction("empty folder", stored_folders.empty_slice, folder_id, now):
            pass
    while not await transaction("drop departed", places.drop_departed, context.id, now - DEPARTED_SECONDS):
        pass


@dataclass(frozen=True, slots=True)
class _Told:
    """What the server said; subscriptions only where it tells them with the list."""

    listed: list[ListedFolder]
    renames: Renames
    subscriptions: bool
    known: dict[FolderId, str]
    """The folders that we knew when it was asked, by the server's paths."""
    complete: bool
    """Only then is a folder gone that is not listed."""


class _StaleError(Exception):
    """The list tells of a time before what an operation has done."""


async def _store_facts(
    context: AccountContext, server: MailServer, folders: list[Folder], statuses: dict[str, StatusData]
) -> None:
    """Ids and rights; asked for where they do not come with the list, once on each connection."""
    rights = await server.rights([folder.path for folder in folders if folder.selectable])
    mailbox_ids = told_mailbox_ids(statuses)

    def store(tx: Transaction) -> None:
        folder_facts.set_rights(tx, {one.id: rights[one.path] for one in folders if one.path in rights})
        folder_facts.set_mailbox_ids(tx, {one.id: mailbox_ids[one.path] for one in folders if one.path in mailbox_ids})

    if rights or mailbox_ids:
        await context.writer.transaction("store folder facts", store)


def _take_up(
    tx: Transaction, account_id: AccountId, listed: frozenset[str], before: dict[FolderId, str]
) -> dict[FolderId, str]:
    """Know what operations that were cut off have done; the folders known then. ``_StaleError``."""
    if folder_changes.server_paths(tx, account_id) != before:
        raise _StaleError
    folder_changes.take_up_cut_off(tx, account_id, listed)
    return folder_changes.server_paths(tx, account_id)


def _store(tx: Transaction, account_id: AccountId, told: _Told) -> None:
    if folder_changes.server_paths(tx, account_id) != told.known:
        raise _StaleError
    for folder_id in told.renames.replaced:
        stored_folders.begin_removal(tx, folder_id)
    stored_folders.rename_all(tx, told.renames.moved)
    roles = assign_roles(told.listed)
    known = {
        stored_folders.upsert(
            tx,
            account_id,
            folder.path,
            delimiter=folder.delimiter,
            role=roles[folder.path],
            selectable=folder.selectable,
            holds_folders="\\noinferiors" not in folder.attributes,
            subscribed="\\subscribed" in folder.attributes if told.subscriptions else None,
        )
        for folder in told.listed
    }
    for folder_id in stored_folders.on_server(tx, account_id):
        if folder_id not in known and told.complete:
            stored_folders.begin_removal(tx, folder_id)
    folder_changes.drop_plans(tx)
    recompute_folders(tx, account_id)
