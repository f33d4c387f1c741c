"""Why a server does not let us in, in the user's words; part of ``problems.py``."""

from collections.abc import Callable

from mailclient.language.catalogue import tr
from mailclient.mail.problem import ProblemKind


def _wrong_password(subject: str) -> tuple[str, str]:
    return (
        tr("The server did not accept the user name or password for {subject}.", subject=subject),
        tr("Check both and try again; some providers want an app password made on their web site."),
    )


def _password_missing(subject: str) -> tuple[str, str]:
    return tr("There is no password for {subject}.", subject=subject), tr("Enter the password to connect.")


def _password_expired(subject: str) -> tuple[str, str]:
    return (
        tr("{subject} says that your password has expired.", subject=subject),
        tr("Set a new one on the provider's web site (or as your administrator tells you), then enter it here."),
    )


def _password_login_off(subject: str) -> tuple[str, str]:
    return (
        tr("{subject} does not take passwords from mail programs any more.", subject=subject),
        tr("Choose the sign-in in the browser in the account's settings; your password is not the reason."),
    )


def _app_password_needed(subject: str) -> tuple[str, str]:
    return (
        tr("{subject} does not take your usual password from mail programs.", subject=subject),
        tr("Make an app password on the provider's web site and enter that, or sign in in the browser."),
    )


def _access_disabled(subject: str) -> tuple[str, str]:
    return (
        tr(
            "{subject} does not let mail programs read this account: IMAP or POP3 is switched off.",
            subject=subject,
        ),
        tr("Switch it on in the mail settings of the provider's web site, or ask the administrator at work."),
    )


def _account_locked(subject: str) -> tuple[str, str]:
    return (
        tr("The provider has locked the account on {subject}.", subject=subject),
        tr("Sign in on the provider's web site to unlock it, or ask its support. Nothing is lost; what waits is kept."),
    )


def _too_many_logins(subject: str) -> tuple[str, str]:
    return (
        tr("{subject} lets nobody in to this account for a while, after too many logins.", subject=subject),
        tr("It is tried again by itself in a quarter of an hour. Check the password on your other devices."),
    )


def _too_many_connections(subject: str) -> tuple[str, str]:
    return (
        tr("{subject} allows no more connections at the same time.", subject=subject),
        tr("It is tried again by itself. Close this mailbox on other devices if it stays so."),
    )


def _mailbox_unopened(subject: str) -> tuple[str, str]:
    return (
        tr("{subject} takes the login but does not open the mailbox.", subject=subject),
        tr("It is tried again by itself. If it stays so, check that you signed in as this very account."),
    )


def _login_unavailable(subject: str) -> tuple[str, str]:
    return (
        tr("{subject} cannot check passwords at the moment.", subject=subject),
        tr("Your password may well be right. It is tried again by itself after a while."),
    )


def _encryption_required(subject: str) -> tuple[str, str]:
    return (
        tr("{subject} lets nobody log in without encryption.", subject=subject),
        tr("Choose TLS or STARTTLS as the security in the account's settings."),
    )


def _no_common_login(subject: str) -> tuple[str, str]:
    return (
        tr("{subject} offers no way to log in that this program knows.", subject=subject),
        tr("Ask the provider whether password login is switched on for mail programs."),
    )


def _token_refused(subject: str) -> tuple[str, str]:
    return (
        tr("The server did not accept the access token for {subject}.", subject=subject),
        tr("It may have expired or been withdrawn: sign in with the provider again."),
    )


def _server_unproven(subject: str) -> tuple[str, str]:
    return (
        tr("{subject} could not prove that it knows your password, so the login was stopped.", subject=subject),
        tr("Someone may be between you and the server: try another network, and tell the server's operator."),
    )


LOGIN_WORDS: dict[ProblemKind, Callable[[str], tuple[str, str]]] = {
    ProblemKind.WRONG_PASSWORD: _wrong_password,
    ProblemKind.PASSWORD_MISSING: _password_missing,
    ProblemKind.PASSWORD_EXPIRED: _password_expired,
    ProblemKind.PASSWORD_LOGIN_OFF: _password_login_off,
    ProblemKind.APP_PASSWORD_NEEDED: _app_password_needed,
    ProblemKind.ACCESS_DISABLED: _access_disabled,
    ProblemKind.ACCOUNT_LOCKED: _account_locked,
    ProblemKind.TOO_MANY_LOGINS: _too_many_logins,
    ProblemKind.TOO_MANY_CONNECTIONS: _too_many_connections,
    ProblemKind.MAILBOX_UNOPENED: _mailbox_unopened,
    ProblemKind.LOGIN_UNAVAILABLE: _login_unavailable,
    ProblemKind.ENCRYPTION_REQUIRED: _encryption_required,
    ProblemKind.NO_COMMON_LOGIN: _no_common_login,
    ProblemKind.TOKEN_REFUSED: _token_refused,
    ProblemKind.SERVER_UNPROVEN: _server_unproven,
}
