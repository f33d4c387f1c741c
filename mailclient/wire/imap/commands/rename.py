"""RENAME (RFC 9051 section 6.3.6)."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from mailclient.wire.imap.commands.argument import MailboxName, mailbox
from mailclient.wire.imap.commands.command import Command, Offered, Piece
from mailclient.wire.imap.errors import LocalProtocolError
from mailclient.wire.imap.state import AFTER_LOGIN, State


@dataclass(frozen=True, slots=True)
class Rename(Command):
    """Give a mailbox, and all below it, another name. Not for INBOX: that would move its messages away (RFC 9051)."""

    mailbox: MailboxName
    to: MailboxName

    name: ClassVar[str] = "RENAME"
    states: ClassVar[frozenset[State]] = AFTER_LOGIN
    follows_select: ClassVar[bool] = True

    def arguments(self, offered: Offered) -> Iterator[Piece]:
        """``mailbox to``."""
        if self.mailbox.upper() in ("INBOX", b"INBOX"):
            raise LocalProtocolError("RENAME of INBOX")
        yield b" "
        yield mailbox(self.mailbox, offered)
        yield b" "
        yield mailbox(self.to, offered)
