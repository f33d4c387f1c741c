"""NOOP (RFC 9051 section 6.1.2)."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from mailclient.wire.imap.commands.command import Command, Offered, Piece
from mailclient.wire.imap.state import ANY, State


@dataclass(frozen=True, slots=True)
class Noop(Command):
    """Do nothing, so that the server tells its news."""

    name: ClassVar[str] = "NOOP"
    states: ClassVar[frozenset[State]] = ANY
    follows_select: ClassVar[bool] = True

    def arguments(self, offered: Offered) -> Iterator[Piece]:
        """None."""
        del offered
        return iter(())
