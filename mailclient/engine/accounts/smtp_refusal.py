"""What a submission server's refusal means: its code, its enhanced code (RFC 3463, RFC 5248), and the words of those
servers whose codes say too little.

A problem tells the user what to do; whether the message is tried again by itself follows from the reply's class
(4xx: for now), so that a misread word cannot keep it for ever. The one exception: "as many as you may send today" is
for now, although some say it with 550.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from mailclient.engine.accounts.login_words import reason
from mailclient.mail.delivery_report import Cause
from mailclient.mail.problem import MailError, Problem, ProblemKind
from mailclient.mail.refusal import RecipientRefusal
from mailclient.mime.special.cause import cause_of
from mailclient.wire.smtp.reply import Reply

_TOO_MANY = re.compile(r"too many|rate|limit|throttl|quota.*exceeded|exceeded.*quota", re.IGNORECASE)
_TOO_MANY_RECIPIENTS = re.compile(r"too many (recipients|rcpt)|recipients? limit", re.IGNORECASE)
_FULL = re.compile(r"mailbox.{0,20}full|over ?quota|quota exceeded|out of storage", re.IGNORECASE)
_NOT_YOURS = re.compile(
    r"not owned by|send ?as ?denied|not allowed to send (as|from)|sender (address )?(rejected|not allowed|denied)"
    r"|not your address",
    re.IGNORECASE,
)
_POLICY = re.compile(r"spam|policy|\bspf\b|dkim|dmarc|block(ed|list)|blacklist|reputation|virus", re.IGNORECASE)
_STATUS = re.compile(r"[245][0-9]{2}[ -]([245]\.[0-9]{1,3}\.[0-9]{1,3})(?=\s|$)")
_CODE = re.compile(r"[245][0-9]{2}(?=[ -]|$)")
_LOGIN_OFF = re.compile(
    r"smtp ?client ?auth\w* is disabled|smtp auth\w* (is )?disabled|smtp.{0,20}not (been )?enabled|meet the criteria",
    re.IGNORECASE,
)
_BLOCKED_SENDER = re.compile(r"bad outbound sender|account.{0,20}(suspend|lock|block|disabl)", re.IGNORECASE)


class Stage(Enum):
    """What was refused."""

    MESSAGE = "message"
    """MAIL, DATA or the content."""
    RECIPIENT = "recipient"


@dataclass(frozen=True, slots=True)
class RefusedRecipient:
    """``code`` is the server's (4xx: for now, 5xx: for good), 0 when the address cannot be sent to this server."""

    address: str
    code: int
    text: str
    kind: ProblemKind = ProblemKind.RECIPIENTS_REFUSED

    @property
    def for_now(self) -> bool:
        """Whether it may be accepted later."""
        return self.code // 100 == 4 or self.kind is ProblemKind.TOO_MANY_MESSAGES


class Refusal(MailError):  # noqa: N818  it says what happened
    """The server has said no: ``for_now``, or for good. It has not taken the message.

    ``recipients``: each one's own refusal, when that is the reason.
    """

    def __init__(self, problem: Problem, *, for_now: bool, recipients: Sequence[RefusedRecipient] = ()) -> None:
        super().__init__(problem)
        self.for_now = for_now
        self.recipients = tuple(recipients)


def kind_of(reply: Reply, stage: Stage) -> ProblemKind:
    """Of a refusal after the login."""
    return _for_now(reply, stage) if reply.temporary else _for_good(reply, stage)


def kind_of_login(reply: Reply, *, by_token: bool = False) -> ProblemKind | None:
    """Of a refused AUTH; None: it is about the password (the token: ``by_token``), or the mechanism."""
    if reply.code == 538 or reply.enhanced == "5.7.11":
        return ProblemKind.ENCRYPTION_REQUIRED
    if _LOGIN_OFF.search(reply.text):
        return ProblemKind.SMTP_LOGIN_DISABLED
    told = reason(reply.text, by_token=by_token)
    if told is ProblemKind.ACCESS_DISABLED:
        return ProblemKind.SMTP_LOGIN_DISABLED
    if told is None and reply.temporary:
        return ProblemKind.LOGIN_UNAVAILABLE
    if told is None and reply.enhanced == "5.7.9" and not by_token:
        return ProblemKind.APP_PASSWORD_NEEDED
    return told


def too_many_recipients(reply: Reply) -> bool:
    """Not this recipient is refused but one more: RFC 5321 section 4.5.3.1.10, which lets 552 mean it too."""
    return reply.code in {451, 452, 552} and (
        reply.enhanced.endswith(".5.3") or bool(_TOO_MANY_RECIPIENTS.search(reply.text))
    )


def recipients_refusal(subject: str, refused: Sequence[RefusedRecipient]) -> Refusal:
    """All are refused: for now only if none is refused for good. ``subject``: the server's "host:port"."""
    detail = "\n".join(f"{each.address}: {each.text}" for each in refused)
    final = [each for each in refused if not each.for_now]
    telling = final or refused
    kinds = {each.kind for each in telling}
    kind = kinds.pop() if len(kinds) == 1 else ProblemKind.RECIPIENTS_REFUSED if final else ProblemKind.ASKED_TO_WAIT
    if kind not in _ABOUT_SERVER:
        subject = ", ".join(each.address for each in (refused if final else telling))
    return Refusal(Problem(kind, subject, detail), for_now=not final, recipients=refused)


def told(refused: RefusedRecipient) -> RecipientRefusal:
    """The same for the user and for the store, with why."""
    status = _STATUS.match(refused.text)
    code = status[1] if status else ""
    if refused.kind is ProblemKind.ADDRESS_NEEDS_UTF8 or not refused.code:
        cause = Cause.COMMAND
    elif refused.for_now and refused.kind is ProblemKind.ASKED_TO_WAIT:
        cause = Cause.GREYLISTED
    else:
        cause = cause_of(refused.text, code, str(refused.code))
    return RecipientRefusal(refused.address, refused.code, code, refused.text, cause, refused.for_now)


def told_of_each(error: Refusal, addresses: Sequence[str]) -> tuple[RecipientRefusal, ...]:
    """What was said to the whole message, or to single recipients of it, as said of each of these."""
    named = {each.address: told(each) for each in error.recipients}
    text, code = error.problem.detail, _CODE.match(error.problem.detail)
    number, status = int(code[0]) if code else 0, _STATUS.match(text)
    enhanced = status[1] if status else ""
    cause = cause_of(text, enhanced, str(number))
    if cause is Cause.UNKNOWN:
        cause = _CAUSES.get(error.problem.kind, cause)
    return tuple(
        named.get(each) or RecipientRefusal(each, number, enhanced, text, cause, error.for_now) for each in addresses
    )


_CAUSES = {
    ProblemKind.MESSAGE_TOO_LARGE: Cause.TOO_LARGE,
    ProblemKind.MESSAGE_REFUSED: Cause.CONTENT,
    ProblemKind.MESSAGE_NEEDS_8BIT: Cause.CONTENT,
    ProblemKind.SENDER_NOT_ALLOWED: Cause.SENDER_REFUSED,
    ProblemKind.MAILBOX_FULL: Cause.SERVER_FULL,
}
"""Of a message that was refused as a whole, in words that say nothing of why."""
_ABOUT_SERVER = frozenset({
    ProblemKind.SERVER_BUSY,
    ProblemKind.PASSWORD_MISSING,
    ProblemKind.TOO_MANY_MESSAGES,
    ProblemKind.REFUSED_BY_POLICY,
    ProblemKind.SENDER_NOT_ALLOWED,
    ProblemKind.REQUIRETLS_MISSING,
})  # fmt: skip
"""The others are about the recipients."""


def _for_now(reply: Reply, stage: Stage) -> ProblemKind:
    code, text = reply.enhanced.partition(".")[2], reply.text
    if code == "2.2" or _FULL.search(text):
        return ProblemKind.MAILBOX_FULL
    if code in {"7.28", "4.5"} or (_TOO_MANY.search(text) and (code.startswith("7.") or not code)):
        return ProblemKind.TOO_MANY_MESSAGES
    if reply.code == 421 or code.startswith("3."):
        return ProblemKind.SERVER_BUSY
    if stage is Stage.RECIPIENT or code.startswith("7.") or code == "2.0":
        return ProblemKind.ASKED_TO_WAIT
    return ProblemKind.SERVER_BUSY


def _for_good(reply: Reply, stage: Stage) -> ProblemKind:
    code, text = reply.enhanced.partition(".")[2], reply.text
    if code == "2.2" or (_FULL.search(text) and stage is Stage.RECIPIENT):
        return ProblemKind.MAILBOX_FULL
    if code in {"3.4", "2.3"} or (reply.code == 552 and not code):
        return ProblemKind.MESSAGE_TOO_LARGE
    if code == "4.5":
        return ProblemKind.TOO_MANY_MESSAGES
    if _BLOCKED_SENDER.search(text) and (stage is Stage.MESSAGE or code == "1.8"):
        return ProblemKind.ACCOUNT_LOCKED
    if code == "7.30":
        return ProblemKind.REQUIRETLS_MISSING
    if code in {"7.60", "2.252"} or _NOT_YOURS.search(text) or (reply.code == 553 and code == "7.1"):
        return ProblemKind.SENDER_NOT_ALLOWED
    if code.startswith("7.") or (_POLICY.search(text) and not code.startswith("1.")):
        return ProblemKind.REFUSED_BY_POLICY
    return ProblemKind.RECIPIENTS_REFUSED if stage is Stage.RECIPIENT else ProblemKind.MESSAGE_REFUSED
