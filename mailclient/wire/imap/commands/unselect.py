"""UNSELECT (RFC 9051 section 6.4.2, RFC 3691). CLOSE is not spoken: it would expunge what others marked."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from mailclient.wire.imap.commands.command import Command, Offered, Piece
from mailclient.wire.imap.state import IN_MAILBOX, State


@dataclass(frozen=True, slots=True)
class Unselect(Command):
    """Leave the open mailbox as it is. Needs UNSELECT or IMAP4rev2."""

    name: ClassVar[str] = "UNSELECT"
    states: ClassVar[frozenset[State]] = IN_MAILBOX
    alone: ClassVar[bool] = True

    def arguments(self, offered: Offered) -> Iterator[Piece]:
        """None."""
        del offered
        return iter(())
