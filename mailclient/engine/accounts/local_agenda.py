"""What an account has to do whose folders are on this computer: its operations, at once and without any connection.

It answers what ``Agenda`` answers for an IMAP account. What somebody wishes that is not here whole (POP3: large
messages of which only the header came) is asked of the source of its mail; without one it is not to be had.
"""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from mailclient.bridge.events import SyncCounts
from mailclient.engine.accounts.context import AccountContext
from mailclient.engine.accounts.expiry import Expiry, check
from mailclient.engine.accounts.local_server import LocalServer
from mailclient.engine.accounts.local_wishes import LocalWishes
from mailclient.engine.accounts.mail_source import MailSource
from mailclient.engine.accounts.together import run_together
from mailclient.engine.operations.runner import OperationRunner
from mailclient.engine.sync import whole
from mailclient.engine.sync.folder_list import remove_vanished
from mailclient.engine.sync.server_query import ServerQuery
from mailclient.engine.sync.server_search import Finds
from mailclient.mail.ids import FolderId, MessageId
from mailclient.mail.problem import MailError, Problem, ProblemKind
from mailclient.store import expiry, messages, operations

_OPERATIONS_PAUSE_SECONDS = 5.0
_OPERATIONS_LOOK_SECONDS = 60.0
"""Looked for also when nobody said that there are any: another account's message may have marked one of ours."""
_CHUNK = 2_000


@dataclass(slots=True)
class _Errand:
    """Somebody waits for the end of a pass that begins from now on."""

    result: "asyncio.Future[SyncCounts]" = field(default_factory=lambda: asyncio.get_running_loop().create_future())


class LocalAgenda:
    """``source``: what brings the account's mail; None: nothing does."""

    def __init__(self, context: AccountContext, source: MailSource | None) -> None:
        self.wishes = LocalWishes(context, source)
        self._context = context
        self._source = source
        self._server = LocalServer(context)
        self._runner = OperationRunner(context, lambda _folder_id: None)
        self._operations_came = asyncio.Event()
        self._expiry_wanted = asyncio.Event()
        self._expiry = Expiry(context, self._expiry_wanted.set, self.operations_arrived)
        self.pass_wanted = asyncio.Event()
        """Set when somebody waits for a pass of the source."""
        self._errands: list[_Errand] = []

    async def run(self) -> None:
        """For ever, whether there is a network or not."""
        await remove_vanished(self._context)
        await self._runner.take_up_interrupted()
        await run_together(self._run_operations(), self.wishes.run(), self._expiry.clock(), self._look_at_what_is_old())

    # --- the passes of the source -----------------------------------------------------------------------------------

    @contextmanager
    def a_pass(self) -> Iterator[Callable[[SyncCounts], None]]:
        """Around a pass; what it gives is to be called with what the pass did. Those who wait for it learn of it."""
        self.pass_wanted.clear()
        waiting, self._errands = self._errands, []
        try:
            yield lambda counts: _tell(waiting, counts)
        finally:
            # It was cut off: they wait for the next one, or for ``connection_failed``.
            self._errands += [errand for errand in waiting if not errand.result.done()]

    def connection_failed(self, problem: Problem) -> None:
        """No connection for now: whoever waits is told."""
        if self._source is not None:
            self._source.failed(problem)
        errands, self._errands = self._errands, []
        for errand in errands:
            if not errand.result.done():
                errand.result.set_exception(MailError(problem))

    async def _next_pass(self) -> SyncCounts:
        """What the next pass that begins from now on does; its ``MailError``, or why there is no connection."""
        if self._source is None:
            return SyncCounts()
        errand = _Errand()
        self._errands.append(errand)
        self.pass_wanted.set()
        try:
            return await errand.result
        finally:
            if errand in self._errands:
                self._errands.remove(errand)

    # --- as of ``Agenda`` -------------------------------------------------------------------------------------------

    def look_at(self, folder_id: FolderId) -> None:
        """The user looks at this folder; all of it is here."""

    def offline_policy_chosen(self) -> None:
        """All is here anyway."""

    def operations_arrived(self) -> None:
        """There are operations to run."""
        self._operations_came.set()

    async def set_expiry(self, folder_id: FolderId, days: int | None) -> None:
        """Delete by itself what has been in this folder for longer; None: nothing. ``MailError`` as of ``check``."""
        check(self._context.folder(folder_id), days)
        await self._context.writer.transaction("set expiry", expiry.set_expiry, folder_id, days)
        self._expiry.chosen(folder_id)

    async def sync(self, folder_id: FolderId | None, *, whole_messages: bool) -> SyncCounts:
        """A pass of the source; ``whole_messages``: also what is large and only here by its header."""
        if folder_id is not None:
            self._context.folder(folder_id)
        if whole_messages and self._source is not None:
            await self._source.want(await self._lacking(folder_id))
        return await self._next_pass()

    async def fetch_whole(self, message_ids: tuple[MessageId, ...]) -> SyncCounts:
        """These messages byte for byte → store. ``MailError(MESSAGE_GONE)`` when some are not to be had (any more)."""
        missing = await whole.lacking(self._context, message_ids)
        if missing and self._source is not None:
            await self._source.want(missing)
            await self._next_pass()
        left = await whole.lacking(self._context, missing)
        if left:
            raise MailError(Problem(ProblemKind.MESSAGE_GONE))
        return SyncCounts(bodies=len(missing))

    async def search_on_server(self, query: ServerQuery, folder_id: FolderId | None, limit: int) -> Finds:
        """``MailError(ONLY_HERE)``: there is no server that searches."""
        del query, folder_id, limit
        raise MailError(Problem(ProblemKind.ONLY_HERE, self._context.account.settings.email))

    async def _lacking(self, folder_id: FolderId | None) -> list[MessageId]:
        """All that is not here whole, of one or every folder."""
        found: list[MessageId] = []
        for folder in self._context.folders():
            if folder_id in (None, folder.id):
                below = None
                while True:
                    chunk = await self._context.writer.transaction(
                        "find missing", messages.without_whole, folder.id, _CHUNK, below
                    )
                    found += [message_id for message_id, _ in chunk]
                    if len(chunk) < _CHUNK:
                        break
                    below = chunk[-1][1]
        return found

    # --- the clock --------------------------------------------------------------------------------------------------

    async def _run_operations(self) -> None:
        """Runs operations when they arrive and when they are due."""
        while True:
            await self._runner.run(self._server)
            due = await self._context.writer.transaction("next operation", operations.next_due, self._context.id)
            pause = _OPERATIONS_LOOK_SECONDS
            if due is not None:
                # What is due already is in others' hands (a message to send), or has only just become so.
                pause = min(pause, max(_OPERATIONS_PAUSE_SECONDS, due - self._context.outside.now()))
            await self._context.outside.wait(self._operations_came, pause)

    async def _look_at_what_is_old(self) -> None:
        while True:
            await self._context.outside.wait(self._expiry_wanted, None)
            await self._expiry.look(self._server)


def _tell(errands: list[_Errand], counts: SyncCounts) -> None:
    for errand in errands:
        if not errand.result.done():
            errand.result.set_result(counts)
