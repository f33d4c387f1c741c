"""APPEND of several messages in one command (MULTIAPPEND, RFC 3502)."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from mailclient.wire.imap.commands.argument import MailboxName, mailbox
from mailclient.wire.imap.commands.command import Command, Offered, Piece
from mailclient.wire.imap.commands.new_message import NewMessage
from mailclient.wire.imap.errors import LocalProtocolError
from mailclient.wire.imap.state import AFTER_LOGIN, State


@dataclass(frozen=True, slots=True)
class MultiAppend(Command):
    """Put messages into a mailbox, all or none. Needs MULTIAPPEND. Not idempotent.

    ``AppendUid.uids`` of the tagged OK has one UID for each message, in their order.
    """

    mailbox: MailboxName
    messages: tuple[NewMessage, ...]

    name: ClassVar[str] = "APPEND"
    states: ClassVar[frozenset[State]] = AFTER_LOGIN
    follows_select: ClassVar[bool] = True

    def arguments(self, offered: Offered) -> Iterator[Piece]:
        r"""``mailbox (\Seen) {5}… {7}…``."""
        if not self.messages:
            raise LocalProtocolError("APPEND of no message")
        if len(self.messages) > 1 and "MULTIAPPEND" not in offered.capabilities:
            raise LocalProtocolError("the server does not offer MULTIAPPEND")
        yield b" "
        yield mailbox(self.mailbox, offered)
        for message in self.messages:
            yield from message.pieces(offered)
