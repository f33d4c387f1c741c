"""A file of the disk as the content of a part: the one that was attached, read in pieces, whole, or a ``MailError``.

What was attached is known by size and time of change. It is looked at before and after it is read, so that a file which
is written meanwhile is noticed. A pipe or device is never waited for.
"""

import os
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from mailclient.bridge.draft import DraftFile
from mailclient.mail.problem import MailError, Problem, ProblemKind
from mailclient.mime.attached import Content
from mailclient.mime.entity import PIECE_BYTES

_FLAGS = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)
_UNKNOWN = -1

Files = Callable[[DraftFile], Content]
"""How the bytes of an attached file are had; ``MailError`` FILE_*."""


@dataclass(frozen=True, slots=True)
class FileContent:
    """``size`` bytes at ``path``, last changed at ``modified_ns`` (epoch). Going over it may raise ``MailError``."""

    path: str
    size: int
    modified_ns: int

    def __iter__(self) -> Iterator[bytes]:
        with _opened(self.path) as number:
            self._compare(number)
            left = self.size
            while left:
                piece = os.read(number, min(PIECE_BYTES, left))
                if not piece:
                    raise _changed(self.path)
                left -= len(piece)
                yield piece
            self._compare(number)
            if os.read(number, 1):
                raise MailError(Problem(ProblemKind.FILE_UNREADABLE, self.path, "longer than it says"))

    def _compare(self, number: int) -> None:
        now = os.fstat(number)
        if (now.st_size, now.st_mtime_ns) != (self.size, self.modified_ns):
            raise _changed(self.path)


def file_content(path: str, size: int = _UNKNOWN, modified_ns: int = _UNKNOWN) -> FileContent:
    """The file as it is now; ``size`` and ``modified_ns`` are what it was when it was attached, -1: not known.

    ``MailError``: FILE_GONE, FILE_CHANGED, FILE_UNREADABLE (permissions, a folder, a pipe).
    """
    with _opened(path) as number:
        now = os.fstat(number)
    if size not in (_UNKNOWN, now.st_size) or modified_ns not in (_UNKNOWN, now.st_mtime_ns):
        raise _changed(path)
    return FileContent(path, now.st_size, now.st_mtime_ns)


def plain_files(file: DraftFile) -> FileContent:
    """``Files`` of files that are as they were attached."""
    return file_content(file.path, file.size, file.modified_ns)


@contextmanager
def _opened(path: str) -> Iterator[int]:
    """A descriptor of the plain file at ``path``; errors of reading it, too, are told as a ``MailError``."""
    number = None
    try:
        # before it is opened: opening a device may have effects
        if not stat.S_ISREG(os.stat(path).st_mode):
            raise MailError(Problem(ProblemKind.FILE_UNREADABLE, path, "not a plain file"))
        number = os.open(path, _FLAGS)
        if not stat.S_ISREG(os.fstat(number).st_mode):
            raise MailError(Problem(ProblemKind.FILE_UNREADABLE, path, "not a plain file"))
        yield number
    except (FileNotFoundError, NotADirectoryError) as error:
        raise MailError(Problem(ProblemKind.FILE_GONE, path, str(error))) from error
    except (OSError, ValueError) as error:
        raise MailError(Problem(ProblemKind.FILE_UNREADABLE, path, str(error))) from error
    finally:
        if number is not None:
            os.close(number)


def _changed(path: str) -> MailError:
    return MailError(Problem(ProblemKind.FILE_CHANGED, path))
