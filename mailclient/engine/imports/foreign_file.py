"""Reading files that somebody else has written: regular files only, up to a limit, and no link is followed.

A device or a named pipe would be read for ever, and what a link leads to is not what was chosen.
"""

import os
import stat
from pathlib import Path

from mailclient.mail.problem import MailError, Problem, ProblemKind

_NOT_A_FILE = "not a regular file"


def read_start(path: Path, limit: int) -> bytes:
    """The first ``limit`` bytes. ``MailError(FILE_UNREADABLE)``, also for a link or anything that is no file."""
    try:
        descriptor = os.open(path, os.O_RDONLY | _flag("O_NOFOLLOW") | _flag("O_NONBLOCK") | _flag("O_BINARY"))
    except (OSError, ValueError) as error:
        raise MailError(Problem(ProblemKind.FILE_UNREADABLE, str(path), str(error))) from error
    try:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise MailError(Problem(ProblemKind.FILE_UNREADABLE, str(path), _NOT_A_FILE))
        with os.fdopen(descriptor, "rb", closefd=False) as file:
            return file.read(limit)
    except OSError as error:
        raise MailError(Problem(ProblemKind.FILE_UNREADABLE, str(path), str(error))) from error
    finally:
        os.close(descriptor)


def is_inside(path: Path, directory: Path) -> bool:
    """Whether a path leads into a directory, links on the way counted as what they lead to."""
    try:
        return path.resolve().is_relative_to(directory.resolve())
    except (OSError, RuntimeError, ValueError):
        return False


def _flag(name: str) -> int:
    """A flag that not every system knows."""
    return int(getattr(os, name, 0))
