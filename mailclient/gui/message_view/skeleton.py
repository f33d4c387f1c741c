"""The shape of a text that is still on its way; it does not move, so that nothing blinks."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from mailclient.gui.message_view.column import column_margin
from mailclient.gui.theme import theme, tokens

_LINES = (0.94, 0.99, 0.9, 0.55, 0.0, 0.97, 0.88, 0.93, 0.36)
"""Widths of the lines; 0 is the space between paragraphs."""
_LINE, _STEP = 10, 24


class Skeleton(QWidget):
    """Grey lines where the text will be."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        theme().changed.connect(self.update)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the lines."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme().palette.field))
        margin = column_margin(self.width())
        width = self.width() - 2 * margin
        for index, part in enumerate(_LINES):
            if part:
                painter.drawRoundedRect(
                    QRectF(margin, tokens.SPACE_4 + index * _STEP, width * part, _LINE), _LINE / 2, _LINE / 2
                )
