"""An IMAP account while it has a connection: worked over, watched, and proved to be alive when there is doubt."""

import asyncio
from collections.abc import Callable

from mailclient.engine.accounts.agenda import Agenda
from mailclient.engine.accounts.allowance import Allowance
from mailclient.engine.accounts.connecting import Connecting
from mailclient.engine.accounts.context import AccountContext
from mailclient.engine.accounts.mail_server import MailServer
from mailclient.engine.accounts.second_connection import SecondConnection
from mailclient.engine.accounts.standing import Standing
from mailclient.engine.accounts.stirring import Stirring
from mailclient.engine.accounts.together import first_of, run_together
from mailclient.engine.accounts.watch import Watch

_PROOF_SECONDS = 4.0
"""Without any sign of life for so long a connection is over, when there is reason to doubt it."""


class ImapPresence:
    """``run`` is one connection (and those beside it), from the login to the loss."""

    def __init__(self, context: AccountContext, agenda: Agenda, standing: Standing, stirring: Stirring) -> None:
        self._context = context
        self._agenda = agenda
        self._standing = standing
        self._stirring = stirring
        self._watch = Watch(context, agenda)
        self._allowance = Allowance()

    async def run(self, works: Callable[[], None]) -> None:
        """Until the connection is lost, which is a ``MailError``. ``works`` is called after the first round."""
        connecting = Connecting(self._context, self._allowance)
        try:
            server = await self._first(connecting)
            self._standing.connected()
            second = SecondConnection(self._context, connecting, self._agenda.second_connection_lost)
            await run_together(
                self._agenda.work(server, connected=works),
                self._watch.run(server, connecting),
                second.run(),
                server.fail_when_lost(),
                self._keep_proving(connecting),
            )
        finally:
            await connecting.hang_up()

    def hurry(self) -> None:
        """What there is is told at once anyway."""

    async def _first(self, connecting: Connecting) -> MailServer:
        """The first connection; a try that hangs in a network that is gone begins anew."""
        while True:
            self._stirring.clear()
            server = await first_of(connecting.first(), self._stirring.wait())
            if server is not None:
                return server

    async def _keep_proving(self, connecting: Connecting) -> None:
        while True:
            await self._stirring.wait()
            self._stirring.clear()
            await asyncio.gather(*(server.prove_alive(_PROOF_SECONDS) for server in connecting.open))
