"""A message: its envelope, and the bytes of one to be sent."""

from dataclasses import dataclass, field
from datetime import datetime

from mailclient.mail.address import Address
from mailclient.mail.submission import NO_WISHES, SubmissionWishes


@dataclass(frozen=True, slots=True)
class Envelope:
    """The header fields of RFC 9051 section 7.5.2 (ENVELOPE) plus References, all decoded.

    ``date`` keeps the sender's own offset and is None where the header is missing or broken. Message ids have
    no angle brackets.
    """

    subject: str = ""
    date: datetime | None = None
    from_: tuple[Address, ...] = ()
    sender: tuple[Address, ...] = ()
    reply_to: tuple[Address, ...] = ()
    to: tuple[Address, ...] = ()
    cc: tuple[Address, ...] = ()
    bcc: tuple[Address, ...] = ()
    message_id: str = ""
    in_reply_to: tuple[str, ...] = ()
    references: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A finished message to hand in: its exact bytes (CRLF lines, no Bcc), SMTP envelope and the sender's wishes."""

    data: bytes = field(repr=False)
    mail_from: str = ""
    recipients: tuple[str, ...] = ()
    wishes: SubmissionWishes = NO_WISHES
