"""NAMESPACE (RFC 2342)."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from mailclient.wire.imap.commands.command import Command, Offered, Piece
from mailclient.wire.imap.events import Event, NamespaceData
from mailclient.wire.imap.state import AFTER_LOGIN, State


@dataclass(frozen=True, slots=True)
class AskNamespace(Command):
    """Ask under which prefixes mailboxes live."""

    name: ClassVar[str] = "NAMESPACE"
    states: ClassVar[frozenset[State]] = AFTER_LOGIN
    follows_select: ClassVar[bool] = True

    def arguments(self, offered: Offered) -> Iterator[Piece]:
        """None."""
        del offered
        return iter(())

    def wants(self, event: Event) -> bool:
        """NAMESPACE."""
        return isinstance(event, NamespaceData)
