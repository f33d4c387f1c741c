"""Foreign exceptions (sockets, names, TLS, time) become problems here and nowhere else."""

import errno
import socket
import ssl

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


def mail_error(error: Exception, subject: str) -> MailError:
    """What ``error`` means, about ``subject`` ("host:port"). The detail is the exception's own text."""
    return MailError(Problem(_kind(error), subject, str(error) or type(error).__name__))


def _kind(error: Exception) -> ProblemKind:
    if isinstance(error, ssl.SSLCertVerificationError):
        return _certificate_kind(error.verify_code)
    if isinstance(error, ssl.SSLError):
        return ProblemKind.TLS_FAILED
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
