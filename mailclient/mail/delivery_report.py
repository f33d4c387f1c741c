"""What a mail server reports of a message that was sent: who did not get it, why, and for how long (RFC 3464, 3463)."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Outcome(StrEnum):
    """What became of it for one recipient (RFC 3464 section 2.3.3)."""

    FAILED = "failed"
    DELAYED = "delayed"
    """It is still being tried."""
    DELIVERED = "delivered"
    RELAYED = "relayed"
    """Handed to a system that reports nothing further."""
    EXPANDED = "expanded"
    """Delivered to a list, which has sent it on."""
    AWAY = "away"
    """Not a failure: the mailbox answers by itself that nobody reads it now."""


class Cause(StrEnum):
    """Why, in kinds that ask for different things of the sender."""

    USER_UNKNOWN = "user_unknown"
    DOMAIN_UNKNOWN = "domain_unknown"
    MOVED = "moved"
    MAILBOX_FULL = "mailbox_full"
    MAILBOX_DISABLED = "mailbox_disabled"
    REFUSED_BY_RECIPIENT = "refused_by_recipient"
    """The recipient's own rules or filters do not take it."""
    TAKES_NO_MAIL = "takes_no_mail"
    """The domain takes no mail at all (RFC 7505)."""
    TOO_LARGE = "too_large"
    SPAM = "spam"
    VIRUS = "virus"
    CONTENT = "content"
    """Something in it is not acceptable: an attachment, a header, a character."""
    POLICY = "policy"
    SENDER_NOT_AUTHENTICATED = "sender_not_authenticated"
    """SPF, DKIM or DMARC."""
    SENDER_REFUSED = "sender_refused"
    """The address in From or in the envelope is not accepted."""
    SERVER_REFUSED = "server_refused"
    """The address or name of the sending server is not accepted (lists of spammers, reputation, no PTR)."""
    TOO_MUCH = "too_much"
    """Too many messages, recipients or connections in a time."""
    RELAYING_DENIED = "relaying_denied"
    LOGIN = "login"
    """The server wanted a login, or encryption, that it did not get."""
    EXPIRED = "expired"
    """It was tried for as long as is usual."""
    UNREACHABLE = "unreachable"
    """No connection to the recipient's server, or no answer."""
    ENCRYPTION = "encryption"
    """TLS could not be had."""
    SERVER_FULL = "server_full"
    SERVER_TROUBLE = "server_trouble"
    """The recipient's server is at fault: its settings, its programs."""
    LOOP = "loop"
    COMMAND = "command"
    """The servers did not understand each other."""
    SUPPRESSED = "suppressed"
    """The sending service does not try this address any more."""
    AUTO_REPLY = "auto_reply"
    GREYLISTED = "greylisted"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class RecipientReport:
    """What became of it for one recipient; what was not said is "".

    ``status`` is that of RFC 3463 ("5.1.1"), ``reply_code`` that of the server ("550"), ``diagnostic`` its own words.
    """

    address: str
    outcome: Outcome = Outcome.FAILED
    cause: Cause = Cause.UNKNOWN
    is_permanent: bool = False
    """Sending it again to this address, as it is, will not do."""
    status: str = ""
    reply_code: str = ""
    diagnostic: str = ""
    server: str = ""
    """The server that said so (Remote-MTA)."""
    written_to: str = ""
    """The address as it was written to, where that is another (Original-Recipient)."""
    try_until: datetime | None = None
    """Of what is delayed: how long it is tried (Will-Retry-Until)."""


@dataclass(frozen=True, slots=True)
class ReturnedMessage:
    """What a report gives back of the message it speaks of; all maybe ""."""

    message_id: str = ""
    subject: str = ""
    from_: str = ""
    to: str = ""
    date: str = ""


@dataclass(frozen=True, slots=True)
class DeliveryReport:
    """A report of delivery, whatever its form."""

    recipients: tuple[RecipientReport, ...]
    returned: ReturnedMessage = ReturnedMessage()
    reporting_server: str = ""
    is_standard: bool = False
    """In the form of RFC 3464; else it was read out of words for people."""


@dataclass(frozen=True, slots=True)
class Complaint:
    """A recipient, or his provider, reports our message as spam or the like (ARF, RFC 5965)."""

    kind: str
    """abuse, fraud, virus, not-spam, auth-failure, opt-out …, lower case."""
    recipients: tuple[str, ...] = ()
    reporter: str = ""
    returned: ReturnedMessage = ReturnedMessage()
