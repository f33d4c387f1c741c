"""APPEND (RFC 9051 section 6.3.12); the message is streamed."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar

from mailclient.wire.imap.commands.argument import MailboxName, mailbox
from mailclient.wire.imap.commands.command import Command, Offered, Piece
from mailclient.wire.imap.commands.new_message import Form, NewMessage
from mailclient.wire.imap.state import AFTER_LOGIN, State


@dataclass(frozen=True, slots=True)
class Append(Command):
    """Put ``size`` bytes of ``chunks`` into a mailbox. Not idempotent: look before a second try.

    The tagged OK carries ``AppendUid`` with UIDPLUS; code TRYCREATE: no such mailbox; TOOBIG, OVERQUOTA: no room
    (``append_limit`` tells before).
    """

    mailbox: MailboxName
    size: int
    chunks: Iterable[bytes] = field(repr=False)
    flags: tuple[str, ...] = ()
    internal_date: datetime | None = None
    form: Form = Form.PLAIN

    name: ClassVar[str] = "APPEND"
    states: ClassVar[frozenset[State]] = AFTER_LOGIN
    follows_select: ClassVar[bool] = True

    @classmethod
    def of(cls, mailbox: MailboxName, data: bytes, flags: tuple[str, ...] = ()) -> "Append":
        """A message that is in memory."""
        return cls(mailbox, len(data), (data,), flags)

    def arguments(self, offered: Offered) -> Iterator[Piece]:
        r"""``mailbox (\Seen) "21-Nov-2026 10:00:00 +0900" {size}``."""
        yield b" "
        yield mailbox(self.mailbox, offered)
        yield from NewMessage(self.size, self.chunks, self.flags, self.internal_date, self.form).pieces(offered)
