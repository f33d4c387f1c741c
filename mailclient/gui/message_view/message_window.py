"""One message in a window of its own, beside the one that speaks of it or holds it."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QVBoxLayout, QWidget

from mailclient.gui.controls.surface import on_ground

_TITLE = 200
"""Characters; window managers choke on more."""


class MessageWindow(QWidget):
    """Shows ``pane``; closed by Escape."""

    left = Signal()
    """It closes: nothing of the message needs to be kept."""

    def __init__(self, pane: QWidget, title: str, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        on_ground(self, "reader")
        self.resize(820, 680)
        self.pane = pane
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(pane)
        QShortcut(QKeySequence(QKeySequence.StandardKey.Cancel), self, self.close)
        self.setWindowTitle(title[:_TITLE])

    def closeEvent(self, event: QCloseEvent) -> None:
        """Tell it."""
        super().closeEvent(event)
        self.left.emit()
