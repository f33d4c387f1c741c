"""The one TLS context of this program: TLS 1.2 or newer, verified against the system's authorities."""

import functools
import os
import ssl
from dataclasses import dataclass, field

from mailclient.transport.channel_binding import channel_bindings


@dataclass(frozen=True, slots=True)
class TlsFacts:
    """What was agreed: "TLSv1.3", the cipher's name, and the channel bindings by name, best first."""

    version: str
    cipher: str
    bindings: dict[str, bytes] = field(default_factory=dict, repr=False)


def tls_facts(connection: ssl.SSLObject) -> TlsFacts:
    """Of a connection whose handshake is done."""
    cipher = connection.cipher()
    return TlsFacts(connection.version() or "", cipher[0] if cipher else "", channel_bindings(connection))


def client_context() -> ssl.SSLContext:
    """Verifies chain and host name. SSL_CERT_FILE and SSL_CERT_DIR replace the system's authorities.

    Kept after the first use: reading the system's 140 authorities takes some 20 ms.
    """
    return _context(os.environ.get("SSL_CERT_FILE", ""), os.environ.get("SSL_CERT_DIR", ""))


@functools.lru_cache(maxsize=4)
def _context(_cert_file: str, _cert_directory: str) -> ssl.SSLContext:
    # create_default_context reads both variables itself; they are parameters so that a change is noticed.
    context = ssl.create_default_context()
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    # The same verdict on every Python: 3.13 would refuse self-made authorities that lack key usage extensions,
    # and before it a certificate trusted by itself, without its issuer, would not count.
    context.verify_flags &= ~ssl.VerifyFlags.VERIFY_X509_STRICT
    context.verify_flags |= ssl.VerifyFlags.VERIFY_X509_PARTIAL_CHAIN
    return context
