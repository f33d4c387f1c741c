"""LSUB (RFC 3501 section 6.3.9), for servers without LIST-EXTENDED; IMAP4rev2 has it no more."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from mailclient.wire.imap.commands.argument import mailbox, string
from mailclient.wire.imap.commands.command import Command, Offered, Piece
from mailclient.wire.imap.events import Event, ListEntry
from mailclient.wire.imap.mailbox_name import encode_name
from mailclient.wire.imap.state import AFTER_LOGIN, State


@dataclass(frozen=True, slots=True)
class Lsub(Command):
    r"""List the subscribed names that match; some may be gone. Of the attributes only \Noselect has a meaning."""

    reference: str = ""
    pattern: str = "*"

    name: ClassVar[str] = "LSUB"
    states: ClassVar[frozenset[State]] = AFTER_LOGIN
    follows_select: ClassVar[bool] = True

    def arguments(self, offered: Offered) -> Iterator[Piece]:
        """``"" "*"``."""
        yield b" "
        yield mailbox(self.reference, offered) if self.reference else b'""'
        yield b" "
        yield string(encode_name(self.pattern, utf8=offered.utf8), offered)

    def wants(self, event: Event) -> bool:
        """LSUB."""
        return isinstance(event, ListEntry) and event.subscribed_answer
