"""ID (RFC 2971): who we are, who they are."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import ClassVar

from mailclient.wire.imap.commands.argument import string
from mailclient.wire.imap.commands.command import Command, Offered, Piece
from mailclient.wire.imap.events import Event, IdData
from mailclient.wire.imap.state import ANY, State


@dataclass(frozen=True, slots=True)
class Id(Command):
    """Ask who the server is. Without fields NIL is sent, never "()", which Exchange refuses."""

    fields: dict[str, str] = field(default_factory=dict)

    name: ClassVar[str] = "ID"
    states: ClassVar[frozenset[State]] = ANY
    follows_select: ClassVar[bool] = True

    def arguments(self, offered: Offered) -> Iterator[Piece]:
        """``("name" "…" "version" "…")`` or NIL."""
        if not self.fields:
            yield b" NIL"
            return
        before = b" ("
        for word in (word for pair in self.fields.items() for word in pair):
            yield before
            yield string(word.encode(), offered)
            before = b" "
        yield b")"

    def wants(self, event: Event) -> bool:
        """ID."""
        return isinstance(event, IdData)
