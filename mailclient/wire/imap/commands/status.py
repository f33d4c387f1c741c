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
    """Ask for counts of a mailbox that is not open. What is not offered is left out."""

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


_NEEDS = {
    "HIGHESTMODSEQ": frozenset({"CONDSTORE", "QRESYNC"}),
    "SIZE": frozenset({"STATUS=SIZE", "IMAP4REV2"}),
    "DELETED": frozenset({"IMAP4REV2", "QUOTA=RES-MESSAGE"}),
    "DELETED-STORAGE": frozenset({"QUOTA=RES-STORAGE"}),
    "MAILBOXID": frozenset({"OBJECTID"}),
}


def allowed_items(items: tuple[str, ...], capabilities: frozenset[str]) -> tuple[str, ...]:
    """The items this server knows (SIZE: RFC 8438; DELETED…: RFC 9208; MAILBOXID: RFC 8474; APPENDLIMIT: RFC 7889)."""
    return tuple(item for item in items if _knows(item, capabilities))


def _knows(item: str, capabilities: frozenset[str]) -> bool:
    if item == "APPENDLIMIT":
        return any(word.startswith(item) for word in capabilities)
    return item not in _NEEDS or not capabilities.isdisjoint(_NEEDS[item])
