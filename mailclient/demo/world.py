"""The world of the demonstration: its mailboxes, its servers, and the people who answer."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime

from mailclient.mail.account import Server
from mailclient.transport.stream import Stream

Sleep = Callable[[float], Awaitable[None]]


class DemoWorld:
    """All demo mailboxes of one engine; ``now`` is when the sample mail ends, ``sleep`` how answers wait (seconds)."""

    def __init__(self, now: datetime, *, sleep: Sleep = asyncio.sleep) -> None:
        self._now = now
        self._sleep = sleep

    def dial(self, server: Server) -> Stream:
        """The client's end of a new connection; the server's end is served by a task of the running loop."""
        raise NotImplementedError
