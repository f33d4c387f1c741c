"""EnvelopedData and AuthEnvelopedData made (RFC 8551 §2.7, RFC 5083, RFC 5084), in pieces, of content of any size.

AES-256-GCM where all can read it, else AES-256-CBC. RSA recipients get the key by PKCS #1 v1.5, which all can read;
those with a curve by an ephemeral key. Written with indefinite lengths, so that nothing is kept until its end is known.
"""

import os
from collections.abc import Callable, Iterable, Sequence

from cryptography.hazmat.primitives import padding as block_padding
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa, x448, x25519
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.keywrap import aes_key_wrap

from mailclient.crypto.smime.ber import SEQUENCE
from mailclient.crypto.smime.certificate import Certificate, certificate
from mailclient.crypto.smime.encoding import (
    END,
    INDEFINITE,
    NULL,
    algorithm,
    enclosed,
    identifier,
    integer,
    octet_string,
    sequence_of,
    set_of,
)
from mailclient.crypto.smime.key_agreement import AES256_WRAP, ECDH_SHA256, HKDF_SHA256, ephemeral, wrapping_key
from mailclient.crypto.smime.signed_data import AUTH_ENVELOPED_DATA, DATA, ENVELOPED_DATA

AES256_GCM = "2.16.840.1.101.3.4.1.46"
AES256_CBC = "2.16.840.1.101.3.4.1.42"
_EXPLICIT_0 = 0xA0
_EXPLICIT_1 = 0xA1
_RSA_ENCRYPTION = "1.2.840.113549.1.1.1"
_EC_PUBLIC_KEY = "1.2.840.10045.2.1"
_PIECE_BYTES = 1 << 16
_TAG_BYTES = 16
_NONCE_BYTES = 12
_BLOCK_BYTES = 16


class EncryptError(ValueError):
    """A certificate that nothing can be encrypted to."""


def encrypt(
    content: Iterable[bytes],
    recipients: Sequence[bytes],
    into: Callable[[bytes], None],
    *,
    authenticated: bool,
) -> None:
    """Write the CMS object to ``into``. ``recipients``: certificates (DER), one's own among them.

    ``authenticated``: by AES-256-GCM (``can_authenticate`` of all). ``EncryptError``, ``CertificateError``.
    """
    key = os.urandom(32)
    people = [certificate(der) for der in dict.fromkeys(recipients)]
    infos = [_recipient_info(one, key) for one in people]
    version = 0 if authenticated else (2 if any(info[0] == _EXPLICIT_1 for info in infos) else 0)
    kind = AUTH_ENVELOPED_DATA if authenticated else ENVELOPED_DATA
    into(bytes((SEQUENCE,)) + INDEFINITE + identifier(kind) + bytes((_EXPLICIT_0,)) + INDEFINITE)
    into(bytes((SEQUENCE,)) + INDEFINITE + integer(version) + set_of(*infos))
    mac = _gcm(content, key, into) if authenticated else _cbc(content, key, into)
    into((octet_string(mac) if mac else b"") + END + END + END)


def _gcm(content: Iterable[bytes], key: bytes, into: Callable[[bytes], None]) -> bytes:
    nonce = os.urandom(_NONCE_BYTES)
    encryptor = Cipher(algorithms.AES(key), modes.GCM(nonce)).encryptor()
    _open_content(into, algorithm(AES256_GCM, sequence_of(octet_string(nonce), integer(_TAG_BYTES))))
    for piece in _even(content):
        into(octet_string(encryptor.update(piece)))
    encryptor.finalize()
    into(END + END)
    return encryptor.tag


def _cbc(content: Iterable[bytes], key: bytes, into: Callable[[bytes], None]) -> bytes:
    start = os.urandom(_BLOCK_BYTES)
    encryptor = Cipher(algorithms.AES(key), modes.CBC(start)).encryptor()
    padder = block_padding.PKCS7(_BLOCK_BYTES * 8).padder()
    _open_content(into, algorithm(AES256_CBC, octet_string(start)))
    for piece in _even(content):
        into(octet_string(encryptor.update(padder.update(piece))))
    into(octet_string(encryptor.update(padder.finalize()) + encryptor.finalize()))
    into(END + END)
    return b""


def _open_content(into: Callable[[bytes], None], cipher: bytes) -> None:
    """The start of an EncryptedContentInfo, up to the first piece."""
    into(bytes((SEQUENCE,)) + INDEFINITE + identifier(DATA) + cipher + bytes((_EXPLICIT_0,)) + INDEFINITE)


def _even(content: Iterable[bytes]) -> Iterable[bytes]:
    """In pieces of one size, so that lines do not become thousands of strings."""
    waiting = bytearray()
    for piece in content:
        waiting += piece
        while len(waiting) >= _PIECE_BYTES:
            yield bytes(waiting[:_PIECE_BYTES])
            del waiting[:_PIECE_BYTES]
    if waiting:
        yield bytes(waiting)


def _recipient_info(one: Certificate, key: bytes) -> bytes:
    name = sequence_of(one.issuer, integer(one.serial))
    if isinstance(one.key, rsa.RSAPublicKey):
        wrapped = one.key.encrypt(key, padding.PKCS1v15())
        return sequence_of(integer(0), name, algorithm(_RSA_ENCRYPTION, NULL), octet_string(wrapped))
    if not isinstance(one.key, ec.EllipticCurvePublicKey | x25519.X25519PublicKey | x448.X448PublicKey):
        raise EncryptError(one.key_text)
    point, secret = ephemeral(one.key)
    curve = isinstance(one.key, ec.EllipticCurvePublicKey)
    scheme = ECDH_SHA256 if curve else HKDF_SHA256
    own_kind = _EC_PUBLIC_KEY if curve else ("1.3.101.110" if len(point) == 32 else "1.3.101.111")
    wrap = algorithm(AES256_WRAP)
    wrapped = aes_key_wrap(wrapping_key(scheme, secret, AES256_WRAP, wrap, None), key)
    originator = enclosed(_EXPLICIT_1, algorithm(own_kind), enclosed(0x03, b"\x00", point))
    return enclosed(
        _EXPLICIT_1,
        integer(3),
        enclosed(_EXPLICIT_0, originator),
        algorithm(scheme, wrap),
        sequence_of(sequence_of(name, octet_string(wrapped))),
    )
