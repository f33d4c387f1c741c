"""How TLS is made with a server: the one place that knows. TLS 1.2 or newer, verified against the system's authorities.

An exception (``Server.trusted_certificate``) is for one certificate of one host and port: the handshake is done without
the library's verdict, and before anything is sent the certificate must be exactly that one. If the server has another
one by then which verifies by itself, that is accepted (the exception stays and is of no use any more); any other one is
CERTIFICATE_CHANGED.
"""

import functools
import hmac
import os
import ssl
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from mailclient.mail.account import Server
from mailclient.mail.problem import MailError, Problem, ProblemKind
from mailclient.transport.channel_binding import channel_bindings
from mailclient.transport.client_key import Keys, load_client_key
from mailclient.transport.failure import WEB_WORDS, handshake_error
from mailclient.transport.seen_certificate import Seen, fingerprint, watch


@dataclass(frozen=True, slots=True)
class TlsFacts:
    """What was agreed: "TLSv1.3", the cipher's name, and the channel bindings by name, best first.

    ``certificate``: the server's (DER).
    """

    version: str
    cipher: str
    bindings: dict[str, bytes] = field(default_factory=dict, repr=False)
    certificate: bytes = field(default=b"", repr=False)


def tls_facts(connection: ssl.SSLObject) -> TlsFacts:
    """Of a connection whose handshake is done."""
    cipher = connection.cipher()
    certificate = connection.getpeercert(binary_form=True) or b""
    return TlsFacts(connection.version() or "", cipher[0] if cipher else "", channel_bindings(connection), certificate)


class Securing:
    """TLS with one server: ``context`` and ``host`` are for the handshake, ``check`` comes after it.

    ``error`` says why it failed. ``now`` is epoch seconds. CLIENT_CERTIFICATE_* when our own one cannot be used.
    """

    def __init__(self, server: Server, keys: Keys, now: Callable[[], float] = time.time) -> None:
        self.host = server.host
        self._server = server
        self._subject = f"{server.host}:{server.port}"
        self._now = now
        excepted = bool(server.trusted_certificate)
        if server.client_certificate:
            self.context = _new_context(excepted=excepted)
            load_client_key(self.context, server.client_certificate, keys.passphrase)
        else:
            self.context = _shared_context(*_environment(), excepted)

    def check(self, connection: ssl.SSLObject, seen: Seen) -> None:
        """Nothing was sent yet. CERTIFICATE_CHANGED when this is not the certificate that the exception is for."""
        if not self._server.trusted_certificate:
            return
        shown = connection.getpeercert(binary_form=True) or b""
        if hmac.compare_digest(fingerprint(shown), self._server.trusted_certificate):
            return
        from mailclient.transport.shown_certificate import read_certificate, verifies  # brings cryptography.x509

        authorities = client_context().get_ca_certs(binary_form=True)
        if seen.chain[:1] == [shown] and verifies(seen.chain, authorities, self._server.host, self._now()):
            return
        detail = f"excepted {self._server.trusted_certificate}, shown {fingerprint(shown)}"
        certificate = read_certificate(shown)
        raise MailError(Problem(ProblemKind.CERTIFICATE_CHANGED, self._subject, detail, certificate))

    def error(self, error: Exception, seen: Seen) -> MailError:
        """What a failed handshake means; with the certificate where that is the reason."""
        if seen.first == WEB_WORDS:
            return MailError(Problem(ProblemKind.CAPTIVE_PORTAL, self._subject, str(error)))
        if seen.asked and isinstance(error, ssl.SSLError) and "HANDSHAKE_FAILURE" in (error.reason or ""):
            return MailError(Problem(ProblemKind.CLIENT_CERTIFICATE_REFUSED, self._subject, str(error)))
        from mailclient.transport.shown_certificate import read_certificate  # likewise

        certificate = read_certificate(seen.chain[0]) if seen.chain else None
        return handshake_error(error, self._subject, certificate, self._now())


def client_context() -> ssl.SSLContext:
    """Verifies chain and host name. SSL_CERT_FILE and SSL_CERT_DIR replace the system's authorities.

    Kept after the first use: reading the system's 140 authorities takes some 20 ms.
    """
    return _shared_context(*_environment(), False)


def _environment() -> tuple[str, str]:
    return os.environ.get("SSL_CERT_FILE", ""), os.environ.get("SSL_CERT_DIR", "")


@functools.lru_cache(maxsize=4)
def _shared_context(_cert_file: str, _cert_directory: str, excepted: bool) -> ssl.SSLContext:
    # create_default_context reads both variables itself; they are parameters so that a change is noticed.
    return _new_context(excepted=excepted)


def _new_context(*, excepted: bool) -> ssl.SSLContext:
    context = ssl.create_default_context()
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    # The same verdict on every Python: 3.13 would refuse self-made authorities that lack key usage extensions,
    # and before it a certificate trusted by itself, without its issuer, would not count.
    context.verify_flags &= ~ssl.VerifyFlags.VERIFY_X509_STRICT
    context.verify_flags |= ssl.VerifyFlags.VERIFY_X509_PARTIAL_CHAIN
    if excepted:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    watch(context)
    return context
