"""GETMETADATA (RFC 5464 section 4.2)."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from mailclient.wire.imap.commands.argument import MailboxName, astring, is_of, mailbox
from mailclient.wire.imap.commands.command import Command, Offered, Piece
from mailclient.wire.imap.errors import LocalProtocolError
from mailclient.wire.imap.events import Event
from mailclient.wire.imap.metadata import MetadataData
from mailclient.wire.imap.state import AFTER_LOGIN, State


@dataclass(frozen=True, slots=True)
class GetMetadata(Command):
    """Ask for entries of a mailbox ("" for the server). Needs METADATA; METADATA-SERVER is enough for the server.

    Values longer than ``size_max`` bytes are left out; the tagged OK tells the longest as ``METADATA LONGENTRIES n``.
    """

    mailbox: MailboxName
    entries: tuple[str, ...]
    size_max: int = 65536

    name: ClassVar[str] = "GETMETADATA"
    states: ClassVar[frozenset[State]] = AFTER_LOGIN
    follows_select: ClassVar[bool] = True

    def arguments(self, offered: Offered) -> Iterator[Piece]:
        """``(MAXSIZE 1024) mailbox (/shared/comment)``."""
        if not self.entries:
            raise LocalProtocolError("GETMETADATA of no entry")
        yield b" (MAXSIZE %d) " % self.size_max
        yield mailbox(self.mailbox, offered)
        before = b" ("
        for entry in self.entries:
            yield before
            yield astring(entry.encode(), offered)
            before = b" "
        yield b")"

    def wants(self, event: Event) -> bool:
        """METADATA of this mailbox, with values."""
        return isinstance(event, MetadataData) and is_of(self.mailbox, event.name, event.raw)
