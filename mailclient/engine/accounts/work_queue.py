"""What one account's working connection does next: what the user waits for goes before what nobody waits for.

One connection does one thing at a time. A long piece of work calls ``give_way`` between two slices, and whatever is
more urgent runs right there, on the same connection, before the slice after it. So a body the user asked for waits
for one slice at most, and no second connection is needed for it.

Within one urgency the oldest goes first, but for ``Urgency.USER`` the newest: the message the user looks at now is the
last one asked for.
"""

import asyncio
import heapq
import itertools
from collections.abc import Awaitable, Callable, Hashable
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Generic, TypeVar

Session = TypeVar("Session")


class Urgency(IntEnum):
    """The smaller, the sooner."""

    USER = 0
    """The user looks at an empty pane: a body."""
    OPERATIONS = 1
    """What the user did and already sees done."""
    PART = 2
    """An attachment: it may be large."""
    WATCHED = 3
    """The folder the user looks at, and new mail in the inbox."""
    REQUESTED = 4
    """A pass that was asked for."""
    ROUTINE = 5
    """The other folders, now and then."""
    BACKGROUND = 6
    """Bodies nobody asked for yet."""


@dataclass(order=True, slots=True)
class _Entry(Generic[Session]):
    urgency: int
    order: int
    key: Hashable = field(compare=False)
    work: Callable[[Session], Awaitable[None]] = field(compare=False)
    dropped: bool = field(default=False, compare=False)


class WorkQueue(Generic[Session]):
    """Work waiting for a session. One task runs ``run``; anybody may ``put``."""

    def __init__(self) -> None:
        self._heap: list[_Entry[Session]] = []
        self._by_key: dict[Hashable, _Entry[Session]] = {}
        self._counter = itertools.count(1)
        self._arrived = asyncio.Event()
        self._running: list[int] = []

    def put(self, key: Hashable, urgency: Urgency, work: Callable[[Session], Awaitable[None]]) -> None:
        """Queue ``work``; an entry with the same key is replaced, keeping the more urgent of the two urgencies."""
        earlier = self._by_key.get(key)
        if earlier is not None:
            earlier.dropped = True
            urgency = min(urgency, Urgency(earlier.urgency))
        number = next(self._counter)
        entry = _Entry(int(urgency), -number if urgency is Urgency.USER else number, key, work)
        self._by_key[key] = entry
        heapq.heappush(self._heap, entry)
        self._arrived.set()

    def drop(self, key: Hashable) -> None:
        """Forget what waits under this key."""
        entry = self._by_key.pop(key, None)
        if entry is not None:
            entry.dropped = True

    def waiting(self, key: Hashable) -> bool:
        """Whether work under this key waits."""
        return key in self._by_key

    async def run(self, session: Session) -> None:
        """Do what waits and what comes, for ever. An error of one work ends it: the caller judges what failed.

        The work that failed is out of the queue; whoever put it puts it again if it is still wanted.
        """
        while True:
            await self._run_more_urgent_than(session, len(Urgency))
            self._arrived.clear()
            if not self._heap:
                await self._arrived.wait()

    async def give_way(self, session: Session) -> None:
        """Between two slices of a long work: do whatever is more urgent than it first."""
        if self._running:
            await self._run_more_urgent_than(session, self._running[-1])

    async def _run_more_urgent_than(self, session: Session, limit: int) -> None:
        while (entry := self._pop(limit)) is not None:
            self._running.append(entry.urgency)
            try:
                await entry.work(session)
            finally:
                self._running.pop()

    def _pop(self, limit: int) -> _Entry[Session] | None:
        while self._heap:
            if self._heap[0].dropped:
                heapq.heappop(self._heap)
            elif self._heap[0].urgency >= limit:
                return None
            else:
                entry = heapq.heappop(self._heap)
                if self._by_key.get(entry.key) is entry:
                    del self._by_key[entry.key]
                return entry
        return None
