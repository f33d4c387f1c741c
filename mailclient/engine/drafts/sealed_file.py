"""A file kept beside a sealed draft: sealed in pieces, so that it is never in memory as a whole.

Each piece names its place and the size of all: none can be left out, exchanged or taken from another file. The size
stands before them in the clear.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from mailclient.crypto.sealing import ADDED_BYTES, SealError, seal, unseal
from mailclient.mail.problem import MailError, Problem, ProblemKind

_MARK = b"\x00sealed file 1\x00"
_SIZE_BYTES = 8
_PIECE_BYTES = 1024 * 1024


@dataclass(frozen=True, slots=True)
class SealedFile:
    """The bytes that the sealed file at ``path`` holds. Going over it may raise ``MailError`` FILE_*."""

    path: Path
    key: bytes = field(repr=False)
    size: int

    def __iter__(self) -> Iterator[bytes]:
        try:
            with self.path.open("rb") as file:
                file.seek(len(_MARK) + _SIZE_BYTES)
                for number, start in enumerate(range(0, self.size, _PIECE_BYTES)):
                    blob = file.read(min(_PIECE_BYTES, self.size - start) + ADDED_BYTES)
                    yield unseal(self.key, blob, _context(self.path.name, self.size, number))
        except FileNotFoundError as error:
            raise MailError(Problem(ProblemKind.FILE_GONE, str(self.path), str(error))) from error
        except (OSError, SealError) as error:
            raise MailError(Problem(ProblemKind.FILE_UNREADABLE, str(self.path), str(error))) from error


def sealed_size(path: Path) -> int | None:
    """How many bytes are sealed in the file; None when it is none of these."""
    try:
        with path.open("rb") as file:
            head = file.read(len(_MARK) + _SIZE_BYTES)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise MailError(Problem(ProblemKind.FILE_UNREADABLE, str(path), str(error))) from error
    if len(head) < len(_MARK) + _SIZE_BYTES or not head.startswith(_MARK):
        return None
    return int.from_bytes(head[len(_MARK) :], "big")


def sealed_pieces(key: bytes, name: str, size: int, content: Iterable[bytes]) -> Iterator[bytes]:
    """What the file ``name`` is to hold; ``content`` has ``size`` bytes."""
    yield _MARK + size.to_bytes(_SIZE_BYTES, "big")
    held, number = bytearray(), 0
    for piece in content:
        held += piece
        while len(held) >= _PIECE_BYTES:
            yield seal(key, bytes(held[:_PIECE_BYTES]), _context(name, size, number))
            del held[:_PIECE_BYTES]
            number += 1
    if held:
        yield seal(key, bytes(held), _context(name, size, number))


def _context(name: str, size: int, number: int) -> str:
    return f"draft file {name} {size} {number}"
