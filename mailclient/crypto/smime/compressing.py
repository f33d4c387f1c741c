"""CompressedData opened (RFC 3274), bounded: a small message that becomes a large one is refused."""

import zlib
from dataclasses import dataclass

from mailclient.crypto.smime.ber import BerError, object_identifier, sequence
from mailclient.crypto.smime.reason import Reason
from mailclient.crypto.smime.signed_data import COMPRESSED_DATA, content_info, encapsulated

MOST_BYTES = 100 << 20
_ZLIB = "1.2.840.113549.1.9.16.3.8"


@dataclass(frozen=True, slots=True)
class Decompressed:
    """``content`` is None where there is a reason."""

    content: bytes | None
    reason: Reason = Reason.NOTHING


def decompress(cms: bytes, most_bytes: int = MOST_BYTES) -> Decompressed:
    """What was compressed. Never raises for what came with a message."""
    try:
        kind, found = content_info(cms)
        if kind != COMPRESSED_DATA:
            return Decompressed(None, Reason.MESSAGE_BROKEN)
        fields = sequence(found)
        method = object_identifier(sequence(fields[1])[0])
        _, content = encapsulated(fields[2])
    except (BerError, IndexError):
        return Decompressed(None, Reason.MESSAGE_BROKEN)
    if method != _ZLIB or content is None:
        return Decompressed(None, Reason.CIPHER_UNSUPPORTED if method != _ZLIB else Reason.CONTENT_MISSING)
    return _inflated(content, most_bytes)


def _inflated(pieces: list[memoryview], most_bytes: int) -> Decompressed:
    inflater = zlib.decompressobj()
    parts: list[bytes] = []
    left = most_bytes
    try:
        for piece in pieces:
            data: bytes | memoryview = piece
            while data:
                parts.append(inflater.decompress(data, min(left + 1, 1 << 20)))
                left -= len(parts[-1])
                if left < 0:
                    return Decompressed(None, Reason.TOO_LARGE)
                data = inflater.unconsumed_tail
    except zlib.error:
        return Decompressed(None, Reason.MESSAGE_BROKEN)
    return Decompressed(b"".join(parts)) if inflater.eof else Decompressed(None, Reason.MESSAGE_BROKEN)
