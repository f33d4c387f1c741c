"""Takes into the search index what came by the hundred, and what a profile of an older version has, slice by slice.

A few new messages are searchable with the transaction that stores them; a first sync does not wait for its index. Until
this task has caught up, searches find what it has had, and say how much is waiting (``Coverage.waiting``).
"""

import asyncio
import logging

from mailclient.engine.enduring import endure
from mailclient.engine.outside import Outside
from mailclient.engine.sync.structure import read_bodystructure
from mailclient.mail.problem import MailError
from mailclient.store import search_index
from mailclient.store.changes import Changes
from mailclient.store.writer import Writer

log = logging.getLogger(__name__)

_PAUSE_SECONDS = 0.01
"""Between two slices of 10 ms: half of the writer's time is left to others."""


class Indexing:
    """``heard`` gets every change of the store; ``run`` is the task."""

    def __init__(self, writer: Writer, outside: Outside) -> None:
        self._writer = writer
        self._outside = outside
        self._more = asyncio.Event()
        self._more.set()

    def heard(self, changes: Changes) -> None:
        """There may be more to take in."""
        if changes.unindexed:
            self._more.set()

    async def run(self) -> None:
        """For ever."""
        await endure("the search index", self._catch_up, self._more, self._outside)

    async def _catch_up(self) -> None:
        more = True
        while more:
            try:
                more = await self._slice(search_index.SLICE)
            except MailError:
                raise
            except Exception:  # one message that cannot be read must not keep all after it out of the index
                log.exception("messages cannot be taken into the index together")
                more = await self._one_by_one()
            await self._outside.sleep(_PAUSE_SECONDS)

    async def _slice(self, most: int) -> bool:
        return await self._writer.copying("take into the index", search_index.catch_up, read_bodystructure, most)

    async def _one_by_one(self) -> bool:
        """As many as a slice has; those that cannot be taken in are left out."""
        more = True
        for _ in range(search_index.SLICE):
            try:
                more = await self._slice(1)
            except MailError:
                raise
            except Exception as error:  # noqa: BLE001  whatever is wrong with it, the next ones are not
                left_out = await self._writer.transaction("leave out of the index", search_index.leave_out_next)
                log.error("message %s is left out of the search index: %r", left_out, type(error))  # noqa: TRY400
            if not more:
                break
            await self._outside.sleep(_PAUSE_SECONDS)
        return more
