"""Certificates of servers, read: for a person, and for a verdict of our own. It brings ``cryptography.x509``.

That takes a tenth of the engine's start and is needed only when a certificate is looked at: who asks imports it then.
"""

import ipaddress
from collections.abc import Sequence
from datetime import UTC, datetime

from cryptography import x509
from cryptography.x509.oid import NameOID
from cryptography.x509.verification import PolicyBuilder, Store, VerificationError

from mailclient.mail.certificate import Certificate
from mailclient.transport.seen_certificate import fingerprint

_TEXT_MAX = 200
_NAMES_MAX = 50


def read_certificate(data: bytes) -> Certificate:
    """For a person; of one that cannot be read (DER), only the fingerprint."""
    try:
        found = x509.load_der_x509_certificate(data)
        return Certificate(
            fingerprint(data),
            _readable(found.subject),
            _readable(found.issuer),
            _names(found),
            int(found.not_valid_before_utc.timestamp()),
            int(found.not_valid_after_utc.timestamp()),
        )
    except (ValueError, TypeError, x509.DuplicateExtension, x509.UnsupportedGeneralNameType):
        return Certificate(fingerprint(data))


def verifies(chain: Sequence[bytes], authorities: Sequence[bytes], host: str, now: float) -> bool:
    """Whether a chain (DER) is good for ``host`` by itself, whatever was excepted.

    Strict (the web's rules): what it does not accept is asked about, not refused for ever.
    """
    try:
        store = Store([x509.load_der_x509_certificate(each) for each in authorities])
        leaf, *others = [x509.load_der_x509_certificate(each) for each in chain]
        verifier = PolicyBuilder().store(store).time(datetime.fromtimestamp(now, UTC).replace(tzinfo=None))
        verifier.build_server_verifier(_host(host)).verify(leaf, others)
    except (ValueError, TypeError, VerificationError, x509.DuplicateExtension):
        return False
    return True


def _host(host: str) -> x509.DNSName | x509.IPAddress:
    try:
        return x509.IPAddress(ipaddress.ip_address(host))
    except ValueError:
        return x509.DNSName(host.encode("idna").decode("ascii"))


def _names(certificate: x509.Certificate) -> tuple[str, ...]:
    try:
        names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        return ()
    found = [*names.get_values_for_type(x509.DNSName), *map(str, names.get_values_for_type(x509.IPAddress))]
    return tuple(map(_clean, found[:_NAMES_MAX]))


def _readable(name: x509.Name) -> str:
    """ "mail.example.org, Example Ltd": the common name and the organisation; else all there is."""
    wanted = (NameOID.COMMON_NAME, NameOID.ORGANIZATION_NAME)
    words = [str(each.value) for oid in wanted for each in name.get_attributes_for_oid(oid)]
    return _clean(", ".join(words) or name.rfc4514_string())


def _clean(text: str) -> str:
    return "".join(letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in text[:_TEXT_MAX])
