"""A chip: one file with its icon, name and size; used for attachments received and attached."""

from PySide6.QtCore import QEvent, QLocale, QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QEnterEvent,
    QFocusEvent,
    QFontMetrics,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QPixmap,
    QResizeEvent,
)
from PySide6.QtWidgets import QApplication, QSizePolicy, QToolButton, QWidget

from mailclient.gui.controls.tooltip import tell_plainly
from mailclient.gui.theme import bind_icon, pixmap, theme, tokens
from mailclient.gui.theme.fonts import window_font
from mailclient.language import tr, tr_n

_HEIGHT = 44
_WIDEST, _NARROWEST = 260, 150
_BUTTON = 28
_TEXT_LEFT = 46
THUMBNAIL = 32
"""Pixels of the picture at the left."""
_UNITS = (("KB", 1024), ("MB", 1024**2), ("GB", 1024**3))


def size_text(size: int) -> str:
    """Like 820 bytes, 80 KB, 1.2 MB."""
    if size < 1000:
        return tr_n("{count} byte", "{count} bytes", size)
    value, unit = next(
        (size / factor, unit) for unit, factor in _UNITS if size / factor < 1000 or factor == _UNITS[-1][1]
    )
    return f"{QLocale().toString(value, 'f', 0 if unit == 'KB' or value >= 100 else 1)} {unit}"


class FileChip(QWidget):
    """Painted; a button at the right (save or remove). Enter, Space or a double click opens (one click, when it
    ``shows``: then nothing leaves the window), the menu key shows the menu. It can be dragged out."""

    opened = Signal()
    button_clicked = Signal()
    dragged = Signal()
    """It was taken with the mouse and moved."""

    def __init__(
        self,
        name: str,
        size: int,
        icon: str,
        *,
        button_icon: str,
        button_tip: str,
        shows: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._name, self._size, self._icon = name, size, icon
        self._shows = shows
        self._picture = QPixmap()
        self._pressed_at: QPoint | None = None
        self._progress: float | None = None
        self._note = ""
        self._troubled = False
        self._hover = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        tell_plainly(self, name)
        self.setAccessibleName(f"{name}, {size_text(size)}")
        self._button = QToolButton(self)
        self._button_look = (button_icon, button_tip)
        self._dress_button(button_icon, button_tip)
        self._button.clicked.connect(self.button_clicked)
        theme().changed.connect(self.update)

    @property
    def name(self) -> str:
        """The file name."""
        return self._name

    def set_progress(self, part: float | None, *, paused: bool = False) -> None:
        """Show how much is here, 0 to 1; None when nothing is on its way. Meanwhile the button pauses or goes on."""
        if part is None:
            self._dress_button(*self._button_look)
        elif paused:
            self._dress_button("play", tr("Continue"))
        else:
            self._dress_button("pause", tr("Pause"))
        self._progress = part
        self.update()

    def set_picture(self, image: QImage) -> None:
        """Show this in the place of the icon; a null image shows the icon."""
        self._picture = QPixmap.fromImage(image)
        self.update()

    def _dress_button(self, icon: str, tip: str) -> None:
        self._button.setToolTip(tip)
        self._button.setAccessibleName(f"{tip}: {self._name}")
        bind_icon(self._button, icon, tokens.ICON_SMALL)

    def set_note(self, note: str, *, troubled: bool = False) -> None:
        """Show this instead of the size ("could not be fetched"), "" for the size; ``troubled``: in its colour."""
        self._note, self._troubled = note, troubled
        self.setAccessibleName(f"{self._name}, {note or size_text(self._size)}")
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """As wide as the name, within limits."""
        note = QFontMetrics(window_font(tokens.TEXT_META)).horizontalAdvance(self._note)
        text = max(self.fontMetrics().horizontalAdvance(self._name), note)
        return QSize(max(_NARROWEST, min(_WIDEST, text + _TEXT_LEFT + _BUTTON + 22)), _HEIGHT)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the button at the right."""
        self._button.setGeometry(self.width() - _BUTTON - 8, (_HEIGHT - _BUTTON) // 2, _BUTTON, _BUTTON)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint everything but the button."""
        colours = theme().palette
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        frame = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        ring = self.hasFocus()
        painter.setPen(QPen(QColor(colours.accent_text if ring else colours.hairline), 2 if ring else 1))
        painter.setBrush(QColor(colours.list_hover if self._hover else colours.reader))
        painter.drawRoundedRect(frame, tokens.RADIUS_CONTROL + 2, tokens.RADIUS_CONTROL + 2)
        self._paint_picture(painter)
        room = self.width() - _TEXT_LEFT - _BUTTON - 12
        self._paint_text(painter, 6, self._name, colours.text, tokens.TEXT_UI, room)
        colour = colours.danger if self._troubled else colours.muted
        self._paint_text(painter, 23, self._note or size_text(self._size), colour, tokens.TEXT_META, room)
        if self._progress is not None:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colours.accent))
            width = (self.width() - 16) * max(0.04, min(self._progress, 1.0))
            painter.drawRoundedRect(QRectF(8, self.height() - 4.5, width, 2.5), 1, 1)

    def _paint_picture(self, painter: QPainter) -> None:
        if self._picture.isNull():
            painter.drawPixmap(12, 12, pixmap(self._icon, tokens.ICON, "accent_text", ratio=self.devicePixelRatioF()))
            return
        box = QRectF(7, 6, THUMBNAIL, THUMBNAIL)
        size = self._picture.size()
        side = min(size.width(), size.height())
        middle = QRectF((size.width() - side) / 2, (size.height() - side) / 2, side, side)
        clip = QPainterPath()
        clip.addRoundedRect(box, 4, 4)
        painter.save()
        painter.setClipPath(clip)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawPixmap(box, self._picture, middle)
        painter.restore()
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(theme().palette.hairline), 1))  # a white page has no edge of its own
        painter.drawPath(clip)

    def _paint_text(self, painter: QPainter, top: int, text: str, colour: str, size: int, room: int) -> None:
        painter.setFont(window_font(size))
        painter.setPen(QColor(colour))
        shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideMiddle, room)
        painter.drawText(QRectF(_TEXT_LEFT, top, room, 16), Qt.AlignmentFlag.AlignVCenter, shown)

    def enterEvent(self, event: QEnterEvent) -> None:
        """Light up."""
        self._hover = True
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        """Go out."""
        self._hover = False
        self.update()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the ring."""
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Hide the ring."""
        super().focusOutEvent(event)
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """It may become a drag."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._pressed_at = event.position().toPoint()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Far enough from where it was pressed it is a drag."""
        if self._pressed_at is None:
            return
        if (event.position().toPoint() - self._pressed_at).manhattanLength() >= QApplication.startDragDistance():
            self._pressed_at = None
            self.dragged.emit()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Show."""
        clicked = self._pressed_at is not None and event.button() == Qt.MouseButton.LeftButton
        self._pressed_at = None
        if clicked and self._shows and self.rect().contains(event.position().toPoint()):
            self.opened.emit()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Open; one that shows has done so at the first click."""
        if event.button() == Qt.MouseButton.LeftButton and not self._shows:
            self.opened.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter and Space open; Delete is the button where it removes."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.opened.emit()
        elif event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.delete_pressed()
        else:
            super().keyPressEvent(event)

    def delete_pressed(self) -> None:
        """Nothing for a received file; a composer's chip is removed."""


class AttachedChip(FileChip):
    """A file that the user has attached; "x" or Delete removes it."""

    def __init__(self, name: str, size: int, icon: str, parent: QWidget | None = None) -> None:
        super().__init__(name, size, icon, button_icon="x", button_tip=tr("Remove"), parent=parent)

    def delete_pressed(self) -> None:
        """Remove."""
        self.button_clicked.emit()
