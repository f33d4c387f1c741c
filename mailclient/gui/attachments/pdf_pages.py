"""The pages of a PDF, one below the other; QtPdf is loaded with the first one that is shown.

It draws only: PDFium is built into Qt without JavaScript and forms, and links are not followed.
"""

from PySide6.QtCore import QBuffer, QByteArray, QIODevice
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QVBoxLayout, QWidget

from mailclient.gui.theme import theme, tokens
from mailclient.language import tr, tr_n


class PdfPages(QWidget):
    """Shows the file that was loaded last."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        from PySide6.QtPdf import QPdfDocument
        from PySide6.QtPdfWidgets import QPdfView

        self._document = QPdfDocument(self)
        self._buffer: QBuffer | None = None
        self._view = QPdfView(self)
        self._view.setDocument(self._document)
        self._view.setPageMode(QPdfView.PageMode.MultiPage)
        self._view.setZoomMode(QPdfView.ZoomMode.FitToWidth)
        self._view.setPageSpacing(tokens.SPACE_12)
        self._view.setAccessibleName(tr("Pages of the file"))
        self._view.setFrameShape(QPdfView.Shape.NoFrame)
        self._dress()
        theme().changed.connect(self._dress)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._view)

    def _dress(self) -> None:
        palette = self._view.palette()
        palette.setColor(QPalette.ColorRole.Dark, QColor(theme().palette.field))  # around the pages
        self._view.setPalette(palette)

    def load(self, data: bytes) -> int:
        """How many pages it has; 0 when it cannot be shown."""
        self._document.close()
        self._buffer = QBuffer(self)
        self._buffer.setData(QByteArray(data))
        self._buffer.open(QIODevice.OpenModeFlag.ReadOnly)
        self._document.load(self._buffer)
        return self._document.pageCount() if self._document.status() is self._document.Status.Ready else 0

    def count_text(self) -> str:
        """How many pages there are, in words."""
        return tr_n("{count} page", "{count} pages", self._document.pageCount())
