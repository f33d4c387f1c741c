"""The lock that gives a profile to one engine at a time and dies with its process.

``flock`` rather than a file with a process id in it: the system drops it however the process ends, so there is
never a stale one to judge.
"""

import os
import sys
from pathlib import Path
from types import TracebackType
from typing import Self

from mailclient.mail.problem import MailError, Problem, ProblemKind

if sys.platform == "win32":
    import msvcrt

    def _take(descriptor: int) -> None:
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _take(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


class ProfileLock:
    """Held while the ``with`` block runs; ``MailError(PROFILE_IN_USE)`` when another engine holds it."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._descriptor: int | None = None

    def __enter__(self) -> Self:
        descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT | getattr(os, "O_CLOEXEC", 0), 0o600)
        try:
            _take(descriptor)
        except OSError as error:
            os.close(descriptor)
            raise MailError(Problem(ProblemKind.PROFILE_IN_USE, str(self._path.parent), str(error))) from error
        self._descriptor = descriptor
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None
