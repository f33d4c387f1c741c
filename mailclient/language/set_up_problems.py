"""What may be in the way while an account is set up, in the user's words; part of ``problems``."""

from mailclient.language.catalogue import tr
from mailclient.mail.problem import ProblemKind


def _address_unusable(subject: str) -> tuple[str, str]:
    return (
        tr("{subject} is no mail address.", subject=subject) if subject else tr("There is no mail address."),
        tr("An address has a name, an @ and a domain: name@example.com."),
    )


def _captive_portal(_subject: str) -> tuple[str, str]:
    return (
        tr("This network wants you to sign in to it first, as in hotels and trains."),
        tr("Open a web page in your browser, sign in to the network there, and try again."),
    )


def _cancelled(_subject: str) -> tuple[str, str]:
    return tr("It was stopped."), tr("Nothing has changed; start it again whenever you like.")


SET_UP_WORDS = {
    ProblemKind.ADDRESS_UNUSABLE: _address_unusable,
    ProblemKind.CAPTIVE_PORTAL: _captive_portal,
    ProblemKind.CANCELLED: _cancelled,
}
