"""One window for each profile: a second start brings the first one to the front and ends.

Two windows on one profile would both restore the same drafts, and only one of them has an engine. The lock is a file
(QtCore alone: a local socket would cost one more import before the first paint); it outlives no process. What the
second start was asked to write stands in a file of its own beside it, which appears as a whole.
"""

import os
import uuid

from PySide6.QtCore import QFileSystemWatcher, QLockFile, QObject, Signal

from mailclient.profile import Profile

_CALLS_LIMIT = 100
"""Requests that are looked at in one turn; the rest follow."""


class OneWindow(QObject):
    """``claim`` the profile first; ``called`` is emitted for each later start."""

    called = Signal()
    asked = Signal(bytes)
    """What a later start was asked for (JSON of ``ComposeRequest``)."""

    def __init__(self, profile: Profile, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._profile = profile
        self._lock = QLockFile(str(profile.window_lock))
        self._lock.setStaleLockTime(0)
        self._watcher: QFileSystemWatcher | None = None

    def claim(self, request: bytes = b"") -> bool:
        """True for the first window; else the first is called, and told ``request``.

        A lock that cannot be written hinders nobody.
        """
        if self._lock.tryLock(0) or self._lock.error() != QLockFile.LockError.LockFailedError:
            self._profile.window_call.unlink(missing_ok=True)
            self._watcher = QFileSystemWatcher([str(self._profile.directory)], self)
            self._watcher.directoryChanged.connect(self._look)
            return True
        if request:
            self._leave(request)
        self._profile.window_call.touch()
        return False

    def release(self) -> None:
        """The window is gone."""
        self._lock.unlock()

    def _leave(self, request: bytes) -> None:
        call = self._profile.window_call
        unfinished = call.with_name(f"{call.name}-{uuid.uuid4().hex}")
        with open(unfinished, "xb", opener=lambda path, flags: os.open(path, flags, 0o600)) as file:
            file.write(request)
        unfinished.rename(unfinished.with_name(f"{unfinished.name}.request"))

    def _look(self) -> None:
        call = self._profile.window_call
        if call.exists():
            call.unlink(missing_ok=True)
            self.called.emit()
        requests = sorted(self._profile.directory.glob(f"{call.name}-*.request"), key=lambda path: path.stat().st_mtime)
        for path in requests[:_CALLS_LIMIT]:
            data = path.read_bytes()
            path.unlink()
            self.asked.emit(data)
