"""What a picture claims to measure, read from its first bytes without decoding it.

A file of some kilobytes can claim gigabytes. PNG (ISO 15948), JPEG (ITU T.81), GIF89a, WebP (RFC 9649), BMP, AVIF.
"""

import re
import struct
from collections.abc import Callable

from mailclient.mime.image import image_type

_BLOCKS = 500
"""Extensions of a GIF passed over before its first picture."""
_SEGMENTS = 5_000
_NO_SIZE = (0x01, *range(0xD0, 0xDA))
"""Markers of JPEG without a length."""
_ISPE = re.compile(rb"ispe.{4}(.{4})(.{4})", re.DOTALL)
_AVIF_HEAD = 1_000_000


def image_pixels(data: bytes) -> int | None:
    """How many pixels it claims to have; None when that cannot be read, or it is no picture."""
    size = _SIZES.get(image_type(data))
    try:
        return None if size is None else size(data)
    except (struct.error, IndexError):
        return None


def _png(data: bytes) -> int:
    width, height = struct.unpack_from(">II", data, 16)
    return int(width * height)


def _jpeg(data: bytes) -> int | None:
    position = 2
    for _ in range(_SEGMENTS):
        while data[position] == 0xFF:
            position += 1
        marker = data[position]
        position += 1
        if marker in _NO_SIZE:
            return None
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack_from(">HH", data, position + 3)
            return int(width * height)
        position += struct.unpack_from(">H", data, position)[0]
        position = data.index(b"\xff", position) if b"\xff" in data[position : position + 1_000] else len(data)
    return None


def _gif(data: bytes) -> int | None:
    width, height, packed = struct.unpack_from("<HHB", data, 6)
    position = 13 + (3 << ((packed & 7) + 1) if packed & 0x80 else 0)
    for _ in range(_BLOCKS):
        if data[position] == 0x2C:
            left, top, wide, high = struct.unpack_from("<HHHH", data, position + 1)
            return int(max(width, left + wide) * max(height, top + high))
        if data[position] != 0x21:
            return None
        position += 2
        while length := data[position]:
            position += length + 1
        position += 1
    return None


def _webp(data: bytes) -> int | None:
    kind = data[12:16]
    if kind == b"VP8X":
        return (int.from_bytes(data[24:27], "little") + 1) * (int.from_bytes(data[27:30], "little") + 1)
    if kind == b"VP8L":
        (bits,) = struct.unpack_from("<I", data, 21)
        return int(((bits & 0x3FFF) + 1) * ((bits >> 14 & 0x3FFF) + 1))
    if kind == b"VP8 ":
        width, height = struct.unpack_from("<HH", data, 26)
        return int((width & 0x3FFF) * (height & 0x3FFF))
    return None


def _bmp(data: bytes) -> int:
    (length,) = struct.unpack_from("<I", data, 14)
    width, height = struct.unpack_from("<HH" if length == 12 else "<ii", data, 18)
    return int(abs(width * height))


def _avif(data: bytes) -> int | None:
    """The largest of all it is put together from."""
    sizes = [int.from_bytes(one[1]) * int.from_bytes(one[2]) for one in _ISPE.finditer(data[:_AVIF_HEAD])]
    return max(sizes, default=None)


def _icon(_data: bytes) -> int:
    return 256 * 256


_SIZES: dict[str, Callable[[bytes], int | None]] = {
    "image/png": _png,
    "image/jpeg": _jpeg,
    "image/gif": _gif,
    "image/webp": _webp,
    "image/bmp": _bmp,
    "image/avif": _avif,
    "image/x-icon": _icon,
}
