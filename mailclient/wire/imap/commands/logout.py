"""LOGOUT (RFC 9051 section 6.1.3)."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from mailclient.wire.imap.commands.command import Command, Offered, Piece
from mailclient.wire.imap.state import ANY, State


@dataclass(frozen=True, slots=True)
class Logout(Command):
    """Say goodbye; the server answers BYE and closes."""

    name: ClassVar[str] = "LOGOUT"
    states: ClassVar[frozenset[State]] = ANY
    follows_select: ClassVar[bool] = True

    def arguments(self, offered: Offered) -> Iterator[Piece]:
        """None."""
        del offered
        return iter(())
