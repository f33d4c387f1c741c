"""EnvelopedData (RFC 5652 §6) and AuthEnvelopedData (RFC 5083) taken apart; what is encrypted stays where it is."""

from dataclasses import dataclass

from mailclient.crypto.smime.ber import (
    INTEGER,
    OCTET_STRING,
    SEQUENCE,
    SET,
    BerError,
    Element,
    der,
    inside,
    object_identifier,
    octets,
    sequence,
)
from mailclient.crypto.smime.signed_data import AUTH_ENVELOPED_DATA, ENVELOPED_DATA, content_info
from mailclient.crypto.smime.signer_info import signer_identifier

MOST_RECIPIENTS = 1000
_CONSTRUCTED_0 = 0xA0
_CONSTRUCTED_1 = 0xA1


@dataclass(frozen=True, slots=True)
class RecipientName:
    """Issuer (DER) and serial, or the key identifier, of a recipient's certificate."""

    issuer: bytes
    serial: int
    key_identifier: bytes


@dataclass(frozen=True, slots=True)
class Recipient:
    """The key for one recipient. ``point``: the sender's public key, of an agreement; empty of a key transport.

    ``parameters``: of the algorithm, DER; of an agreement: the AlgorithmIdentifier of the wrap.
    """

    name: RecipientName
    algorithm: str
    parameters: bytes
    encrypted_key: bytes
    point: bytes = b""
    ukm: bytes | None = None


@dataclass(frozen=True, slots=True)
class EnvelopedData:
    """``attributes``: what was authenticated beside the content, as it was (DER); ``mac`` empty: nothing tells."""

    recipients: tuple[Recipient, ...]
    content_type: str
    cipher: str
    parameters: Element | None
    encrypted: list[memoryview]
    authenticated: bool
    mac: bytes = b""
    attributes: bytes = b""


def read_enveloped_data(data: bytes | memoryview) -> EnvelopedData:
    """``BerError`` where it is something else, or not whole."""
    kind, found = content_info(data)
    if kind not in (ENVELOPED_DATA, AUTH_ENVELOPED_DATA):
        raise BerError(f"{kind} where something encrypted was expected")
    fields = sequence(found)
    if len(fields) > 1 and fields[1].tag == _CONSTRUCTED_0:
        del fields[1]
    if len(fields) < 3 or [field.tag for field in fields[:3]] != [INTEGER, SET, SEQUENCE]:
        raise BerError("not an EnvelopedData")
    people = tuple(one for child in fields[1].children()[:MOST_RECIPIENTS] for one in _recipients(child))
    content_type, cipher, parameters, encrypted = _encrypted_content(fields[2])
    if kind == ENVELOPED_DATA:
        return EnvelopedData(people, content_type, cipher, parameters, encrypted, authenticated=False)
    rest = fields[3:]
    attributes = b""
    if rest and rest[0].tag == _CONSTRUCTED_1:
        attributes = der(rest.pop(0), SET)
    if not rest or rest[0].tag & ~0x20 != OCTET_STRING:
        raise BerError("an AuthEnvelopedData without its code")
    return EnvelopedData(
        people,
        content_type,
        cipher,
        parameters,
        encrypted,
        authenticated=True,
        mac=b"".join(octets(rest[0])),
        attributes=attributes,
    )


def algorithm_identifier(found: Element) -> tuple[str, Element | None]:
    """The identifier and the parameters. ``BerError``."""
    fields = sequence(found)
    if len(fields) not in (1, 2):
        raise BerError("not an AlgorithmIdentifier")
    return object_identifier(fields[0]), fields[1] if len(fields) == 2 else None


def _encrypted_content(found: Element) -> tuple[str, str, Element | None, list[memoryview]]:
    fields = sequence(found)
    if len(fields) != 3 or fields[2].tag & ~0x20 != 0x80:
        raise BerError("not an EncryptedContentInfo")
    cipher, parameters = algorithm_identifier(fields[1])
    return object_identifier(fields[0]), cipher, parameters, octets(fields[2])


def _recipients(found: Element) -> list[Recipient]:
    """Key transport and key agreement; none of the others (passwords, keys agreed before)."""
    if found.tag == SEQUENCE:
        fields = sequence(found)
        if len(fields) != 4:
            raise BerError("not a KeyTransRecipientInfo")
        kind, parameters = algorithm_identifier(fields[2])
        name = RecipientName(*signer_identifier(fields[1]))
        key = b"".join(octets(fields[3]))
        return [Recipient(name, kind, der(parameters) if parameters else b"", key)]
    return _agreement(found) if found.tag == _CONSTRUCTED_1 else []


def _agreement(found: Element) -> list[Recipient]:
    fields = found.children()
    if len(fields) < 4 or fields[1].tag != _CONSTRUCTED_0:
        raise BerError("not a KeyAgreeRecipientInfo")
    originator = inside(fields[1])
    if originator.tag != _CONSTRUCTED_1:
        return []
    bits = sequence(originator, _CONSTRUCTED_1, least=1)[-1]
    ukm = b"".join(octets(inside(fields[2]))) if fields[2].tag == _CONSTRUCTED_1 else None
    kind, parameters = algorithm_identifier(fields[-2])
    wrap = der(parameters) if parameters else b""
    point = bytes(bits.contents[1:])
    people = []
    for child in sequence(fields[-1])[:MOST_RECIPIENTS]:
        rid, key = sequence(child, least=2)[:2]
        name = RecipientName(*_agreement_name(rid))
        people.append(Recipient(name, kind, wrap, b"".join(octets(key)), point, ukm))
    return people


def _agreement_name(rid: Element) -> tuple[bytes, int, bytes]:
    """Issuer and serial, or what a RecipientKeyIdentifier begins with."""
    if rid.tag == _CONSTRUCTED_0:
        return b"", 0, b"".join(octets(sequence(rid, _CONSTRUCTED_0, least=1)[0]))
    return signer_identifier(rid)
