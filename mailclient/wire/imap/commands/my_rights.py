"""MYRIGHTS (RFC 4314 section 3.5)."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from mailclient.wire.imap.commands.argument import MailboxName, is_of, mailbox
from mailclient.wire.imap.commands.command import Command, Offered, Piece
from mailclient.wire.imap.events import Event, MyRightsData
from mailclient.wire.imap.state import AFTER_LOGIN, State


@dataclass(frozen=True, slots=True)
class MyRights(Command):
    """Ask what we may do with a mailbox. Needs ACL."""

    mailbox: MailboxName

    name: ClassVar[str] = "MYRIGHTS"
    states: ClassVar[frozenset[State]] = AFTER_LOGIN
    follows_select: ClassVar[bool] = True

    def arguments(self, offered: Offered) -> Iterator[Piece]:
        """``mailbox``."""
        yield b" "
        yield mailbox(self.mailbox, offered)

    def wants(self, event: Event) -> bool:
        """MYRIGHTS of this mailbox."""
        return isinstance(event, MyRightsData) and is_of(self.mailbox, event.name, event.raw)
