"""Work on a thread that may run gpg: when nobody wants it any more, its gpg ends, and with it the thread."""

import asyncio
import functools
from collections.abc import Callable
from typing import ParamSpec, TypeVar

from mailclient.crypto.openpgp.runs import Runs

P = ParamSpec("P")
T = TypeVar("T")


async def beside(work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """As ``asyncio.to_thread``; when this is cancelled, what gpg does for it is ended."""
    runs = Runs()
    try:
        return await asyncio.to_thread(runs.within, functools.partial(work, *args, **kwargs))
    except asyncio.CancelledError:
        runs.stop()
        raise
