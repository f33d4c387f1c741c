"""A message to be stored: flags, date and bytes, as APPEND, MULTIAPPEND and REPLACE take them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from mailclient.wire.imap.commands.argument import flag_list
from mailclient.wire.imap.commands.command import Literal, Offered, Piece
from mailclient.wire.imap.date_time import write_date_time
from mailclient.wire.imap.errors import LocalProtocolError


class Form(StrEnum):
    """What the bytes are."""

    PLAIN = "plain"
    BINARY = "binary"
    """With parts in the transfer encoding "binary", that may hold NUL (RFC 3516 section 4.4). Needs BINARY."""
    UTF8 = "utf8"
    """With UTF-8 in its header (RFC 6532). Needs UTF8=ACCEPT or IMAP4rev2 to be enabled.

    IMAP4rev1 takes it as ``UTF8 (~{n}…)`` (RFC 6855 section 4), IMAP4rev2 as it is (RFC 9051 section 6.3.12).
    """


@dataclass(frozen=True, slots=True)
class NewMessage:
    """``size`` bytes of ``chunks``. Flags and date may be left out: the server takes none, and now."""

    size: int
    chunks: Iterable[bytes] = field(repr=False)
    flags: tuple[str, ...] = ()
    internal_date: datetime | None = None
    form: Form = Form.PLAIN

    def pieces(self, offered: Offered) -> Iterator[Piece]:
        r"""`` (\Seen) "21-Nov-2026 10:00:00 +0900" {size}``. LocalProtocolError for a form that is not offered."""
        if not self.size:
            raise LocalProtocolError("APPEND of an empty message")
        yield from attributes(self.flags, self.internal_date)
        if self.form is Form.BINARY and not offered.capabilities & {"BINARY", "IMAP4REV2"}:
            raise LocalProtocolError("the server does not offer BINARY")
        if self.form is Form.UTF8 and not offered.utf8:
            raise LocalProtocolError("UTF-8 is not enabled")
        if self.form is Form.UTF8 and "UTF8=ACCEPT" in offered.enabled:
            yield b" UTF8 ("
            yield Literal(self.size, self.chunks, binary=True)
            yield b")"
            return
        yield b" "
        yield Literal(self.size, self.chunks, binary=self.form is Form.BINARY)


def attributes(flags: tuple[str, ...], internal_date: datetime | None) -> Iterator[bytes]:
    r"""`` (\Seen) "21-Nov-2026 10:00:00 +0900"`` as far as there is something."""
    if flags:
        yield b" " + flag_list(flags)
    if internal_date is not None:
        yield b' "' + write_date_time(internal_date) + b'"'
