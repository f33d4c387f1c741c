"""A second working connection, while what the user waits for would stand behind a long answer on the first.

It is opened when somebody in a hurry has waited for ``_PATIENCE_SECONDS``, and closed when neither it nor any long work
has had something to do for a while. Which of the two does what is the queue's matter. When the server refuses it, or
it is lost, work goes on over the first.
"""

import asyncio
import contextlib
import logging
from collections.abc import Callable

from mailclient.engine.accounts.connecting import Connecting
from mailclient.engine.accounts.context import AccountContext
from mailclient.engine.accounts.together import run_together
from mailclient.engine.backoff import BackOff
from mailclient.mail.problem import MailError, Problem

log = logging.getLogger(__name__)

_PATIENCE_SECONDS = 0.25
"""A slice of long work is usually over by then."""
_IDLE_SECONDS = 30.0


class SecondConnection:
    """``lost`` is called when it ended with work in hand: what that was must be queued again."""

    def __init__(
        self,
        context: AccountContext,
        connecting: Connecting,
        lost: Callable[[], None],
    ) -> None:
        self._context = context
        self._connecting = connecting
        self._lost = lost

    async def run(self) -> None:
        """For ever. Failures of the store pass, those of the connection do not."""
        backoff = BackOff(self._context.outside.random, first_seconds=30.0, longest_seconds=1800.0)
        queue = self._context.queue
        while True:
            await queue.crowded.wait()
            queue.crowded.clear()
            await self._context.outside.sleep(_PATIENCE_SECONDS)
            if not queue.is_crowded():
                continue
            try:
                problem = await self._work() if await self._connecting.allowance.make_room() else None
            finally:
                self._connecting.allowance.give_room_back()
            if problem is None:
                backoff.succeeded()
            else:
                log.info("account %d, second connection: %s", self._context.id, problem)
                await self._context.outside.sleep(backoff.next_wait())

    async def _work(self) -> Problem | None:
        """Open it, work, and close it when there is nothing left to do; what went wrong with it."""
        async with contextlib.AsyncExitStack() as stack:
            try:
                server = await stack.enter_async_context(self._connecting.second())
            except MailError as error:
                return error.problem
            log.info("account %d works over a second connection", self._context.id)
            try:
                await run_together(self._context.queue.run(server, self._stay), server.fail_when_lost())
            except MailError as error:
                if server.alive:
                    raise
                self._lost()
                return error.problem
        return None

    async def _stay(self, arrived: asyncio.Event) -> bool:
        while not await self._context.outside.wait(arrived, _IDLE_SECONDS):
            if not self._context.queue.long_work_goes_on():
                return False
        return True
