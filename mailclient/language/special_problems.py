"""Problems with special mail: lists that are not left, invitations and receipts that cannot be answered."""

from mailclient.language.catalogue import tr
from mailclient.mail.problem import ProblemKind


def _unsubscribe_refused(_subject: str) -> tuple[str, str]:
    return (
        tr("The list did not accept that you leave it."),
        tr("Leave it by its web page or by mail, or mark its messages as junk."),
    )


def _unsubscribe_in_doubt(_subject: str) -> tuple[str, str]:
    return (
        tr("The list was asked to let you go, but no answer came back."),
        tr("If its mail goes on, leave it once more by its web page."),
    )


def _unsubscribe_impossible(_subject: str) -> tuple[str, str]:
    return (
        tr("This message does not say how its list is left that way."),
        tr("Look for a link to unsubscribe in its text."),
    )


def _answer_impossible(_subject: str) -> tuple[str, str]:
    return (
        tr("This invitation cannot be answered: it does not say who invites."),
        tr("Reply to the message instead."),
    )


def _receipt_impossible(_subject: str) -> tuple[str, str]:
    return (
        tr("No read receipt can be sent for this message."),
        tr("Reply to the sender instead."),
    )


SPECIAL_WORDS = {
    ProblemKind.UNSUBSCRIBE_REFUSED: _unsubscribe_refused,
    ProblemKind.UNSUBSCRIBE_IN_DOUBT: _unsubscribe_in_doubt,
    ProblemKind.UNSUBSCRIBE_IMPOSSIBLE: _unsubscribe_impossible,
    ProblemKind.ANSWER_IMPOSSIBLE: _answer_impossible,
    ProblemKind.RECEIPT_IMPOSSIBLE: _receipt_impossible,
}
"""Their words, by kind."""
