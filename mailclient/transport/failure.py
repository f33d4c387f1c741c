"""Foreign exceptions (sockets, names, TLS, time) become problems here and nowhere else."""

import errno
import socket
import ssl

from mailclient.mail.certificate import Certificate
from mailclient.mail.problem import MailError, Problem, ProblemKind

_UNREACHABLE = {
    errno.ENETUNREACH,
    errno.EHOSTUNREACH,
    errno.ENETDOWN,
    errno.EADDRNOTAVAIL,
    errno.EACCES,
    errno.EPERM,
}

# Verification results of OpenSSL (x509_vfy.h), which the ssl module gives as numbers only.
_EXPIRED = {9, 10}
_WRONG_HOST = {62, 64}

_EARLY_SECONDS = 2 * 86_400
_LATE_SECONDS = 30 * 86_400
"""A certificate so far out of its time says more about this computer's clock: authorities issue none for the future,
and a server whose certificate ran out so long ago would have been noticed by others."""

_CLIENT_CERTIFICATE_ALERTS = (
    "CERTIFICATE_REQUIRED",
    "ALERT_BAD_CERTIFICATE",
    "ALERT_UNKNOWN_CA",
    "ALERT_CERTIFICATE_EXPIRED",
    "ALERT_CERTIFICATE_REVOKED",
    "ALERT_CERTIFICATE_UNKNOWN",
    "ALERT_UNSUPPORTED_CERTIFICATE",
    "ALERT_ACCESS_DENIED",
)
"""In what OpenSSL calls the alerts by which a server refuses our certificate, or says that it misses one."""

WEB_WORDS = b"HTTP/"
"""The first bytes of a web server's answer."""


def mail_error(error: Exception, subject: str) -> MailError:
    """What ``error`` means, about ``subject`` ("host:port"). The detail is the exception's own text."""
    return MailError(Problem(_kind(error), subject, str(error) or type(error).__name__))


def handshake_error(error: Exception, subject: str, certificate: Certificate | None, now: float) -> MailError:
    """``mail_error`` for a failed TLS handshake, with the server's certificate; ``now`` is epoch seconds."""
    kind = _kind(error)
    if not isinstance(error, ssl.SSLCertVerificationError):
        return MailError(Problem(kind, subject, str(error) or type(error).__name__))
    if kind is ProblemKind.CERTIFICATE_EXPIRED and certificate is not None and certificate.not_after:
        early, late = certificate.not_before - now, now - certificate.not_after
        if early > _EARLY_SECONDS or late > _LATE_SECONDS:
            kind = ProblemKind.CLOCK_WRONG
    return MailError(Problem(kind, subject, error.verify_message or str(error), certificate))


def _kind(error: Exception) -> ProblemKind:
    if isinstance(error, ssl.SSLCertVerificationError):
        return _certificate_kind(error.verify_code)
    if isinstance(error, ssl.SSLError):
        refused = any(alert in (error.reason or "") for alert in _CLIENT_CERTIFICATE_ALERTS)
        return ProblemKind.CLIENT_CERTIFICATE_REFUSED if refused else ProblemKind.TLS_FAILED
    if isinstance(error, socket.gaierror | UnicodeError):
        return ProblemKind.HOST_NOT_FOUND
    if isinstance(error, TimeoutError):
        return ProblemKind.TIMED_OUT
    if isinstance(error, OSError):
        return _socket_kind(error)
    return ProblemKind.INTERNAL


def _certificate_kind(verify_code: int) -> ProblemKind:
    if verify_code in _EXPIRED:
        return ProblemKind.CERTIFICATE_EXPIRED
    if verify_code in _WRONG_HOST:
        return ProblemKind.CERTIFICATE_WRONG_HOST
    return ProblemKind.CERTIFICATE_UNTRUSTED


def _socket_kind(error: OSError) -> ProblemKind:
    if error.errno == errno.ECONNREFUSED:
        return ProblemKind.CONNECTION_REFUSED
    if error.errno == errno.ETIMEDOUT:
        return ProblemKind.TIMED_OUT
    if error.errno in _UNREACHABLE:
        return ProblemKind.NETWORK_UNREACHABLE
    return ProblemKind.CONNECTION_LOST
