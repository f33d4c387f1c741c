"""One recipient as a chip."""

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from mailclient.gui.controls.tooltip import tell_plainly
from mailclient.gui.theme import pixmap, theme
from mailclient.language import tr
from mailclient.mail.address import Address
from mailclient.mime.addresses import format_address, is_address

_HEIGHT = 26
_WIDEST = 280
_CROSS = 14


class RecipientChip(QWidget):
    """Shows the name; "x" or Delete removes it, a double click edits it. Red when it is not an address."""

    removed = Signal()
    edited = Signal()

    def __init__(self, address: Address, typed: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.address = address
        self._typed = typed
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        tell_plainly(self, self.text() if self.valid else tr("“{address}” is not an address.", address=typed))
        self.setAccessibleName(self.text())
        theme().changed.connect(self.update)

    @property
    def valid(self) -> bool:
        """Whether mail can be sent there."""
        return is_address(self.address.address)

    def text(self) -> str:
        """The recipient as one would type it."""
        return format_address(self.address) if self.valid else self._typed

    def label(self) -> str:
        """What the chip says."""
        return self.address.label if self.valid else self._typed

    def sizeHint(self) -> QSize:
        """As wide as its name, within a limit."""
        return QSize(min(self.fontMetrics().horizontalAdvance(self.label()) + _CROSS + 24, _WIDEST), _HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the chip."""
        colours = theme().palette
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ground, text = (colours.tint, colours.text) if self.valid else (colours.danger_ground, colours.danger)
        painter.setBrush(QColor(ground))
        painter.setPen(Qt.PenStyle.NoPen)
        if self.hasFocus():
            painter.setPen(QColor(colours.accent_text))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), _HEIGHT / 2, _HEIGHT / 2)
        painter.setPen(QColor(text))
        room = self.width() - _CROSS - 22
        shown = self.fontMetrics().elidedText(self.label(), Qt.TextElideMode.ElideMiddle, room)
        painter.drawText(QRect(11, 0, room + 2, _HEIGHT), Qt.AlignmentFlag.AlignVCenter, shown)
        colour = "muted" if self.valid else "danger"
        cross = pixmap("x", _CROSS, colour, ratio=self.devicePixelRatioF())
        painter.drawPixmap(self._cross().topLeft(), cross)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click on the cross removes it."""
        if self._cross().adjusted(-6, -6, 6, 6).contains(event.position().toPoint()):
            self.removed.emit()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Edit it."""
        self.edited.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Delete removes, Enter edits."""
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.removed.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.edited.emit()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the ring."""
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Hide the ring."""
        super().focusOutEvent(event)
        self.update()

    def _cross(self) -> QRect:
        return QRect(self.width() - _CROSS - 7, (_HEIGHT - _CROSS) // 2, _CROSS, _CROSS)
