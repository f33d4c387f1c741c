"""GETQUOTAROOT (RFC 9208 section 4.1.2)."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from mailclient.wire.imap.commands.argument import MailboxName, is_of, mailbox
from mailclient.wire.imap.commands.command import Command, Offered, Piece
from mailclient.wire.imap.events import Event, QuotaData, QuotaRootData
from mailclient.wire.imap.state import AFTER_LOGIN, State


@dataclass(frozen=True, slots=True)
class GetQuotaRoot(Command):
    """Ask which quotas a mailbox counts for, and how full they are. Needs QUOTA."""

    mailbox: MailboxName

    name: ClassVar[str] = "GETQUOTAROOT"
    states: ClassVar[frozenset[State]] = AFTER_LOGIN
    follows_select: ClassVar[bool] = True

    def arguments(self, offered: Offered) -> Iterator[Piece]:
        """``mailbox``."""
        yield b" "
        yield mailbox(self.mailbox, offered)

    def wants(self, event: Event) -> bool:
        """QUOTAROOT of this mailbox, and the QUOTA answers that follow it."""
        if isinstance(event, QuotaRootData):
            return is_of(self.mailbox, event.name, event.raw)
        return isinstance(event, QuotaData)
