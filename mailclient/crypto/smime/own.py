"""A certificate of one's own with its secret key."""

from dataclasses import dataclass, field

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed448, ed25519, rsa, x448, x25519

SecretKey = (
    rsa.RSAPrivateKey
    | ec.EllipticCurvePrivateKey
    | ed25519.Ed25519PrivateKey
    | ed448.Ed448PrivateKey
    | x25519.X25519PrivateKey
    | x448.X448PrivateKey
    | dsa.DSAPrivateKey
)


class SecretKeyError(ValueError):
    """Not a secret key, locked, or one that mail has no use for."""


@dataclass(frozen=True, slots=True)
class OwnCertificate:
    """``certificate`` and ``chain`` (what is above it) are DER; ``key``: PKCS#8 DER in the clear, never shown."""

    certificate: bytes
    key: bytes = field(repr=False)
    chain: tuple[bytes, ...] = ()

    def secret_key(self) -> SecretKey:
        """Loaded. ``SecretKeyError``."""
        try:
            key = serialization.load_der_private_key(self.key, None)
        except (ValueError, TypeError) as error:
            raise SecretKeyError("not a secret key") from error
        if not isinstance(key, SecretKey):
            raise SecretKeyError("a key that mail has no use for")
        return key
