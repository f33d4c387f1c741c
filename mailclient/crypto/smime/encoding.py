"""DER as CMS objects are made of it (X.690 §10, §11): what is written here, smallest things first."""

from mailclient.crypto.smime.ber import INTEGER, OBJECT_IDENTIFIER, OCTET_STRING, SEQUENCE, SET, header

NULL = b"\x05\x00"
INDEFINITE = b"\x80"
END = b"\x00\x00"


def enclosed(tag: int, *parts: bytes) -> bytes:
    """The parts under one tag."""
    return header(tag, sum(map(len, parts))) + b"".join(parts)


def sequence_of(*parts: bytes) -> bytes:
    """SEQUENCE."""
    return enclosed(SEQUENCE, *parts)


def set_of(*parts: bytes, tag: int = SET) -> bytes:
    """SET OF, in the order of DER."""
    return enclosed(tag, *sorted(parts))


def integer(value: int) -> bytes:
    """INTEGER."""
    return enclosed(INTEGER, value.to_bytes(value.bit_length() // 8 + 1, "big", signed=True))


def octet_string(data: bytes) -> bytes:
    """OCTET STRING."""
    return enclosed(OCTET_STRING, data)


def identifier(dotted: str) -> bytes:
    """OBJECT IDENTIFIER."""
    first, second, *others = (int(arc) for arc in dotted.split("."))
    encoded = bytearray()
    for arc in (first * 40 + second, *others):
        groups = [arc & 0x7F]
        while arc := arc >> 7:
            groups.append(arc & 0x7F | 0x80)
        encoded += bytes(reversed(groups))
    return enclosed(OBJECT_IDENTIFIER, bytes(encoded))


def algorithm(dotted: str, parameters: bytes = b"") -> bytes:
    """AlgorithmIdentifier."""
    return sequence_of(identifier(dotted), parameters)
