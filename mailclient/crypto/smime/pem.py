"""Private keys in PEM or DER files, beside their certificates or alone: PKCS#8, PKCS#1, SEC1; locked or not."""

import re
from collections.abc import Sequence

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization

from mailclient.crypto.smime.certificate import Certificate, readable
from mailclient.crypto.smime.own import OwnCertificate, SecretKey
from mailclient.mail.problem import MailError, Problem, ProblemKind

_KEY = re.compile(rb"-----BEGIN ([A-Z ]{0,20}PRIVATE KEY)-----.+?-----END \1-----", re.DOTALL)
_MOST = 20
_DER_SEQUENCE = b"0"
_MOST_DER_BYTES = 1 << 16


def private_keys_in(data: bytes, certificates: Sequence[bytes], passphrase: str) -> tuple[OwnCertificate, ...]:
    """Those of the certificates (DER) whose private key is in the same file.

    ``MailError``: PASSPHRASE_NEEDED, PASSPHRASE_WRONG.
    """
    blocks = [found[0] for found in list(_KEY.finditer(data))[:_MOST]]
    if not blocks and data.startswith(_DER_SEQUENCE) and len(data) <= _MOST_DER_BYTES:
        blocks = [data]
    keys = [_loaded(block, passphrase) for block in blocks]
    own = []
    for one in readable(list(certificates)):
        for key in keys:
            if key is not None and _public(key) == _public_of(one):
                secret = key.private_bytes(
                    serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
                )
                own.append(OwnCertificate(one.der, secret))
                break
    return tuple(own)


def _loaded(block: bytes, passphrase: str) -> SecretKey | None:
    """None for one that mail has no use for."""
    is_der = block.startswith(_DER_SEQUENCE)
    load = serialization.load_der_private_key if is_der else serialization.load_pem_private_key
    try:
        key = load(block, None)
    except TypeError:  # it is encrypted
        if not passphrase:
            raise MailError(Problem(ProblemKind.PASSPHRASE_NEEDED)) from None
        try:
            key = load(block, passphrase.encode())
        except (ValueError, UnsupportedAlgorithm) as error:
            raise MailError(Problem(ProblemKind.PASSPHRASE_WRONG, detail=str(error))) from error
    except (ValueError, UnsupportedAlgorithm):
        return None
    return key if isinstance(key, SecretKey) else None


def _public(key: SecretKey) -> bytes:
    return key.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)


def _public_of(one: Certificate) -> bytes:
    return one.key.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
