"""Who is at work on what: two connections of an account never do the same thing, or the same folder's pass, at a time.

A key is claimed by a session, as often as it likes: a pass may be cut short for a body that needs a pass over the same
folder. Another session waits until the key is free. Two sessions that each hold what the other waits for would wait
for ever: the second to ask is refused at once.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Hashable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Generic, TypeVar

from mailclient.mail.problem import MailError, Problem, ProblemKind

Session = TypeVar("Session", bound=Hashable)


@dataclass(slots=True)
class _Claim(Generic[Session]):
    session: Session
    released: asyncio.Event
    depth: int = 0


class Claims(Generic[Session]):
    """``on_release`` is called whenever a key has become free."""

    def __init__(self, on_release: Callable[[], None]) -> None:
        self._on_release = on_release
        self._claims: dict[Hashable, _Claim[Session]] = {}
        self._waits_for: dict[Session, Hashable] = {}

    def is_free(self, key: Hashable) -> bool:
        """Whether nobody is at work on it."""
        return key not in self._claims

    @asynccontextmanager
    async def hold(self, key: Hashable, session: Session) -> AsyncIterator[None]:
        """Be alone with ``key``. ``MailError(SERVER_BUSY)``: another session has it and waits for what we have."""
        while (claim := self._claims.get(key)) is not None and claim.session != session:
            await self._wait(key, claim, session)
        claim = self._claims.setdefault(key, _Claim(session, asyncio.Event()))
        claim.depth += 1
        try:
            yield
        finally:
            claim.depth -= 1
            if not claim.depth:
                del self._claims[key]
                claim.released.set()
                self._on_release()

    async def _wait(self, key: Hashable, claim: _Claim[Session], session: Session) -> None:
        if self._waits_in_the_end_for(claim.session, session):
            raise MailError(Problem(ProblemKind.SERVER_BUSY, detail=f"{key} is in use by another connection"))
        self._waits_for[session] = key
        try:
            await claim.released.wait()
        finally:
            del self._waits_for[session]

    def _waits_in_the_end_for(self, session: Session, other: Session) -> bool:
        while (key := self._waits_for.get(session)) is not None and key in self._claims:
            session = self._claims[key].session
            if session == other:
                return True
        return False
