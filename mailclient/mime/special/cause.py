"""Why mail was not delivered, from the words and codes of servers.

No standard says more than RFC 3463; the words decide first, since codes are often chosen carelessly ("554 5.7.1 mailbox
full"), then the status, then the reply code.
"""

import re

from mailclient.mail.delivery_report import Cause
from mailclient.mime.special.cause_words import RULES
from mailclient.mime.special.status_codes import from_the_code_on

_WORDS_LIMIT = 4_000
_ADDRESS = re.compile(r"[^\s<>()\[\]:;,@\"']{1,64}+@[\w.-]{1,253}")
"""Its dots would end what a pattern takes for one sentence."""
_BLANK = re.compile(r"\s+")

_BY_STATUS = {
    "1.0": Cause.USER_UNKNOWN, "1.1": Cause.USER_UNKNOWN, "1.2": Cause.DOMAIN_UNKNOWN, "1.3": Cause.USER_UNKNOWN,
    "1.4": Cause.USER_UNKNOWN, "1.6": Cause.MOVED, "1.7": Cause.SENDER_REFUSED, "1.8": Cause.SENDER_REFUSED,
    "1.10": Cause.TAKES_NO_MAIL, "1.9": Cause.SERVER_TROUBLE,
    "2.0": Cause.REFUSED_BY_RECIPIENT, "2.1": Cause.MAILBOX_DISABLED, "2.2": Cause.MAILBOX_FULL,
    "2.3": Cause.TOO_LARGE, "2.4": Cause.REFUSED_BY_RECIPIENT,
    "3.0": Cause.SERVER_TROUBLE, "3.1": Cause.SERVER_FULL, "3.2": Cause.SERVER_TROUBLE, "3.3": Cause.SERVER_TROUBLE,
    "3.4": Cause.TOO_LARGE, "3.5": Cause.SERVER_TROUBLE,
    "4.0": Cause.UNREACHABLE, "4.1": Cause.UNREACHABLE, "4.2": Cause.UNREACHABLE, "4.3": Cause.SERVER_TROUBLE,
    "4.4": Cause.DOMAIN_UNKNOWN, "4.5": Cause.SERVER_FULL, "4.6": Cause.LOOP, "4.7": Cause.EXPIRED,
    "5.1": Cause.COMMAND, "5.2": Cause.COMMAND, "5.3": Cause.TOO_MUCH, "5.4": Cause.COMMAND, "5.5": Cause.COMMAND,
    "6.0": Cause.CONTENT, "6.1": Cause.CONTENT, "6.2": Cause.CONTENT, "6.3": Cause.CONTENT, "6.5": Cause.CONTENT,
    "6.6": Cause.CONTENT, "6.7": Cause.CONTENT, "6.8": Cause.CONTENT, "6.9": Cause.CONTENT, "6.10": Cause.CONTENT,
    "5.6": Cause.COMMAND, "4.8": Cause.SERVER_TROUBLE,
    "7.0": Cause.POLICY, "7.1": Cause.POLICY, "7.2": Cause.POLICY, "7.3": Cause.POLICY, "7.4": Cause.ENCRYPTION,
    "7.5": Cause.ENCRYPTION, "7.6": Cause.ENCRYPTION, "7.7": Cause.SENDER_NOT_AUTHENTICATED,
    "7.12": Cause.LOGIN, "7.13": Cause.LOGIN, "7.14": Cause.LOGIN, "7.15": Cause.POLICY, "7.16": Cause.TOO_LARGE,
    "7.17": Cause.USER_UNKNOWN, "7.18": Cause.DOMAIN_UNKNOWN, "7.19": Cause.POLICY, "7.30": Cause.ENCRYPTION,
    "7.8": Cause.LOGIN, "7.9": Cause.LOGIN, "7.10": Cause.ENCRYPTION, "7.11": Cause.ENCRYPTION,
    "7.20": Cause.SENDER_NOT_AUTHENTICATED, "7.21": Cause.SENDER_NOT_AUTHENTICATED,
    "7.22": Cause.SENDER_NOT_AUTHENTICATED, "7.23": Cause.SENDER_NOT_AUTHENTICATED,
    "7.24": Cause.SENDER_NOT_AUTHENTICATED, "7.25": Cause.SERVER_REFUSED, "7.26": Cause.SENDER_NOT_AUTHENTICATED,
    "7.27": Cause.SENDER_REFUSED, "7.28": Cause.TOO_MUCH, "7.29": Cause.SENDER_NOT_AUTHENTICATED,
}  # fmt: skip
"""RFC 3463 sections 3.2 to 3.8, with RFC 5248's registry; class left out."""

_BY_CODE = {
    "421": Cause.UNREACHABLE, "450": Cause.SERVER_TROUBLE, "451": Cause.SERVER_TROUBLE, "452": Cause.SERVER_FULL,
    "500": Cause.COMMAND, "501": Cause.COMMAND, "502": Cause.COMMAND, "503": Cause.COMMAND, "504": Cause.COMMAND,
    "521": Cause.TAKES_NO_MAIL, "530": Cause.LOGIN, "535": Cause.LOGIN, "551": Cause.USER_UNKNOWN,
    "552": Cause.MAILBOX_FULL, "553": Cause.USER_UNKNOWN, "556": Cause.TAKES_NO_MAIL,
}  # fmt: skip


def cause_of(words: str, status: str, code: str) -> Cause:
    """Why; UNKNOWN where neither the words nor the codes say it."""
    text = _ADDRESS.sub("a@b", _BLANK.sub(" ", words[:_WORDS_LIMIT]))
    certain = _certain(status)
    if certain is not None:
        return certain
    answer = from_the_code_on(text)
    for said in (answer, text) if answer != text else (text,):
        for cause, pattern in RULES:
            if pattern.search(said):
                return cause
    return _BY_STATUS.get(status[2:]) or _BY_CODE.get(code, Cause.UNKNOWN)


def _certain(status: str) -> Cause | None:
    """Codes that nobody chooses carelessly."""
    return _BY_STATUS[status[2:]] if status[2:] in ("1.6", "7.25", "7.26") else None
