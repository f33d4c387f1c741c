"""PKCS#12 (RFC 7292): a certificate with its secret key, as authorities hand it out; also with the ciphers of old."""

import warnings

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.serialization import pkcs12

from mailclient.crypto.smime.own import OwnCertificate
from mailclient.mail.problem import MailError, Problem, ProblemKind

_MOST_BYTES = 4 << 20


def read_pkcs12(data: bytes, passphrase: str) -> tuple[OwnCertificate | None, tuple[bytes, ...]]:
    """One's own certificate (None if no secret key is in it) and the others that came along (DER).

    ``MailError``: PASSPHRASE_WRONG, or FILE_UNREADABLE where it is not PKCS#12 or is damaged.
    """
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


def _kind_of(error: Exception) -> ProblemKind:
    wrong = "password" in str(error).lower()
    return ProblemKind.PASSPHRASE_WRONG if wrong else ProblemKind.FILE_UNREADABLE
