"""ENABLE (RFC 5161): QRESYNC, CONDSTORE, UTF8=ACCEPT."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from mailclient.wire.imap.commands.command import Command, Offered, Piece
from mailclient.wire.imap.events import EnabledData, Event
from mailclient.wire.imap.state import State


@dataclass(frozen=True, slots=True)
class Enable(Command):
    """Turn extensions on; ``Connection.enabled`` says which ones the server took. Before any SELECT."""

    extensions: tuple[str, ...]

    name: ClassVar[str] = "ENABLE"
    states: ClassVar[frozenset[State]] = frozenset({State.AUTHENTICATED})

    def arguments(self, offered: Offered) -> Iterator[Piece]:
        """``QRESYNC …``."""
        del offered
        yield b" " + " ".join(self.extensions).encode("ascii")

    def wants(self, event: Event) -> bool:
        """ENABLED."""
        return isinstance(event, EnabledData)
