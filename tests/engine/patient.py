"""An engine whose clock goes only when the test says so: how long an account waits before it logs in again is seen."""

import asyncio
from pathlib import Path

from mailclient.engine.outside import Outside
from mailclient.transport.stream import Dial
from tests.engine.running import RunningEngine

DAY = 86_400.0
_TURNS = 40
"""Through the store's thread and back; more than any login in memory takes."""


class StillClock:
    """``sleep`` lasts until ``advance`` has come past its end."""

    def __init__(self) -> None:
        self.now = 1_800_000_000.0
        self._sleepers: list[tuple[float, asyncio.Event]] = []

    async def sleep(self, seconds: float) -> None:
        sleeper = (self.now + seconds, asyncio.Event())
        self._sleepers.append(sleeper)
        try:
            await sleeper[1].wait()
        finally:
            self._sleepers.remove(sleeper)

    def advance(self, seconds: float) -> None:
        """Whoever has slept long enough wakes."""
        self.now += seconds
        for end, over in self._sleepers:
            if end <= self.now:
                over.set()


class PatientEngine(RunningEngine):
    """``clock`` is its time, ``random`` always the middle."""

    def __init__(self, directory: Path, dialled: Dial) -> None:
        self.clock = StillClock()
        super().__init__(directory, dialled=dialled)

    def outside(self, dialled: Dial) -> Outside:
        return Outside(
            dial=dialled,
            credentials=self.credentials,
            now=lambda: self.clock.now,
            sleep=self.clock.sleep,
            random=lambda: 0.5,
        )

    async def let_pass(self, seconds: float) -> None:
        """That much time, and all that it brings about in memory and in the store."""
        await self._settle()
        self.clock.advance(seconds)
        await self._settle()

    async def _settle(self) -> None:
        for _ in range(_TURNS):
            # Whatever was given to the store before this is done when it answers.
            await self.engine._writer.transaction("look", lambda _tx: None)
