"""Connections that wait for news of one folder each (IDLE, RFC 2177): the inbox, and the folder the user looks at.

They store nothing: one opens its folder, asks for a pass over it, and asks again whenever something happens there. That
the folder is open before the pass begins is what leaves no gap. The one for the folder looked at is given back when a
second connection is wanted to work over.
"""

import asyncio
import logging

from mailclient.engine.accounts.agenda import Agenda
from mailclient.engine.accounts.connecting import Connecting
from mailclient.engine.accounts.context import AccountContext
from mailclient.engine.accounts.rounds import Watched
from mailclient.engine.accounts.together import run_together
from mailclient.engine.backoff import BackOff
from mailclient.engine.sync.status import has_news
from mailclient.mail.folder import FolderRole
from mailclient.mail.ids import FolderId
from mailclient.mail.problem import MailError

log = logging.getLogger(__name__)

IDLE_SECONDS = 25 * 60.0
"""IDLE is asked anew before servers log us out after half an hour, and routers forget the connection."""
_SETTLE_SECONDS = 0.3
"""News come in bursts (a delivery is EXISTS, then FETCH): one pass for a burst."""


class IdleWatch:
    """All watching of one account."""

    def __init__(self, context: AccountContext, agenda: Agenda, connecting: Connecting) -> None:
        self._context = context
        self._agenda = agenda
        self._connecting = connecting

    async def run(self) -> None:
        """For ever."""
        await run_together(self._watch_inbox(), self._watch_looked_at())

    async def _watch_inbox(self) -> None:
        while (inbox := self._context.folder_with_role(FolderRole.INBOX)) is None:
            await self._agenda.passes.folders_known.wait()
            await self._context.outside.sleep(1.0)
        await self._keep_watching(inbox.id, is_inbox=True)

    async def _watch_looked_at(self) -> None:
        changed, allowance = self._agenda.looked_at_changed, self._connecting.allowance
        while True:
            changed.clear()
            folder_id = self._agenda.looked_at
            inbox = self._context.folder_with_role(FolderRole.INBOX)
            if folder_id is None or (inbox is not None and folder_id == inbox.id):
                await changed.wait()
            else:
                await run_together(self._keep_watching(folder_id), _until(changed), _until(allowance.wanted_back))
                await allowance.not_wanted_back.wait()

    async def _keep_watching(self, folder_id: FolderId, *, is_inbox: bool = False) -> None:
        backoff = BackOff(self._context.outside.random, first_seconds=2.0, longest_seconds=1800.0)
        while True:
            try:
                await self._watch(folder_id, backoff, is_inbox=is_inbox)
            except MailError as error:
                log.info("account %d is not watched: %s", self._context.id, error.problem)
            finally:
                if is_inbox:
                    self._agenda.rounds.watched = Watched.NOTHING
            await self._context.outside.sleep(backoff.next_wait())

    async def _watch(self, folder_id: FolderId, backoff: BackOff, *, is_inbox: bool) -> None:
        folder = self._context.folder(folder_id)
        async with self._connecting.watching(returnable=not is_inbox) as server:
            selected = await server.open_folder(folder.path)
            if is_inbox:
                self._agenda.rounds.watched = Watched.SOME
            if has_news(self._context.reader.sync_state(folder_id), folder.path, selected):
                self._agenda.folder_has_news(folder_id)
            while True:
                if await server.wait_for_news(IDLE_SECONDS):
                    await self._context.outside.sleep(_SETTLE_SECONDS)
                    self._agenda.folder_has_news(folder_id)
                backoff.succeeded()


async def _until(event: asyncio.Event) -> None:
    await event.wait()
