"""Whether a signature is of a key over bytes: RSA (RFC 8017), ECDSA, EdDSA (RFC 8419), DSA."""

from dataclasses import dataclass

from asn1crypto import algos
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed448, ed25519, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed

from mailclient.crypto.smime.ber import BerError
from mailclient.crypto.smime.certificate import PublicKey
from mailclient.crypto.smime.digest import hash_of


class UnsupportedSignatureError(Exception):
    """An algorithm, or a mixture of key and algorithm, that is not known here."""


@dataclass(frozen=True, slots=True)
class SignatureAlgorithm:
    """``kind``: "rsassa_pkcs1v15", "rsassa_pss", "dsa", "ecdsa", "ed25519", "ed448", or "" where it is not known.

    ``digest``: by which the signature was made; ``mask`` and ``salt_bytes``: of PSS.
    """

    kind: str
    digest: str
    mask: str = ""
    salt_bytes: int = 0


def read_algorithm(data: bytes, digest: str) -> SignatureAlgorithm:
    """An AlgorithmIdentifier (DER); ``digest`` holds where it names none itself. ``BerError``."""
    try:
        found = algos.SignedDigestAlgorithm.load(data, strict=True)
        name = str(found["algorithm"].native)
        if name == "rsassa_pss":
            return _read_pss(found["parameters"])
        if name.startswith("sha3_"):
            return SignatureAlgorithm("ecdsa", name.removesuffix("_ecdsa"))
        if name in ("rsassa_pkcs1v15", "dsa", "ecdsa"):
            return SignatureAlgorithm(name, digest)
        if "." in name:
            return SignatureAlgorithm("", digest)
        return SignatureAlgorithm(str(found.signature_algo), str(found.hash_algo))
    except (ValueError, TypeError, KeyError, IndexError) as error:
        raise BerError(str(error)) from error


def is_signature(key: PublicKey, algorithm: SignatureAlgorithm, signature: bytes, signed: bytes, hashed: bool) -> bool:
    """Whether ``signature`` is that of ``signed`` (of its digest, if ``hashed``). ``UnsupportedSignatureError``."""
    kind = algorithm.kind
    try:
        if isinstance(key, ed25519.Ed25519PublicKey | ed448.Ed448PublicKey):
            if hashed or kind != type(key).__name__.removesuffix("PublicKey").lower():
                raise UnsupportedSignatureError(kind)
            key.verify(signature, signed)
            return True
        found = hash_of(algorithm.digest)
        if found is None:
            raise UnsupportedSignatureError(algorithm.digest)
        over = Prehashed(found) if hashed else found
        if isinstance(key, rsa.RSAPublicKey) and kind == "rsassa_pkcs1v15":
            key.verify(signature, signed, padding.PKCS1v15(), over)
        elif isinstance(key, rsa.RSAPublicKey) and kind == "rsassa_pss":
            mask = hash_of(algorithm.mask)
            if mask is None:
                raise UnsupportedSignatureError(algorithm.mask)
            key.verify(signature, signed, padding.PSS(padding.MGF1(mask), algorithm.salt_bytes), over)
        elif isinstance(key, ec.EllipticCurvePublicKey) and kind == "ecdsa":
            key.verify(signature, signed, ec.ECDSA(over))
        elif isinstance(key, dsa.DSAPublicKey) and kind == "dsa":
            key.verify(signature, signed, over)
        else:
            raise UnsupportedSignatureError(kind)
    except InvalidSignature:
        return False
    except (UnsupportedAlgorithm, ValueError, TypeError) as error:
        raise UnsupportedSignatureError(str(error)) from error
    return True


def _read_pss(parameters: algos.RSASSAPSSParams) -> SignatureAlgorithm:
    mask = parameters["mask_gen_algorithm"]
    if mask["algorithm"].native != "mgf1" or parameters["trailer_field"].native != "trailer_field_bc":
        return SignatureAlgorithm("", "")
    salt_bytes = int(parameters["salt_length"].native)
    if not 0 <= salt_bytes <= 1024:
        raise BerError("a salt that cannot be")
    digest = str(parameters["hash_algorithm"]["algorithm"].native)
    return SignatureAlgorithm("rsassa_pss", digest, str(mask["parameters"]["algorithm"].native), salt_bytes)
