"""What a CMS object is, by the object identifier it begins with (RFC 5652 section 3; RFC 5083; RFC 3274)."""

from enum import StrEnum


class CmsKind(StrEnum):
    """The content types that mail has."""

    SIGNED = "signed"
    ENVELOPED = "enveloped"
    COMPRESSED = "compressed"
    UNKNOWN = "unknown"


_KINDS = {
    bytes.fromhex("2a864886f70d010702"): CmsKind.SIGNED,
    bytes.fromhex("2a864886f70d010703"): CmsKind.ENVELOPED,
    bytes.fromhex("2a864886f70d0109100117"): CmsKind.ENVELOPED,
    bytes.fromhex("2a864886f70d0109100109"): CmsKind.COMPRESSED,
}
"""pkcs7-signedData, pkcs7-envelopedData, id-ct-authEnvelopedData, id-ct-compressedData."""


def cms_kind(data: bytes) -> CmsKind:
    """Of DER or BER bytes."""
    if data[:1] != b"\x30" or len(data) < 2:
        return CmsKind.UNKNOWN
    position = 2 + (data[1] & 0x7F if data[1] & 0x80 else 0)
    if data[position : position + 1] != b"\x06":
        return CmsKind.UNKNOWN
    length = data[position + 1] if position + 1 < len(data) else 0
    return _KINDS.get(data[position + 2 : position + 2 + length], CmsKind.UNKNOWN)
