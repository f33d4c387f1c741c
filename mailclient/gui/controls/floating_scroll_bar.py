"""A scroll bar that lies over the contents instead of beside them, so that rows reach the edge of their column."""

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtWidgets import QAbstractScrollArea, QScrollBar

_WIDTH = 12
_STAY_MS = 900
"""After scrolling, where the pointer is elsewhere."""


class FloatingScrollBar(QScrollBar):
    """Mirrors the vertical bar of ``area``, which it hides; seen under the pointer and while something scrolls."""

    def __init__(self, area: QAbstractScrollArea) -> None:
        super().__init__(Qt.Orientation.Vertical, area)
        self._area = area
        self._real = area.verticalScrollBar()
        area.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._real.rangeChanged.connect(self._take_range)
        self._real.valueChanged.connect(self._follow)
        self._leave = QTimer(self, singleShot=True, interval=_STAY_MS)
        self._leave.timeout.connect(self._hide_unless_wanted)
        self.valueChanged.connect(self._real.setValue)
        area.installEventFilter(self)
        self._take_range(self._real.minimum(), self._real.maximum())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay at the right edge; come and go with the pointer."""
        kind = event.type()
        if kind in (QEvent.Type.Resize, QEvent.Type.Show):
            self.setGeometry(self._area.width() - _WIDTH, 0, _WIDTH, self._area.height())
            self._take_range(self._real.minimum(), self._real.maximum())
            self.raise_()
        elif kind == QEvent.Type.Enter:
            self.setVisible(self.maximum() > self.minimum())
        elif kind == QEvent.Type.Leave:
            self._leave.start()
        return super().eventFilter(watched, event)

    def _take_range(self, low: int, high: int) -> None:
        self.setPageStep(self._real.pageStep())
        self.setSingleStep(self._real.singleStep())
        self.setRange(low, high)
        self.setValue(self._real.value())
        self._hide_unless_wanted()

    def _follow(self, value: int) -> None:
        self.setValue(value)
        if self.maximum() > self.minimum():
            self.show()
            self._leave.start()

    def _hide_unless_wanted(self) -> None:
        wanted = self._area.underMouse() or self.isSliderDown()
        self.setVisible(wanted and self.maximum() > self.minimum())
