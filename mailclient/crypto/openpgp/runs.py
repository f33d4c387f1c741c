"""The runs of gpg that one piece of work makes, so that whoever does not want it any more can end it."""

import os
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from subprocess import Popen
from typing import TypeVar

from mailclient.mail.problem import MailError, Problem, ProblemKind

T = TypeVar("T")


class Runs:
    """``within`` runs the work on its thread; ``stop``, from another one, ends what runs of it, and what would follow.

    The work gets ``MailError(CANCELLED)``.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._stopped = False
        self._running: set[Popen[bytes]] = set()

    def within(self, work: Callable[[], T]) -> T:
        """Do it here."""
        token = _OURS.set(self)
        try:
            return work()
        finally:
            _OURS.reset(token)

    def stop(self) -> None:
        """Nobody wants it any more."""
        with self._lock:
            self._stopped = True
            for process in self._running:
                end(process)

    @contextmanager
    def keep(self, process: "Popen[bytes]") -> Iterator[None]:
        """While it runs."""
        with self._lock:
            self._running.add(process)
            if self._stopped:
                end(process)
        try:
            yield
        finally:
            with self._lock:
                self._running.discard(process)
        if self._stopped:
            raise MailError(Problem(ProblemKind.CANCELLED))


_OURS: ContextVar[Runs | None] = ContextVar("_OURS", default=None)


def current() -> Runs:
    """Those of the work that is done on this thread."""
    return _OURS.get() or Runs()


def end(process: "Popen[bytes]") -> None:
    """Kill it, and what it began: where gpg is a script, the script's death alone would leave its pipes open."""
    if process.returncode is not None:
        return
    if os.name == "posix":
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
    process.kill()
