"""Rounds: all folders looked at now and then, and more often those of which nobody tells us.

No two accounts look at the same moment: each pause is stretched by chance.
"""

import logging
from collections.abc import Awaitable, Callable
from enum import Enum

from mailclient.engine.accounts.context import AccountContext
from mailclient.engine.accounts.mail_server import MailServer
from mailclient.engine.accounts.passes import Passes
from mailclient.engine.accounts.work_queue import Urgency
from mailclient.engine.sync.folder_list import sync_folder_list
from mailclient.engine.sync.status import needs_pass
from mailclient.mail.folder import FolderRole
from mailclient.store.transaction import batches

log = logging.getLogger(__name__)

POLL_SECONDS = 60.0
"""Between two looks at the inbox when the server does not tell us of it."""
_STATUS_SLICE = 20


class Watched(Enum):
    """What the server tells us of by itself; the value is the seconds between two rounds then."""

    NOTHING = 180.0
    SOME = 180.001
    """The inbox, and the folder looked at."""
    ALL = 300.0
    """All folders (NOTIFY): a round is only for what may have got lost."""


class Rounds:
    """``watched`` is set by whoever watches."""

    def __init__(self, context: AccountContext, passes: Passes) -> None:
        self.watched = Watched.NOTHING
        self._context = context
        self._passes = passes

    def begin(self, urgency: Urgency, done: Callable[[], None] = lambda: None) -> None:
        """Queue a look at all folders."""
        self._context.queue.put("round", urgency, self._work(done))

    async def clock(self) -> None:
        """For ever, while there is a connection."""
        waited = 0.0
        while True:
            pause = POLL_SECONDS * (0.9 + 0.2 * self._context.outside.random())
            await self._context.outside.sleep(pause)
            waited += pause
            if waited >= self.watched.value:
                waited = 0.0
                self.begin(Urgency.ROUTINE)
            elif self.watched is Watched.NOTHING and (inbox := self._context.folder_with_role(FolderRole.INBOX)):
                self._passes.ask(inbox.id, Urgency.WATCHED)

    def _work(self, done: Callable[[], None]) -> Callable[[MailServer], Awaitable[None]]:
        async def work(server: MailServer) -> None:
            await self._look(server)
            done()

        return work

    async def _look(self, server: MailServer) -> None:
        """Queue a pass for the folders in which something happened."""
        folders, statuses = await sync_folder_list(self._context, server)
        self._passes.folders_known.set()
        for batch in batches([folder for folder in folders if folder.selectable], _STATUS_SLICE):
            await self._context.queue.give_way(server)
            asked = await server.statuses([folder.path for folder in batch if folder.id not in statuses])
            for folder in batch:
                status = statuses.get(folder.id) or asked.get(folder.path)
                state = self._context.reader.sync_state(folder.id)
                if status is None or state is None or needs_pass(state, status):
                    urgency = Urgency.WATCHED if folder.role is FolderRole.INBOX else Urgency.ROUTINE
                    self._passes.ask(folder.id, urgency)
        self._passes.go_on_in_background()
