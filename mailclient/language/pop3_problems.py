"""Problems with downloading by POP3 in the user's words; part of ``problems.py``."""

from collections.abc import Callable

from mailclient.language.catalogue import tr
from mailclient.mail.problem import ProblemKind


def _mailbox_in_use(subject: str) -> tuple[str, str]:
    return (
        tr("Another program is reading the mailbox on {subject}; only one may at a time.", subject=subject),
        tr("It is tried again by itself. If it stays so, close other programs and devices that download this mail."),
    )


def _login_too_soon(subject: str) -> tuple[str, str]:
    return (
        tr("{subject} allows a login only now and then, and the last one was too recent.", subject=subject),
        tr("New mail is fetched by itself when the server allows it again."),
    )


def _message_withheld(subject: str) -> tuple[str, str]:
    return (
        tr("{subject} failed to give this message.", subject=subject),
        tr("The others have come. It is asked for again later; the provider's web site may show it."),
    )


POP3_WORDS: dict[ProblemKind, Callable[[str], tuple[str, str]]] = {
    ProblemKind.MAILBOX_IN_USE: _mailbox_in_use,
    ProblemKind.LOGIN_TOO_SOON: _login_too_soon,
    ProblemKind.MESSAGE_WITHHELD: _message_withheld,
}
