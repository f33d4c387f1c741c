"""Structured header text cut into words and comments, in one pass: for Received and Authentication-Results.

RFC 5322 section 3.2.2 (comments nest, quoted strings do not end at a bracket), tolerant: what is never closed ends with
the field. A quoted string inside a comment does not end it either, otherwise than the RFC has it: servers write the
sender's own address into comments, which may be ``"a) dkim=pass ("@example.org``. Linear in time; no more than
``LENGTH_LIMIT`` characters are looked at.
"""

import re
from dataclasses import dataclass

LENGTH_LIMIT = 20_000
_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_STOP = re.compile(r'[()"\\]')
_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*+)"', re.DOTALL)


@dataclass(frozen=True, slots=True)
class Piece:
    """Text outside of comments, or the inside of one comment (with those nested in it)."""

    text: str
    is_comment: bool = False


def text_of(value: bytes) -> str:
    """A raw value as text: UTF-8, else Latin-1; cut at ``LENGTH_LIMIT``; controls are blanks."""
    value = value[:LENGTH_LIMIT]
    try:
        text = value.decode("utf-8")
    except UnicodeDecodeError:
        text = value.decode("latin-1")
    return _CONTROLS.sub(" ", text)


def pieces_of(text: str) -> list[Piece]:
    """The text in order, comments apart; quoted strings stand as they are, with their quotes."""
    pieces: list[Piece] = []
    depth = begin = position = 0
    quotes_close = True
    while (stop := _STOP.search(text, position)) is not None:
        sign, position = stop[0], stop.end()
        if sign == "\\":
            position += 1
        elif sign == '"' and quotes_close:
            quoted = _QUOTED.match(text, stop.start())
            quotes_close = quoted is not None
            position = quoted.end() if quoted else position
        elif sign == "(":
            if not depth and stop.start() > begin:
                pieces.append(Piece(text[begin : stop.start()]))
            begin = begin if depth else position
            depth += 1
        elif sign == ")" and depth:
            depth -= 1
            if not depth:
                pieces.append(Piece(text[begin : stop.start()], is_comment=True))
                begin = position
    if begin < len(text):
        pieces.append(Piece(text[begin:], is_comment=depth > 0))
    return pieces
