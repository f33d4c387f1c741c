"""A call that may block for ever (name resolution, a keyring that asks the user), made without blocking anything.

In a daemon thread of its own. Rejected: the loop's executor; it waits for its threads at the end, so that a dead name
server would keep the engine, and with it the profile's lock, for half a minute after the window is closed.
"""

import asyncio
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import TypeVar

T = TypeVar("T")


async def blocking_call(function: Callable[[], T], name: str) -> T:
    """The result or exception of ``function``. Cancelled, it goes on by itself and its outcome is dropped."""
    loop = asyncio.get_running_loop()
    outcome: asyncio.Future[T] = loop.create_future()

    def settle(settler: Callable[[], None]) -> None:
        # Nobody may wait any more, and the loop may be gone: then it raises RuntimeError.
        with suppress(RuntimeError):
            loop.call_soon_threadsafe(lambda: None if outcome.done() else settler())

    def run() -> None:
        try:
            result = function()
        except Exception as error:  # noqa: BLE001  it is handed on, to whoever waits
            failure = error
            settle(lambda: outcome.set_exception(failure))
        else:
            settle(lambda: outcome.set_result(result))

    threading.Thread(target=run, name=name, daemon=True).start()
    return await outcome
