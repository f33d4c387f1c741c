"""A message built: multipart/mixed{alternative{plain, html}, files}, CRLF lines, ASCII headers (RFC 5322, 2047, 2231).

The clock and chance stay outside: Date and Message-ID are arguments.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from mailclient.mail.address import Address


@dataclass(frozen=True, slots=True)
class File:
    """An attachment; its bytes arrive exactly as they are. With a ``content_id`` it is an image the HTML shows."""

    filename: str
    media_type: str
    data: bytes = field(repr=False)
    content_id: str = ""


def build_message(
    *,
    from_: Address,
    to: Sequence[Address] = (),
    cc: Sequence[Address] = (),
    bcc: Sequence[Address] = (),
    reply_to: Sequence[Address] = (),
    subject: str = "",
    date: datetime,
    message_id: str,
    in_reply_to: Sequence[str] = (),
    references: Sequence[str] = (),
    text: str = "",
    html: str = "",
    files: Sequence[File] = (),
) -> bytes:
    """The finished bytes. Ids are without angle brackets; ``date`` must have an offset.

    ``bcc`` is only for a draft kept on the server: leave it out of what is sent. ``html`` "" gives plain text only.
    Line breaks and control characters in header values become spaces, so nothing can be injected.
    """
    raise NotImplementedError


def file_of_message(data: bytes, filename: str = "message.eml") -> File:
    """A whole message as an attachment (message/rfc822), for forwarding as it is."""
    return File(filename, "message/rfc822", data)
