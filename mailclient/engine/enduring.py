"""Work of the engine that goes on for ever: what fails now is tried again later, and takes nothing else with it."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

from mailclient.engine.outside import Outside
from mailclient.mail.problem import MailError

log = logging.getLogger(__name__)

RETRY_SECONDS = 60.0
"""When the disk does not take it; sooner when there is more to do."""
MISTAKE_SECONDS = 600.0
"""After a mistake of ours, which will most likely be made again."""


async def endure(name: str, work: Callable[[], Awaitable[None]], more: asyncio.Event, outside: Outside) -> None:
    """Do ``work`` each time ``more`` is set (it is cleared before), for ever. ``name`` is for the log."""
    while True:
        await more.wait()
        more.clear()
        try:
            await work()
        except MailError as error:
            log.info("%s waits: %s", name, error.problem)
            await outside.wait(more, RETRY_SECONDS)
            more.set()
        except Exception:  # a mistake in what nobody waits for must not end the engine, at every start again
            log.exception("%s failed", name)
            await outside.sleep(MISTAKE_SECONDS)
            more.set()
