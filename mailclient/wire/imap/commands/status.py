"""STATUS (RFC 9051 section 6.3.11)."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from mailclient.wire.imap.commands.argument import MailboxName, is_of, mailbox
from mailclient.wire.imap.commands.command import Command, Offered, Piece
from mailclient.wire.imap.events import Event, StatusData
from mailclient.wire.imap.state import AFTER_LOGIN, State


@dataclass(frozen=True, slots=True)
class AskStatus(Command):
    """Ask for counts of a mailbox that is not open. HIGHESTMODSEQ and SIZE are left out when not offered."""

    mailbox: MailboxName
    items: tuple[str, ...] = ("MESSAGES", "UIDNEXT", "UIDVALIDITY", "UNSEEN", "HIGHESTMODSEQ")

    name: ClassVar[str] = "STATUS"
    states: ClassVar[frozenset[State]] = AFTER_LOGIN
    follows_select: ClassVar[bool] = True

    def arguments(self, offered: Offered) -> Iterator[Piece]:
        """``mailbox (MESSAGES …)``."""
        yield b" "
        yield mailbox(self.mailbox, offered)
        yield b" (" + " ".join(allowed_items(self.items, offered.capabilities)).encode("ascii") + b")"

    def wants(self, event: Event) -> bool:
        """STATUS of this mailbox."""
        return isinstance(event, StatusData) and is_of(self.mailbox, event.name, event.raw)


def allowed_items(items: tuple[str, ...], capabilities: frozenset[str]) -> tuple[str, ...]:
    """The items this server knows."""
    unknown = set()
    if not capabilities & {"CONDSTORE", "QRESYNC"}:
        unknown.add("HIGHESTMODSEQ")
    if not capabilities & {"STATUS=SIZE", "IMAP4REV2"}:
        unknown.add("SIZE")
    return tuple(item for item in items if item not in unknown)
