"""How long a server takes for one question that costs it nothing."""

import asyncio
import statistics
from collections.abc import Awaitable, Callable

_QUESTIONS = 5


async def median_seconds(ask: Callable[[], Awaitable[object]]) -> float:
    """The median of a few, one after the other: a single one may have met a busy moment."""
    clock = asyncio.get_running_loop().time
    took = []
    for _ in range(_QUESTIONS):
        began = clock()
        await ask()
        took.append(clock() - began)
    return statistics.median(took)
