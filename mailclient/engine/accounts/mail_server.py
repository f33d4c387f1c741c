"""The IMAP server as sync and operations speak to it: folders by path, messages by uid, one call for one wish.

Above ``ImapSession`` (which knows commands and answers) and below everything that knows the store. Errors are the
session's ``MailError`` kinds. What can be said stands in

    server_folders.py   the folders: list, status, make
    open_mailbox.py     the open folder: open, search, fetch
    body_sections.py    the contents of its messages
    section_slices.py   one large part
    mailbox_changes.py  flags, copy, move, expunge, append
    server_searches.py  searches of a folder, or of all
    server_news.py      what happens on the server by itself
"""

import asyncio
from typing import Self

from mailclient.engine.accounts.body_sections import BodySections
from mailclient.engine.accounts.imap_session import ImapSession
from mailclient.engine.accounts.mailbox_changes import MailboxChanges
from mailclient.engine.accounts.open_mailbox import OpenMailbox
from mailclient.engine.accounts.quirks import Quirk
from mailclient.engine.accounts.section_slices import SectionSlices
from mailclient.engine.accounts.server_folders import ServerFolders
from mailclient.engine.accounts.server_news import ServerNews
from mailclient.engine.accounts.server_searches import ServerSearches
from mailclient.mail.account import Secret, Server
from mailclient.mail.problem import MailError, Problem, ProblemKind
from mailclient.transport.meter import Meter, Traffic
from mailclient.transport.stream import Dial, Stream
from mailclient.wire.imap.commands.noop import Noop

AT_WORK_SECONDS = 30.0
"""Twice the pause between two INPROGRESS answers (RFC 9585 section 4)."""


class MailServer(ServerFolders, OpenMailbox, ServerSearches, BodySections, SectionSlices, MailboxChanges, ServerNews):
    """One connection, used by one task at a time."""

    def __init__(self, session: ImapSession, traffic: Traffic) -> None:
        super().__init__(session)
        self.traffic = traffic

    @classmethod
    async def connect(cls, dial: Dial, server: Server, password: Secret) -> Self:
        """Connect and log in."""
        traffic = Traffic()

        async def metered(to: Server) -> Stream:
            return Meter(await dial(to), traffic)

        return cls(await ImapSession.open(server, password, metered), traffic)

    async def close(self, *, polite: bool = True) -> None:
        """End the connection."""
        await self._session.close(polite=polite)

    @property
    def alive(self) -> bool:
        """False once the connection is over."""
        return self._session.alive

    async def fail_when_lost(self) -> None:
        """Wait for the end of the connection and raise why."""
        raise MailError(await self._session.wait_for_end())

    async def prove_alive(self, seconds: float) -> None:
        """Ask for a sign of life (NOOP, or the end of IDLE); after so long without any the connection is over.

        A server at work on a long command need not answer before it is done, but says so now and then.
        """
        if self._session.at_work:
            seconds = max(seconds, AT_WORK_SECONDS)
        asking = asyncio.ensure_future(self._session.run(Noop(), check=False))
        try:
            heard = -1
            while not asking.done() and heard != self.traffic.bytes_read:
                heard = self.traffic.bytes_read
                await asyncio.wait([asking], timeout=seconds)
            if not asking.done():
                self._session.end(Problem(ProblemKind.TIMED_OUT, self._session.name, "no sign of life"))
        finally:
            asking.cancel()
            await asyncio.gather(asking, return_exceptions=True)

    def offers(self, capability: str) -> bool:
        """Whether the server has this capability (upper case); QRESYNC only when it is enabled and can be trusted."""
        if capability == "QRESYNC":
            return "QRESYNC" in self._session.enabled and not self.has(Quirk.QRESYNC_LOSES_MESSAGES)
        return capability in self._session.capabilities
