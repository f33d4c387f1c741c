"""ASCII armor (RFC 9580 §6), read by pieces: the bytes inside, and nothing that gpg could understand otherwise.

The checksum is not looked at (§6.1: never a reason to refuse); text before and after the one block is passed over, a
second block is refused: what is shown must not depend on which of two is taken.
"""

import binascii
import re
from collections.abc import Iterable, Iterator
from itertools import pairwise

from mailclient.mail.problem import MailError, Problem, ProblemKind

_BEGIN = re.compile(rb"(?:^|\n)[ \t]*-----BEGIN PGP ([A-Z ]{1,40})-----[ \t]*\r?\n")
_HEADER = re.compile(rb"|[A-Za-z0-9-]+:(?:[ \t].*|)")
_BLANK = b" \t\r\n\v\f"
_END = re.compile(rb"[=A-Za-z0-9+/\s]{0,64}-----END PGP [A-Z ]{1,40}-----")
_LONGEST_LINE_BYTES = 1 << 16
_MESSAGES = frozenset({b"MESSAGE", b"SIGNATURE", b"ARMORED FILE", b"PUBLIC KEY BLOCK", b"PRIVATE KEY BLOCK"})


def broken(why: str) -> MailError:
    """What every reader of this package raises for data that is not what it says."""
    return MailError(Problem(ProblemKind.MESSAGE_BROKEN, detail=why))


def dearmored(data: Iterable[bytes]) -> Iterator[bytes]:
    """The packets of armored or of binary data. ``MESSAGE_BROKEN``."""
    pieces = iter(data)
    start = b""
    for piece in pieces:
        start += piece
        if start.strip(_BLANK):
            break
    if start.lstrip(_BLANK)[:1] >= b"\x80":  # bit 7 of every packet's first byte is set, no armor begins so
        yield start.lstrip(_BLANK)
        yield from pieces
        return
    reader = _Armor()
    yield from reader.read(start)
    for piece in pieces:
        yield from reader.read(piece)
    yield from reader.finish()


def dearmored_keys(data: bytes) -> bytes:
    """The packets of all blocks of keys in ``data``, which may be several, with text around them, or binary."""
    if data.lstrip(_BLANK)[:1] >= b"\x80":
        return data.lstrip(_BLANK)
    starts = [match.start() for match in _BEGIN.finditer(data)]
    blocks = [data[start:end] for start, end in pairwise([*starts, len(data)])]
    return b"".join(
        b"".join(dearmored([block])) for block in blocks if b"KEY BLOCK" in block.lstrip(_BLANK).partition(b"\n")[0]
    )


class _Armor:
    """Where in the armor we are: before it, in its header fields, in its text, after it."""

    def __init__(self) -> None:
        self._read = self._before
        self._rest = b""

    def read(self, piece: bytes) -> Iterator[bytes]:
        """What a further piece holds."""
        self._rest += piece
        previous = None
        while previous is not self._read:  # each step may be the last of its part
            previous = self._read
            found = self._read()
            if found:
                yield found

    def finish(self) -> Iterator[bytes]:
        """The end of the data. ``MESSAGE_BROKEN`` where the armor has not ended."""
        yield from self.read(b"\n")
        if self._read == self._tail and b"-----END" not in self._rest:
            raise broken("the armor has no end")
        if self._read not in (self._tail, self._after):
            raise broken("no armor, or cut off")

    def _before(self) -> bytes:
        match = _BEGIN.search(self._rest)
        if match is None:
            self._rest = self._rest[-_LONGEST_LINE_BYTES:]
            return b""
        if match[1] not in _MESSAGES:
            raise broken("another kind of armor")
        self._rest = self._rest[match.end() :]
        self._read = self._headers
        return b""

    def _headers(self) -> bytes:
        """Header fields and blank lines, in any order and number: they say nothing, and people edit them."""
        while b"\n" in self._rest:
            line, rest = self._rest.split(b"\n", 1)
            if not _HEADER.fullmatch(line.strip(_BLANK)):
                self._read = self._text
                return b""
            self._rest = rest
        if len(self._rest) > _LONGEST_LINE_BYTES:
            self._read = self._text
        return b""

    def _text(self) -> bytes:
        ends = [index for index in (self._rest.find(b"="), self._rest.find(b"-")) if index >= 0]
        text = self._rest[: min(ends)] if ends else self._rest
        letters = text.translate(None, _BLANK)
        if not ends:
            whole = len(letters) - len(letters) % 4
            self._rest = letters[whole:]
            return _decoded(letters[:whole])
        self._rest = self._rest[min(ends) :]
        self._read = self._tail
        return _decoded(letters + b"=" * (-len(letters) % 4))

    def _tail(self) -> bytes:
        """Padding, checksum and the end line."""
        match = _END.match(self._rest)
        if match is not None:
            self._rest = self._rest[match.end() :]
            self._read = self._after
        elif len(self._rest) > _LONGEST_LINE_BYTES:
            raise broken("the armor has no end")
        return b""

    def _after(self) -> bytes:
        if _BEGIN.search(self._rest):
            raise broken("more than one block of armor")
        self._rest = self._rest[-128:]
        return b""


def _decoded(letters: bytes) -> bytes:
    try:
        return binascii.a2b_base64(letters, strict_mode=True) if letters else b""
    except binascii.Error as error:
        raise broken(f"not base64: {error}") from error
