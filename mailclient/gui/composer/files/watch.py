"""Tells when a file that is attached changes or vanishes."""

from collections.abc import Iterable

from PySide6.QtCore import QFileSystemWatcher, QObject, QTimer, Signal

_SETTLE_MS = 250
"""Programs write a file in several steps."""


class FileWatch(QObject):
    """Watches the files that ``follow`` was told last; those it cannot watch are looked at before sending anyway."""

    stirred = Signal()
    """Something has become of one of them."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._watcher: QFileSystemWatcher | None = None
        self._followed: frozenset[str] = frozenset()
        self._settle = QTimer(self, singleShot=True, interval=_SETTLE_MS)
        self._settle.timeout.connect(self._look)

    def follow(self, paths: Iterable[str]) -> None:
        """These from now on, and no others."""
        self._followed = frozenset(path for path in paths if path)
        self._watch()

    def _watch(self) -> None:
        if self._watcher is None:
            if not self._followed:
                return
            self._watcher = QFileSystemWatcher(self)
            self._watcher.fileChanged.connect(lambda _path: self._settle.start())
        watched = frozenset(self._watcher.files())
        if watched - self._followed:
            self._watcher.removePaths(list(watched - self._followed))
        if self._followed - watched:
            self._watcher.addPaths(list(self._followed - watched))

    def _look(self) -> None:
        self._watch()  # a file that was replaced by another is no longer watched
        self.stirred.emit()
