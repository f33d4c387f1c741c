"""What is handed in: the envelope and the content, which is read in pieces and never here as a whole (RFC 5321 §2.3.1).

What the content has in it decides how it may be sent, so it is looked through once before: a second read of the file
is cheap beside sending it, and needs no note that could be wrong.
"""

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Protocol

from mailclient.mail.submission import NO_WISHES, SubmissionWishes
from mailclient.mime.envelope import parse_envelope
from mailclient.wire.smtp.commands import Body

PIECE_BYTES = 256 * 1024
_HEADER_BYTES = 64 * 1024
"""What is looked at to name the message."""
_HEADER_END = re.compile(rb"\r?\n\r?\n")


class Content(Protocol):
    """Finished bytes that are somewhere."""

    @property
    def size(self) -> int:
        """How many."""
        ...

    async def read(self, start: int, length: int) -> bytes:
        """Some of them; fewer only at the end. ``MailError`` when they cannot be read."""
        ...


@dataclass(frozen=True, slots=True)
class MailObject:
    """One message with the recipients it is to have now."""

    content: Content
    mail_from: str
    recipients: tuple[str, ...]
    wishes: SubmissionWishes = NO_WISHES


@dataclass(frozen=True, slots=True)
class ContentFacts:
    """What decides how the content is sent; ``subject`` names it to the user."""

    body: Body
    utf8_header: bool
    subject: str


async def pieces(content: Content) -> AsyncIterator[bytes]:
    """The content, in order."""
    for start in range(0, content.size, PIECE_BYTES):
        yield await content.read(start, PIECE_BYTES)


async def examine(content: Content) -> ContentFacts:
    """Look it through."""
    head = b""
    in_header, utf8_header, ascii_only, binary = True, False, True, False
    async for piece in pieces(content):
        if not head:
            head = piece[:_HEADER_BYTES]
        if in_header:
            end = _HEADER_END.search(piece)
            utf8_header = utf8_header or not piece[: end.start() if end else len(piece)].isascii()
            in_header = end is None
        ascii_only = ascii_only and piece.isascii()
        binary = binary or b"\0" in piece
    body = Body.BINARY if binary else Body.SEVEN_BIT if ascii_only else Body.EIGHT_BIT
    return ContentFacts(body, utf8_header, parse_envelope(head).subject)
