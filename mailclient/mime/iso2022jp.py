"""ISO-2022-JP as Japanese mailers really send it: with the characters of NEC and IBM (①, 髙) that Windows has.

RFC 1468; the standard codec knows only JIS X 0208 proper. The double bytes are moved into the places Shift_JIS gives
them and read as CP932.
"""

import re

_ESCAPE = re.compile(rb"\x1b(\$[@B]|\([BJI])")


def decode_windows_japanese(data: bytes) -> str:
    """The text; UnicodeDecodeError where even CP932 has no such character, or the shifts are others."""
    pieces = []
    mode = b"(B"
    position = 0
    for escape in _ESCAPE.finditer(data):
        pieces.append(_shifted(data[position : escape.start()], mode))
        mode, position = escape[1], escape.end()
    pieces.append(_shifted(data[position:], mode))
    return b"".join(pieces).decode("cp932")


def _shifted(data: bytes, mode: bytes) -> bytes:
    if mode == b"(I":
        return bytes(byte | 0x80 for byte in data)
    if mode in (b"(B", b"(J"):
        return data
    moved = bytearray()
    for lead, trail in zip(data[::2], data[1::2], strict=False):
        first = ((lead - 0x21) >> 1) + (0x81 if lead < 0x5F else 0xC1)
        below = 0x1F if trail < 0x60 else 0x20  # Shift_JIS leaves out 0x7F
        second = trail + (below if lead & 1 else 0x7E)
        moved += bytes((first & 0xFF, second & 0xFF))
    return bytes(moved)
