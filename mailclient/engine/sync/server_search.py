"""Searching by the server: also what is not here, texts of bodies above all.

What it finds becomes rows of the store: headers that are unknown are fetched as any pass would do it, so that a list
can show them. The newest ``limit`` of each folder are taken. The whole account is one command with MULTISEARCH
(RFC 7377), else one flight for each folder; on Gmail "All Mail", junk and trash are the whole account.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

from mailclient.bridge.events import Work
from mailclient.engine.accounts.context import AccountContext
from mailclient.engine.accounts.counts import Counts
from mailclient.engine.accounts.mail_server import MailServer
from mailclient.engine.sync.folder_pass import sync_folder
from mailclient.engine.sync.headers import NumberingChanged
from mailclient.engine.sync.server_query import ServerQuery
from mailclient.engine.sync.withheld import HeaderFetch
from mailclient.mail.folder import Folder, FolderRole
from mailclient.mail.ids import FolderId, MessageId, Uid, UidValidity
from mailclient.mail.problem import MailError, Problem, ProblemKind
from mailclient.store import folders, messages
from mailclient.store.rows import SyncState
from mailclient.wire.imap.commands.select import Selected
from mailclient.wire.imap.commands.uid_search import Found
from mailclient.wire.imap.number_set import NumberSet

_SHARES = 100
_EVERYTHING_OF_GMAIL = (FolderRole.ALL, FolderRole.JUNK, FolderRole.TRASH)


@dataclass(frozen=True, slots=True)
class Finds:
    """``more``: the server has further hits, older than these."""

    message_ids: tuple[MessageId, ...] = ()
    more: bool = False
    unchecked: tuple[str, ...] = ()
    """What of the query the server cannot look at, as typed."""

    def __add__(self, other: "Finds") -> "Finds":
        return Finds(self.message_ids + other.message_ids, self.more or other.more, self.unchecked + other.unchecked)


async def search(
    context: AccountContext, server: MailServer, query: ServerQuery, folder_id: FolderId | None, limit: int
) -> Finds:
    """Search one folder, or the account. ``MailError``: SERVER_SEARCH_REFUSED, FOLDER_GONE, what ends a connection."""
    task = _ServerSearch(context, server, query, limit)
    unchecked = Finds(unchecked=query.unchecked(server.offers))
    if not task.keys():
        return unchecked
    with _telling_progress(context, server, folder_id) as progress:
        return unchecked + await _search(task, folder_id, progress)


@dataclass
class _Progress:
    """How far a search is: folders done, and what a server that takes its time says (INPROGRESS, RFC 9585)."""

    context: AccountContext
    folder_id: FolderId | None
    total: int = 1
    _done: int = 0
    _told: bool = False

    def tell(self, share: float | None) -> None:
        """The folder in hand is done to this ``share``."""
        self._told = True
        done = min(int((self._done + (share or 0.0)) / self.total * _SHARES), _SHARES - 1)
        self.context.progress(Work.SEARCH, done, _SHARES, folder_id=self.folder_id)

    def folder_done(self) -> None:
        """The next folder begins."""
        self._done += 1
        if self._done < self.total:
            self.tell(0.0)

    def end(self) -> None:
        """Nothing more is told."""
        if self._told:
            self.context.progress(Work.SEARCH, _SHARES, _SHARES, folder_id=self.folder_id)


@contextmanager
def _telling_progress(context: AccountContext, server: MailServer, folder_id: FolderId | None) -> Iterator[_Progress]:
    progress = _Progress(context, folder_id)
    try:
        with server.told_progress(progress.tell):
            yield progress
    finally:
        progress.end()


async def _search(task: "_ServerSearch", folder_id: FolderId | None, progress: _Progress) -> Finds:
    context, server = task.context, task.server
    if folder_id is not None:
        return await task.folder(context.folder(folder_id))
    if server.searches_all_folders and not server.offers("X-GM-EXT-1"):
        return await task.account()
    finds = Finds()
    folders = _all_of_account(context, server)
    progress.total = len(folders)
    for folder in folders:
        finds += await task.folder(folder)
        progress.folder_done()
        await context.queue.give_way(server)
    return finds


def _all_of_account(context: AccountContext, server: MailServer) -> list[Folder]:
    usable = [folder for folder in context.folders() if folder.selectable]
    if server.offers("X-GM-EXT-1") and any(folder.role is FolderRole.ALL for folder in usable):
        return [folder for folder in usable if folder.role in _EVERYTHING_OF_GMAIL]
    return usable


@dataclass(frozen=True, slots=True)
class _ServerSearch:
    context: AccountContext
    server: MailServer
    query: ServerQuery
    limit: int

    async def folder(self, folder: Folder) -> Finds:
        state = await self._known_state(folder)
        selected, found = await self._ask(folder)
        if selected.uid_validity != state.uid_validity:
            state = await self._passed(folder)
            selected, found = await self._ask(folder)
        newest = list(_newest(found.uids, self.limit))
        return replace(await self._rows(folder, state, newest), more=found.count > len(newest))

    async def account(self) -> Finds:
        by_path = {folder.path: folder for folder in self.context.folders()}
        finds = Finds()
        for told in await self.server.search_all_folders(self.keys()):
            folder = by_path.get(told.mailbox or "")
            if folder is None or not told.all:
                continue
            state = await self._known_state(folder)
            if told.uid_validity != state.uid_validity:
                finds += await self.folder(folder)
                continue
            newest = list(_newest(told.all, self.limit))
            finds += replace(await self._rows(folder, state, newest), more=told.all.count > len(newest))
        return finds

    def keys(self) -> tuple[str | bytes, ...]:
        """The search program; empty when this server can be asked nothing of the query."""
        return self.query.keys(self.server.offers, self.context.outside.now())

    async def _ask(self, folder: Folder) -> tuple[Selected, Found]:
        return await self.server.search_newest(folder.path, self.keys(), self.limit)

    async def _known_state(self, folder: Folder) -> SyncState:
        """How far the folder is; one that was never looked at is looked at first."""
        state = await self._state(folder)
        return state if state.uid_next else await self._passed(folder)

    async def _passed(self, folder: Folder) -> SyncState:
        await sync_folder(self.context, self.server, folder, Counts())
        return await self._state(folder)

    async def _state(self, folder: Folder) -> SyncState:
        return await self.context.writer.transaction("read folder state", folders.sync_state, folder.id)

    async def _rows(self, folder: Folder, state: SyncState, uids: list[Uid]) -> Finds:
        """The rows of these uids, those that are unknown fetched first. What came just now is for a pass to store."""
        if any(uid >= state.uid_next for uid in uids):
            state = await self._passed(folder)
        known = await self._ids(folder, uids)
        missing = sorted(uid for uid in uids if uid not in known and uid < state.uid_next)
        if missing:
            validity = UidValidity(state.uid_validity)
            try:
                async with self.context.queue.alone(("folder", folder.id), self.server):
                    await HeaderFetch(self.context, self.server, folder, validity, Counts()).run(missing)
            except NumberingChanged as change:
                raise MailError(Problem(ProblemKind.NUMBERING_UNSTABLE, folder.path)) from change
            known = await self._ids(folder, uids)
        return Finds(tuple(known[uid] for uid in uids if uid in known))

    async def _ids(self, folder: Folder, uids: list[Uid]) -> dict[Uid, MessageId]:
        return await self.context.writer.transaction("find rows", messages.ids_by_uid, folder.id, uids)


def _newest(uids: NumberSet, limit: int) -> Iterator[Uid]:
    """The highest, at most ``limit``, without expanding the ranges below."""
    left = limit
    for first, last in sorted(uids.ranges, reverse=True):
        for uid in range(last, max(first - 1, last - left), -1):
            yield Uid(uid)
            left -= 1
        if not left:
            return
