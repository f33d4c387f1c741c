"""A scroll bar that lies over the contents instead of beside them, so that rows reach the edge of their column."""

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QAbstractScrollArea, QScrollBar

_WIDTH = 12


class FloatingScrollBar(QScrollBar):
    """Mirrors the vertical bar of ``area``, which it hides; seen only when there is something to scroll."""

    def __init__(self, area: QAbstractScrollArea) -> None:
        super().__init__(Qt.Orientation.Vertical, area)
        self._area = area
        self._real = area.verticalScrollBar()
        area.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._real.rangeChanged.connect(self._take_range)
        self._real.valueChanged.connect(self.setValue)
        self.valueChanged.connect(self._real.setValue)
        area.installEventFilter(self)
        self._take_range(self._real.minimum(), self._real.maximum())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay at the right edge."""
        if event.type() in (QEvent.Type.Resize, QEvent.Type.Show):
            self.setGeometry(self._area.width() - _WIDTH, 0, _WIDTH, self._area.height())
            self._take_range(self._real.minimum(), self._real.maximum())
            self.raise_()
        return super().eventFilter(watched, event)

    def _take_range(self, low: int, high: int) -> None:
        self.setPageStep(self._real.pageStep())
        self.setSingleStep(self._real.singleStep())
        self.setRange(low, high)
        self.setValue(self._real.value())
        self.setVisible(high > low)
