"""SignedData made (RFC 8551 §2.4–2.5, RFC 5652 §5): RSA, ECDSA, Ed25519, Ed448; detached by default.

RSA signs by PKCS #1 v1.5, which every reader knows. The content goes through once and is not kept.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256

from cryptography.hazmat.primitives.asymmetric import ec, ed448, ed25519, padding, rsa

from mailclient.crypto.smime.certificate import Certificate, certificate, readable
from mailclient.crypto.smime.digest import digests, hash_of
from mailclient.crypto.smime.encoding import (
    NULL,
    algorithm,
    enclosed,
    identifier,
    integer,
    octet_string,
    sequence_of,
    set_of,
)
from mailclient.crypto.smime.own import OwnCertificate, SecretKey
from mailclient.crypto.smime.signed_data import DATA, SIGNED_DATA
from mailclient.crypto.smime.signer_info import (
    CAPABILITIES,
    CONTENT_TYPE,
    MESSAGE_DIGEST,
    SIGNING_CERTIFICATE_V2,
    SIGNING_TIME,
)

_EXPLICIT_0 = 0xA0
_UTC_TIME = 0x17
_GENERALIZED_TIME = 0x18
_DIGESTS = {
    "sha256": "2.16.840.1.101.3.4.2.1",
    "sha384": "2.16.840.1.101.3.4.2.2",
    "sha512": "2.16.840.1.101.3.4.2.3",
    "shake256": "2.16.840.1.101.3.4.2.12",
}
_MICALG = {"sha256": "sha-256", "sha384": "sha-384", "sha512": "sha-512", "shake256": "shake256"}
_ECDSA = {"sha256": "1.2.840.10045.4.3.2", "sha384": "1.2.840.10045.4.3.3", "sha512": "1.2.840.10045.4.3.4"}
_RSA_ENCRYPTION = "1.2.840.113549.1.1.1"
_WE_CAN = (
    "2.16.840.1.101.3.4.1.46",  # AES-256-GCM
    "2.16.840.1.101.3.4.1.6",  # AES-128-GCM
    "2.16.840.1.101.3.4.1.42",  # AES-256-CBC
    "2.16.840.1.101.3.4.1.2",  # AES-128-CBC
)


class SignError(ValueError):
    """The key is of a kind that does not sign, or none at all."""


@dataclass(frozen=True, slots=True)
class _Way:
    """How a key signs: its digest, the identifier of the algorithm."""

    digest: str
    algorithm: bytes


def micalg(own: OwnCertificate) -> str:
    """The ``micalg`` of the multipart/signed that will hold the signature (RFC 8551 §3.5.3.2). ``SignError``."""
    return _MICALG[_way_of(own.secret_key()).digest]


def sign(content: Iterable[bytes], own: OwnCertificate, at: float) -> bytes:
    """A detached signature, DER, of exactly these bytes; ``at``: epoch seconds. ``SignError``, ``SecretKeyError``."""
    key = own.secret_key()
    way = _way_of(key)
    digest = digests([way.digest], content)[way.digest]
    return _signed_data(own, key, way, digest, at, sequence_of(identifier(DATA)))


def sign_opaque(content: bytes, own: OwnCertificate, at: float) -> bytes:
    """The same with the content inside."""
    key = own.secret_key()
    way = _way_of(key)
    digest = digests([way.digest], [content])[way.digest]
    inside = sequence_of(identifier(DATA), enclosed(_EXPLICIT_0, octet_string(content)))
    return _signed_data(own, key, way, digest, at, inside)


def certificates_only(ders: Iterable[bytes]) -> bytes:
    """A SignedData that nobody signed, to carry certificates (RFC 8551 §3.8)."""
    held = set_of(*dict.fromkeys(ders), tag=_EXPLICIT_0)
    inside = sequence_of(integer(1), set_of(), sequence_of(identifier(DATA)), held, set_of())
    return sequence_of(identifier(SIGNED_DATA), enclosed(_EXPLICIT_0, inside))


def _signed_data(own: OwnCertificate, key: SecretKey, way: _Way, digest: bytes, at: float, inside: bytes) -> bytes:
    mine = certificate(own.certificate)
    above = [one.der for one in readable(own.chain) if not one.self_issued and one.der != mine.der]
    digest_algorithm = algorithm(_DIGESTS[way.digest])
    attributes = _attributes(mine, digest, at)
    signer = sequence_of(
        integer(1),
        sequence_of(mine.issuer, integer(mine.serial)),
        digest_algorithm,
        set_of(*attributes, tag=_EXPLICIT_0),
        way.algorithm,
        octet_string(_signature(key, way, set_of(*attributes))),
    )
    held = set_of(mine.der, *above, tag=_EXPLICIT_0)
    signed = sequence_of(integer(1), set_of(digest_algorithm), inside, held, set_of(signer))
    return sequence_of(identifier(SIGNED_DATA), enclosed(_EXPLICIT_0, signed))


def _attributes(mine: Certificate, digest: bytes, at: float) -> list[bytes]:
    capabilities = sequence_of(*(algorithm(dotted) for dotted in _WE_CAN))
    this_certificate = sequence_of(sequence_of(sequence_of(octet_string(sha256(mine.der).digest()))))
    values = {
        CONTENT_TYPE: identifier(DATA),
        SIGNING_TIME: _time(at),
        MESSAGE_DIGEST: octet_string(digest),
        CAPABILITIES: capabilities,
        SIGNING_CERTIFICATE_V2: this_certificate,
    }
    return [sequence_of(identifier(kind), set_of(value)) for kind, value in values.items()]


def _time(at: float) -> bytes:
    """UTCTime up to 2049, as RFC 5652 §11.3 says."""
    moment = datetime.fromtimestamp(int(at), UTC)
    if moment.year < 2050:
        return enclosed(_UTC_TIME, moment.strftime("%y%m%d%H%M%SZ").encode())
    return enclosed(_GENERALIZED_TIME, moment.strftime("%Y%m%d%H%M%SZ").encode())


def _way_of(key: SecretKey) -> _Way:
    if isinstance(key, rsa.RSAPrivateKey):
        return _Way("sha256", algorithm(_RSA_ENCRYPTION, NULL))
    if isinstance(key, ec.EllipticCurvePrivateKey):
        bits = key.curve.key_size
        digest = "sha256" if bits <= 256 else "sha384" if bits <= 384 else "sha512"
        return _Way(digest, algorithm(_ECDSA[digest]))
    if isinstance(key, ed25519.Ed25519PrivateKey):
        return _Way("sha512", algorithm("1.3.101.112"))
    if isinstance(key, ed448.Ed448PrivateKey):
        return _Way("shake256", algorithm("1.3.101.113"))
    raise SignError(type(key).__name__)


def _signature(key: SecretKey, way: _Way, attributes: bytes) -> bytes:
    if isinstance(key, ed25519.Ed25519PrivateKey | ed448.Ed448PrivateKey):
        return key.sign(attributes)
    digest = hash_of(way.digest)
    assert digest is not None
    if isinstance(key, rsa.RSAPrivateKey):
        return key.sign(attributes, padding.PKCS1v15(), digest)
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    return key.sign(attributes, ec.ECDSA(digest))
