"""How an account stands with its server, as it is told: calmly.

A connection that is lost and found again within a moment is not told at all, and the tries of an account that waits
for its server are not told one by one.
"""

import asyncio
from collections.abc import Callable

from mailclient.bridge.events import AccountState
from mailclient.mail.problem import Problem

SILENCE_SECONDS = 5.0
"""A reconnect takes one or two on a usual network."""


class Standing:
    """``told`` is called when state or problem are others than before."""

    def __init__(self, told: Callable[[], None]) -> None:
        self.state = AccountState.OFFLINE
        self.problem: Problem | None = None
        self._told = told
        self._silence: asyncio.TimerHandle | None = None

    @property
    def silent(self) -> bool:
        """Whether a loss is being kept quiet."""
        return self._silence is not None

    def become(self, state: AccountState, problem: Problem | None = None) -> None:
        """This is how it stands; ends a silence."""
        self._end_silence()
        if (state, problem) != (self.state, self.problem):
            self.state, self.problem = state, problem
            self._told()

    def begin_to_connect(self, *, asked: bool) -> None:
        """A try begins; who waits already goes on waiting, unless the user ``asked`` for it."""
        if not self.silent and (asked or self.state is not AccountState.WAITING):
            self.become(AccountState.CONNECTING)

    def connected(self) -> None:
        """There is a connection."""
        self.become(AccountState.ONLINE)

    def busy(self, busy: bool) -> None:
        """Folders begin or cease to be synchronised."""
        if self.state in (AccountState.ONLINE, AccountState.SYNCING) and not self.silent:
            self.become(AccountState.SYNCING if busy else AccountState.ONLINE)

    def lost(self, problem: Problem, too_long: Callable[[], None]) -> None:
        """The connection is lost; when it is not soon found again, that is told, and ``too_long`` called."""
        self._end_silence()

        def tell() -> None:
            self.become(AccountState.WAITING, problem)
            too_long()

        self._silence = asyncio.get_running_loop().call_later(SILENCE_SECONDS, tell)

    def close(self) -> None:
        """Tell nothing more."""
        self._end_silence()

    def _end_silence(self) -> None:
        if self._silence is not None:
            self._silence.cancel()
            self._silence = None
