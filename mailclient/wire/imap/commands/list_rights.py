"""LISTRIGHTS (RFC 4314 section 3.4)."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from mailclient.wire.imap.commands.argument import MailboxName, astring, is_of, mailbox
from mailclient.wire.imap.commands.command import Command, Offered, Piece
from mailclient.wire.imap.events import Event, ListRightsData
from mailclient.wire.imap.state import AFTER_LOGIN, State


@dataclass(frozen=True, slots=True)
class ListRights(Command):
    """Ask which rights somebody can be given. Needs ACL."""

    mailbox: MailboxName
    identifier: str

    name: ClassVar[str] = "LISTRIGHTS"
    states: ClassVar[frozenset[State]] = AFTER_LOGIN
    follows_select: ClassVar[bool] = True

    def arguments(self, offered: Offered) -> Iterator[Piece]:
        """``mailbox identifier``."""
        yield b" "
        yield mailbox(self.mailbox, offered)
        yield b" "
        yield astring(self.identifier.encode(), offered)

    def wants(self, event: Event) -> bool:
        """LISTRIGHTS of this mailbox."""
        return isinstance(event, ListRightsData) and is_of(self.mailbox, event.name, event.raw)
