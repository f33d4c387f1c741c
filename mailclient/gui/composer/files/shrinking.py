"""Smaller copies of photographs, made on a thread of the pool. What a camera writes into them (place, time, its own
number) is not in the copies."""

from collections.abc import Sequence
from enum import IntEnum

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QObject, QRunnable, QSize, Qt, QThreadPool, Signal
from PySide6.QtGui import QColorSpace, QImage, QImageReader, QImageWriter

from mailclient.bridge.draft import DraftFile

_TYPES = frozenset({"image/jpeg", "image/png", "image/webp", "image/bmp", "image/tiff", "image/x-ms-bmp"})
WORTH_BYTES = 200_000
"""A smaller picture is small enough."""
_QUALITY = 84


class Measure(IntEnum):
    """The longer edge in pixels."""

    SMALL = 1024
    MEDIUM = 2048


def is_shrinkable(file: DraftFile, size: int) -> bool:
    """Whether a smaller copy can be made, and is worth it; a moving picture stays as it is."""
    return file.media_type in _TYPES and size >= WORTH_BYTES and not file.content_id


class Shrinking(QObject):
    """Makes one copy of each file for each measure; ``made`` once for each, with None where it would not be smaller
    or the picture cannot be read."""

    made = Signal(object, object, object)
    """DraftFile (as it was), Measure, the bytes of the copy with its media type as a tuple, or None."""

    def __init__(self, files: Sequence[DraftFile], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.files = tuple(files)
        self.cancelled = False
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(1)  # a decoded photograph takes 50 MB

    def start(self) -> None:
        """Begin."""
        for file in self.files:
            self._pool.start(_Job(self, file))

    def cancel(self) -> None:
        """Make no more."""
        self.cancelled = True
        self._pool.clear()


class _Job(QRunnable):
    def __init__(self, shrinking: Shrinking, file: DraftFile) -> None:
        super().__init__()
        self._shrinking, self._file = shrinking, file

    def run(self) -> None:
        """Read it once, scale it twice."""
        picture = _read(self._file)
        for measure in sorted(Measure, reverse=True):
            if self._shrinking.cancelled:
                return
            copy = None if picture.isNull() else shrunk(picture, measure)
            if copy is not None and len(copy[0]) >= self._file.size > 0:
                copy = None
            try:
                self._shrinking.made.emit(self._file, measure, copy)
            except RuntimeError:  # the dialogue is gone meanwhile
                return


def _read(file: DraftFile) -> QImage:
    if file.path:
        reader = QImageReader(file.path)
        return _decoded(reader)
    data = QBuffer()
    data.setData(QByteArray(file.data))
    data.open(QIODevice.OpenModeFlag.ReadOnly)
    return _decoded(QImageReader(data))


def _decoded(reader: QImageReader) -> QImage:
    """Turned as the camera was held; null when it cannot be read or moves."""
    reader.setAutoTransform(True)
    if reader.supportsAnimation() and reader.imageCount() > 1:
        return QImage()
    return reader.read()


def shrunk(picture: QImage, measure: Measure) -> tuple[bytes, str] | None:
    """The bytes and the media type of a copy whose longer edge is at most ``measure``; None when it is no longer."""
    size = picture.size()
    edge = QSize(measure.value, measure.value)
    if size.width() > measure or size.height() > measure:
        size = size.scaled(edge, Qt.AspectRatioMode.KeepAspectRatio)
    small = picture.scaled(size, Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation)
    if small.colorSpace().isValid():
        small = small.convertedToColorSpace(QColorSpace(QColorSpace.NamedColorSpace.SRgb))
    transparent = small.hasAlphaChannel()
    kind = QImage.Format.Format_ARGB32 if transparent else QImage.Format.Format_RGB32
    small = small.convertToFormat(kind)
    # a picture made of the pixels alone has none of the texts of the one it was made of
    bare = QImage(small.constBits(), small.width(), small.height(), small.bytesPerLine(), kind)
    target = QBuffer()
    target.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QImageWriter(target, QByteArray(b"png" if transparent else b"jpeg"))
    writer.setQuality(-1 if transparent else _QUALITY)
    if not writer.write(bare):
        return None
    return bytes(target.data().data()), "image/png" if transparent else "image/jpeg"
