"""TNEF made for tests: what Outlook would send, in few bytes (MS-OXTNEF section 2.1.3)."""

import struct

HTML, TEXT, PACKED_RTF, SUBJECT = 0x1013, 0x1000, 0x1009, 0x0037
ATTACHED, LONG_NAME, MEDIA_TYPE, CONTENT_ID = 0x3701, 0x3707, 0x370E, 0x3712
STRING, UNICODE, BINARY, OBJECT = 0x1E, 0x1F, 0x102, 0x0D
MESSAGE_OBJECT = bytes.fromhex("0703020000000000C000000000000046")


def tnef(*attributes: bytes) -> bytes:
    """A whole winmail.dat."""
    return struct.pack("<IH", 0x223E9F78, 1) + attribute(1, 0x00089006, b"\0\0\1\0") + b"".join(attributes)


def attribute(level: int, tag: int, data: bytes) -> bytes:
    """``level``: 1 message, 2 attachment."""
    return struct.pack("<BII", level, tag, len(data)) + data + struct.pack("<H", sum(data) & 0xFFFF)


def message_properties(*found: tuple[int, int, bytes]) -> bytes:
    """Of the message: ``(id, type, value)``."""
    return attribute(1, 0x00069003, _properties(found))


def file(name: str, data: bytes, *found: tuple[int, int, bytes]) -> bytes:
    """An attachment with a title in Windows-1252 and more properties."""
    return (
        attribute(2, 0x00069002, b"\1\0" + bytes(12))
        + attribute(2, 0x00018010, name.encode("cp1252") + b"\0")
        + (attribute(2, 0x0006800F, data) if data else b"")
        + (attribute(2, 0x00069005, _properties(found)) if found else b"")
    )


def code_page(number: int) -> bytes:
    """What 8-bit strings are in."""
    return attribute(1, 0x00069007, struct.pack("<II", number, 0))


def plain_rtf(rtf: bytes) -> bytes:
    """RTF as MAPI holds it, without compression (MS-OXRTFCP)."""
    return struct.pack("<II", len(rtf) + 12, len(rtf)) + b"MELA" + bytes(4) + rtf


def _properties(found: tuple[tuple[int, int, bytes], ...]) -> bytes:
    coded = [struct.pack("<I", len(found))]
    for id_, kind, value in found:
        coded.append(struct.pack("<HHII", kind, id_, 1, len(value)) + value + bytes(-len(value) % 4))
    return b"".join(coded)
