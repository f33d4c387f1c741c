"""One window for each profile: a second start brings the first one to the front and ends.

Two windows on one profile would both restore the same drafts, and only one of them has an engine. The lock is a file
(QtCore alone: a local socket would cost one more import before the first paint); it outlives no process.
"""

from PySide6.QtCore import QFileSystemWatcher, QLockFile, QObject, Signal

from mailclient.profile import Profile


class OneWindow(QObject):
    """``claim`` the profile first; ``called`` is emitted for each later start."""

    called = Signal()

    def __init__(self, profile: Profile, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._profile = profile
        self._lock = QLockFile(str(profile.window_lock))
        self._lock.setStaleLockTime(0)
        self._watcher: QFileSystemWatcher | None = None

    def claim(self) -> bool:
        """True for the first window; else the first is called. A lock that cannot be written hinders nobody."""
        if self._lock.tryLock(0) or self._lock.error() != QLockFile.LockError.LockFailedError:
            self._profile.window_call.unlink(missing_ok=True)
            self._watcher = QFileSystemWatcher([str(self._profile.directory)], self)
            self._watcher.directoryChanged.connect(self._look)
            return True
        self._profile.window_call.touch()
        return False

    def release(self) -> None:
        """The window is gone."""
        self._lock.unlock()

    def _look(self) -> None:
        if self._profile.window_call.exists():
            self._profile.window_call.unlink(missing_ok=True)
            self.called.emit()
