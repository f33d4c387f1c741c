"""UID EXPUNGE (RFC 4315 section 2.1): what others marked stays. ``expunge.py`` is for servers without it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from mailclient.wire.imap.commands.command import Command, Offered, Piece
from mailclient.wire.imap.errors import LocalProtocolError
from mailclient.wire.imap.events import Event, Expunge, Vanished
from mailclient.wire.imap.number_set import NumberSet
from mailclient.wire.imap.state import IN_MAILBOX, State


@dataclass(frozen=True, slots=True)
class UidExpunge(Command):
    r"""Remove for good those of these messages that have \Deleted. Needs UIDPLUS."""

    uids: NumberSet

    name: ClassVar[str] = "UID EXPUNGE"
    states: ClassVar[frozenset[State]] = IN_MAILBOX

    def arguments(self, offered: Offered) -> Iterator[Piece]:
        """``1:9``."""
        del offered
        if not self.uids:
            raise LocalProtocolError("UID EXPUNGE of no message")
        yield b" " + self.uids.to_wire()

    def wants(self, event: Event) -> bool:
        """EXPUNGE and VANISHED."""
        return isinstance(event, Expunge | Vanished)
