"""CREATE (RFC 9051 section 6.3.4) with a role (RFC 6154)."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from mailclient.wire.imap.commands.argument import MailboxName, mailbox
from mailclient.wire.imap.commands.command import Command, Offered, Piece
from mailclient.wire.imap.state import AFTER_LOGIN, State


@dataclass(frozen=True, slots=True)
class Create(Command):
    r"""Make a mailbox; ``role`` such as ``\Sent`` is sent only where CREATE-SPECIAL-USE is offered."""

    mailbox: MailboxName
    role: str = ""

    name: ClassVar[str] = "CREATE"
    states: ClassVar[frozenset[State]] = AFTER_LOGIN
    follows_select: ClassVar[bool] = True

    def arguments(self, offered: Offered) -> Iterator[Piece]:
        r"""``mailbox (USE (\Sent))``."""
        yield b" "
        yield mailbox(self.mailbox, offered)
        if self.role and "CREATE-SPECIAL-USE" in offered.capabilities:
            yield b" (USE (" + self.role.encode("ascii") + b"))"
