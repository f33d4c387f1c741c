"""Opens an account's connections, each with what is kept to log in and within the allowance; knows those that are open.

The password is asked for anew for each: an access token may have expired since the one before.
"""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager

from mailclient.engine.accounts.allowance import Allowance
from mailclient.engine.accounts.context import AccountContext
from mailclient.engine.accounts.logging_in import with_secret
from mailclient.engine.accounts.mail_server import MailServer
from mailclient.engine.secrets.credentials import Purpose
from mailclient.mail.account import Secret


class Connecting:
    """For as long as the first connection lasts. ``open`` are those that are open now, the first of all first."""

    def __init__(self, context: AccountContext, allowance: Allowance) -> None:
        self.open: list[MailServer] = []
        self.allowance = allowance
        self._context = context

    async def first(self) -> MailServer:
        """The working connection; it ends by ``hang_up``."""
        server = await self._connect()
        self.open.append(server)
        return server

    async def hang_up(self) -> None:
        """Close what is still open: the working connection, also one that was made just when its maker was given up."""
        for server in tuple(self.open):
            await server.close(polite=server.alive)

    def second(self) -> AbstractAsyncContextManager[MailServer]:
        """Another one to work over. ``MailError``: see ``Allowance.further``."""
        return self._further(returnable=False)

    def watching(self, *, returnable: bool = False) -> AbstractAsyncContextManager[MailServer]:
        """One that only listens. ``MailError``: see ``Allowance.further``."""
        return self._further(returnable=returnable)

    @asynccontextmanager
    async def _further(self, *, returnable: bool) -> AsyncIterator[MailServer]:
        async with self.allowance.further(self._connect, returnable=returnable) as server:
            self.open.append(server)
            try:
                yield server
            finally:
                self.open.remove(server)

    async def _connect(self) -> MailServer:
        outside, server = self._context.outside, self._context.account.settings.incoming

        async def attempt(secret: Secret) -> MailServer:
            return await MailServer.connect(outside.dial, server, secret)

        return await with_secret(outside.credentials, server, Purpose.IMAP, attempt)
