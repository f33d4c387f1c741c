"""Operations on many messages are shown, and let go of, slice by slice: here is who asks for the slices.

Between two slices every other transaction has its turn, so that the window stays live.
"""

import asyncio

from mailclient.engine.enduring import endure
from mailclient.engine.outside import Outside
from mailclient.store import operation_slices
from mailclient.store.writer import Writer


async def settle(writer: Writer) -> None:
    """Do all that is to be done slice by slice now; two that do this at once share the work."""
    while (step := await writer.transaction("look for slices", operation_slices.more_to_do)) is not None:
        while step is not None:
            step = await writer.transaction("a slice of an operation", operation_slices.do_slice, step)


class Settling:
    """Takes up what a start finds half done, and what the intake leaves to be done. ``run`` is the task."""

    def __init__(self, writer: Writer, outside: Outside) -> None:
        self._writer = writer
        self._outside = outside
        self._wanted = asyncio.Event()
        self._wanted.set()

    def wake(self) -> None:
        """There may be slices."""
        self._wanted.set()

    async def run(self) -> None:
        """For ever. What the disk does not take now is taken up later."""
        await endure("operations on many messages", self._settle, self._wanted, self._outside)

    async def _settle(self) -> None:
        await settle(self._writer)
