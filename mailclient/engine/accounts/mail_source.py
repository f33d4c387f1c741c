"""What brings the mail of an account whose folders are on this computer, as its agenda and its task see it."""

import asyncio
from collections.abc import Callable, Sequence
from typing import Protocol

from mailclient.bridge.events import SyncCounts
from mailclient.mail.account import Secret
from mailclient.mail.ids import MessageId, PartPath
from mailclient.mail.problem import Problem


class MailSource(Protocol):
    """A server that mail is downloaded from."""

    wanted: asyncio.Event
    """Set while something is wished that only a pass can bring."""
    pause_seconds: float
    """Between two passes that nobody asks for."""

    async def run_pass(self, secret: Secret, logged_in: Callable[[], None]) -> SyncCounts:
        """Connect, say so by ``logged_in``, store what is new, disconnect; ``MailError`` as of a connection."""

    async def want(self, message_ids: Sequence[MessageId], path: PartPath | None = None) -> None:
        """These are to be brought whole and, when they are here, to be read: the body, or this part."""

    def failed(self, problem: Problem) -> None:
        """There is no connection for now: whoever waits is to be told."""
