"""Names of OpenPGP's algorithms (RFC 9580 §9), and which are too weak to be believed."""

_PUBLIC_KEYS = {
    1: "RSA",
    2: "RSA",
    3: "RSA",
    16: "Elgamal",
    17: "DSA",
    18: "ECDH",
    19: "ECDSA",
    20: "Elgamal",
    22: "EdDSA",
    25: "X25519",
    26: "X448",
    27: "Ed25519",
    28: "Ed448",
}
_CURVES = {
    "ed25519": "Ed25519",
    "cv25519": "Cv25519",
    "ed448": "Ed448",
    "cv448": "X448",
    "nistp256": "NIST P-256",
    "nistp384": "NIST P-384",
    "nistp521": "NIST P-521",
    "brainpoolP256r1": "Brainpool P-256",
    "brainpoolP384r1": "Brainpool P-384",
    "brainpoolP512r1": "Brainpool P-512",
    "secp256k1": "secp256k1",
}
_DIGESTS = {1: "MD5", 2: "SHA1", 3: "RIPEMD160", 8: "SHA256", 9: "SHA384", 10: "SHA512", 11: "SHA224"}
_CIPHERS = {
    1: "IDEA",
    2: "3DES",
    3: "CAST5",
    4: "Blowfish",
    7: "AES128",
    8: "AES192",
    9: "AES256",
    10: "Twofish",
    11: "Camellia128",
    12: "Camellia192",
    13: "Camellia256",
}
WEAK_DIGESTS = {1, 2, 3}
"""Collisions are made, or soon will be: a signature by these says nothing of a text a stranger wrote."""
_MODULUS = {1, 2, 3, 16, 17, 20}
"""Those whose strength is that of their modulus."""
LEAST_BITS = 2048


def key_algorithm(number: int, bits: int, curve: str = "") -> str:
    """ "Ed25519", "RSA 4096" …"""
    if curve:
        return _CURVES.get(curve, curve)
    name = _PUBLIC_KEYS.get(number, f"#{number}")
    return f"{name} {bits}" if number in _MODULUS and bits else name


def digest(number: int) -> str:
    """ "SHA512" …"""
    return _DIGESTS.get(number, f"#{number}")


def micalg(number: int) -> str:
    """The parameter of multipart/signed, RFC 3156 §5."""
    return f"pgp-{digest(number).lower()}"


def cipher(number: int) -> str:
    """ "AES256" …"""
    return _CIPHERS.get(number, f"#{number}")


def is_weak_key(number: int, bits: int) -> bool:
    """Whether a key can be broken, or soon will be: RSA, DSA and Elgamal below 2,048 bits."""
    return number in _MODULUS and bits < LEAST_BITS
