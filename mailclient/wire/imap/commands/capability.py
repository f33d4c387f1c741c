"""CAPABILITY (RFC 9051 section 6.1.1)."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from mailclient.wire.imap.commands.command import Command, Offered, Piece
from mailclient.wire.imap.events import CapabilityData, Event
from mailclient.wire.imap.state import ANY, State


@dataclass(frozen=True, slots=True)
class Capability(Command):
    """Ask what the server can do."""

    name: ClassVar[str] = "CAPABILITY"
    states: ClassVar[frozenset[State]] = ANY
    follows_select: ClassVar[bool] = True

    def arguments(self, offered: Offered) -> Iterator[Piece]:
        """None."""
        del offered
        return iter(())

    def wants(self, event: Event) -> bool:
        """CAPABILITY."""
        return isinstance(event, CapabilityData)
