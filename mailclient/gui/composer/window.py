"""A composer in a window of its own."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from mailclient.gui.composer.pane import ComposerPane

_SIZE = (720, 640)
_SMALLEST = (480, 400)


class ComposerWindow(QWidget):
    """Closes with its pane, and asks it when it is to be closed."""

    def __init__(self, pane: ComposerPane, parent: QWidget | None = None) -> None:
        """Takes ``pane`` from wherever it is; its text, cursor, Undo and focus stay as they are."""
        super().__init__(parent, Qt.WindowType.Window)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.pane = pane
        pane.host = self
        self._empty = False
        self.resize(*_SIZE)
        self.setMinimumSize(*_SMALLEST)
        focused = QApplication.focusWidget()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(pane)
        pane.show()
        self.setFocusProxy(pane)
        if focused is not None and pane.isAncestorOf(focused):
            focused.setFocus()
        else:
            pane.setFocus()
        self.setWindowTitle(pane.windowTitle())
        pane.windowTitleChanged.connect(self.setWindowTitle)
        pane.closed.connect(self._end)

    def closeEvent(self, event: QCloseEvent) -> None:
        """The pane decides."""
        if not self._empty and not self.pane.close():
            event.ignore()
            return
        event.accept()

    def _end(self) -> None:
        self._empty = True
        self.close()
