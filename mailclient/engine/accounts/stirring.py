"""Notice of a change of the network, or of the end of a sleep, for whatever waits in an account."""

import asyncio

from mailclient.engine.outside import Outside

_SPREAD_SECONDS = 2.0


class Stirring:
    """Of one account. A change stays noted until ``clear``: a try that just fails must not use it up."""

    def __init__(self, outside: Outside) -> None:
        self._outside = outside
        self._stirred = asyncio.Event()

    def note(self) -> None:
        """The network is another one, or the machine has slept."""
        self._stirred.set()

    def clear(self) -> None:
        """What begins now knows of it."""
        self._stirred.clear()

    async def wait(self) -> None:
        """Until there is a change, and then for a moment of our own: not all accounts at once."""
        await self._stirred.wait()
        await self._outside.sleep(_SPREAD_SECONDS * self._outside.random())
