"""How many connections an account may have open at a time: ours, or fewer, as its server showed by refusing one more.

The first connection is the working one; those after it are a convenience, and an account lives on without them. What
was learnt holds until the engine ends.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from mailclient.engine.accounts.mail_server import MailServer
from mailclient.mail.problem import MailError, Problem, ProblemKind

log = logging.getLogger(__name__)

MOST = 3
"""Working, watching, and one more. Servers allow 10 to 20 for all of a user's devices together."""
_REFUSALS = frozenset(
    {
        ProblemKind.SERVER_BUSY,
        ProblemKind.LOGIN_UNAVAILABLE,
        ProblemKind.TOO_MANY_CONNECTIONS,
        ProblemKind.TOO_MANY_LOGINS,
        ProblemKind.SERVER_REFUSED,
        # The first connection is logged in with the same password: some servers know no other word for "too many".
        ProblemKind.WRONG_PASSWORD,
        ProblemKind.TOKEN_REFUSED,
        ProblemKind.NO_COMMON_LOGIN,
    }
)


class Allowance:
    """The connections of one account. ``most`` counts the working one too."""

    def __init__(self, most: int = MOST) -> None:
        self.most = most
        self.wanted_back = asyncio.Event()
        """Work wants the place of a connection that was opened as ``returnable``."""
        self.not_wanted_back = asyncio.Event()
        self.not_wanted_back.set()
        self._open = 1
        self._returnable = 0
        self._freed = asyncio.Event()

    def has_room(self) -> bool:
        """Whether one more may be opened."""
        return self._open < self.most

    async def make_room(self) -> bool:
        """Have a returnable connection closed if there is no room; whether there is room then."""
        if not self.has_room() and self._returnable:
            self.wanted_back.set()
            self.not_wanted_back.clear()
            while not self.has_room() and self._returnable:
                self._freed.clear()
                await self._freed.wait()
        return self.has_room()

    def give_room_back(self) -> None:
        """What room was made for is over."""
        self.wanted_back.clear()
        self.not_wanted_back.set()

    @asynccontextmanager
    async def further(
        self, connect: Callable[[], Awaitable[MailServer]], *, returnable: bool = False
    ) -> AsyncIterator[MailServer]:
        """One more connection while the block lasts; a ``returnable`` one heeds ``wanted_back``.

        ``MailError``: SERVER_BUSY without asking when there is no room, else those of ``connect``. When the server
        refuses it, there is room for no more than are open now.
        """
        if not self.has_room():
            raise MailError(Problem(ProblemKind.SERVER_BUSY, detail=f"{self.most} connections are all it allows"))
        self._open += 1
        self._returnable += returnable
        server = None
        try:
            server = await self._connected(connect)
            yield server
        finally:
            try:
                if server is not None:
                    await server.close(polite=False)
            finally:
                self._open -= 1
                self._returnable -= returnable
                self._freed.set()

    async def _connected(self, connect: Callable[[], Awaitable[MailServer]]) -> MailServer:
        try:
            return await connect()
        except MailError as error:
            if error.problem.kind in _REFUSALS:
                self.most = min(self.most, self._open - 1)
                log.info("no more than %d connections: %s", self.most, error.problem)
            raise
