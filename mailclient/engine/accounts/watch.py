"""Watching for news: of all folders over one connection (NOTIFY), else of one or two (IDLE), else not at all.

Watching is a convenience: when the server will not have one more connection, the account lives on without, and the
inbox is polled (``Rounds``).
"""

import asyncio
import logging

from mailclient.engine.accounts.agenda import Agenda
from mailclient.engine.accounts.connecting import Connecting
from mailclient.engine.accounts.context import AccountContext
from mailclient.engine.accounts.idle_watch import IdleWatch
from mailclient.engine.accounts.mail_server import MailServer
from mailclient.engine.accounts.notify_watch import NotifyRefused, NotifyWatch

log = logging.getLogger(__name__)


class Watch:
    """All watching of one account; lives as long as the account, and remembers what its server refused."""

    def __init__(self, context: AccountContext, agenda: Agenda) -> None:
        self._context = context
        self._agenda = agenda
        self._notify_refused = False

    async def run(self, server: MailServer, connecting: Connecting) -> None:
        """For ever, as well as ``server`` can."""
        if server.offers("NOTIFY") and not self._notify_refused:
            try:
                await NotifyWatch(self._context, self._agenda, connecting).run()
            except NotifyRefused:
                log.info("account %d: its server offers NOTIFY, but will not do it", self._context.id)
                self._notify_refused = True
        if server.offers("IDLE"):
            await IdleWatch(self._context, self._agenda, connecting).run()
        await asyncio.Event().wait()
