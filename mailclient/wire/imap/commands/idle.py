"""IDLE (RFC 2177). It ends by ``Connection.done()``, not by itself."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from mailclient.wire.imap.commands.command import Command, Offered, Piece
from mailclient.wire.imap.state import AFTER_LOGIN, State


@dataclass(frozen=True, slots=True)
class Idle(Command):
    """Wait for news. A ``Continuation`` event with its tag says that the server is listening to itself now."""

    name: ClassVar[str] = "IDLE"
    states: ClassVar[frozenset[State]] = AFTER_LOGIN
    alone: ClassVar[bool] = True

    def arguments(self, offered: Offered) -> Iterator[Piece]:
        """None."""
        del offered
        return iter(())
