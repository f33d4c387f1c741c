"""Header text: encoded words (RFC 2047) and raw 8-bit bytes become text. Tolerant and linear in time."""

import binascii
import re

from mailclient.mime.charset import decode
from mailclient.mime.transfer import decode_transfer

ENCODED_WORD = re.compile(r"=\?([^?\s]{1,80})\?([bBqQ])\?((?:[^?=\r\n]++|(?!=\?[^=])[^?\r\n]|\?(?![=\s]))*+)\?=")
"""charset, encoding, encoded text; spaces and "?" inside the text are against the RFC but sent."""

_B_WORD = re.compile(r"=\?([^?\s]{1,80})\?[bB]\?([A-Za-z0-9+/]++={0,2})\?=")
"""The word that most are, where it stands alone."""
_Q_WORD = re.compile(rb"=\?[^?\s]{1,80}\?[qQ]\?[^?\s]*+\?=")
_EIGHT_BIT = re.compile(rb"[\x80-\xff]")
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]+")
_BREAKS = re.compile(r"[\t\r\n]+[ \t\r\n]*")
_DETECTED_WORDS = 200
_WORD_BYTES = 36
_WORD_CHARACTERS = 48
"""Encoded text in one word in either encoding: with its frame 60, which fits on a line after any field name."""


def decode_words(raw: bytes | str, charset: str = "", *, detect: bool = True) -> str:
    """The text of an unstructured header value; what cannot be decoded stays as it is written.

    Encoded words next to each other are joined before decoding, so a character cut in two between words survives.
    Raw 8-bit bytes are read as UTF-8, else in ``charset`` if given, else by guess. No line break or control
    character is left. ``detect``: whether words that are not in their charset are looked into.
    """
    text = header_text(raw, charset)
    if "=?" in text:
        text = _decode_encoded(text, detect=detect and not has_many_words(text))
    return clean(text).strip()


def header_text(raw: bytes | str, charset: str = "") -> str:
    """The characters of a raw header value before encoded words are looked at."""
    if isinstance(raw, str):
        return raw
    if raw.isascii() and b"\x1b" not in raw:
        return raw.decode("ascii")
    raw = _Q_WORD.sub(_hex_inside, raw)
    try:
        return raw.decode("utf-8") if b"\x1b" not in raw else decode(raw, charset)
    except UnicodeDecodeError:
        return decode(raw, charset)


def _hex_inside(word: "re.Match[bytes]") -> bytes:
    """Raw 8-bit bytes inside an encoded word are in the word's charset, whatever the bytes around it are in."""
    return _EIGHT_BIT.sub(lambda byte: b"=%02X" % byte[0][0], word[0])


def clean(text: str) -> str:
    """``text`` on one line: line breaks and tabs become one space, other control characters go."""
    if text.isprintable():
        return text
    return _CONTROLS.sub("", _BREAKS.sub(" ", text))


def has_many_words(text: str) -> bool:
    """Whether looking into each encoded word would take too long."""
    return text.count("=?") > _DETECTED_WORDS


def _decode_encoded(text: str, *, detect: bool) -> str:
    alone = _B_WORD.fullmatch(text)
    if alone is not None and len(alone[2]) % 4 == 0:
        return decode(binascii.a2b_base64(alone[2]), alone[1].lower(), detect=detect)
    pieces: list[str] = []
    run: list[tuple[str, bytes]] = []
    position = 0
    for match in ENCODED_WORD.finditer(text):
        between = text[position : match.start()]
        if not (run and between.isspace()) and between:
            pieces += (_decode_run(run, detect=detect), between)
            run = []
        charset, encoding, encoded = match.groups()
        run.append((charset, _word_bytes(encoding, encoded)))
        position = match.end()
    pieces += (_decode_run(run, detect=detect), text[position:])
    return "".join(pieces)


def _decode_run(run: list[tuple[str, bytes]], *, detect: bool) -> str:
    """Words of one charset are decoded as one, so that a character may be cut between them."""
    pieces: list[str] = []
    pending: list[bytes] = []
    charset = ""
    for label, data in run:
        if label.lower() != charset and pending:
            pieces.append(decode(b"".join(pending), charset, detect=detect))
            pending = []
        charset = label.lower()
        pending.append(data)
    if pending:
        pieces.append(decode(b"".join(pending), charset, detect=detect))
    return "".join(pieces)


def _word_bytes(encoding: str, encoded: str) -> bytes:
    data = encoded.encode("utf-8", "surrogateescape")
    if encoding in "bB":
        return decode_transfer(data, "base64")
    return binascii.a2b_qp(data.replace(b"\n", b""), header=True)


def encode_words(text: str, *, always: bool = False) -> str:
    """The other way: ASCII for a header, in encoded words of at most 75 characters where needed (UTF-8, B or Q).

    Words are separated by one space (where a header may be folded). Line breaks become spaces first. ``always``:
    encoded even where plain ASCII would do.
    """
    text = clean(text)
    if text.isascii() and "=?" not in text and not always:
        return text
    return " ".join(_encoded_words(text))


def _encoded_words(text: str) -> list[str]:
    mostly_ascii = sum(character.isascii() for character in text) * 2 > len(text)
    return [_q_word(piece) if mostly_ascii else _b_word(piece) for piece in _pieces(text, q=mostly_ascii)]


def _pieces(text: str, *, q: bool) -> list[bytes]:
    """``text`` in UTF-8, cut between characters so that each piece fits into one word, of Q or of B."""
    pieces = []
    current = bytearray()
    cost = 0
    for character in text:
        data = character.encode("utf-8", "replace")
        character_cost = len(data) if _plain_in_q(data) or not q else 3 * len(data)
        if current and cost + character_cost > (_WORD_CHARACTERS if q else _WORD_BYTES):
            pieces.append(bytes(current))
            current, cost = bytearray(), 0
        current += data
        cost += character_cost
    pieces.append(bytes(current))
    return pieces


def _plain_in_q(data: bytes) -> bool:
    return len(data) == 1 and (data.isalnum() or data in b" !*+-/")


def _q_word(data: bytes) -> str:
    encoded = "".join(
        "_" if byte == 0x20 else chr(byte) if _plain_in_q(bytes((byte,))) else f"={byte:02X}" for byte in data
    )
    return f"=?utf-8?q?{encoded}?="


def _b_word(data: bytes) -> str:
    return f"=?utf-8?b?{binascii.b2a_base64(data, newline=False).decode('ascii')}?="
