"""The mark over the whole composer while files are dragged over it: where they can be dropped, and what for."""

from PySide6.QtCore import QEvent, QMimeData, QObject, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QImageReader,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QWidget

from mailclient.gui.composer.files.chip import CHIP_MIME_TYPE
from mailclient.gui.contacts.dragging import PEOPLE_MIME_TYPE
from mailclient.gui.message_list.dragging import MESSAGES_MIME_TYPE
from mailclient.gui.theme import pixmap, theme, tokens
from mailclient.gui.theme.fonts import window_font
from mailclient.language import tr

_GAP = 12


class DropMark(QWidget):
    """Covers ``parent`` during a drag. Pictures can be dropped at the left, into the text, or at the right."""

    dropped = Signal(object, bool)
    """QMimeData, whether into the text."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._pane = parent
        self._takes_people: set[QObject] = set()
        self._choice = False
        """There are two places to drop at."""
        self._at_left = False
        self.takes_pictures = True
        """Whether there is a text that pictures can stand in."""
        self.setAcceptDrops(True)
        self.hide()

    def watch(self, widget: QWidget, *, people: bool = True) -> None:
        """Files and messages dragged onto this widget are for the mark; so are ``people``, or they are its own."""
        widget.installEventFilter(self)
        if not people:
            self._takes_people.add(widget)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take the drag away from the widget."""
        if event.type() == QEvent.Type.DragEnter and isinstance(event, QDragEnterEvent):
            own = watched in self._takes_people and event.mimeData().hasFormat(PEOPLE_MIME_TYPE)
            if not own and self.begin(event):
                return True
        return super().eventFilter(watched, event)

    def begin(self, event: QDragEnterEvent) -> bool:
        """Come up for what is dragged; False when it is nothing to attach."""
        data = event.mimeData()
        if data.hasFormat(CHIP_MIME_TYPE) or not is_attachable(data):
            return False
        self._choice = self.takes_pictures and only_pictures(data)
        self.setGeometry(self._pane.rect())
        self.raise_()
        self.show()
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()
        return True

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """The drag has come over from the widget below."""
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        """Light up the place it is over."""
        self._at_left = event.position().x() < self.width() / 2
        self.update()
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """It goes elsewhere."""
        self.hide()

    def dropEvent(self, event: QDropEvent) -> None:
        """Attach it, or put it into the text."""
        self.hide()
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()
        into_text = self._choice and event.position().x() < self.width() / 2
        self.dropped.emit(event.mimeData(), into_text)

    def paintEvent(self, event: QPaintEvent) -> None:
        """One place, or two."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ground = QColor(theme().palette.reader)
        ground.setAlpha(248)
        painter.fillRect(self.rect(), ground)
        area = QRectF(self.rect()).adjusted(_GAP, _GAP, -_GAP, -_GAP)
        if not self._choice:
            self._paint_place(painter, area, "paperclip", tr("Drop to attach"), lit=True)
            return
        half = (area.width() - _GAP) / 2
        left = QRectF(area.left(), area.top(), half, area.height())
        right = QRectF(area.right() - half, area.top(), half, area.height())
        self._paint_place(painter, left, "file-image", tr("Into the text"), lit=self._at_left)
        self._paint_place(painter, right, "paperclip", tr("As an attachment"), lit=not self._at_left)

    def _paint_place(self, painter: QPainter, area: QRectF, icon: str, words: str, *, lit: bool) -> None:
        colours = theme().palette
        painter.setPen(QPen(QColor(colours.accent if lit else colours.hairline), 2, Qt.PenStyle.DashLine))
        painter.setBrush(QColor(colours.tint) if lit else Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(area, tokens.RADIUS_CARD, tokens.RADIUS_CARD)
        picture = pixmap(icon, 24, "accent_text" if lit else "muted", ratio=self.devicePixelRatioF())
        middle = area.center()
        painter.drawPixmap(int(middle.x()) - 12, int(middle.y()) - 28, picture)
        painter.setFont(window_font(tokens.TEXT_BODY))
        painter.setPen(QColor(colours.text))
        below = QRectF(area.left(), middle.y() + 4, area.width(), 28)
        painter.drawText(below, Qt.AlignmentFlag.AlignCenter, words)


def is_attachable(data: QMimeData) -> bool:
    """Whether files, messages or contacts are dragged."""
    ours = data.hasFormat(MESSAGES_MIME_TYPE) or data.hasFormat(PEOPLE_MIME_TYPE)
    return ours or data.hasImage() or any(url.isLocalFile() for url in data.urls())


def only_pictures(data: QMimeData) -> bool:
    """Whether all of it can be shown in a text."""
    files = [url.toLocalFile() for url in data.urls() if url.isLocalFile()]
    known = {bytes(kind.data()).decode() for kind in QImageReader.supportedImageFormats()} - {"svg", "svgz", "pdf"}
    return bool(files) and all(name.rpartition(".")[2].lower() in known for name in files)
