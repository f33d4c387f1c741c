"""Problems on the way to a server in the user's words: certificates, TLS, proxies; part of ``problems.py``."""

from collections.abc import Callable

from mailclient.language.catalogue import tr
from mailclient.mail.problem import ProblemKind


def _certificate_untrusted(subject: str) -> tuple[str, str]:
    return (
        tr("The certificate of {subject} is not signed by an authority that this computer trusts.", subject=subject),
        tr("Do not go on in a network you do not know. Ask the server's operator, or add its authority to the system."),
    )


def _certificate_wrong_host(subject: str) -> tuple[str, str]:
    return (
        tr("The certificate shown by {subject} belongs to another server.", subject=subject),
        tr(
            "Check the server name; if it is right, someone may be between you and the server. In a hotel or on a"
            " train, sign in to its network in a web browser first."
        ),
    )


def _certificate_expired(subject: str) -> tuple[str, str]:
    return (
        tr("The certificate of {subject} has expired or is not valid yet.", subject=subject),
        tr("Check this computer's date and time; if they are right, tell the server's operator."),
    )


def _certificate_changed(subject: str) -> tuple[str, str]:
    return (
        tr("{subject} shows another certificate than the one you made an exception for.", subject=subject),
        tr(
            "Nothing was sent. Ask the server's operator for the fingerprint of the new one; without a word from them,"
            " someone may be between you and the server."
        ),
    )


def _clock_wrong(subject: str) -> tuple[str, str]:
    return (
        tr(
            "This computer's date seems to be wrong: by it, the certificate of {subject} is far out of its time.",
            subject=subject,
        ),
        tr("Set the date and time of this computer, then connect; if they are right, tell the server's operator."),
    )


def _client_certificate_unusable(subject: str) -> tuple[str, str]:
    return (
        tr("The client certificate {subject} cannot be used.", subject=subject),
        tr("Choose a PEM or PKCS#12 file that holds the certificate and its private key, and that you may read."),
    )


def _client_certificate_locked(subject: str) -> tuple[str, str]:
    return (
        tr("The passphrase does not open the client certificate {subject}.", subject=subject),
        tr("Enter the passphrase of this file."),
    )


def _client_certificate_refused(subject: str) -> tuple[str, str]:
    return (
        tr("{subject} wants a client certificate and does not accept yours, or there is none.", subject=subject),
        tr("Choose the certificate that the server's operator gave you, and look whether it is still valid."),
    )


def _proxy_failed(subject: str) -> tuple[str, str]:
    return (
        tr("The proxy {subject} did not make the connection.", subject=subject),
        tr(
            "Check its address in the account's settings, and whether it lets mail through;"
            " the reason is in the details."
        ),
    )


def _proxy_password(subject: str) -> tuple[str, str]:
    return (
        tr("The proxy {subject} did not accept the user name or password.", subject=subject),
        tr("Enter both again in the account's settings."),
    )


def _login_weakened(subject: str) -> tuple[str, str]:
    return (
        tr(
            "{subject} now offers only a weaker way to log in than before, so your password was not sent.",
            subject=subject,
        ),
        tr(
            "Someone may be between you and the server. If its operator says that this is meant, enter the password"
            " again: that accepts the weaker way."
        ),
    )


def _tls_failed(subject: str) -> tuple[str, str]:
    return (
        tr("No secure connection to {subject} could be made.", subject=subject),
        tr("Check the port and the security: ports 993, 995 and 465 want TLS, ports 143, 110 and 587 want STARTTLS."),
    )


def _starttls_missing(subject: str) -> tuple[str, str]:
    return (
        tr("{subject} does not offer STARTTLS, so nothing was sent.", subject=subject),
        tr("Choose TLS with its own port instead; in a strange network, someone may be removing the protection."),
    )


def _starttls_injection(subject: str) -> tuple[str, str]:
    return (
        tr("{subject} sent data before the connection was secure, so it was closed.", subject=subject),
        tr("This is a fault of the server or an attack. Choose TLS with its own port, or try another network."),
    )


def _remote_refused(subject: str) -> tuple[str, str]:
    return (
        tr("What {subject} offers for this message was not loaded.", subject=subject),
        tr("Only images and style sheets from the public web are; the message can be read without it."),
    )


CONNECTION_WORDS: dict[ProblemKind, Callable[[str], tuple[str, str]]] = {
    ProblemKind.CERTIFICATE_UNTRUSTED: _certificate_untrusted,
    ProblemKind.CERTIFICATE_WRONG_HOST: _certificate_wrong_host,
    ProblemKind.CERTIFICATE_EXPIRED: _certificate_expired,
    ProblemKind.CERTIFICATE_CHANGED: _certificate_changed,
    ProblemKind.CLOCK_WRONG: _clock_wrong,
    ProblemKind.CLIENT_CERTIFICATE_UNUSABLE: _client_certificate_unusable,
    ProblemKind.CLIENT_CERTIFICATE_LOCKED: _client_certificate_locked,
    ProblemKind.CLIENT_CERTIFICATE_REFUSED: _client_certificate_refused,
    ProblemKind.PROXY_FAILED: _proxy_failed,
    ProblemKind.PROXY_PASSWORD: _proxy_password,
    ProblemKind.LOGIN_WEAKENED: _login_weakened,
    ProblemKind.TLS_FAILED: _tls_failed,
    ProblemKind.STARTTLS_MISSING: _starttls_missing,
    ProblemKind.STARTTLS_INJECTION: _starttls_injection,
    ProblemKind.REMOTE_REFUSED: _remote_refused,
}
