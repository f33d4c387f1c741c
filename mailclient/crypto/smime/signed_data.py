"""SignedData (RFC 5652 §5) taken apart; the content stays where it is."""

from dataclasses import dataclass

from mailclient.crypto.smime.ber import (
    INTEGER,
    OCTET_STRING,
    SEQUENCE,
    SET,
    BerError,
    Element,
    der,
    element,
    inside,
    object_identifier,
    octets,
    sequence,
)

DATA = "1.2.840.113549.1.7.1"
SIGNED_DATA = "1.2.840.113549.1.7.2"
ENVELOPED_DATA = "1.2.840.113549.1.7.3"
COMPRESSED_DATA = "1.2.840.113549.1.9.16.1.9"
AUTH_ENVELOPED_DATA = "1.2.840.113549.1.9.16.1.23"
_EXPLICIT_0 = 0xA0
_EXPLICIT_1 = 0xA1
MOST_SIGNERS = 32
MOST_CERTIFICATES = 128


@dataclass(frozen=True, slots=True)
class SignedData:
    """``content``: the pieces of what is inside, None where it is elsewhere. Certificates and signers are DER."""

    content_type: str
    content: list[memoryview] | None
    certificates: tuple[bytes, ...]
    crls: tuple[bytes, ...]
    signers: tuple[bytes, ...]


def content_info(data: bytes | memoryview) -> tuple[str, Element]:
    """The kind of a CMS object and what it holds. ``BerError``."""
    fields = sequence(element(data))
    if len(fields) != 2 or fields[1].tag != _EXPLICIT_0:
        raise BerError("not a ContentInfo")
    return object_identifier(fields[0]), inside(fields[1])


def read_signed_data(data: bytes | memoryview) -> SignedData:
    """``BerError`` where it is something else, or not whole."""
    kind, found = content_info(data)
    if kind != SIGNED_DATA:
        raise BerError(f"{kind} where SignedData was expected")
    fields = sequence(found)
    if len(fields) < 4 or [field.tag for field in fields[:3]] != [INTEGER, SET, SEQUENCE]:
        raise BerError("not a SignedData")
    content_type, content = encapsulated(fields[2])
    certificates: tuple[bytes, ...] = ()
    crls: tuple[bytes, ...] = ()
    for field in fields[3:-1]:
        if field.tag == _EXPLICIT_0 and not certificates and not crls:
            certificates = tuple(der(child) for child in field.children() if child.tag == SEQUENCE)
        elif field.tag == _EXPLICIT_1 and not crls:
            crls = tuple(der(child) for child in field.children() if child.tag == SEQUENCE)
        else:
            raise BerError("something else in a SignedData")
    signers = tuple(der(child) for child in sequence(fields[-1], SET))
    if len(signers) > MOST_SIGNERS or len(certificates) > MOST_CERTIFICATES:
        raise BerError("too many signers or certificates")
    return SignedData(content_type, content, certificates, crls, signers)


def encapsulated(found: Element) -> tuple[str, list[memoryview] | None]:
    """EncapsulatedContentInfo: the type and the pieces of the content. ``BerError``."""
    fields = sequence(found, least=1)
    kind = object_identifier(fields[0])
    if len(fields) == 1:
        return kind, None
    if len(fields) != 2 or fields[1].tag != _EXPLICIT_0:
        raise BerError("not an EncapsulatedContentInfo")
    content = inside(fields[1])
    if content.tag & ~0x20 != OCTET_STRING:
        raise BerError("content that is not an OCTET STRING")
    return kind, octets(content)
