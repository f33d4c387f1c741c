"""One pass over a POP3 mailbox: look, download what is new, delete what may go, QUIT.

Over one connection, from the login to QUIT. Deleted is what QUIT was answered with +OK for; when the line is lost
before, the server keeps everything (RFC 1939 section 6), and the next pass asks it again.
"""

import asyncio
import logging

from mailclient.engine.accounts.context import AccountContext
from mailclient.engine.accounts.counts import Counts
from mailclient.engine.accounts.pop3_session import Pop3Session
from mailclient.engine.sync.pop3_cut_short import without_cut_short
from mailclient.engine.sync.pop3_download import Download, Wanted
from mailclient.engine.sync.pop3_listing import Entry, Listing, look
from mailclient.engine.sync.pop3_retention import to_delete
from mailclient.engine.sync.whole import lacking
from mailclient.mail.ids import FolderId
from mailclient.mail.problem import ProblemKind
from mailclient.store import pop3
from mailclient.store.pop3 import Known, State
from mailclient.wire.pop3.commands import Dele

log = logging.getLogger(__name__)

_DELE_TOGETHER = 200


class Pop3Pass:
    """``session`` is logged in; ``run`` ends it."""

    def __init__(self, context: AccountContext, session: Pop3Session, folder_id: FolderId, wanted: Wanted) -> None:
        self.counts = Counts()
        self._context = context
        self._session = session
        self._folder_id = folder_id
        self._wanted = wanted

    async def run(self) -> None:
        """Everything; ``counts`` has what was done, also after a ``MailError``."""
        try:
            listing = await self._look()
            await self._download(listing.entries)
            going = await self._mark(listing.entries)
        except BaseException:
            # Without QUIT: nothing that was marked is deleted.
            await self._session.abandon()
            raise
        await self._leave(going)

    async def _look(self) -> Listing:
        listing = await look(self._session, await self._known())
        present = [entry.known.id for entry in listing.entries if entry.known is not None]
        absent = [known.id for known in listing.absent]
        now = int(self._context.outside.now())
        transaction = self._context.writer.transaction
        arguments = (self._context.id, present, absent, listing.corrected, now)
        await transaction("note what the server has", pop3.note_listing, *arguments)
        return listing

    async def _known(self) -> list[Known]:
        return await self._context.writer.transaction("read what is known", pop3.known, self._context.id)

    async def _download(self, entries: list[Entry]) -> None:
        download = Download(self._context, self._session, self._folder_id, entries, self._wanted)
        try:
            with self._context.from_stored.held_back():
                await download.run()
        finally:
            self.counts.add(download.counts)

    async def _mark(self, entries: list[Entry]) -> list[int]:
        """DELE for what may go; the notes of what the server has marked."""
        known_before = [entry.known for entry in entries if entry.known and entry.known.state is State.WHOLE]
        here_before = {known.message_id for known in known_before if known.message_id is not None}
        by_unique_id = {known.unique_id: known for known in await self._known()}
        for entry in entries:
            entry.known = by_unique_id.get(entry.unique_id)
        ids = [entry.known.message_id for entry in entries if entry.known and entry.known.message_id is not None]
        here = set(ids).difference(await lacking(self._context, ids))
        rules, now = self._context.account.settings.pop3, self._context.outside.now()
        going = await asyncio.to_thread(lambda: list(to_delete(rules, entries, here, now)))
        going = await without_cut_short(self._context, self._session, going, here_before)
        marked: list[int] = []
        for start in range(0, len(going), _DELE_TOGETHER):
            together = going[start : start + _DELE_TOGETHER]
            answers = await self._session.ask(*(Dele(entry.number) for entry, _ in together))
            for (entry, known), answered in zip(together, answers, strict=True):
                if answered.status.ok:
                    marked.append(known.id)
                else:
                    log.info("account %d, DELE %d: %s", self._context.id, entry.number, answered.status.text)
        return marked

    async def _leave(self, marked: list[int]) -> None:
        status = await self._session.leave()
        if status is None and marked:
            raise self._session.problem(ProblemKind.CONNECTION_LOST, "no answer to QUIT")
        if status is not None and status.ok:
            now = int(self._context.outside.now())
            await self._context.writer.transaction("note deleted", pop3.note_deleted, marked, now)
            self.counts.vanished += len(marked)
        elif status is not None:
            log.info("account %d, QUIT: %s", self._context.id, status.text)
