"""Puts mail that came by the hundred into conversations, and what was there before them, when nothing else is to do.

New mail finds its conversation in the transaction that stores it (``store/insertion.py``). What a first sync stores is
only noted as to be looked at, so that it takes no longer; this task looks at it in slices once the sync is quiet, or
little by little while it is not. Lists are told now and then, not for each slice.
"""

import asyncio

from mailclient.engine.enduring import endure
from mailclient.engine.outside import Outside
from mailclient.mail.ids import FolderId
from mailclient.store import threads
from mailclient.store.changes import Changes
from mailclient.store.writer import Writer

_SLICE = 100
"""Messages, in about 4 ms."""
_QUIET_SECONDS = 1.0
"""Without new mail by the hundred for so long."""
_BUSY_PAUSE_SECONDS = 0.25
"""Between two slices while a sync goes on: 2 % of the writer's time."""
_TELL_AFTER_SLICES = 400
"""Lists are read anew then: a quarter of the writer's time is theirs at most."""


class Conversations:
    """``heard`` gets every change of the store; ``run`` is the task."""

    def __init__(self, writer: Writer, outside: Outside) -> None:
        self._writer = writer
        self._outside = outside
        self._more = asyncio.Event()
        self._more.set()
        self._joined: set[FolderId] = set()
        self._began = False

    def heard(self, changes: Changes) -> None:
        """There may be more to look at."""
        if changes.unjoined:
            self._more.set()

    async def run(self) -> None:
        """For ever."""
        await endure("conversations", self._catch_up, self._more, self._outside)

    async def _catch_up(self) -> None:
        if not self._began:
            await self._writer.transaction("forget departed", threads.forget_departed)
            self._began = True
        slices, more = 0, True
        while more:
            is_quiet = not await self._outside.wait(self._more, _QUIET_SECONDS if slices == 0 else 0.0)
            step = await self._writer.copying("join conversations", threads.join_next, _SLICE)
            more = step.more
            self._joined |= step.folders
            slices += 1
            if slices % _TELL_AFTER_SLICES == 0:
                await self._tell()
            if more:
                await self._outside.sleep(0.0 if is_quiet else _BUSY_PAUSE_SECONDS)
        await self._tell()

    async def _tell(self) -> None:
        if self._joined:
            joined, self._joined = self._joined, set()
            await self._writer.transaction("tell conversations", threads.note_relisted, joined)
