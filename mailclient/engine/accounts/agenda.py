"""What an account has to do: turns wishes, news and the clock into work for its queue.

Wishes of the user stay on the agenda over a lost connection: a body asked for while offline is answered with
``BodyFailed`` at once, and with ``BodyStored`` later. Requests (``sync``, ``fetch_whole``) fail with the connection.
"""

import asyncio
import itertools
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from mailclient.bridge.events import BodyFailed, PartFailed, SyncCounts, Work
from mailclient.engine.accounts.context import AccountContext, failing_alone
from mailclient.engine.accounts.counts import Counts, Tally
from mailclient.engine.accounts.mail_server import MailServer
from mailclient.engine.accounts.together import run_together
from mailclient.engine.accounts.work_queue import Urgency
from mailclient.engine.operations.runner import OperationRunner
from mailclient.engine.sync import bodies, whole
from mailclient.engine.sync.background import Background
from mailclient.engine.sync.folder_list import sync_folder_list
from mailclient.engine.sync.folder_pass import sync_folder
from mailclient.engine.sync.status import needs_pass
from mailclient.mail.folder import Folder, FolderRole
from mailclient.mail.ids import FolderId, MessageId, PartPath
from mailclient.mail.problem import MailError, Problem, ProblemKind
from mailclient.store import operations
from mailclient.store.transaction import batches

log = logging.getLogger(__name__)

ROUND_SECONDS = 180.0
"""Between two looks at all folders."""
POLL_SECONDS = 60.0
"""Between two looks at the inbox where the server has no IDLE."""
_OPERATIONS_PAUSE_SECONDS = 5.0
_OPERATIONS_LOOK_SECONDS = 60.0
"""Looked for also when nobody said that there are any: another account's message may have marked one of ours."""
_SETTLE_SECONDS = 0.2
_STATUS_SLICE = 20
_TRIES = 3
"""How often a wish may lose the connection before it is given up: it may be what breaks it."""


@dataclass(slots=True)
class _Wish:
    fail: Callable[[Problem], None]
    tries: int = 0


class Agenda:
    """``busy`` is told when folders begin or cease to be synchronised."""

    def __init__(self, context: AccountContext, busy: Callable[[bool], None]) -> None:
        self.looked_at: FolderId | None = None
        self.looked_at_changed = asyncio.Event()
        self.folders_known = asyncio.Event()
        self._context = context
        self._queue = context.queue
        self._busy = busy
        self._syncing = 0
        self._wishes: dict[tuple[object, ...], _Wish] = {}
        self._requests: set[asyncio.Future[None]] = set()
        self._numbers = itertools.count(1)
        self._problem: Problem | None = None
        self._server: MailServer | None = None
        self._tallies: list[Tally] = []
        self._operations_came = asyncio.Event()
        self._runner = OperationRunner(context, self.folder_has_news)
        self._background = Background(context)

    # --- the connection ---------------------------------------------------------------------------------------------

    async def work(self, server: MailServer, connected: Callable[[], None]) -> None:
        """Do what is on the agenda and what comes, until the connection ends."""
        self._problem = None
        self._server = server
        await self._runner.take_up_interrupted()
        self._operations_came.set()
        self._queue.put("round", Urgency.WATCHED, self._first_round(connected))
        await run_together(self._queue.run(server), self._rounds(server), self._operations_clock())

    def connection_failed(self, problem: Problem) -> None:
        """No connection for now: whoever waits is told."""
        self._problem = problem
        self._server = None
        for wish in list(self._wishes.values()):
            wish.fail(problem)
        for request in self._requests:
            if not request.done():
                request.set_exception(MailError(problem))
        self._requests.clear()

    # --- wishes -------------------------------------------------------------------------------------------------------

    def fetch_body(self, message_id: MessageId) -> None:
        """The user looks at this message."""
        publish = self._context.publish
        self._wish(
            ("body", message_id),
            Urgency.USER,
            lambda server: bodies.fetch_body(self._context, server, message_id),
            lambda problem: publish(BodyFailed(message_id=message_id, problem=problem)),
        )

    def fetch_part(self, message_id: MessageId, path: PartPath) -> None:
        """The user wants this part."""
        publish = self._context.publish
        self._wish(
            ("part", message_id, path),
            Urgency.PART,
            lambda server: bodies.fetch_part(self._context, server, message_id, path),
            lambda problem: publish(PartFailed(message_id=message_id, path=path, problem=problem)),
        )

    def look_at(self, folder_id: FolderId) -> None:
        """The user looks at this folder."""
        if folder_id != self.looked_at:
            self.looked_at = folder_id
            self.looked_at_changed.set()
        self.folder_has_news(folder_id)

    def folder_has_news(self, folder_id: FolderId) -> None:
        """Something may have happened in this folder on the server."""
        self._queue.put(("folder", folder_id), Urgency.WATCHED, self._pass(folder_id))

    def offline_policy_chosen(self) -> None:
        """More, or less, is to be kept for reading offline."""
        self._background.begin_again()
        self._queue.put("background", Urgency.BACKGROUND, self._background.work)

    def operations_arrived(self) -> None:
        """There are operations to run."""
        self._operations_came.set()

    # --- requests -----------------------------------------------------------------------------------------------------

    async def sync(self, folder_id: FolderId | None, *, whole_messages: bool) -> SyncCounts:
        """A complete pass over one or all folders; ``MailError`` when it cannot be completed.

        Counted is what came to the store since it was asked for, whichever pass brought it.
        """
        tally = Tally(self._server)

        async def work(server: MailServer) -> None:
            await self._sync_folders(server, folder_id, tally.counts, whole_messages=whole_messages)
            tally.finish(server)

        self._tallies.append(tally)
        try:
            await self._request(work)
        finally:
            self._tallies.remove(tally)
        return tally.result

    async def fetch_whole(self, message_ids: tuple[MessageId, ...]) -> SyncCounts:
        """These messages byte for byte → store."""
        counts = Counts()

        async def work(server: MailServer) -> None:
            def tell(done: int, total: int) -> None:
                self._context.progress(Work.BODIES, done, total)

            counts.bodies += await whole.fetch_many(self._context, server, list(message_ids), tell)
            if counts.bodies < len(message_ids):
                raise MailError(Problem(ProblemKind.MESSAGE_GONE))

        await self._request(work)
        return SyncCounts(bodies=counts.bodies)

    async def _request(self, work: Callable[[MailServer], Awaitable[None]]) -> None:
        result: asyncio.Future[None] = asyncio.get_running_loop().create_future()

        async def tell(server: MailServer) -> None:
            if result.done():
                return
            try:
                await work(server)
            except MailError as error:
                if not result.done():
                    result.set_exception(error)
                if not server.alive:
                    raise
            else:
                if not result.done():
                    result.set_result(None)

        self._requests.add(result)
        self._queue.put(("request", next(self._numbers)), Urgency.REQUESTED, tell)
        try:
            await result
        finally:
            self._requests.discard(result)

    def _wish(
        self,
        key: tuple[object, ...],
        urgency: Urgency,
        work: Callable[[MailServer], Awaitable[None]],
        fail: Callable[[Problem], None],
    ) -> None:
        wish = self._wishes[key] = _Wish(fail)

        async def fulfil(server: MailServer) -> None:
            wish.tries += 1
            try:
                with failing_alone(server) as problems:
                    await work(server)
            except MailError as error:
                if wish.tries < _TRIES:
                    self._queue.put(key, urgency, fulfil)
                else:
                    self._wishes.pop(key, None)
                    fail(error.problem)
                raise
            self._wishes.pop(key, None)
            for problem in problems:
                fail(problem)

        self._queue.put(key, urgency, fulfil)
        if self._problem is not None:
            fail(self._problem)

    # --- folders ------------------------------------------------------------------------------------------------------

    def _first_round(self, connected: Callable[[], None]) -> Callable[[MailServer], Awaitable[None]]:
        async def work(server: MailServer) -> None:
            await self._round(server)
            connected()

        return work

    async def _round(self, server: MailServer) -> None:
        """Look at all folders; queue a pass for those in which something happened."""
        folders, statuses = await sync_folder_list(self._context, server)
        self.folders_known.set()
        for batch in batches([folder for folder in folders if folder.selectable], _STATUS_SLICE):
            await self._queue.give_way(server)
            asked = await server.statuses([folder.path for folder in batch if folder.id not in statuses])
            for folder in batch:
                status = statuses.get(folder.id) or asked.get(folder.path)
                state = self._context.reader.sync_state(folder.id)
                if status is None or state is None or needs_pass(state, status):
                    urgency = Urgency.WATCHED if folder.role is FolderRole.INBOX else Urgency.ROUTINE
                    self._queue.put(("folder", folder.id), urgency, self._pass(folder.id))
        self._queue.put("background", Urgency.BACKGROUND, self._background.work)

    def _pass(self, folder_id: FolderId) -> Callable[[MailServer], Awaitable[None]]:
        async def work(server: MailServer) -> None:
            counts = Counts()
            with self._being_busy(), failing_alone(server) as problems:
                await sync_folder(self._context, server, self._context.folder(folder_id), counts)
            for tally in self._tallies:
                tally.counts.add(counts)
            self._after_pass(problems)
            if counts.messages:
                self._background.folder_changed(folder_id)
            self._queue.put("background", Urgency.BACKGROUND, self._background.work)

        return work

    def _after_pass(self, problems: list[Problem]) -> None:
        for problem in problems:
            log.info("account %d, a folder: %s", self._context.id, problem)
            if problem.kind is ProblemKind.FOLDER_GONE:
                self._queue.put("round", Urgency.ROUTINE, self._round)

    async def _sync_folders(
        self, server: MailServer, folder_id: FolderId | None, counts: Counts, *, whole_messages: bool
    ) -> None:
        with self._being_busy():
            folders, _ = await sync_folder_list(self._context, server)
            self.folders_known.set()
            wanted = [one for one in folders if one.selectable and folder_id in (None, one.id)]
            if folder_id is not None and not wanted:
                raise MailError(Problem(ProblemKind.FOLDER_GONE))
            for folder in wanted:
                await sync_folder(self._context, server, folder, counts, deep=True)
                self._queue.drop(("folder", folder.id))
                if whole_messages:
                    await self._fetch_all_whole(server, folder, counts)

    async def _fetch_all_whole(self, server: MailServer, folder: Folder, counts: Counts) -> None:
        def tell(done: int, total: int) -> None:
            self._context.progress(Work.BODIES, done, total, folder_id=folder.id)

        ids = await whole.missing_in(self._context, folder)
        with failing_alone(server) as problems:
            counts.bodies += await whole.fetch_many(self._context, server, ids, tell)
        for problem in problems:
            log.info("account %d, whole messages: %s", self._context.id, problem)

    # --- the clock ----------------------------------------------------------------------------------------------------

    async def _rounds(self, server: MailServer) -> None:
        waited = 0.0
        pause = ROUND_SECONDS if server.offers("IDLE") else POLL_SECONDS
        while True:
            await self._context.outside.sleep(pause)
            waited += pause
            if waited >= ROUND_SECONDS:
                waited = 0.0
                self._queue.put("round", Urgency.ROUTINE, self._round)
            elif (inbox := self._context.folder_with_role(FolderRole.INBOX)) is not None:
                self.folder_has_news(inbox.id)

    async def _operations_clock(self) -> None:
        """Runs operations when they arrive and when they are due."""
        while True:
            due = await self._context.writer.transaction("next operation", operations.next_due, self._context.id)
            pause = _OPERATIONS_LOOK_SECONDS
            if due is not None:
                pause = min(pause, max(_OPERATIONS_PAUSE_SECONDS, due - self._context.outside.now()))
            await self._context.outside.wait(self._operations_came, pause)
            self._queue.put("operations", Urgency.OPERATIONS, self._runner.run)

    def _being_busy(self) -> "_Busy":
        return _Busy(self)

    def begin_syncing(self) -> None:
        """One more folder pass runs."""
        self._syncing += 1
        if self._syncing == 1:
            self._busy(True)

    def end_syncing(self) -> None:
        """It is over; that nothing follows is told a moment later, or the state would flicker from folder to folder."""
        self._syncing -= 1
        asyncio.get_running_loop().call_later(_SETTLE_SECONDS, self._tell_quiet)

    def _tell_quiet(self) -> None:
        if self._syncing == 0:
            self._busy(False)


class _Busy:
    def __init__(self, agenda: Agenda) -> None:
        self._agenda = agenda

    def __enter__(self) -> None:
        self._agenda.begin_syncing()

    def __exit__(self, *_: object) -> None:
        self._agenda.end_syncing()
