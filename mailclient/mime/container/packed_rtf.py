"""RTF as MAPI packs it (MS-OXRTFCP): LZ with a window of 4 KB that begins with words RTF is full of."""

import struct

RTF_LIMIT = 8_000_000
"""Bytes unpacked; the rest is left out."""

_WINDOW = 4096
_PACKED, _PLAIN = b"LZFu", b"MELA"
_HEADER_BYTES = 16
_START = (
    rb"{\rtf1\ansi\mac\deff0\deftab720{\fonttbl;}{\f0\fnil \froman \fswiss \fmodern \fscript \fdecor MS Sans "
    rb"SerifSymbolArialTimes New RomanCourier{\colortbl\red0\green0\blue0" + b"\r\n" + rb"\par \pard\plain\f0\fs20\b"
    rb"\i\u\tab\tx"
)


def unpack_rtf(data: bytes) -> bytes:
    """The RTF, as much of it as can be read; b"" when it is none. Never raises."""
    if len(data) < _HEADER_BYTES:
        return b""
    raw_size = struct.unpack_from("<I", data, 4)[0]
    kind = data[8:12]
    if kind == _PLAIN:
        return data[_HEADER_BYTES : _HEADER_BYTES + min(raw_size, RTF_LIMIT)]
    if kind != _PACKED:
        return b""
    return _unpacked(data, min(raw_size, RTF_LIMIT))


def _unpacked(data: bytes, size: int) -> bytes:
    # the window is what was written last, the start words before it: no ring needed
    out = bytearray(b" " * (_WINDOW - len(_START)) + _START)
    before = len(out)
    end = before + size
    # the start words stand at the beginning of the ring
    offset = len(_START)
    position = _HEADER_BYTES
    while position < len(data) and len(out) < end:
        flags = data[position]
        position += 1
        for bit in range(8):
            if position >= len(data) or len(out) >= end:
                break
            if not flags >> bit & 1:
                out.append(data[position])
                position += 1
                continue
            if position + 2 > len(data):
                return bytes(out[before:end])
            reference = data[position] << 8 | data[position + 1]
            position += 2
            back = (offset + len(out) - before - (reference >> 4)) % _WINDOW
            if not back:
                return bytes(out[before:end])
            start = len(out) - back
            for index in range(start, start + (reference & 15) + 2):
                out.append(out[index])
    return bytes(out[before:end])
