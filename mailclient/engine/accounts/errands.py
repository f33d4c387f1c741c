"""Errands: works of which somebody waits for the end (``sync``, whole messages).

An errand outlives a connection that is lost and found again at once; when the account has to wait for its server, the
errand fails with the reason.
"""

import asyncio
import itertools
from collections.abc import Awaitable, Callable

from mailclient.engine.accounts.mail_server import MailServer
from mailclient.engine.accounts.work_queue import Urgency, WorkQueue
from mailclient.mail.problem import MailError, Problem

Work = Callable[[MailServer], Awaitable[None]]
_TRIES = 3


class Errands:
    """Those of one account."""

    def __init__(self, queue: WorkQueue[MailServer]) -> None:
        self._queue = queue
        self._open: dict[int, tuple[asyncio.Future[None], Work]] = {}
        self._numbers = itertools.count(1)

    async def run(self, work: Work) -> None:
        """Queue it and wait for its end; its ``MailError``, or why there is no connection."""
        number = next(self._numbers)
        result: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        tries = itertools.count(1)

        async def attempt(server: MailServer) -> None:
            if result.done():
                return
            try:
                await work(server)
            except MailError as error:
                if server.alive or next(tries) >= _TRIES:
                    _fail(result, error.problem)
                if not server.alive:
                    raise
            else:
                if not result.done():
                    result.set_result(None)

        self._open[number] = result, attempt
        self._put(number, attempt)
        try:
            await result
        finally:
            del self._open[number]
            self._queue.drop(("errand", number))

    def take_up(self) -> None:
        """There is a connection (again): what is open is to be done."""
        for number, (result, attempt) in self._open.items():
            if not result.done() and not self._queue.running(("errand", number)):
                self._put(number, attempt)

    def connection_failed(self, problem: Problem) -> None:
        """No connection for now: whoever waits is told."""
        for result, _ in self._open.values():
            _fail(result, problem)

    def _put(self, number: int, attempt: Work) -> None:
        self._queue.put(("errand", number), Urgency.REQUESTED, attempt)


def _fail(result: asyncio.Future[None], problem: Problem) -> None:
    if not result.done():
        result.set_exception(MailError(problem))
