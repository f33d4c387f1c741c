"""A letter: one sample message before it is made into bytes."""

from dataclasses import dataclass, field
from datetime import datetime

from mailclient.mail.address import Address


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A file that goes with a letter; with a ``content_id`` it is an image inside its HTML."""

    filename: str
    media_type: str
    data: bytes = field(repr=False)
    content_id: str = ""


@dataclass(frozen=True, slots=True)
class Letter:
    """``raw`` holds the MIME fields and the body as they are (signed mail, broken mail) in place of the text."""

    sent: datetime
    from_: Address
    to: tuple[Address, ...]
    subject: str
    message_id: str
    text: str = ""
    html: str = ""
    cc: tuple[Address, ...] = ()
    references: tuple[str, ...] = ()
    """The messages before it in the conversation, oldest first; the last is the one it answers."""
    charset: str = "utf-8"
    header_charset: str = ""
    encoding: str = ""
    flowed: bool = False
    enclosures: tuple[Enclosure, ...] = ()
    calendar: str = ""
    fields: tuple[str, ...] = ()
    """Further header fields, "Name: value"."""
    raw: bytes = b""
