"""APPEND (RFC 9051 section 6.3.12); the message is streamed."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar

from mailclient.wire.imap.commands.argument import MailboxName, flag_list, mailbox
from mailclient.wire.imap.commands.command import Command, Literal, Offered, Piece
from mailclient.wire.imap.date_time import write_date_time
from mailclient.wire.imap.errors import LocalProtocolError
from mailclient.wire.imap.state import AFTER_LOGIN, State


@dataclass(frozen=True, slots=True)
class Append(Command):
    """Put ``size`` bytes of ``chunks`` into a mailbox. Not idempotent: look before a second try.

    The tagged OK carries ``AppendUid`` with UIDPLUS; code TRYCREATE: no such mailbox.
    """

    mailbox: MailboxName
    size: int
    chunks: Iterable[bytes] = field(repr=False)
    flags: tuple[str, ...] = ()
    internal_date: datetime | None = None

    name: ClassVar[str] = "APPEND"
    states: ClassVar[frozenset[State]] = AFTER_LOGIN
    follows_select: ClassVar[bool] = True

    @classmethod
    def of(cls, mailbox: MailboxName, data: bytes, flags: tuple[str, ...] = ()) -> "Append":
        """A message that is in memory."""
        return cls(mailbox, len(data), (data,), flags)

    def arguments(self, offered: Offered) -> Iterator[Piece]:
        r"""``mailbox (\Seen) "21-Nov-2026 10:00:00 +0900" {size}``."""
        if not self.size:
            raise LocalProtocolError("APPEND of an empty message")
        yield b" "
        yield mailbox(self.mailbox, offered)
        if self.flags:
            yield b" " + flag_list(self.flags)
        if self.internal_date is not None:
            yield b' "' + write_date_time(self.internal_date) + b'"'
        yield b" "
        yield Literal(self.size, self.chunks)
