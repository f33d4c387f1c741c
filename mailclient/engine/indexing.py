"""Takes into the search index what came by the hundred, and what a profile of an older version has, slice by slice.

A few new messages are searchable with the transaction that stores them; a first sync does not wait for its index. Until
this task has caught up, searches find what it has had, and say how much is waiting (``Coverage.waiting``).
"""

import asyncio
import logging

from mailclient.engine.outside import Outside
from mailclient.engine.sync.structure import read_bodystructure
from mailclient.mail.problem import MailError
from mailclient.store import search_index
from mailclient.store.changes import Changes
from mailclient.store.writer import Writer

log = logging.getLogger(__name__)

_PAUSE_SECONDS = 0.01
"""Between two slices of 10 ms: half of the writer's time is left to others."""
_RETRY_SECONDS = 60.0
"""When the disk does not take it."""


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
        while True:
            await self._more.wait()
            self._more.clear()
            try:
                while await self._writer.copying("take into the index", search_index.catch_up, read_bodystructure):
                    await self._outside.sleep(_PAUSE_SECONDS)
            except MailError as error:
                log.info("the search index waits: %s", error.problem)
                await self._outside.wait(self._more, _RETRY_SECONDS)
                self._more.set()
