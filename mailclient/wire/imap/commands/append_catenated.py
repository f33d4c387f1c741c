"""APPEND of a message put together from pieces the server has already (CATENATE, RFC 4469)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar
from urllib.parse import quote

from mailclient.wire.imap.commands.argument import MailboxName, astring, mailbox
from mailclient.wire.imap.commands.command import Command, Literal, Offered, Piece
from mailclient.wire.imap.commands.new_message import attributes
from mailclient.wire.imap.errors import LocalProtocolError
from mailclient.wire.imap.state import AFTER_LOGIN, State


@dataclass(frozen=True, slots=True)
class TextPiece:
    """Bytes that are sent: ``size`` of ``chunks``."""

    size: int
    chunks: Iterable[bytes] = field(repr=False)


@dataclass(frozen=True, slots=True)
class UrlPiece:
    """Bytes that the server has: a section of a message, "" for all of it (IMAP URL, RFC 5092).

    A part's own header is not in its section: "2.MIME" and "2" are two pieces.
    """

    mailbox: str
    uid_validity: int
    uid: int
    section: str = ""

    def to_wire(self) -> bytes:
        """``/Drafts;UIDVALIDITY=385759045/;UID=20/;SECTION=1.2``, relative to this server, in ASCII."""
        section = f"/;SECTION={quote(self.section, safe='.')}" if self.section else ""
        name = quote(self.mailbox, safe="/")
        return f"/{name};UIDVALIDITY={self.uid_validity}/;UID={self.uid}{section}".encode("ascii")


@dataclass(frozen=True, slots=True)
class AppendCatenated(Command):
    """Put a message made of pieces into a mailbox. Needs CATENATE. Not idempotent.

    NO with BADURL and the URL: there is no such piece (any more); TOOBIG: the whole is too large.
    """

    mailbox: MailboxName
    pieces: tuple[TextPiece | UrlPiece, ...]
    flags: tuple[str, ...] = ()
    internal_date: datetime | None = None

    name: ClassVar[str] = "APPEND"
    states: ClassVar[frozenset[State]] = AFTER_LOGIN
    follows_select: ClassVar[bool] = True

    def arguments(self, offered: Offered) -> Iterator[Piece]:
        r"""``mailbox (\Seen) CATENATE (TEXT {5}… URL "/a;UIDVALIDITY=1/;UID=2")``."""
        if not self.pieces:
            raise LocalProtocolError("APPEND of an empty message")
        yield b" "
        yield mailbox(self.mailbox, offered)
        yield from attributes(self.flags, self.internal_date)
        before = b" CATENATE ("
        for piece in self.pieces:
            if isinstance(piece, UrlPiece):
                yield before + b"URL "
                yield astring(piece.to_wire(), offered)
            else:
                yield before + b"TEXT "
                yield Literal(piece.size, piece.chunks)
            before = b" "
        yield b")"
