"""What brings the mail of an account whose folders are on this computer, as its agenda and its task see it."""

import asyncio
from collections.abc import Sequence
from typing import Protocol

from mailclient.engine.accounts.counts import Counts
from mailclient.mail.account import Secret
from mailclient.mail.ids import MessageId


class MailSource(Protocol):
    """A server that mail is downloaded from."""

    wanted: asyncio.Event
    """Set when there is reason for a pass: somebody waits for a message."""

    @property
    def pause_seconds(self) -> float:
        """Between two passes that nobody asks for."""

    async def run_pass(self, password: Secret) -> Counts:
        """Connect, store what is new, disconnect; ``MailError`` as of a connection."""

    def want(self, message_ids: Sequence[MessageId]) -> None:
        """These are to be brought whole, in the pass that runs or the next one."""
