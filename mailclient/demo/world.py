"""The world of the demonstration: its mailboxes, its servers, and the people who answer."""

import asyncio
from collections.abc import Coroutine
from datetime import datetime
from typing import Any

from mailclient.demo.accounts import SMTP_PORT, demo_accounts
from mailclient.demo.connection import Dialogue, serve
from mailclient.demo.imap_server.dialogue import ImapDialogue
from mailclient.demo.mail_store import MailStore
from mailclient.demo.post_office import Clock, PostOffice, Sleep
from mailclient.demo.sample_mail.mailbag import fill
from mailclient.demo.smtp_server import SmtpDialogue
from mailclient.demo.web_server import WEB_PORT, WebDialogue
from mailclient.mail.account import Server
from mailclient.mail.problem import MailError, Problem, ProblemKind
from mailclient.transport.memory import memory_pipe
from mailclient.transport.stream import Stream


class DemoWorld:
    """All demo mailboxes of one engine. ``clock`` gives aware datetimes; ``sleep`` (seconds) is how answers wait.

    Mailboxes get their UIDVALIDITY from the clock: what a profile kept of an earlier demonstration is not taken for
    the mail of this one.
    """

    def __init__(self, clock: Clock, *, sleep: Sleep = asyncio.sleep, sample_mail: bool = True) -> None:
        now = clock()
        self._clock = clock
        addresses = [settings.email for settings in demo_accounts()]
        self.stores = {address: MailStore(address, int(now.timestamp())) for address in addresses}
        self._hosts = {server.host for settings in demo_accounts() for server in (settings.incoming, settings.smtp)}
        self._post_office = PostOffice(self.stores, clock, sleep)
        self._connections: set[asyncio.Task[None]] = set()
        if sample_mail:
            fill(self.stores, now)

    def dial(self, server: Server) -> Stream:
        """The client's end of a new connection; a task of the running loop serves the other end.

        HOST_NOT_FOUND for any host that is not of the demonstration: nothing goes to the network.
        """
        if server.host.lower() not in self._hosts:
            raise MailError(Problem(ProblemKind.HOST_NOT_FOUND, server.host, "not a host of the demonstration"))
        changed = asyncio.Event()
        dialogue: Dialogue
        if server.port == SMTP_PORT:
            dialogue = SmtpDialogue(self.stores, self._post_office.deliver)
        else:
            dialogue = ImapDialogue(self.stores, self._clock, changed.set)
        return self._connect(dialogue, changed)

    def dial_web(self, server: Server) -> Stream:
        """As ``dial``, to the web servers that the sample mail names; those too are of the demonstration only."""
        if server.port != WEB_PORT or not server.host.lower().endswith(".example"):
            raise MailError(Problem(ProblemKind.HOST_NOT_FOUND, server.host, "not a host of the demonstration"))
        return self._connect(WebDialogue(), asyncio.Event())

    async def close(self) -> None:
        """End all connections and forget the answers on their way."""
        await self._post_office.close()
        for task in tuple(self._connections):
            task.cancel()
        await asyncio.gather(*self._connections, return_exceptions=True)

    def _connect(self, dialogue: Dialogue, changed: asyncio.Event) -> Stream:
        client, own = memory_pipe()
        self._keep(serve(own, dialogue, changed))
        return client

    def _keep(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.ensure_future(work)
        self._connections.add(task)
        task.add_done_callback(self._connections.discard)


def local_clock() -> datetime:
    """Now, with this computer's offset from UTC."""
    return datetime.now().astimezone()
