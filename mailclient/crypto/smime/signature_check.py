"""Whether a signature is of a key over bytes: RSA (RFC 8017), ECDSA, EdDSA (RFC 8419), DSA."""

from asn1crypto import algos
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed448, ed25519, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed

from mailclient.crypto.smime.certificate import PublicKey
from mailclient.crypto.smime.digest import hash_of


class UnsupportedSignatureError(Exception):
    """An algorithm, or a mixture of key and algorithm, that is not known here."""


def signature_digest(algorithm: algos.SignedDigestAlgorithm, digest: str) -> str:
    """By which digest the signature was made: its own where it names one, else that of the signer."""
    kind = str(algorithm["algorithm"].native)
    if kind in ("rsassa_pkcs1v15", "dsa", "ecdsa"):
        return digest
    if kind.startswith("sha3_"):
        return kind.removesuffix("_ecdsa")
    try:
        return str(algorithm.hash_algo)
    except (ValueError, KeyError, TypeError) as error:
        raise UnsupportedSignatureError(kind) from error


def is_signature(
    key: PublicKey, algorithm: algos.SignedDigestAlgorithm, digest: str, signature: bytes, signed: bytes, hashed: bool
) -> bool:
    """Whether ``signature`` is that of ``signed`` (of its digest, if ``hashed``). ``UnsupportedSignatureError``."""
    try:
        kind = str(algorithm.signature_algo)
        if isinstance(key, ed25519.Ed25519PublicKey | ed448.Ed448PublicKey):
            if hashed or kind != type(key).__name__.removesuffix("PublicKey").lower():
                raise UnsupportedSignatureError(kind)
            key.verify(signature, signed)
            return True
        found = hash_of(signature_digest(algorithm, digest))
        if found is None:
            raise UnsupportedSignatureError(digest)
        over = Prehashed(found) if hashed else found
        if isinstance(key, rsa.RSAPublicKey) and kind == "rsassa_pkcs1v15":
            key.verify(signature, signed, padding.PKCS1v15(), over)
        elif isinstance(key, rsa.RSAPublicKey) and kind == "rsassa_pss":
            key.verify(signature, signed, _pss(algorithm), over)
        elif isinstance(key, ec.EllipticCurvePublicKey) and kind == "ecdsa":
            key.verify(signature, signed, ec.ECDSA(over))
        elif isinstance(key, dsa.DSAPublicKey) and kind == "dsa":
            key.verify(signature, signed, over)
        else:
            raise UnsupportedSignatureError(kind)
    except InvalidSignature:
        return False
    except (UnsupportedAlgorithm, ValueError, TypeError, KeyError) as error:
        raise UnsupportedSignatureError(str(error)) from error
    return True


def _pss(algorithm: algos.SignedDigestAlgorithm) -> padding.PSS:
    parameters = algorithm["parameters"]
    mask = parameters["mask_gen_algorithm"]
    mask_hash = hash_of(str(mask["parameters"]["algorithm"].native))
    if mask["algorithm"].native != "mgf1" or mask_hash is None:
        raise UnsupportedSignatureError("a mask that is not MGF1")
    if parameters["trailer_field"].native != "trailer_field_bc":
        raise UnsupportedSignatureError("a trailer that nobody has")
    return padding.PSS(padding.MGF1(mask_hash), int(parameters["salt_length"].native))
