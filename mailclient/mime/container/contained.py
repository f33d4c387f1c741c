"""What a container holds: files, and with TNEF a message body."""

from dataclasses import dataclass, field
from datetime import datetime

from mailclient.mail.address import Address


@dataclass(frozen=True, slots=True)
class Contained:
    """A file; its name and type as the container says, maybe ""."""

    filename: str
    media_type: str
    data: bytes = field(repr=False)
    content_id: str = ""


@dataclass(frozen=True, slots=True)
class Unpacked:
    """All that was found. ``damaged``: it broke off or made no sense somewhere."""

    files: tuple[Contained, ...] = ()
    text: str = ""
    html: bytes = field(default=b"", repr=False)
    html_charset: str = ""
    damaged: bool = False
    subject: str = ""
    sender: Address | None = None
    date: datetime | None = None
