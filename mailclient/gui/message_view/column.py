"""The reader's column: content at most ``READER_BODY_WIDTH`` wide, centred, so that no line gets too long to read."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from mailclient.gui.theme import tokens


def column_margin(width: int) -> int:
    """Pixels left and right of the column in a widget of this width."""
    return max(tokens.SPACE_24, (width - tokens.READER_BODY_WIDTH) // 2)


class Column(QWidget):
    """Stacks widgets in the column; header, bars and attachments stand exactly above and below the text."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.content = QVBoxLayout(self)
        self.content.setSpacing(tokens.SPACE_8)
        self._top = self._bottom = 0
        self._place()

    def set_space(self, top: int, bottom: int) -> None:
        """Pixels above and below the content."""
        self._top, self._bottom = top, bottom
        self._place()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the column in the middle."""
        super().resizeEvent(event)
        self._place()

    def _place(self) -> None:
        margin = column_margin(self.width())
        self.content.setContentsMargins(margin, self._top, margin, self._bottom)
