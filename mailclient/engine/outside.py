"""What the engine takes from outside: how to dial, whom to ask about domains, where passwords are, the clock, chance,
what becomes of the network.

Tests bring their own.
"""

import asyncio
import random
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path

from mailclient.engine.secrets.credentials import Credentials
from mailclient.engine.wakefulness import seconds_asleep
from mailclient.mail.account import Server
from mailclient.mail.problem import MailError, Problem, ProblemKind
from mailclient.transport.dns import DomainNames
from mailclient.transport.stream import Dial, Stream


async def _no_web(server: Server) -> Stream:
    raise MailError(Problem(ProblemKind.NETWORK_UNREACHABLE, f"{server.host}:{server.port}"))


@dataclass(frozen=True, slots=True)
class Outside:
    """``now`` is epoch seconds; ``sleep`` waits that many seconds; ``random`` is in [0, 1)."""

    dial: Dial
    credentials: Credentials
    web: Dial = _no_web
    """To what messages name: to addresses of the Internet only (``transport.connect.connect_public``)."""
    names: DomainNames = field(default_factory=DomainNames)
    now: Callable[[], float] = time.time
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    random: Callable[[], float] = random.random
    asleep: Callable[[], float] = seconds_asleep
    watch_network: Callable[[Callable[[], None]], Callable[[], None]] = lambda _changed: lambda: None
    """Calls what it is given after every change of the network; answers how to end that."""
    gnupg_home: Path | None = None
    """Where GnuPG has its keys; None: where the user's own are."""

    async def wait(self, signal: asyncio.Event, seconds: float | None) -> bool:
        """Wait for ``signal`` (cleared then), ``seconds`` at most (None: for ever); whether it came."""
        if signal.is_set() or seconds is None:
            await signal.wait()
            signal.clear()
            return True
        waits = [asyncio.ensure_future(signal.wait()), asyncio.ensure_future(self.sleep(seconds))]
        try:
            await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for wait in waits:
                wait.cancel()
            await asyncio.gather(*waits, return_exceptions=True)
        came = signal.is_set()
        signal.clear()
        return came
