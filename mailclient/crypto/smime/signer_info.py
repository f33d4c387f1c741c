"""SignerInfo (RFC 5652 §5.3): what one signer says, taken exactly."""

from dataclasses import dataclass

from asn1crypto import algos, cms

from mailclient.crypto.smime.ber import (
    INTEGER,
    OCTET_STRING,
    BerError,
    Element,
    der,
    element,
    header,
    inside,
    object_identifier,
    octets,
    sequence,
)
from mailclient.crypto.smime.capabilities import says_gcm
from mailclient.crypto.smime.signature_check import SignatureAlgorithm, read_algorithm

CONTENT_TYPE = "1.2.840.113549.1.9.3"
MESSAGE_DIGEST = "1.2.840.113549.1.9.4"
SIGNING_TIME = "1.2.840.113549.1.9.5"
CAPABILITIES = "1.2.840.113549.1.9.15"
SIGNING_CERTIFICATE_V2 = "1.2.840.113549.1.9.16.2.47"
ALGORITHM_PROTECTION = "1.2.840.113549.1.9.52"
_EXPLICIT_0 = 0xA0
_EXPLICIT_1 = 0xA1
_IMPLICIT_0 = 0x80
_SET = 0x31


@dataclass(frozen=True, slots=True)
class SignerInfo:
    """``issuer`` and ``serial``, or ``key_identifier``, name the certificate.

    ``attributes``: what was signed beside the content, type → the one value; None where only the content was signed.
    ``attributes_der``: what the signature is over then.
    """

    digest: str
    algorithm: SignatureAlgorithm
    digest_der: bytes
    algorithm_der: bytes
    signature: bytes
    attributes: dict[str, Element] | None
    attributes_der: tuple[bytes, ...]
    issuer: bytes = b""
    serial: int = 0
    key_identifier: bytes = b""

    @property
    def message_digest(self) -> bytes:
        """As the signer gives it; empty without attributes."""
        return b"".join(octets(self.attributes[MESSAGE_DIGEST])) if self.attributes else b""

    @property
    def time(self) -> float | None:
        """When it was made, as the signer says; epoch seconds."""
        value = (self.attributes or {}).get(SIGNING_TIME)
        return None if value is None else _seconds(value)

    @property
    def reads_gcm(self) -> bool:
        """Whether the signer says that AES-GCM can be sent."""
        value = (self.attributes or {}).get(CAPABILITIES)
        if value is None:
            return False
        try:
            return says_gcm(inside(value))
        except BerError:
            return False


def read_signer_info(data: bytes) -> SignerInfo:
    """``BerError`` where it is not one, or where an attribute that must be there once is missing or there twice."""
    fields = sequence(element(data))
    if len(fields) < 5:
        raise BerError("not a SignerInfo")
    version, sid, digest, *rest = fields
    attributes: dict[str, Element] | None = None
    encodings: tuple[bytes, ...] = ()
    if rest[0].tag == _EXPLICIT_0:
        attributes = _attributes(rest[0])
        encodings = _encodings(rest[0])
        rest = rest[1:]
    if len(rest) not in (2, 3) or (len(rest) == 3 and rest[2].tag != _EXPLICIT_1):
        raise BerError("not a SignerInfo")
    if len(rest) == 3 and any(
        object_identifier(sequence(one, least=1)[0]) in _SIGNED_ONLY for one in rest[2].children()
    ):
        raise BerError("among what was not signed is what must be")
    if version.tag != INTEGER or rest[1].tag & ~0x20 != OCTET_STRING:
        raise BerError("not a SignerInfo")
    issuer, serial, key_identifier = signer_identifier(sid)
    try:
        digest_name = str(algos.DigestAlgorithm.load(der(digest), strict=True)["algorithm"].native)
    except (ValueError, TypeError, KeyError) as error:
        raise BerError(str(error)) from error
    signature = b"".join(octets(rest[1]))
    return SignerInfo(
        digest_name,
        read_algorithm(der(rest[0]), digest_name),
        der(digest),
        der(rest[0]),
        signature,
        attributes,
        encodings,
        issuer,
        serial,
        key_identifier,
    )


def signer_identifier(sid: Element) -> tuple[bytes, int, bytes]:
    """Issuer (DER) and serial, or the key identifier. ``BerError``."""
    if sid.tag in (_IMPLICIT_0, _EXPLICIT_0):
        return b"", 0, b"".join(octets(sid))
    issuer, serial = _two(sequence(sid))
    if serial.tag != INTEGER:
        raise BerError("a serial number that is none")
    return der(issuer), int.from_bytes(serial.contents, "big", signed=True), b""


def _seconds(value: Element) -> float | None:
    """Of a UTCTime or GeneralizedTime, epoch seconds."""
    try:
        return float(cms.Time.load(der(value), strict=True).native.timestamp())
    except (ValueError, TypeError, AttributeError, OverflowError, BerError):
        return None


def _two(fields: list[Element]) -> tuple[Element, Element]:
    if len(fields) != 2:
        raise BerError("two fields were expected")
    return fields[0], fields[1]


def _attributes(found: Element) -> dict[str, Element]:
    """Each type once, with one value (RFC 5652 §11); content type and digest must be there."""
    attributes: dict[str, Element] = {}
    for child in found.children():
        kind, values = _two(sequence(child))
        name = object_identifier(kind)
        if name in attributes:
            raise BerError("an attribute that is there twice")
        attributes[name] = inside(values) if name in _SINGLE else values
    if CONTENT_TYPE not in attributes or MESSAGE_DIGEST not in attributes:
        raise BerError("signed attributes without content type or digest")
    if SIGNING_TIME in attributes and _seconds(attributes[SIGNING_TIME]) is None:
        raise BerError("a time that is none")
    return attributes


_SIGNED_ONLY = (CONTENT_TYPE, MESSAGE_DIGEST, SIGNING_TIME)
_SINGLE = (CONTENT_TYPE, MESSAGE_DIGEST, SIGNING_TIME, SIGNING_CERTIFICATE_V2, ALGORITHM_PROTECTION)


def _encodings(found: Element) -> tuple[bytes, ...]:
    """The SET OF that was signed: in the order in which it stands, and in that of DER (some send it unsorted)."""
    parts = [der(child) for child in found.children()]
    start = header(_SET, sum(map(len, parts)))
    return tuple(dict.fromkeys(start + b"".join(order) for order in (parts, sorted(parts))))
