r"""EXPUNGE (RFC 9051 section 6.4.3): everything marked \Deleted goes, whoever marked it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from mailclient.wire.imap.commands.command import Command, Offered, Piece
from mailclient.wire.imap.state import IN_MAILBOX, State


@dataclass(frozen=True, slots=True)
class ExpungeMarked(Command):
    r"""Only where the user wants just that, or where UIDPLUS is missing and all that is marked \Deleted is ours."""

    name: ClassVar[str] = "EXPUNGE"
    states: ClassVar[frozenset[State]] = IN_MAILBOX

    def arguments(self, offered: Offered) -> Iterator[Piece]:
        """None."""
        del offered
        yield from ()
