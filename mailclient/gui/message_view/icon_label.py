"""Labels that need more than text: a themed icon, text that is cut with an ellipsis."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QLabel, QWidget

from mailclient.gui.controls.tooltip import tell_plainly
from mailclient.gui.theme import pixmap, theme, tokens


class IconLabel(QLabel):
    """A stroke icon in a colour of the palette; follows the theme."""

    def __init__(
        self, name: str, size: int = tokens.ICON, colour: str = "muted", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._icon = (name, size, colour)
        self.setFixedSize(size, size)
        self._draw()
        theme().changed.connect(self._draw)

    def set_icon(self, name: str, colour: str) -> None:
        """Another icon of the same size."""
        self._icon = (name, self._icon[1], colour)
        self._draw()

    def _draw(self) -> None:
        name, size, colour = self._icon
        self.setPixmap(pixmap(name, size, colour))


class ElidedLabel(QLabel):
    """One line; what does not fit is replaced by "…" and told by the tooltip."""

    def __init__(
        self,
        text: str = "",
        parent: QWidget | None = None,
        *,
        mode: Qt.TextElideMode = Qt.TextElideMode.ElideRight,
        least: int = 24,
    ) -> None:
        """``least``: pixels below which even a longer text is not cut."""
        super().__init__(text, parent)
        self._least = least
        self._mode = mode
        self.setTextFormat(Qt.TextFormat.PlainText)

    def minimumSizeHint(self) -> QSize:
        """Little: it gives way."""
        return QSize(min(self._least, super().minimumSizeHint().width()), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Tell in the tooltip what is cut off."""
        super().resizeEvent(event)
        tell_plainly(self, self.text() if self.fontMetrics().horizontalAdvance(self.text()) > self.width() else "")

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint what fits."""
        painter = QPainter(self)
        text = self.fontMetrics().elidedText(self.text(), self._mode, self.width())
        painter.drawText(self.rect(), self.alignment() | Qt.AlignmentFlag.AlignVCenter, text)
