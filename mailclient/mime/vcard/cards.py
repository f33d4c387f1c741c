"""A file of cards, piece by piece: each card's bytes, or why it is none. What is between cards is passed over."""

import codecs
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

CARD_BYTES = 16 * 1024 * 1024
"""A larger card is not taken: a bomb, or a video where a portrait should be."""
_BEGIN = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:[\w-]+\.)?BEGIN\s*:\s*VCARD\s*\Z", re.IGNORECASE)
_END = re.compile(rb"\s*(?:[\w-]+\.)?END\s*:\s*VCARD\s*\Z", re.IGNORECASE)
_AGENT = re.compile(rb"(?:[\w-]+\.)?AGENT\b[^:]*:\s*\Z", re.IGNORECASE)
_LONGEST = len(b"X-GROUP.BEGIN:VCARD") + 60
_MARKS = ((codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))


@dataclass(frozen=True, slots=True)
class CardText:
    """``line``: where it begins in the file, from 1. ``trouble``: why it is not to be had; ``data`` is empty then."""

    line: int
    data: bytes = b""
    trouble: str = ""


def cards_in(pieces: Iterable[bytes], card_bytes: int = CARD_BYTES) -> Iterator[CardText]:
    """The cards of a file that comes in pieces of any size; memory holds one card."""
    cutter = _Cutter(card_bytes)
    for line in _lines(_as_utf_8(pieces), card_bytes):
        yield from cutter.take(line)
    yield from cutter.end()


class _Cutter:
    def __init__(self, card_bytes: int) -> None:
        self._card_bytes = card_bytes
        self._lines: list[bytes] = []
        self._size = 0
        self._depth = 0
        self._began = 0
        self._number = 0
        self._before = b""

    def take(self, line: bytes) -> Iterator[CardText]:
        """One line with its end."""
        self._number += 1
        short = line if len(line) < _LONGEST else b""
        if short and _BEGIN.match(short):
            if self._depth and not _AGENT.match(self._before):
                yield from self._give()  # the one before has no END; what it says may do
            self._depth += 1
            if self._depth == 1:
                self._began = self._number
        if self._depth:
            self._size += len(line)
            if self._size <= self._card_bytes:
                self._lines.append(line)
            if short and _END.match(short):
                self._depth -= 1
                if not self._depth:
                    yield from self._give()
        self._before = short.strip()

    def end(self) -> Iterator[CardText]:
        """No more comes."""
        if self._depth:
            yield from self._give()

    def _give(self) -> Iterator[CardText]:
        too_large = self._size > self._card_bytes
        data = b"" if too_large else b"".join(self._lines)
        yield CardText(self._began, data, "the card is too large" if too_large else "")
        self._lines, self._size, self._depth = [], 0, 0


def _as_utf_8(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """UTF-16 (Outlook, Windows Contacts) told by its mark; everything else as it is."""
    decoder: codecs.IncrementalDecoder | None = None
    for number, piece in enumerate(pieces):
        if number == 0:
            charset = next((name for mark, name in _MARKS if piece.startswith(mark)), "")
            decoder = codecs.getincrementaldecoder(charset)("replace") if charset else None
        yield decoder.decode(piece).lstrip("\ufeff").encode() if decoder is not None else piece


def _lines(pieces: Iterable[bytes], longest: int) -> Iterator[bytes]:
    """Lines with their ends (LF, CRLF, or CR alone); one that never ends comes in parts."""
    rest = b""
    for piece in pieces:
        data = rest + piece
        held = b"\r" if data.endswith(b"\r") else b""
        found = data[: len(data) - len(held)].splitlines(keepends=True)
        last = found.pop() if found and not found[-1].endswith((b"\n", b"\r")) else b""
        yield from found
        rest = last + held
        if len(rest) > longest:
            yield rest
            rest = b""
    if rest:
        yield from rest.splitlines(keepends=True)
