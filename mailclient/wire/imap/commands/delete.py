"""DELETE (RFC 9051 section 6.3.5)."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from mailclient.wire.imap.commands.argument import MailboxName, mailbox
from mailclient.wire.imap.commands.command import Command, Offered, Piece
from mailclient.wire.imap.state import AFTER_LOGIN, State


@dataclass(frozen=True, slots=True)
class Delete(Command):
    r"""Remove a mailbox with all its messages, not its children: with some, the name stays as \Noselect."""

    mailbox: MailboxName

    name: ClassVar[str] = "DELETE"
    states: ClassVar[frozenset[State]] = AFTER_LOGIN
    follows_select: ClassVar[bool] = True

    def arguments(self, offered: Offered) -> Iterator[Piece]:
        """``mailbox``."""
        yield b" "
        yield mailbox(self.mailbox, offered)
