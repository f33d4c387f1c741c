"""UID COPY (RFC 9051 section 6.4.7, RFC 4315, RFC 6851)."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from mailclient.wire.imap.codes import CopyUid
from mailclient.wire.imap.commands.argument import MailboxName, mailbox
from mailclient.wire.imap.commands.command import Command, Offered, Piece
from mailclient.wire.imap.errors import LocalProtocolError
from mailclient.wire.imap.events import Condition, Event
from mailclient.wire.imap.number_set import NumberSet
from mailclient.wire.imap.state import IN_MAILBOX, State


@dataclass(frozen=True, slots=True)
class UidCopy(Command):
    """Copy messages into a mailbox. The tagged OK carries ``CopyUid`` with UIDPLUS; code TRYCREATE: no such mailbox."""

    uids: NumberSet
    mailbox: MailboxName

    name: ClassVar[str] = "UID COPY"
    states: ClassVar[frozenset[State]] = IN_MAILBOX

    def arguments(self, offered: Offered) -> Iterator[Piece]:
        """``1:9 mailbox``."""
        if not self.uids:
            raise LocalProtocolError("UID COPY of no message")
        yield b" " + self.uids.to_wire() + b" "
        yield mailbox(self.mailbox, offered)

    def wants(self, event: Event) -> bool:
        """An untagged OK with COPYUID."""
        return isinstance(event, Condition) and isinstance(event.code, CopyUid)
