"""First pages of PDFs, drawn by a process of their own, one after the other; what takes too long has no picture."""

import sys
from collections import deque
from collections.abc import Callable

from PySide6.QtCore import QObject, QProcess, QSize, QTimer
from PySide6.QtGui import QImage

TIME_LIMIT_MS = 8_000
_HEAD_BYTES = 40

Drawn = Callable[[QImage, QSize], object]


class PdfDrawing(QObject):
    """``want`` one after the other; each is answered once."""

    def __init__(self, parent: QObject | None = None, time_limit_ms: int = TIME_LIMIT_MS) -> None:
        super().__init__(parent)
        self._waiting: deque[tuple[bytes, int, Drawn]] = deque()
        self._process: QProcess | None = None
        self._drawn: Drawn | None = None
        self._patience = QTimer(self, singleShot=True, interval=time_limit_ms)
        self._patience.timeout.connect(self._give_up)

    def want(self, data: bytes, side: int, drawn: Drawn) -> None:
        """Draw the first page so that it fits into a square; a null picture when that cannot be done in time."""
        self._waiting.append((data, side, drawn))
        if self._process is None:
            self._start()

    def forget(self) -> None:
        """Nothing is wanted any more."""
        self._waiting.clear()
        self._drawn = None
        self._give_up()

    def _start(self) -> None:
        data, side, self._drawn = self._waiting.popleft()
        module = [] if getattr(sys, "frozen", False) else ["-m", "mailclient"]
        self._process = process = QProcess(self)
        process.setStandardErrorFile(QProcess.nullDevice())
        process.finished.connect(self._finish)
        process.errorOccurred.connect(self._fail)
        self._patience.start()
        process.start(sys.executable, [*module, "--draw-pdf", str(side)])
        process.write(data)
        process.closeWriteChannel()

    def _give_up(self) -> None:
        if self._process is not None:
            self._process.kill()

    def _fail(self, error: QProcess.ProcessError) -> None:
        if error is QProcess.ProcessError.FailedToStart:  # all else ends in ``finished``
            self._finish()

    def _finish(self) -> None:
        process, self._process = self._process, None
        drawn, self._drawn = self._drawn, None
        if process is None:
            return
        self._patience.stop()
        image, size = _read(process.readAllStandardOutput().data())
        process.deleteLater()
        if self._waiting:
            self._start()
        if drawn is not None:
            drawn(image, size)


def _read(told: bytes | bytearray | memoryview) -> tuple[QImage, QSize]:
    head, _, picture = bytes(told).partition(b"\n")
    sides = head[:_HEAD_BYTES].split()
    image = QImage.fromData(picture, "PNG") if len(sides) == 2 else QImage()  # type: ignore[arg-type]
    return image, QSize() if image.isNull() else QSize(*map(int, sides))
