"""Notices that the machine has slept: its connections are dead then, and nobody says so.

The clock that counts through a sleep (CLOCK_BOOTTIME; elsewhere the wall clock) is compared with the one that stands
still (monotonic). A wall clock that was set looks the same, and costs a look at each connection.
"""

import time
from collections.abc import Awaitable, Callable

_LOOK_SECONDS = 5.0
_SLEPT_SECONDS = 3.0


def seconds_asleep() -> float:
    """How long the machine has slept, counted from any fixed moment; only differences mean something."""
    if hasattr(time, "CLOCK_BOOTTIME"):
        return time.clock_gettime(time.CLOCK_BOOTTIME) - time.clock_gettime(time.CLOCK_MONOTONIC)
    return time.time() - time.monotonic()


async def notice_sleep(
    asleep: Callable[[], float], sleep: Callable[[float], Awaitable[None]], woke: Callable[[], None]
) -> None:
    """For ever; ``woke`` is called within a few seconds after the machine woke up."""
    before = asleep()
    while True:
        await sleep(_LOOK_SECONDS)
        now = asleep()
        if now - before > _SLEPT_SECONDS:
            woke()
        before = now
