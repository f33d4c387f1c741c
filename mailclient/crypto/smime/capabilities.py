"""What others can read (RFC 8551 §2.5.2): only what they say of themselves counts."""

from cryptography import x509

from mailclient.crypto.smime.ber import BerError, Element, element, object_identifier, sequence
from mailclient.crypto.smime.certificate import CertificateError, certificate

_CAPABILITIES = x509.ObjectIdentifier("1.2.840.113549.1.9.15")
_AES_256_GCM = "2.16.840.1.101.3.4.1.46"
_AES_128_GCM = "2.16.840.1.101.3.4.1.6"


def can_authenticate(recipient: bytes) -> bool:
    """Whether AES-GCM may be sent to this certificate (DER) though its owner has not said so in a signed message.

    Only where the certificate itself says so (RFC 4262). The kind of its key tells nothing: Thunderbird (NSS) reads
    keys on curves, and shows an AuthEnvelopedData as an empty message.
    """
    try:
        found = certificate(recipient)
    except CertificateError:
        return False
    for extension in found.x509.extensions:
        if extension.oid == _CAPABILITIES and isinstance(extension.value, x509.UnrecognizedExtension):
            try:
                return says_gcm(element(extension.value.value))
            except BerError:
                return False
    return False


def says_gcm(capabilities: Element) -> bool:
    """Whether SMIMECapabilities name AES-GCM. ``BerError``."""
    named = [object_identifier(sequence(one, least=1)[0]) for one in sequence(capabilities)[:100]]
    return _AES_256_GCM in named or _AES_128_GCM in named
