"""What a submission server said of one recipient that it did not accept."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from mailclient.mail.delivery_report import Cause
from mailclient.mail.problem import ProblemKind


@dataclass(frozen=True, slots=True)
class RecipientRefusal:
    """``code`` is the reply's (4xx: for now, 5xx: for good; 0: this server cannot be told the address).

    ``status`` is that of RFC 3463 ("5.1.1", "" where there was none), ``line`` the server's own words.
    """

    address: str
    code: int
    status: str
    line: str
    cause: Cause = Cause.UNKNOWN
    for_now: bool = False


class Remedy(StrEnum):
    """The one thing a sender can do about a refusal."""

    NOTHING = "nothing"
    """It is tried again by itself."""
    EDIT_RECIPIENT = "edit_recipient"
    SHORTEN = "shorten"
    EDIT_MESSAGE = "edit_message"
    SEND_LATER = "send_later"
    LOG_IN = "log_in"
    CHANGE_SENDER = "change_sender"
    ASK_OTHERWISE = "ask_otherwise"
    """Tell the recipient in another way, or ask the provider."""


_REMEDIES = {
    Cause.USER_UNKNOWN: Remedy.EDIT_RECIPIENT,
    Cause.DOMAIN_UNKNOWN: Remedy.EDIT_RECIPIENT,
    Cause.MOVED: Remedy.EDIT_RECIPIENT,
    Cause.TAKES_NO_MAIL: Remedy.EDIT_RECIPIENT,
    Cause.RELAYING_DENIED: Remedy.EDIT_RECIPIENT,
    Cause.COMMAND: Remedy.EDIT_RECIPIENT,
    Cause.TOO_LARGE: Remedy.SHORTEN,
    Cause.SPAM: Remedy.EDIT_MESSAGE,
    Cause.VIRUS: Remedy.EDIT_MESSAGE,
    Cause.CONTENT: Remedy.EDIT_MESSAGE,
    Cause.TOO_MUCH: Remedy.SEND_LATER,
    Cause.MAILBOX_FULL: Remedy.SEND_LATER,
    Cause.SERVER_FULL: Remedy.SEND_LATER,
    Cause.UNREACHABLE: Remedy.SEND_LATER,
    Cause.EXPIRED: Remedy.SEND_LATER,
    Cause.SERVER_TROUBLE: Remedy.SEND_LATER,
    Cause.GREYLISTED: Remedy.NOTHING,
    Cause.LOGIN: Remedy.LOG_IN,
    Cause.SENDER_REFUSED: Remedy.CHANGE_SENDER,
    Cause.SENDER_NOT_AUTHENTICATED: Remedy.CHANGE_SENDER,
}


_OF_PROBLEMS = {
    ProblemKind.RECIPIENTS_REFUSED: Remedy.EDIT_RECIPIENT,
    ProblemKind.ADDRESS_NEEDS_UTF8: Remedy.EDIT_RECIPIENT,
    ProblemKind.MESSAGE_TOO_LARGE: Remedy.SHORTEN,
    ProblemKind.MESSAGE_REFUSED: Remedy.EDIT_MESSAGE,
    ProblemKind.MESSAGE_NEEDS_8BIT: Remedy.EDIT_MESSAGE,
    ProblemKind.REFUSED_BY_POLICY: Remedy.EDIT_MESSAGE,
    ProblemKind.REPORTS_MISSING: Remedy.EDIT_MESSAGE,
    ProblemKind.REQUIRETLS_MISSING: Remedy.EDIT_MESSAGE,
    ProblemKind.SENDER_NOT_ALLOWED: Remedy.CHANGE_SENDER,
    ProblemKind.MAILBOX_FULL: Remedy.SEND_LATER,
}


def remedy_for(kind: ProblemKind, refusals: Sequence[RecipientRefusal]) -> Remedy:
    """What the sender can do about a message that was not sent at all: what most of its refused recipients ask for."""
    found = Counter(remedy_of(one) for one in refusals)
    if found and kind in (ProblemKind.RECIPIENTS_REFUSED, ProblemKind.ASKED_TO_WAIT):
        return found.most_common(1)[0][0]
    return _OF_PROBLEMS.get(kind, Remedy.SEND_LATER)


def remedy_of(refusal: RecipientRefusal) -> Remedy:
    """What its sender can do; ASK_OTHERWISE where nothing at this computer helps."""
    return Remedy.NOTHING if refusal.for_now else _REMEDIES.get(refusal.cause, Remedy.ASK_OTHERWISE)
