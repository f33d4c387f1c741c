"""A connection of its own that only waits for news (IDLE, RFC 2177): in the inbox, and in the folder the user looks at.

It stores nothing: it opens the folder, asks for a pass over it, and asks again whenever something happens there. That
the folder is open before the pass begins is what leaves no gap. Watching is a convenience: when the server will not
have one more connection, the account lives on without, and the inbox is polled.
"""

import asyncio
import logging

from mailclient.engine.accounts.agenda import Agenda
from mailclient.engine.accounts.context import AccountContext
from mailclient.engine.accounts.mail_server import MailServer
from mailclient.engine.accounts.together import run_together
from mailclient.engine.backoff import BackOff
from mailclient.mail.account import Secret
from mailclient.mail.folder import FolderRole
from mailclient.mail.ids import FolderId
from mailclient.mail.problem import MailError

log = logging.getLogger(__name__)

IDLE_SECONDS = 25 * 60.0
"""IDLE is asked anew before servers log us out after half an hour, and routers forget the connection."""
_SETTLE_SECONDS = 0.3
"""News come in bursts (a delivery is EXISTS, then FETCH): one pass for a burst."""


class Watch:
    """All watching of one account while it is connected."""

    def __init__(self, context: AccountContext, agenda: Agenda, password: Secret) -> None:
        self._context = context
        self._agenda = agenda
        self._password = password

    async def run(self, *, idle: bool) -> None:
        """For ever. Without IDLE on the server it only sleeps: ``Agenda`` polls."""
        if not idle:
            await asyncio.Event().wait()
        await run_together(self._watch_inbox(), self._watch_looked_at())

    async def _watch_inbox(self) -> None:
        while (inbox := self._context.folder_with_role(FolderRole.INBOX)) is None:
            await self._agenda.folders_known.wait()
            await self._context.outside.sleep(1.0)
        await self._keep_watching(inbox.id)

    async def _watch_looked_at(self) -> None:
        changed = self._agenda.looked_at_changed
        while True:
            changed.clear()
            folder_id = self._agenda.looked_at
            inbox = self._context.folder_with_role(FolderRole.INBOX)
            if folder_id is None or (inbox is not None and folder_id == inbox.id):
                await changed.wait()
            else:
                await run_together(self._keep_watching(folder_id), _until(changed))

    async def _keep_watching(self, folder_id: FolderId) -> None:
        backoff = BackOff(self._context.outside.random, first_seconds=30.0, longest_seconds=1800.0)
        while True:
            try:
                await self._watch(folder_id, backoff)
            except MailError as error:
                log.info("account %d is not watched: %s", self._context.id, error.problem)
                await self._context.outside.sleep(backoff.next_wait())

    async def _watch(self, folder_id: FolderId, backoff: BackOff) -> None:
        folder = self._context.folder(folder_id)
        imap = self._context.account.settings.imap
        server = await MailServer.connect(self._context.outside.dial, imap, self._password)
        try:
            await server.open_folder(folder.path)
            self._agenda.folder_has_news(folder_id)
            while True:
                if await server.wait_for_news(IDLE_SECONDS):
                    await self._context.outside.sleep(_SETTLE_SECONDS)
                    self._agenda.folder_has_news(folder_id)
                backoff.succeeded()
        finally:
            await server.close(polite=False)


async def _until(event: asyncio.Event) -> None:
    await event.wait()
