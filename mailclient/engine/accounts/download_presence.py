"""An account whose mail is downloaded: a pass now and then, and whenever somebody asks. No connection lasts."""

import asyncio
from collections.abc import Callable
from functools import partial

from mailclient.bridge.events import SyncCounts
from mailclient.engine.accounts.context import AccountContext
from mailclient.engine.accounts.local_agenda import LocalAgenda
from mailclient.engine.accounts.logging_in import with_secret
from mailclient.engine.accounts.mail_source import MailSource
from mailclient.engine.accounts.standing import Standing
from mailclient.engine.accounts.stirring import Stirring
from mailclient.engine.accounts.together import run_together
from mailclient.engine.secrets.credentials import Purpose


class DownloadPresence:
    """It is told as ONLINE from its first login on, as SYNCING during a pass."""

    def __init__(
        self, context: AccountContext, source: MailSource, agenda: LocalAgenda, standing: Standing, stirring: Stirring
    ) -> None:
        self._context = context
        self._source = source
        self._agenda = agenda
        self._standing = standing
        self._stirring = stirring

    async def run(self, works: Callable[[], None]) -> None:
        """Pass after pass, until one fails, which is a ``MailError``. ``works`` is called after each that succeeds."""
        while True:
            self._stirring.clear()
            # Who asks while a pass runs gets the next one: it may be past what he asks for.
            with self._agenda.a_pass() as counted:
                try:
                    counted(await self._run_pass())
                finally:
                    self._standing.busy(False)
            works()
            await run_together(self._pause(), self._wish(), self._stirring.wait())

    async def _run_pass(self) -> SyncCounts:
        credentials, settings = self._context.outside.credentials, self._context.account.settings
        run_pass = partial(self._source.run_pass, logged_in=self._logged_in)
        return await with_secret(credentials, settings.incoming, Purpose.incoming(settings), run_pass)

    def _logged_in(self) -> None:
        self._standing.connected()
        self._standing.busy(True)

    def hurry(self) -> None:
        """A pass is wanted now."""
        self._agenda.pass_wanted.set()

    async def _wish(self) -> None:
        await self._source.wanted.wait()

    async def _pause(self) -> None:
        pause = self._source.pause_seconds * (0.95 + 0.1 * self._context.outside.random())
        await self._context.outside.wait(self._agenda.pass_wanted, pause)


class LocalPresence:
    """An account without a server: always there."""

    def __init__(self, standing: Standing) -> None:
        self._standing = standing

    async def run(self, works: Callable[[], None]) -> None:
        """For ever; no password is asked for."""
        self._standing.connected()
        works()
        await asyncio.get_running_loop().create_future()

    def hurry(self) -> None:
        """There is nothing to wait for."""
