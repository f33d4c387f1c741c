"""What an account's working connections do next: what the user waits for goes before what nobody waits for.

A connection does one thing at a time. A long piece of work calls ``give_way`` between two slices, and whatever is more
urgent runs right there, on the same connection, before the slice after it. With one connection a body the user asked
for so waits for one slice at most. When it does wait, ``crowded`` says so, and the account may bring a second
connection: then one of the two at most does long work, and the other is free for what is asked.

Two connections never do the same key at a time (``Claims``). Within one urgency the oldest goes first, but for
``Urgency.USER`` the newest: the message the user looks at now is the last one asked for.
"""

import asyncio
import heapq
import itertools
from collections.abc import Awaitable, Callable, Hashable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any, Generic, TypeVar

from mailclient.engine.accounts.claims import Claims

Session = TypeVar("Session", bound=Hashable)
Stay = Callable[[asyncio.Event], Awaitable[bool]]
"""Waits for the event; whether to go on."""


class Urgency(IntEnum):
    """The smaller, the sooner."""

    USER = 0
    """The user looks at an empty pane: a body."""
    OPERATIONS = 1
    """What the user did and already sees done."""
    PART = 2
    """An attachment: it may be large."""
    WATCHED = 3
    """The folder the user looks at, and news."""
    REQUESTED = 4
    """A pass that was asked for."""
    ROUTINE = 5
    """The other folders, now and then."""
    BACKGROUND = 6
    """Bodies nobody asked for yet."""


_LONG = frozenset({Urgency.PART, Urgency.REQUESTED, Urgency.ROUTINE, Urgency.BACKGROUND})
"""What may keep a connection busy for long."""
_HURRIED = frozenset({Urgency.USER, Urgency.OPERATIONS})
"""What a person waits for."""


@dataclass(order=True, slots=True)
class _Entry(Generic[Session]):
    urgency: Urgency
    order: int
    key: Hashable = field(compare=False)
    work: Callable[[Session], Awaitable[None]] = field(compare=False)
    dropped: bool = field(default=False, compare=False)


@dataclass(slots=True)
class _Hand:
    """A session at work: what it does, the innermost last, and what wakes it."""

    running: list[_Entry[Any]] = field(default_factory=list)
    arrived: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def at_long_work(self) -> bool:
        return any(entry.urgency in _LONG for entry in self.running)


class _Cancelled(Exception):  # noqa: N818  a wish, not an error
    """The work that gives way is not wanted any more."""


class WorkQueue(Generic[Session]):
    """Work waiting for a session. Each session has one task that runs ``run``; anybody may ``put``."""

    def __init__(self) -> None:
        self.crowded = asyncio.Event()
        """Set when somebody in a hurry must wait for work that is less urgent; whoever heeds it clears it."""
        self._heap: list[_Entry[Session]] = []
        self._by_key: dict[Hashable, _Entry[Session]] = {}
        self._counter = itertools.count(1)
        self._hands: dict[Session, _Hand] = {}
        self._claims: Claims[Session] = Claims(self._wake)

    def put(self, key: Hashable, urgency: Urgency, work: Callable[[Session], Awaitable[None]]) -> None:
        """Queue ``work``; an entry with the same key is replaced, keeping the more urgent of the two urgencies."""
        earlier = self._by_key.get(key)
        if earlier is not None:
            earlier.dropped = True
            urgency = min(urgency, earlier.urgency)
        number = next(self._counter)
        entry = _Entry(urgency, -number if urgency is Urgency.USER else number, key, work)
        self._by_key[key] = entry
        heapq.heappush(self._heap, entry)
        if urgency in _HURRIED and self.is_crowded():
            self.crowded.set()
        self._wake()

    def drop(self, key: Hashable) -> None:
        """Forget what waits under this key."""
        entry = self._by_key.pop(key, None)
        if entry is not None:
            entry.dropped = True

    def cancel(self, key: Hashable) -> None:
        """Forget what waits under this key; what runs under it ends where it gives way next."""
        self.drop(key)
        for hand in self._hands.values():
            for entry in hand.running:
                entry.dropped = entry.dropped or entry.key == key

    def waiting(self, key: Hashable) -> bool:
        """Whether work under this key waits."""
        return key in self._by_key

    def running(self, key: Hashable) -> bool:
        """Whether a session is at work under this key."""
        return any(entry.key == key for hand in self._hands.values() for entry in hand.running)

    def is_crowded(self) -> bool:
        """Whether somebody in a hurry waits while every session does something less urgent."""
        if not self._hands or any(not hand.running for hand in self._hands.values()):
            return False
        hurried = [one.urgency for one in self._by_key.values() if one.urgency in _HURRIED and self._is_free(one)]
        return bool(hurried) and all(hand.running[-1].urgency > min(hurried) for hand in self._hands.values())

    def long_work_goes_on(self) -> bool:
        """Whether any session is at work that may take long."""
        return any(hand.at_long_work for hand in self._hands.values())

    async def run(self, session: Session, stay: Stay | None = None) -> None:
        """Do what waits and what comes, until ``stay`` says no (without it: for ever).

        An error of one work ends it: the caller judges what failed. The work that failed is out of the queue; whoever
        put it puts it again if it is still wanted.
        """
        hand = self._hands[session] = _Hand()
        try:
            while True:
                hand.arrived.clear()
                await self._run_more_urgent_than(session, hand, len(Urgency))
                if stay is None:
                    await hand.arrived.wait()
                elif not await stay(hand.arrived):
                    return
        finally:
            del self._hands[session]
            self._wake()

    async def give_way(self, session: Session) -> None:
        """Between two slices of a long work: do whatever is more urgent than it first."""
        hand = self._hands.get(session)
        if hand is None or not hand.running:
            return
        entry = hand.running[-1]
        await self._run_more_urgent_than(session, hand, entry.urgency)
        if entry.dropped:
            raise _Cancelled

    def alone(self, key: Hashable, session: Session) -> AbstractAsyncContextManager[None]:
        """Be the only one at work on ``key``; see ``Claims.hold``."""
        return self._claims.hold(key, session)

    async def _run_more_urgent_than(self, session: Session, hand: _Hand, limit: int) -> None:
        while (entry := self._pop(hand, limit)) is not None:
            async with self._claims.hold(entry.key, session):
                hand.running.append(entry)
                try:
                    await entry.work(session)
                except _Cancelled:
                    if not entry.dropped:
                        raise
                finally:
                    hand.running.pop()

    def _pop(self, hand: _Hand, limit: int) -> _Entry[Session] | None:
        """The most urgent that this hand may take; what it must leave to others stays."""
        left: list[_Entry[Session]] = []
        found = None
        while self._heap and self._heap[0].urgency < limit:
            entry = heapq.heappop(self._heap)
            if entry.dropped:
                continue
            if self._may_take(hand, entry):
                del self._by_key[entry.key]
                found = entry
                break
            left.append(entry)
        for entry in left:
            heapq.heappush(self._heap, entry)
        return found

    def _may_take(self, hand: _Hand, entry: _Entry[Session]) -> bool:
        if not self._is_free(entry):
            return False
        others = (other for other in self._hands.values() if other is not hand)
        return entry.urgency not in _LONG or not any(other.at_long_work for other in others)

    def _is_free(self, entry: _Entry[Session]) -> bool:
        return self._claims.is_free(entry.key)

    def _wake(self) -> None:
        for hand in self._hands.values():
            hand.arrived.set()
