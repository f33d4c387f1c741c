"""UID REPLACE (RFC 8508): a new message in the place of an old one, in one step."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from mailclient.wire.imap.codes import AppendUid
from mailclient.wire.imap.commands.argument import MailboxName, mailbox
from mailclient.wire.imap.commands.command import Command, Offered, Piece
from mailclient.wire.imap.commands.new_message import NewMessage
from mailclient.wire.imap.errors import LocalProtocolError
from mailclient.wire.imap.events import Condition, Event
from mailclient.wire.imap.number_set import NUMBER_MAX
from mailclient.wire.imap.state import IN_MAILBOX, State


@dataclass(frozen=True, slots=True)
class UidReplace(Command):
    """Put ``message`` into ``mailbox`` and remove ``uid`` from the open one for good, both or neither. Needs REPLACE.

    An untagged OK with ``AppendUid`` comes before the EXPUNGE or VANISHED of the old message.
    """

    uid: int
    mailbox: MailboxName
    message: NewMessage

    name: ClassVar[str] = "UID REPLACE"
    states: ClassVar[frozenset[State]] = IN_MAILBOX

    def arguments(self, offered: Offered) -> Iterator[Piece]:
        r"""``7 Drafts (\Draft) {5}…``."""
        if not 1 <= self.uid <= NUMBER_MAX:
            raise LocalProtocolError(f"not a UID: {self.uid}")
        yield b" %d " % self.uid
        yield mailbox(self.mailbox, offered)
        yield from self.message.pieces(offered)

    def wants(self, event: Event) -> bool:
        """An untagged OK with APPENDUID."""
        return isinstance(event, Condition) and isinstance(event.code, AppendUid)
