"""PKCS#12 (RFC 7292): a certificate with its secret key, as authorities hand it out; also with the ciphers of old."""

import re
import warnings
from binascii import Error as Base64Error
from binascii import a2b_base64

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import x448, x25519
from cryptography.hazmat.primitives.serialization import pkcs12

from mailclient.crypto.smime.own import OwnCertificate
from mailclient.mail.problem import MailError, Problem, ProblemKind

_MOST_BYTES = 4 << 20
_PEM = re.compile(rb"-----BEGIN PKCS ?12-----([A-Za-z0-9+/=\s]*)-----END PKCS ?12-----")


def read_pkcs12(data: bytes, passphrase: str) -> tuple[OwnCertificate | None, tuple[bytes, ...]]:
    """One's own certificate (None if no secret key is in it) and the others that came along (DER).

    ``MailError``: PASSPHRASE_WRONG, or FILE_UNREADABLE where it is not PKCS#12 or is damaged.
    """
    data = _unarmoured(data)
    if len(data) > _MOST_BYTES or not data.startswith(b"0"):
        raise MailError(Problem(ProblemKind.FILE_UNREADABLE, detail="not PKCS#12"))
    try:
        with warnings.catch_warnings():
            # Thunderbird and Firefox write BER, and old keys have what is deprecated; both are read all the same.
            warnings.simplefilter("ignore", UserWarning)
            bag = pkcs12.load_pkcs12(data, passphrase.encode() or None)
    except (ValueError, UnsupportedAlgorithm, TypeError) as error:
        raise MailError(Problem(_kind_of(error), detail=str(error))) from error
    others = tuple(one.certificate.public_bytes(serialization.Encoding.DER) for one in bag.additional_certs)
    if bag.cert is None or bag.key is None:
        return None, others
    key = bag.key.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return OwnCertificate(bag.cert.certificate.public_bytes(serialization.Encoding.DER), key, others), others


def write_pkcs12(own: OwnCertificate, passphrase: str) -> bytes:
    """The certificate, its key and its chain under a passphrase (AES-256, PBKDF2). ``MailError``: PASSPHRASE_NEEDED."""
    if not passphrase:
        raise MailError(Problem(ProblemKind.PASSPHRASE_NEEDED))
    key = own.secret_key()
    if isinstance(key, x25519.X25519PrivateKey | x448.X448PrivateKey):
        raise MailError(Problem(ProblemKind.KEY_UNUSABLE, detail="PKCS#12 takes no such key"))
    chain = [x509.load_der_x509_certificate(one) for one in own.chain]
    return pkcs12.serialize_key_and_certificates(
        None,
        key,
        x509.load_der_x509_certificate(own.certificate),
        chain,
        serialization.BestAvailableEncryption(passphrase.encode()),
    )


def _unarmoured(data: bytes) -> bytes:
    """What is in PEM, as gpgsm and OpenSSL write it (text may stand before it); all else as it is."""
    found = _PEM.search(data[: 2 * _MOST_BYTES])
    try:
        return a2b_base64(found[1]) if found else data
    except Base64Error:
        return b""


def _kind_of(error: Exception) -> ProblemKind:
    wrong = "password" in str(error).lower()
    return ProblemKind.PASSPHRASE_WRONG if wrong else ProblemKind.FILE_UNREADABLE
