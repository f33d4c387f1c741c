"""What others can read (RFC 8551 §2.5.2): by what they say of themselves, else by the kind of their key."""

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa

from mailclient.crypto.smime.ber import BerError, Element, element, object_identifier, sequence
from mailclient.crypto.smime.certificate import CertificateError, certificate

_CAPABILITIES = x509.ObjectIdentifier("1.2.840.113549.1.9.15")
_AES_256_GCM = "2.16.840.1.101.3.4.1.46"
_AES_128_GCM = "2.16.840.1.101.3.4.1.6"


def can_authenticate(recipient: bytes) -> bool:
    """Whether AES-GCM may be sent to this certificate (DER) though its owner has not said so in a signed message.

    Who has an RSA key may read with anything since 1998, unless the certificate itself tells more (RFC 4262); what
    reads keys on curves is new enough.
    """
    try:
        found = certificate(recipient)
    except CertificateError:
        return False
    if not isinstance(found.key, rsa.RSAPublicKey):
        return True
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
