"""UNSUBSCRIBE (RFC 9051 section 6.3.8)."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from mailclient.wire.imap.commands.argument import MailboxName, mailbox
from mailclient.wire.imap.commands.command import Command, Offered, Piece
from mailclient.wire.imap.state import AFTER_LOGIN, State


@dataclass(frozen=True, slots=True)
class Unsubscribe(Command):
    """Take a mailbox off the list of those that other clients show too."""

    mailbox: MailboxName

    name: ClassVar[str] = "UNSUBSCRIBE"
    states: ClassVar[frozenset[State]] = AFTER_LOGIN
    follows_select: ClassVar[bool] = True

    def arguments(self, offered: Offered) -> Iterator[Piece]:
        """``mailbox``."""
        yield b" "
        yield mailbox(self.mailbox, offered)
