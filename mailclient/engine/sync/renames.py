"""Folders that somebody else renamed: known again, so that their messages are not downloaded a second time.

By MAILBOXID (OBJECTID, RFC 8474 section 4), which stays the same; by OLDNAME (RFC 9051 section 6.3.9.7); else, when a
folder is gone and exactly one new one has its UIDVALIDITY, by looking whether the messages we know are in it under
the uids we know. What is not sure is a new folder.
"""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace

from mailclient.engine.accounts.context import AccountContext
from mailclient.engine.accounts.mail_server import MailServer
from mailclient.engine.sync.renumbering import Renumbering
from mailclient.engine.sync.roles import ListedFolder
from mailclient.mail.folder import Folder
from mailclient.mail.ids import FolderId
from mailclient.mail.problem import MailError
from mailclient.store import folder_facts
from mailclient.wire.imap.events import StatusData

_OBJECT_ID = re.compile(r"[A-Za-z0-9_-]{1,255}")


@dataclass(frozen=True, slots=True)
class Renames:
    """``moved``: folders with their new paths. ``replaced``: another folder has taken their name."""

    moved: Mapping[FolderId, str]
    replaced: frozenset[FolderId] = frozenset()


async def find_renames(
    context: AccountContext,
    server: MailServer,
    listed: list[ListedFolder],
    statuses: dict[str, StatusData],
    old_names: Mapping[str, str],
) -> Renames:
    """What became of the folders we know. ``old_names``: new path → old path. Asks the server only when one is gone."""
    known = {folder.path: folder for folder in context.folders()}
    new = [folder.path for folder in listed if folder.selectable and folder.path not in known]
    paths = {folder.path for folder in listed}
    mailbox_ids = await context.writer.transaction("read mailbox ids", folder_facts.mailbox_ids, context.id)
    if new and any(path not in statuses for path in new):
        statuses.update(await server.statuses([path for path in new if path not in statuses]))
    moved, replaced = _by_mailbox_id(known, paths, mailbox_ids, statuses)
    for path, old_path in old_names.items():
        folder = known.get(old_path)
        if folder is not None and path in new and path not in moved.values() and old_path not in paths:
            moved.setdefault(folder.id, path)
    gone = [one for one in known.values() if one.path not in paths and one.id not in moved and one.selectable]
    left = [path for path in new if path not in moved.values()]
    if gone and left:
        moved |= await _by_contents(context, server, gone, left, statuses)
    return Renames(moved, frozenset(replaced - set(moved)))


def told_mailbox_ids(statuses: Mapping[str, StatusData]) -> dict[str, str]:
    """MAILBOXID of each path that has one by the grammar of RFC 8474 section 7; another is no id."""
    told = {path: status.mailbox_id for path, status in statuses.items() if status.mailbox_id}
    return {path: mailbox_id for path, mailbox_id in told.items() if _OBJECT_ID.fullmatch(mailbox_id)}


def _by_mailbox_id(
    known: Mapping[str, Folder],
    paths: set[str],
    mailbox_ids: Mapping[FolderId, str],
    statuses: Mapping[str, StatusData],
) -> tuple[dict[FolderId, str], set[FolderId]]:
    told = told_mailbox_ids(statuses)
    times = Counter(told.values())
    where = {mailbox_id: path for path, mailbox_id in told.items() if times[mailbox_id] == 1}
    moved: dict[FolderId, str] = {}
    replaced: set[FolderId] = set()
    for path, folder in known.items():
        mine = mailbox_ids.get(folder.id)
        if mine is None or told.get(path) == mine or (path in paths and path not in told):
            continue
        if mine in where:
            moved[folder.id] = where[mine]
        elif path in told:
            replaced.add(folder.id)
    return moved, replaced


async def _by_contents(
    context: AccountContext,
    server: MailServer,
    gone: list[Folder],
    new: list[str],
    statuses: Mapping[str, StatusData],
) -> dict[FolderId, str]:
    states = {folder.id: context.reader.sync_state(folder.id) for folder in gone}
    validities = Counter(state.uid_validity for state in states.values() if state is not None)
    numbers = {path: statuses[path].items for path in new if path in statuses}
    moved: dict[FolderId, str] = {}
    for folder in gone:
        state = states[folder.id]
        if state is None or not state.uid_validity or validities[state.uid_validity] > 1:
            continue
        same = [path for path, told in numbers.items() if told.get("UIDVALIDITY") == state.uid_validity]
        if len(same) != 1 or numbers[same[0]].get("UIDNEXT", 0) < state.uid_next:
            continue
        told = numbers[same[0]]
        empty = folder.total == 0 and told.get("MESSAGES") == 0 and told.get("UIDNEXT") == state.uid_next
        if empty or await _holds_the_same(context, server, folder, same[0]):
            moved[folder.id] = same[0]
    return moved


async def _holds_the_same(context: AccountContext, server: MailServer, folder: Folder, path: str) -> bool:
    try:
        await server.open_folder(path)
        return await Renumbering(context, server, replace(folder, path=path)).holds_what_we_know()
    except MailError:
        if not server.alive:
            raise
        return False
