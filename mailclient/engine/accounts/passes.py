"""Passes over folders: those that news, rounds and people ask for, and what they did.

A pass that is cut off begins again where it was (``sync.folder_pass``); a folder in which something happens during its
pass gets another one after it.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager

from mailclient.bridge.events import Work
from mailclient.engine.accounts.context import AccountContext, failing_alone
from mailclient.engine.accounts.counts import Counts, Tally
from mailclient.engine.accounts.mail_server import MailServer
from mailclient.engine.accounts.work_queue import Urgency
from mailclient.engine.sync import whole
from mailclient.engine.sync.background import Background
from mailclient.engine.sync.folder_list import sync_folder_list
from mailclient.engine.sync.folder_pass import sync_folder
from mailclient.mail.folder import Folder
from mailclient.mail.ids import FolderId
from mailclient.mail.problem import MailError, Problem, ProblemKind

log = logging.getLogger(__name__)

_SETTLE_SECONDS = 0.2


class Passes:
    """``busy`` is told when folders begin or cease to be synchronised; ``list_again`` when one of them is gone."""

    def __init__(self, context: AccountContext, busy: Callable[[bool], None], list_again: Callable[[], None]) -> None:
        self.folders_known = asyncio.Event()
        """Set when the folder list has come once."""
        self._context = context
        self._queue = context.queue
        self._busy = busy
        self._list_again = list_again
        self._syncing = 0
        self._tallies: list[Tally] = []
        self._background = Background(context)
        self._failing: set[FolderId] = set()

    def ask(self, folder_id: FolderId, urgency: Urgency) -> None:
        """Bring this folder up to date."""
        self._queue.put(("folder", folder_id), urgency, self._pass(folder_id))

    def go_on_in_background(self) -> None:
        """There may be something to fetch that nobody asked for."""
        self._queue.put("background", Urgency.BACKGROUND, self._background.work)

    def offline_policy_chosen(self) -> None:
        """More, or less, is to be kept for reading offline."""
        self._background.begin_again()
        self.go_on_in_background()

    @contextmanager
    def tallied(self, tally: Tally) -> Iterator[None]:
        """What any pass does during the block counts in ``tally``."""
        self._tallies.append(tally)
        try:
            yield
        finally:
            self._tallies.remove(tally)

    async def all_deep(
        self, server: MailServer, folder_id: FolderId | None, counts: Counts, *, whole_messages: bool
    ) -> None:
        """One after the other everything that one or all folders have; ``MailError`` when it cannot be completed.

        Every folder is opened: the status alone, which rounds trust, is late now and then (Dovecot looks at the seconds
        of its directories), and whoever asks for all wants all.
        """
        with self._being_busy():
            folders, _ = await sync_folder_list(self._context, server)
            self.folders_known.set()
            wanted = [one for one in folders if one.selectable and folder_id in (None, one.id)]
            if folder_id is not None and not wanted:
                raise MailError(Problem(ProblemKind.FOLDER_GONE))
            for folder in wanted:
                before = counts.messages
                # Before it: what is asked for from now on may be about what this pass has not seen.
                self._queue.drop(("folder", folder.id))
                await sync_folder(self._context, server, folder, counts, deep=True)
                if whole_messages:
                    await self._fetch_all_whole(server, folder, counts)
                if counts.messages > before:
                    self._background.folder_changed(folder.id)
            self.go_on_in_background()

    def _pass(self, folder_id: FolderId) -> Callable[[MailServer], Awaitable[None]]:
        async def work(server: MailServer) -> None:
            counts = Counts()
            with self._being_busy(), failing_alone(server) as problems:
                await sync_folder(self._context, server, self._context.folder(folder_id), counts)
            for tally in self._tallies:
                tally.counts.add(counts)
            self._look_into(problems, folder_id)
            if counts.messages:
                self._background.folder_changed(folder_id)
            self.go_on_in_background()

        return work

    def _look_into(self, problems: list[Problem], folder_id: FolderId) -> None:
        """A folder that fails for the first time is looked for at once, one that fails again in the next round."""
        if not problems:
            self._failing.discard(folder_id)
        for problem in problems:
            log.info("account %d, a folder: %s", self._context.id, problem)
            if folder_id in self._failing:
                continue
            self._failing.add(folder_id)
            if problem.kind is ProblemKind.FOLDER_GONE:
                self._list_again()
            elif problem.kind is ProblemKind.SERVER_BUSY:
                self.ask(folder_id, Urgency.ROUTINE)

    async def _fetch_all_whole(self, server: MailServer, folder: Folder, counts: Counts) -> None:
        def tell(done: int, total: int) -> None:
            self._context.progress(Work.BODIES, done, total, folder_id=folder.id)

        ids = await whole.missing_in(self._context, folder)
        with failing_alone(server) as problems:
            counts.bodies += await whole.fetch_many(self._context, server, ids, tell)
        for problem in problems:
            log.info("account %d, whole messages: %s", self._context.id, problem)

    @contextmanager
    def _being_busy(self) -> Iterator[None]:
        """That nothing follows is told a moment later, or the state would flicker from folder to folder."""
        self._syncing += 1
        if self._syncing == 1:
            self._busy(True)
        try:
            yield
        finally:
            self._syncing -= 1
            asyncio.get_running_loop().call_later(_SETTLE_SECONDS, self._tell_quiet)

    def _tell_quiet(self) -> None:
        if self._syncing == 0:
            self._busy(False)
