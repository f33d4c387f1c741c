"""GETACL (RFC 4314 section 3.3)."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from mailclient.wire.imap.commands.argument import MailboxName, is_of, mailbox
from mailclient.wire.imap.commands.command import Command, Offered, Piece
from mailclient.wire.imap.events import AclData, Event
from mailclient.wire.imap.state import AFTER_LOGIN, State


@dataclass(frozen=True, slots=True)
class GetAcl(Command):
    """Ask who may do what with a mailbox. Needs ACL, and the right a."""

    mailbox: MailboxName

    name: ClassVar[str] = "GETACL"
    states: ClassVar[frozenset[State]] = AFTER_LOGIN
    follows_select: ClassVar[bool] = True

    def arguments(self, offered: Offered) -> Iterator[Piece]:
        """``mailbox``."""
        yield b" "
        yield mailbox(self.mailbox, offered)

    def wants(self, event: Event) -> bool:
        """ACL of this mailbox."""
        return isinstance(event, AclData) and is_of(self.mailbox, event.name, event.raw)
