"""Pictures and first pages of PDFs, decoded beside the window's own work and within bounds.

The size a picture claims is read before it is decoded: a file of a few kilobytes can claim gigabytes. PDFs are drawn by
a process of their own (``pdf_drawing.py``).
"""

from collections.abc import Callable

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QObject, QRunnable, QSize, Qt, QThreadPool, Signal
from PySide6.QtGui import QImage, QImageIOHandler, QImageReader, QPainter

from mailclient.gui.attachments.file_kind import FileKind
from mailclient.gui.attachments.pdf_drawing import PdfDrawing
from mailclient.mime.image import image_type

MOST_PIXELS = 60_000_000
_FORMATS = {"image/png": b"png", "image/jpeg": b"jpeg", "image/gif": b"gif", "image/webp": b"webp", "image/bmp": b"bmp"}

Drawn = Callable[[QImage, QSize], object]
"""Called once with the picture (a null one when it cannot be drawn) and the size of the original."""


class PictureDrawing(QObject):
    """Decodes in the program's own threads; answers in the window's. What is no longer wanted is dropped."""

    _finished = Signal(int, QImage, QSize)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._waiting: dict[int, Drawn] = {}
        self._count = 0
        self._finished.connect(self._answer)
        self._pdfs = PdfDrawing(self)

    def want(self, data: bytes, kind: FileKind, box: QSize, drawn: Drawn) -> None:
        """Draw ``data`` so that it fits into ``box`` (in pixels of the screen; never larger than it is)."""
        if kind is FileKind.PDF:
            self._pdfs.want(data, min(box.width(), box.height()), drawn)
            return
        self._count += 1
        self._waiting[self._count] = drawn
        QThreadPool.globalInstance().start(_Work(self._count, data, box, self._finished))

    def forget(self) -> None:
        """Nothing is wanted any more."""
        self._waiting.clear()
        self._pdfs.forget()

    def _answer(self, number: int, image: QImage, size: QSize) -> None:
        drawn = self._waiting.pop(number, None)
        if drawn is not None:
            drawn(image, size)


class _Work(QRunnable):
    def __init__(self, number: int, data: bytes, box: QSize, finished: object) -> None:
        super().__init__()
        self._number, self._data, self._box, self._finished = number, data, box, finished

    def run(self) -> None:
        """In a thread of the pool."""
        image, size = draw_picture(self._data, self._box)
        try:
            self._finished.emit(self._number, image, size)  # type: ignore[attr-defined]
        except RuntimeError:  # the window has gone meanwhile
            return


def draw_picture(data: bytes, box: QSize) -> tuple[QImage, QSize]:
    """The picture, upright, and its own size; a null one when it is too large, damaged or of another type."""
    if image_type(data) not in _FORMATS:
        return QImage(), QSize()
    reader, _buffer = _reader(data)
    size = reader.size()
    if not size.isValid() or size.width() * size.height() > MOST_PIXELS:
        return QImage(), size
    turned = bool(reader.transformation() & QImageIOHandler.Transformation.TransformationRotate90)
    own = size.transposed() if turned else size
    target = own.scaled(box, Qt.AspectRatioMode.KeepAspectRatio).expandedTo(QSize(1, 1))
    if target.width() < own.width():
        reader.setScaledSize(target.transposed() if turned else target)
    return reader.read(), own


def draw_first_page(data: bytes, box: QSize) -> tuple[QImage, QSize]:
    """The first page on white, and its size in points; a null one when it cannot be read."""
    from PySide6.QtPdf import QPdfDocument

    buffer = _buffered(data)
    document = QPdfDocument()
    document.load(buffer)
    if document.status() is not QPdfDocument.Status.Ready or document.pageCount() < 1:
        return QImage(), QSize()
    size = document.pagePointSize(0).toSize()
    target = size.scaled(box, Qt.AspectRatioMode.KeepAspectRatio).expandedTo(QSize(1, 1))
    page = document.render(0, target)
    if page.isNull():
        return QImage(), size
    paper = QImage(page.size(), QImage.Format.Format_RGB32)
    paper.fill(Qt.GlobalColor.white)
    painter = QPainter(paper)
    painter.drawImage(0, 0, page)
    painter.end()
    document.close()
    return paper, size


def _reader(data: bytes) -> tuple[QImageReader, QBuffer]:
    buffer = _buffered(data)
    reader = QImageReader(buffer, QByteArray(_FORMATS[image_type(data)]))
    reader.setDecideFormatFromContent(False)
    reader.setAutoDetectImageFormat(False)
    reader.setAutoTransform(True)
    return reader, buffer


def _buffered(data: bytes) -> QBuffer:
    buffer = QBuffer()
    buffer.setData(QByteArray(data))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    return buffer
