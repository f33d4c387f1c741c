"""The lanes of an account, one for each submission server: an identity may have its own.

A message goes over the server that its sender has now, so that what waits goes on when the settings are put right. One
server that is down holds up nothing that goes elsewhere.
"""

import asyncio
from collections.abc import Callable
from typing import Any

from mailclient.engine.accounts.context import AccountContext
from mailclient.engine.operations.submission_lane import SubmissionLane
from mailclient.mail.sending_as import submission_servers
from mailclient.mail.server import Server


class SubmissionLanes:
    """``follow_up`` is called when something is left for the IMAP connection: filing, or a doubt."""

    def __init__(self, context: AccountContext, follow_up: Callable[[], None]) -> None:
        self._context = context
        self._follow_up = follow_up
        self._lanes: dict[tuple[str, int, str], SubmissionLane] = {}
        self._online = True
        self._look = asyncio.Event()

    def go_online(self, online: bool) -> None:
        """Whether the user wants anything to be sent now; what is being sent goes on."""
        self._online = online
        for lane in self._lanes.values():
            lane.go_online(online)

    def resume(self) -> None:
        """The user has done something: try all again."""
        for lane in self._lanes.values():
            lane.resume()
        self._look.set()

    def wake(self, *, at_once: bool = False) -> None:
        """Something is to be sent; ``at_once``: also what waits after a failure (not what the user holds back)."""
        for lane in self._lanes.values():
            lane.wake(at_once=at_once)
        self._look.set()

    async def run(self) -> None:
        """For ever; what ends one lane ends all."""
        running: dict[tuple[str, int, str], asyncio.Task[None]] = {}
        looking: asyncio.Task[object] = asyncio.create_task(self._look.wait())
        try:
            while True:
                for server in submission_servers(self._context.account.settings):
                    if server.place not in running:
                        running[server.place] = asyncio.create_task(self._lane(server).run())
                waited: list[asyncio.Task[Any]] = [looking, *running.values()]
                await asyncio.wait(waited, return_when=asyncio.FIRST_COMPLETED)
                for lane in running.values():
                    if lane.done():
                        return lane.result()
                self._look.clear()
                looking = asyncio.create_task(self._look.wait())
        finally:
            for task in (looking, *running.values()):
                task.cancel()
            await asyncio.gather(looking, *running.values(), return_exceptions=True)

    def _lane(self, server: Server) -> SubmissionLane:
        lane = self._lanes.get(server.place)
        if lane is None:
            lane = self._lanes[server.place] = SubmissionLane(self._context, self._follow_up, server)
            lane.go_online(self._online)
        return lane
