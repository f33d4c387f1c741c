"""Read receipts: a sender wishes for one, and what one tells (RFC 8098)."""

from dataclasses import dataclass
from enum import StrEnum

from mailclient.mail.address import Address


class ReceiptPolicy(StrEnum):
    """What the user does about wishes for a receipt."""

    NEVER = "never"
    ASK = "ask"
    KNOWN = "known"
    """Always for those whom the user has written to before; else ask."""


@dataclass(frozen=True, slots=True)
class ReceiptWish:
    """Disposition-Notification-To: where receipts are wished to go."""

    addresses: tuple[Address, ...]
    must_ask: bool = False
    """The addresses are not that of the sender (Return-Path), or several: never without asking (section 2.1)."""
    original_recipient: str = ""


class Disposition(StrEnum):
    """What happened to the message, as a receipt tells (section 3.2.6)."""

    DISPLAYED = "displayed"
    DELETED = "deleted"
    """Without having been shown."""
    DISPATCHED = "dispatched"
    PROCESSED = "processed"
    DENIED = "denied"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Receipt:
    """A receipt for a message of ours."""

    disposition: Disposition
    recipient: str = ""
    message_id: str = ""
    """Of the message that was read."""
    subject: str = ""
    is_automatic: bool = False
    """Nobody has confirmed it by hand."""
