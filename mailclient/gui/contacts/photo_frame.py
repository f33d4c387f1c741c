"""The large picture of a person; in the edit form one drops or pastes another one on it."""

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMimeData, QSize, Qt, Signal
from PySide6.QtGui import (
    QAction,
    QColor,
    QDragEnterEvent,
    QDropEvent,
    QGuiApplication,
    QImage,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
)
from PySide6.QtWidgets import QFileDialog, QMenu, QWidget

from mailclient.gui.attachments.picture_drawing import draw_picture
from mailclient.gui.contacts.portrait import middle_of, paint_portrait, square_picture
from mailclient.gui.theme import pixmap, theme, tokens
from mailclient.language import tr
from mailclient.mail.address import Address

SIDE = 88
_KEPT_SIDE = 320
"""Pixels of a picture that goes into the card."""
_LARGEST_FILE = 40 * 1024 * 1024


class PhotoFrame(QWidget):
    """``data`` is the picture as it goes into the card, b"" for none; only one that is ``editable`` changes."""

    changed = Signal()
    refused = Signal(str)
    """A sentence: what was given is no picture."""

    def __init__(self, *, editable: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.data = b""
        self._who = Address("", "")
        self._shown: QPixmap | None = None
        self._editable = editable
        self.setFixedSize(QSize(SIDE, SIDE))
        self.setAcceptDrops(editable)
        theme().changed.connect(self.update)
        if editable:
            self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            self.setCursor(Qt.CursorShape.PointingHandCursor)
            self.setAccessibleName(tr("Picture"))
            self.setToolTip(tr("Click to choose a picture, or drop or paste one here"))

    def show_person(self, who: Address, data: bytes) -> None:
        """Whose picture it is."""
        self._who, self.data = who, data
        self._shown = square_picture(data, 2 * SIDE)
        self.update()

    def name_changed(self, name: str) -> None:
        """The initials follow what is typed."""
        self._who = Address(name, self._who.address)
        self.update()

    def take_image(self, image: QImage) -> None:
        """Make this the picture, its middle, scaled."""
        if image.isNull():
            self.refused.emit(tr("This is not a picture that can be read."))
            return
        buffer = QBuffer()
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        side = min(_KEPT_SIDE, image.width(), image.height())
        flat = middle_of(image, side).convertToFormat(QImage.Format.Format_RGB32)
        flat.save(buffer, "JPEG", 88)  # type: ignore[call-overload]
        self._take(bytes(QByteArray(buffer.data()).data()))

    def take_file(self, path: str) -> None:
        """Make a file of the user's the picture."""
        try:
            with open(path, "rb") as file:
                data = file.read(_LARGEST_FILE)
        except OSError:
            self.refused.emit(tr("The file cannot be read."))
            return
        image, _size = draw_picture(data, QSize(2 * _KEPT_SIDE, 2 * _KEPT_SIDE))
        self.take_image(image)

    def clear(self) -> None:
        """No picture."""
        self._take(b"")

    def _take(self, data: bytes) -> None:
        self.data = data
        self._shown = square_picture(data, 2 * SIDE)
        self.update()
        self.changed.emit()

    def _take_mime(self, data: QMimeData) -> bool:
        files = [url.toLocalFile() for url in data.urls() if url.isLocalFile()]
        if files:
            self.take_file(files[0])
        elif data.hasImage():
            self.take_image(QImage(data.imageData()))
        else:
            return False
        return True

    def paintEvent(self, event: QPaintEvent) -> None:
        """The disc; with a camera's place in the edit form."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_portrait(painter, self.rect(), self._who, self._shown)
        if self._editable:
            badge = self.rect().adjusted(SIDE - 28, SIDE - 28, -2, -2)
            painter.setPen(QPen(QColor(theme().palette.reader), 2))
            painter.setBrush(QColor(theme().palette.accent))
            painter.drawEllipse(badge)
            drawn = pixmap("pencil", 14, "on_accent", ratio=self.devicePixelRatioF())
            painter.drawPixmap(badge.center().x() - 6, badge.center().y() - 6, drawn)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(theme().palette.accent), tokens.FOCUS_RING))
            painter.drawEllipse(self.rect().adjusted(1, 1, -1, -1))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Offer what one does with a picture."""
        if self._editable:
            self._open_menu()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter and Space open the menu, Ctrl+V pastes, Delete removes."""
        if event.matches(QKeySequence.StandardKey.Paste):
            self._paste()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self._open_menu()
        elif event.key() == Qt.Key.Key_Delete and self.data:
            self.clear()
        else:
            super().keyPressEvent(event)

    def _open_menu(self) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(tr("Choose a picture…")).triggered.connect(self._choose)
        paste: QAction = menu.addAction(tr("Paste"))
        paste.triggered.connect(self._paste)
        paste.setEnabled(QGuiApplication.clipboard().mimeData().hasImage())
        if self.data:
            menu.addAction(tr("Remove")).triggered.connect(self.clear)
        menu.popup(self.mapToGlobal(self.rect().bottomLeft()))

    def _choose(self) -> None:
        path, _ = QFileDialog.getOpenFileName(
            self, tr("Choose a picture"), "", tr("Pictures") + " (*.png *.jpg *.jpeg *.gif *.webp *.bmp)"
        )
        if path:
            self.take_file(path)

    def _paste(self) -> None:
        if not self._take_mime(QGuiApplication.clipboard().mimeData()):
            self.refused.emit(tr("There is no picture to paste."))

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Pictures and files."""
        if event.mimeData().hasImage() or event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Take it."""
        if self._take_mime(event.mimeData()):
            event.acceptProposedAction()
