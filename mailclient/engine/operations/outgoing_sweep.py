"""Lets go of bytes that no message in the outbox needs any more: sent, taken back, or left half made by a crash."""

import asyncio
from collections.abc import Collection

from mailclient.engine.enduring import endure
from mailclient.engine.outside import Outside
from mailclient.mail.ids import OperationId
from mailclient.store import outgoing_pieces
from mailclient.store.changes import Changes
from mailclient.store.writer import Writer


class OutgoingSweep:
    """At the start, and whenever the outbox has changed; a few pieces in a transaction. ``run`` is the task."""

    def __init__(self, writer: Writer, outside: Outside, being_made: Collection[OperationId]) -> None:
        self._writer, self._outside, self._being_made = writer, outside, being_made
        self._wanted = asyncio.Event()
        self._wanted.set()

    def wake(self) -> None:
        """There may be something to let go of."""
        self._wanted.set()

    def heard(self, changes: Changes) -> None:
        """The store has changed."""
        if changes.outbox:
            self._wanted.set()

    async def run(self) -> None:
        """For ever. What the disk does not take now is taken up later."""
        await endure("letting go of sent messages", self._sweep, self._wanted, self._outside)

    async def _sweep(self) -> None:
        while await self._writer.transaction("let go of sent bytes", outgoing_pieces.sweep, tuple(self._being_made)):
            pass
