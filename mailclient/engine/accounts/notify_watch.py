"""One connection that waits for news of all folders (NOTIFY, RFC 5465), with the inbox open.

It stores nothing: it asks for a pass over each folder that the server tells of. That the server tells the STATUS of all
folders with its first answer is what leaves no gap. A server that has to tell too much gives up
(NOTIFICATIONOVERFLOW): then all folders are looked at, and it is asked again a while later.

The inbox is open because Dovecot tells of other folders only what goes through its index; what is delivered past it,
straight into the Maildir, it notices in the open folder alone.
"""

import asyncio
import logging

from mailclient.engine.accounts.agenda import Agenda
from mailclient.engine.accounts.connecting import Connecting
from mailclient.engine.accounts.context import AccountContext
from mailclient.engine.accounts.mail_server import MailServer
from mailclient.engine.accounts.rounds import Watched
from mailclient.engine.accounts.together import run_together
from mailclient.engine.accounts.work_queue import Urgency
from mailclient.engine.backoff import BackOff
from mailclient.engine.sync.status import has_news, needs_pass
from mailclient.mail.folder import Folder, FolderRole
from mailclient.mail.problem import MailError
from mailclient.wire.imap.events import Condition, Event, ListEntry, StatusData

log = logging.getLogger(__name__)

REST_SECONDS = 25 * 60.0
"""Something is said before servers log us out after half an hour, and routers forget the connection."""
_SETTLE_SECONDS = 0.2
"""News come in bursts (a delivery of many messages): one pass for a burst."""
_AGAIN_SECONDS = 2.0
_OVERFLOWS = 3
"""So many without a quiet hour between, and the server is not asked again."""
_QUIET_SECONDS = 3600.0


class NotifyRefused(Exception):  # noqa: N818  what happened, not that something is broken
    """The server announced NOTIFY and will not do it."""


class NotifyWatch:
    """All watching of one account, over one connection."""

    def __init__(self, context: AccountContext, agenda: Agenda, connecting: Connecting) -> None:
        self._context = context
        self._agenda = agenda
        self._connecting = connecting
        self._statuses: dict[str, StatusData] = {}
        self._folders_changed = False
        self._overflow = asyncio.Event()
        self._arrived = asyncio.Event()

    async def run(self) -> None:
        """Until the server refuses it: ``NotifyRefused``."""
        backoff = BackOff(self._context.outside.random, first_seconds=_AGAIN_SECONDS, longest_seconds=1800.0)
        overflows: list[float] = []
        await self._agenda.passes.folders_known.wait()
        while len(overflows) < _OVERFLOWS:
            try:
                await self._watch(backoff)
            except MailError as error:
                log.info("account %d gets no news: %s", self._context.id, error.problem)
            else:
                log.info("account %d: its server has more news than it will tell", self._context.id)
                now = self._context.outside.now()
                overflows = [one for one in overflows if now - one < _QUIET_SECONDS] + [now]
                self._agenda.rounds.begin(Urgency.WATCHED)
            finally:
                self._agenda.rounds.watched = Watched.NOTHING
            await self._context.outside.sleep(backoff.next_wait())
        raise NotifyRefused

    async def _watch(self, backoff: BackOff) -> None:
        """Returns after an overflow."""
        self._overflow.clear()
        async with self._connecting.watching() as server:
            server.listen(self._take)
            inbox = self._context.folder_with_role(FolderRole.INBOX)
            if inbox is not None:
                selected = await server.open_folder(inbox.path)
                if has_news(self._context.reader.sync_state(inbox.id), inbox.path, selected):
                    self._agenda.folder_has_news(inbox.id)
            statuses = await server.ask_for_news_of_all()
            if statuses is None:
                raise NotifyRefused
            self._agenda.rounds.watched = Watched.ALL
            for status in statuses:
                self._take(status)
            backoff.succeeded()
            await run_together(self._rest(server, inbox), self._overflow_came(), self._follow(Urgency.ROUTINE))

    async def _rest(self, server: MailServer, inbox: Folder | None) -> None:
        while True:
            if await server.wait_for_news(REST_SECONDS) and inbox is not None:
                await self._context.outside.sleep(_SETTLE_SECONDS)
                self._agenda.folder_has_news(inbox.id)

    async def _overflow_came(self) -> None:
        await self._overflow.wait()

    async def _follow(self, urgency: Urgency) -> None:
        """Turn what was told into passes; the first answer is no news, and waits behind what is."""
        while True:
            await self._context.outside.wait(self._arrived, None)
            await self._context.outside.sleep(_SETTLE_SECONDS)
            statuses, self._statuses = self._statuses, {}
            if self._folders_changed:
                self._folders_changed = False
                self._agenda.rounds.begin(Urgency.WATCHED)
            by_path = {folder.path: folder for folder in self._context.folders() if folder.selectable}
            for path in statuses.keys() & by_path.keys():
                folder_id = by_path[path].id
                state = self._context.reader.sync_state(folder_id)
                if state is None or needs_pass(state, statuses[path]):
                    self._agenda.passes.ask(folder_id, urgency)
            urgency = Urgency.WATCHED

    def _take(self, event: Event) -> None:
        if isinstance(event, StatusData):
            self._statuses[event.name] = event
        elif isinstance(event, ListEntry):
            self._folders_changed = True
        elif isinstance(event, Condition) and event.code is not None and event.code.name == "NOTIFICATIONOVERFLOW":
            self._overflow.set()
        else:
            return
        self._arrived.set()
