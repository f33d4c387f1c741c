"""What an account has to do: turns wishes, news and the clock into work for its queue.

    wishes.py   bodies and parts the user wants to read
    errands.py  works of which somebody waits for the end
    passes.py   folders brought up to date
    rounds.py   all folders looked at now and then
    expiry.py   what has been in Trash or Junk for too long

Over a lost connection everything stays on the agenda; ``connection_failed`` tells whoever waits that it takes longer.
"""

import asyncio
from collections.abc import Callable

from mailclient.bridge.events import SyncCounts, Work
from mailclient.engine.accounts.context import AccountContext
from mailclient.engine.accounts.counts import Counts, Tally
from mailclient.engine.accounts.errands import Errands
from mailclient.engine.accounts.expiry import Expiry, check
from mailclient.engine.accounts.mail_server import MailServer
from mailclient.engine.accounts.passes import Passes
from mailclient.engine.accounts.rounds import Rounds
from mailclient.engine.accounts.together import run_together
from mailclient.engine.accounts.wishes import Wishes
from mailclient.engine.accounts.work_queue import Urgency
from mailclient.engine.operations import late_copies
from mailclient.engine.operations.runner import OperationRunner
from mailclient.engine.sync import whole
from mailclient.engine.sync.server_query import ServerQuery
from mailclient.engine.sync.server_search import Finds, search
from mailclient.mail.folder import FolderRole
from mailclient.mail.ids import FolderId, MessageId
from mailclient.mail.problem import MailError, Problem, ProblemKind
from mailclient.store import expiry, operations

_OPERATIONS_PAUSE_SECONDS = 5.0
_OPERATIONS_LOOK_SECONDS = 60.0
"""Looked for also when nobody said that there are any: another account's message may have marked one of ours."""


class Agenda:
    """``busy`` is told when folders begin or cease to be synchronised."""

    def __init__(self, context: AccountContext, busy: Callable[[bool], None]) -> None:
        self.looked_at: FolderId | None = None
        self.looked_at_changed = asyncio.Event()
        self.wishes = Wishes(context)
        self.passes = Passes(context, busy, self.folder_list_has_news)
        self.rounds = Rounds(context, self.passes)
        self._context = context
        self._queue = context.queue
        self._errands = Errands(context.queue)
        self._server: MailServer | None = None
        self._operations_came = asyncio.Event()
        self._runner = OperationRunner(context, self.folder_has_news)
        self._expiry = Expiry(context, self._queue_expiry, self.operations_arrived)

    # --- the connection ---------------------------------------------------------------------------------------------

    async def work(self, server: MailServer, connected: Callable[[], None]) -> None:
        """Do what is on the agenda and what comes, until the connection ends. ``connected``: after the first round."""
        self._server = server
        await self._runner.take_up_interrupted()
        self.rounds.begin(Urgency.WATCHED, connected)
        self.take_up()
        await run_together(self._queue.run(server), self.rounds.clock(), self._operations_clock(), self._expiry_clock())

    def take_up(self) -> None:
        """Queue again what a connection that was lost may have had in hand."""
        self._operations_came.set()
        self.wishes.take_up()
        self._errands.take_up()

    def second_connection_lost(self) -> None:
        """What it had in hand is to be done over the first."""
        self.take_up()
        self.rounds.begin(Urgency.ROUTINE)

    def connection_failed(self, problem: Problem) -> None:
        """No connection for now: whoever waits is told."""
        self._server = None
        self.wishes.connection_failed(problem)
        self._errands.connection_failed(problem)

    # --- what is wished and what is new -----------------------------------------------------------------------------

    def look_at(self, folder_id: FolderId) -> None:
        """The user looks at this folder."""
        if folder_id != self.looked_at:
            self.looked_at = folder_id
            self.looked_at_changed.set()
        self.folder_has_news(folder_id)

    def folder_has_news(self, folder_id: FolderId) -> None:
        """Something may have happened in this folder on the server."""
        self.passes.ask(folder_id, Urgency.WATCHED)

    def folder_list_has_news(self) -> None:
        """Folders came, went, or cannot be told any more."""
        self.rounds.begin(Urgency.ROUTINE)

    def operations_arrived(self) -> None:
        """There are operations to run."""
        self._operations_came.set()

    async def set_expiry(self, folder_id: FolderId, days: int | None) -> None:
        """Delete by itself what has been in this folder for longer; None: nothing. ``MailError`` as of ``check``."""
        check(self._context.folder(folder_id), days)
        await self._context.writer.transaction("set expiry", expiry.set_expiry, folder_id, days)
        self._expiry.chosen(folder_id)

    # --- errands ----------------------------------------------------------------------------------------------------

    async def sync(self, folder_id: FolderId | None, *, whole_messages: bool) -> SyncCounts:
        """A complete pass over one or all folders; ``MailError`` when it cannot be completed.

        Counted is what came to the store since it was asked for, whichever pass brought it.
        """
        tally = Tally(self._server)

        async def work(server: MailServer) -> None:
            await self.passes.all_deep(server, folder_id, tally.counts, whole_messages=whole_messages)
            tally.finish(server)

        with self.passes.tallied(tally):
            await self._errands.run(work)
        return tally.result

    async def fetch_whole(self, message_ids: tuple[MessageId, ...]) -> SyncCounts:
        """These messages byte for byte → store."""
        counts = Counts()

        async def work(server: MailServer) -> None:
            def tell(done: int, total: int) -> None:
                self._context.progress(Work.BODIES, done, total)

            missing = await whole.lacking(self._context, message_ids)
            came = await whole.fetch_many(self._context, server, missing, tell)
            counts.bodies += came
            if came < len(missing):
                raise MailError(Problem(ProblemKind.MESSAGE_GONE))

        await self._errands.run(work)
        return SyncCounts(bodies=counts.bodies)

    async def search_on_server(self, query: ServerQuery, folder_id: FolderId | None, limit: int) -> Finds:
        """Let the server search; ``MailError`` when it cannot, or cannot be reached."""
        found = Finds()

        async def work(server: MailServer) -> None:
            nonlocal found
            found = await search(self._context, server, query, folder_id, limit)

        await self._errands.run(work)
        return found

    # --- the clock --------------------------------------------------------------------------------------------------

    async def _operations_clock(self) -> None:
        """Runs operations when they arrive and when they are due."""
        while True:
            due = await self._context.writer.transaction("next operation", operations.next_due, self._context.id)
            pause = _OPERATIONS_LOOK_SECONDS
            if due is not None:
                pause = min(pause, max(_OPERATIONS_PAUSE_SECONDS, due - self._context.outside.now()))
            await self._context.outside.wait(self._operations_came, pause)
            await self._settle_late_copies()
            # In a hurry goes only what is there: it may open a second connection.
            if self._context.reader.waiting_operations(self._context.id):
                self._queue.put("operations", Urgency.OPERATIONS, self._runner.run)

    async def _settle_late_copies(self) -> None:
        sent = self._context.folder_with_role(FolderRole.SENT)
        folders = {} if sent is None else {"": sent.id}
        by_path = {folder.path: folder.id for folder in self._context.folders()}
        for sender in self._context.account.settings.identities:
            if sender.sent_folder in by_path:
                folders[sender.address.casefold()] = by_path[sender.sent_folder]
        now = self._context.outside.now()
        await self._context.writer.transaction("late copies", late_copies.settle, self._context.id, folders, now)

    def _queue_expiry(self) -> None:
        self._queue.put("expiry", Urgency.BACKGROUND, self._expiry.look)

    async def _expiry_clock(self) -> None:
        await self.passes.folders_known.wait()
        await self._expiry.clock()
