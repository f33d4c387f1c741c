"""From a shared secret to the key that wraps the content's key: ECDH in CMS (RFC 5753), X25519 and X448 (RFC 8418)."""

from hashlib import sha1

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.decrepit.ciphers.algorithms import TripleDES
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, x448, x25519
from cryptography.hazmat.primitives.ciphers import Cipher, modes
from cryptography.hazmat.primitives.constant_time import bytes_eq
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.kdf.x963kdf import X963KDF
from cryptography.hazmat.primitives.keywrap import InvalidUnwrap, aes_key_unwrap

from mailclient.crypto.smime.encoding import enclosed, octet_string, sequence_of
from mailclient.crypto.smime.own import SecretKey

AgreementKey = ec.EllipticCurvePublicKey | x25519.X25519PublicKey | x448.X448PublicKey
ECDH_SHA256 = "1.3.132.1.11.1"
HKDF_SHA256 = "1.2.840.113549.1.9.16.3.19"
_X963: dict[str, hashes.HashAlgorithm] = {
    "1.3.133.16.840.63.0.2": hashes.SHA1(),  # noqa: S303  of OpenSSL before 3 and of Outlook; not weak here
    "1.3.132.1.11.0": hashes.SHA224(),
    ECDH_SHA256: hashes.SHA256(),
    "1.3.132.1.11.2": hashes.SHA384(),
    "1.3.132.1.11.3": hashes.SHA512(),
    # With the cofactor, which is 1 for all curves that are known here.
    "1.3.133.16.840.63.0.3": hashes.SHA1(),  # noqa: S303  likewise
    "1.3.132.1.14.0": hashes.SHA224(),
    "1.3.132.1.14.1": hashes.SHA256(),
    "1.3.132.1.14.2": hashes.SHA384(),
    "1.3.132.1.14.3": hashes.SHA512(),
}
_HKDF: dict[str, hashes.HashAlgorithm] = {
    HKDF_SHA256: hashes.SHA256(),
    "1.2.840.113549.1.9.16.3.20": hashes.SHA384(),
    "1.2.840.113549.1.9.16.3.21": hashes.SHA512(),
}
_WRAPS = {
    "2.16.840.1.101.3.4.1.5": 16,
    "2.16.840.1.101.3.4.1.25": 24,
    "2.16.840.1.101.3.4.1.45": 32,
}
"""AES key wrap (RFC 3394): the length of its key in bytes."""
AES256_WRAP = "2.16.840.1.101.3.4.1.45"
_TRIPLE_DES_WRAP = "1.2.840.113549.1.9.16.3.6"
_TRIPLE_DES_WRAP_START = bytes.fromhex("4adda22c79e82105")


class UnsupportedAgreementError(Exception):
    """A way of agreeing on a key that is not known here, or keys that do not fit together."""


def shared_secret(own: SecretKey, point: bytes) -> bytes:
    """With the other's public key as it stands in the message. ``UnsupportedAgreementError``."""
    try:
        if isinstance(own, ec.EllipticCurvePrivateKey):
            return own.exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(own.curve, point))
        if isinstance(own, x25519.X25519PrivateKey):
            return own.exchange(x25519.X25519PublicKey.from_public_bytes(point))
        if isinstance(own, x448.X448PrivateKey):
            return own.exchange(x448.X448PublicKey.from_public_bytes(point))
    except (ValueError, UnsupportedAlgorithm) as error:
        raise UnsupportedAgreementError(str(error)) from error
    raise UnsupportedAgreementError(type(own).__name__)


def ephemeral(other: AgreementKey) -> tuple[bytes, bytes]:
    """A key made for this message alone: its public half as it is sent, and the shared secret."""
    if isinstance(other, ec.EllipticCurvePublicKey):
        key = ec.generate_private_key(other.curve)
        point = key.public_key().public_bytes(serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)
        return point, key.exchange(ec.ECDH(), other)
    if isinstance(other, x25519.X25519PublicKey):
        mine = x25519.X25519PrivateKey.generate()
        return mine.public_key().public_bytes_raw(), mine.exchange(other)
    also_mine = x448.X448PrivateKey.generate()
    return also_mine.public_key().public_bytes_raw(), also_mine.exchange(other)


def wrapping_key(scheme: str, secret: bytes, wrap: str, wrap_der: bytes, ukm: bytes | None) -> bytes:
    """The key-encryption key; ``wrap_der``: the AlgorithmIdentifier of the wrap as it stands in the message."""
    length = 24 if wrap == _TRIPLE_DES_WRAP else _WRAPS.get(wrap)
    if length is None:
        raise UnsupportedAgreementError(wrap)
    info = sequence_of(
        wrap_der,
        enclosed(0xA0, octet_string(ukm)) if ukm is not None else b"",
        enclosed(0xA2, octet_string((length * 8).to_bytes(4, "big"))),
    )
    if scheme in _X963:
        return X963KDF(_X963[scheme], length, info).derive(secret)
    if scheme in _HKDF:
        return HKDF(_HKDF[scheme], length, None, info).derive(secret)
    raise UnsupportedAgreementError(scheme)


def unwrapped(wrap: str, wrapping: bytes, wrapped: bytes) -> bytes:
    """The key of the content. ``UnsupportedAgreementError`` also where it was wrapped by another key."""
    if wrap == _TRIPLE_DES_WRAP:
        return _triple_des_unwrapped(wrapping, wrapped)
    try:
        return aes_key_unwrap(wrapping, wrapped)
    except InvalidUnwrap as error:
        raise UnsupportedAgreementError("another key") from error


def _triple_des_unwrapped(wrapping: bytes, wrapped: bytes) -> bytes:
    """RFC 3217 §3.2: what OpenSSL before 3 and others wrap by where the content is in triple DES."""
    if len(wrapped) != 40:
        raise UnsupportedAgreementError("not a wrapped key")
    outer = Cipher(TripleDES(wrapping), modes.CBC(_TRIPLE_DES_WRAP_START)).decryptor()
    turned = (outer.update(wrapped) + outer.finalize())[::-1]
    inner = Cipher(TripleDES(wrapping), modes.CBC(turned[:8])).decryptor()
    key_and_sum = inner.update(turned[8:]) + inner.finalize()
    key, checksum = key_and_sum[:24], key_and_sum[24:]
    if not bytes_eq(checksum, sha1(key, usedforsecurity=False).digest()[:8]):
        raise UnsupportedAgreementError("another key")
    return key
