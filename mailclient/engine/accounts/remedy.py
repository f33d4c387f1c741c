"""Which problems end by themselves, and which only the user can end: an account stops at those until then.

Trying again is of no use there, or harmful: servers lock accounts that try a wrong password again and again.
"""

from mailclient.mail.problem import ProblemKind

NEEDS_PASSWORD = frozenset(
    {
        ProblemKind.WRONG_PASSWORD,
        ProblemKind.APP_PASSWORD_NEEDED,
        ProblemKind.PASSWORD_EXPIRED,
        ProblemKind.TOKEN_REFUSED,
        ProblemKind.SIGN_IN_NEEDED,
        ProblemKind.PASSWORD_MISSING,
        ProblemKind.LOGIN_WEAKENED,
        ProblemKind.NO_KEYRING,
        ProblemKind.KEYRING_LOCKED,
    }
)
"""The user is asked for what to log in with."""

NEEDS_USER = NEEDS_PASSWORD | {
    ProblemKind.ACCOUNT_LOCKED,
    ProblemKind.ACCESS_DISABLED,
    ProblemKind.SMTP_LOGIN_DISABLED,
    ProblemKind.PASSWORD_LOGIN_OFF,
    ProblemKind.ENCRYPTION_REQUIRED,
    ProblemKind.SIGN_IN_ELSEWHERE,
    ProblemKind.VAULT_LOCKED,
    ProblemKind.VAULT_DAMAGED,
    ProblemKind.CERTIFICATE_UNTRUSTED,
    ProblemKind.CERTIFICATE_WRONG_HOST,
    ProblemKind.CERTIFICATE_EXPIRED,
    ProblemKind.CERTIFICATE_CHANGED,
    ProblemKind.CLOCK_WRONG,
    ProblemKind.CLIENT_CERTIFICATE_UNUSABLE,
    ProblemKind.CLIENT_CERTIFICATE_LOCKED,
    ProblemKind.CLIENT_CERTIFICATE_REFUSED,
    ProblemKind.PROXY_PASSWORD,
    ProblemKind.STARTTLS_MISSING,
    ProblemKind.STARTTLS_INJECTION,
    ProblemKind.SERVER_UNPROVEN,
    ProblemKind.NO_COMMON_LOGIN,
}

OF_THE_NETWORK = frozenset(
    {
        ProblemKind.CERTIFICATE_UNTRUSTED,
        ProblemKind.CERTIFICATE_WRONG_HOST,
        ProblemKind.CERTIFICATE_EXPIRED,
        ProblemKind.CERTIFICATE_CHANGED,
        ProblemKind.CLOCK_WRONG,
        ProblemKind.STARTTLS_MISSING,
        ProblemKind.STARTTLS_INJECTION,
    }
)
"""Somebody between us and the server may do this, as the portal of a hotel: in another network, or after a sleep, it
may be over. Nothing is said to a server before its certificate is verified, so that trying again costs nothing."""

TOO_MANY_LOGINS_SECONDS = 900.0
"""The least pause after TOO_MANY_LOGINS: servers count tries within 5 to 15 minutes, and each begins that anew."""


def least_pause(kind: ProblemKind) -> float:
    """The seconds in which not to log in again."""
    return TOO_MANY_LOGINS_SECONDS if kind is ProblemKind.TOO_MANY_LOGINS else 0.0
