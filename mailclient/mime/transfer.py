"""Content-Transfer-Encoding decoded (RFC 2045 section 6), tolerant: base64, quoted-printable, uuencode."""

import binascii
import re
from collections.abc import Callable, Iterator

from mailclient.mime.uuencode import uu_line

_UUENCODE = {"uuencode", "x-uuencode", "x-uue", "uue"}
_BASE64 = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/="
_NOT_BASE64 = bytes(set(range(256)) - set(_BASE64))
_URL_SAFE = bytes.maketrans(b"-_", b"+/")
_NOT_URL_SAFE = _NOT_BASE64.replace(b"-", b"").replace(b"_", b"")
_Alphabet = tuple[bytes | None, bytes]
"""Which bytes become digits, and which are none. "-" and "_" are (RFC 4648 section 5) where "+" and "/" are not used:
elsewhere a torn boundary line may stand in the data."""
_MORE_BASE64 = re.compile(rb"=*+\s*+(?:[A-Za-z0-9+/]++=*+[ \t]*+(?:[\r\n]++|\Z))*+")
_USUAL_BASE64 = re.compile(rb"[A-Za-z0-9+/]++={0,2}")
_LINE_END_SPACE = re.compile(rb"(?<![ \t])[ \t]++(?=\r?\n|\Z)")
_UU_BEGIN = re.compile(rb"^begin(?:-base64)? +[0-7]{3,4} +[^\n]*\n", re.MULTILINE)


def decode_transfer(data: bytes, encoding: str) -> bytes:
    """The decoded bytes; unknown encodings and 7bit, 8bit, binary give ``data`` as it is. Never raises."""
    encoding = encoding.strip().lower()
    if encoding == "base64":
        return _base64(data)
    if encoding == "quoted-printable":
        return _quoted_printable(data)
    if encoding in _UUENCODE:
        return _uuencode(data)
    return data


def decode_pieces(pieces: Callable[[], Iterator[bytes]], encoding: str) -> tuple[int, Iterator[bytes]]:
    """As ``decode_transfer`` for what is too large to be held: the size of the result, and the result in pieces.

    ``pieces`` gives the encoded bytes from their start, as often as it is called. Odd base64 is held whole.
    """
    encoding = encoding.strip().lower()
    if encoding == "base64":
        alphabet = _alphabet(any(b"+" in piece or b"/" in piece for piece in pieces()))
        digits = sum(len(piece.translate(*alphabet).replace(b"=", b"")) for piece in pieces())
        if _is_plain_base64(pieces(), alphabet):
            return digits * 3 // 4, _base64_pieces(pieces(), alphabet)
    elif encoding != "quoted-printable" and encoding not in _UUENCODE:
        return sum(map(len, pieces())), pieces()
    decoded = decode_transfer(b"".join(pieces()), encoding)
    return len(decoded), iter([decoded])


def decoded_size(size: int, encoding: str) -> int:
    """About how many bytes ``size`` encoded bytes decode to (base64 in lines of 76)."""
    encoding = encoding.lower()
    if encoding == "base64":
        return size * 57 // 78
    if encoding in _UUENCODE:
        return size * 45 // 63
    return size


def _base64(data: bytes) -> bytes:
    """Anything that is no base64 is skipped; text after the padding (a footer of a mailing list) is left out."""
    if _USUAL_BASE64.fullmatch(data) and len(data) % 4 == 0:
        return binascii.a2b_base64(data)
    padding = data.find(b"=")
    if padding >= 0 and not _MORE_BASE64.fullmatch(data, padding):
        data = data[:padding]
    decoded = []
    for piece in data.translate(*_alphabet(b"+" in data or b"/" in data)).split(b"="):
        # a lone last character carries no whole byte
        usable = len(piece) - 1 if len(piece) % 4 == 1 else len(piece)
        if usable:
            decoded.append(binascii.a2b_base64(piece[:usable] + b"=" * (-usable % 4)))
    return b"".join(decoded)


def _alphabet(is_usual: bool) -> _Alphabet:
    return (None, _NOT_BASE64) if is_usual else (_URL_SAFE, _NOT_URL_SAFE)


def _is_plain_base64(pieces: Iterator[bytes], alphabet: _Alphabet) -> bool:
    """Whether padding stands at the end alone."""
    padded = False
    for piece in pieces:
        digits = piece.translate(*alphabet)
        if padded and digits.replace(b"=", b""):
            return False
        padded = padded or b"=" in digits
        if padded and digits.rstrip(b"=").count(b"="):
            return False
    return True


def _base64_pieces(pieces: Iterator[bytes], alphabet: _Alphabet) -> Iterator[bytes]:
    left = b""
    for piece in pieces:
        digits = left + piece.translate(*alphabet).replace(b"=", b"")
        usable = len(digits) - len(digits) % 4
        left = digits[usable:]
        yield binascii.a2b_base64(digits[:usable])
    if len(left) > 1:
        yield binascii.a2b_base64(left + b"=" * (-len(left) % 4))


def _quoted_printable(data: bytes) -> bytes:
    """Spaces at the end of a line were added on the way (RFC 2045 6.7 rule 3); "=" with no hex after it stays."""
    return binascii.a2b_qp(_LINE_END_SPACE.sub(b"", data))


def _uuencode(data: bytes) -> bytes:
    begin = _UU_BEGIN.search(data)
    decoded = []
    for line in data[begin.end() if begin else 0 :].splitlines():
        if line.strip() in (b"end", b"`"):
            break
        decoded.append(uu_line(line))
    return b"".join(decoded)
