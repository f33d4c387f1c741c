"""The key of the content out of what was sent to one recipient: RSA (RFC 8017, RFC 3560), agreements (RFC 5753).

What RSA gives back is never told: padding that is wrong gives a key of chance, and the content then fails as it does
for every other wrong key (Bleichenbacher; the same for OAEP, after Manger).
"""

import os
from hashlib import sha1

from asn1crypto import algos
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from mailclient.crypto.smime.ber import BerError, element
from mailclient.crypto.smime.certificate import Certificate
from mailclient.crypto.smime.digest import hash_of
from mailclient.crypto.smime.enveloped_data import Recipient, RecipientName, algorithm_identifier
from mailclient.crypto.smime.key_agreement import UnsupportedAgreementError, shared_secret, unwrapped, wrapping_key
from mailclient.crypto.smime.own import SecretKey

_RSA_ENCRYPTION = "1.2.840.113549.1.1.1"
_RSA_OAEP = "1.2.840.113549.1.1.7"


def is_for(name: RecipientName, mine: Certificate) -> bool:
    """Whether a recipient is this certificate."""
    if name.issuer:
        return name.serial == mine.serial and name.issuer == mine.issuer
    return bool(name.key_identifier) and name.key_identifier in (mine.key_identifier, _computed_identifier(mine))


def content_key(recipient: Recipient, key: SecretKey, length: int) -> bytes:
    """Always a key of ``length`` bytes: the right one, or one of chance."""
    chance = os.urandom(length)
    try:
        found = _opened(recipient, key)
    except (ValueError, TypeError, KeyError, BerError, UnsupportedAlgorithm, UnsupportedAgreementError):
        return chance
    return found if len(found) == length else chance


def _opened(recipient: Recipient, key: SecretKey) -> bytes:
    if recipient.point:
        wrap, _ = algorithm_identifier(element(recipient.parameters))
        secret = shared_secret(key, recipient.point)
        wrapping = wrapping_key(recipient.algorithm, secret, wrap, recipient.parameters, recipient.ukm)
        return unwrapped(wrap, wrapping, recipient.encrypted_key)
    if not isinstance(key, rsa.RSAPrivateKey):
        raise UnsupportedAgreementError(recipient.algorithm)
    if recipient.algorithm == _RSA_ENCRYPTION:
        return key.decrypt(recipient.encrypted_key, padding.PKCS1v15())
    if recipient.algorithm == _RSA_OAEP:
        return key.decrypt(recipient.encrypted_key, _oaep(recipient.parameters))
    raise UnsupportedAgreementError(recipient.algorithm)


def _oaep(parameters: bytes) -> padding.OAEP:
    """The digest of the label and that of the mask may differ."""
    found = algos.RSAESOAEPParams.load(parameters or b"\x30\x00", strict=True)
    mask = found["mask_gen_algorithm"]
    digest = hash_of(str(found["hash_algorithm"]["algorithm"].native))
    mask_digest = hash_of(str(mask["parameters"]["algorithm"].native))
    if digest is None or mask_digest is None or mask["algorithm"].native != "mgf1":
        raise UnsupportedAgreementError("OAEP")
    label = found["p_source_algorithm"]["parameters"].native
    return padding.OAEP(padding.MGF1(mask_digest), digest, label or None)


def _computed_identifier(mine: Certificate) -> bytes:
    """RFC 5280 §4.2.1.2, method 1: for certificates that do not say theirs."""
    info = mine.key.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    try:
        bits = element(info).children()[-1]
    except BerError:
        return b""
    return sha1(bits.contents[1:], usedforsecurity=False).digest()
