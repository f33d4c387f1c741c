"""Three columns that become two, then one, as the window gets narrower. Splitters are hairlines."""

from enum import Enum

from PySide6.QtCore import QByteArray, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSplitter, QWidget

from mailclient.gui.theme import tokens


class Mode(Enum):
    """How many columns fit."""

    WIDE = 3
    MIDDLE = 2
    NARROW = 1


class Front(Enum):
    """Which column is in front where not all are seen."""

    FOLDERS = 0
    LIST = 1
    READER = 2


class Columns(QSplitter):
    """Sidebar, list and reader. ``front`` only matters when they are not all seen; Back goes one to the left."""

    changed = Signal()
    """Mode or front changed: headers show or hide their way back."""

    def __init__(self, sidebar: QWidget, messages: QWidget, reader: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setHandleWidth(1)
        self.setChildrenCollapsible(False)
        self._columns = (sidebar, messages, reader)
        for column, least in zip(self._columns, (170, 280, 320), strict=True):
            column.setMinimumWidth(least)
            self.addWidget(column)
        for place, stretch in enumerate((0, 0, 1)):
            self.setStretchFactor(place, stretch)
        self.setSizes([tokens.SIDEBAR_WIDTH, tokens.LIST_WIDTH, 10_000])
        self.mode = Mode.WIDE
        self.front = Front.LIST
        self._wide_sizes = self.saveState()
        self._sidebar_width = tokens.SIDEBAR_WIDTH
        self.splitterMoved.connect(self._note_sidebar)

    def restore(self, sizes: QByteArray) -> None:
        """Use remembered widths."""
        if not sizes.isEmpty() and self.restoreState(sizes):
            self.setHandleWidth(1)
            self.setChildrenCollapsible(False)
            self._wide_sizes = sizes
            self._note_sidebar()

    def remembered(self) -> QByteArray:
        """The widths of the three columns."""
        return self.saveState() if self.mode is Mode.WIDE else self._wide_sizes

    def bring(self, front: Front) -> None:
        """Show this column, over others if need be."""
        if front is not self.front:
            self.front = front
            self._arrange()

    def go_back(self) -> bool:
        """One column to the left; False when there is none to go to."""
        if self.mode is Mode.WIDE or self.front is Front.FOLDERS:
            return False
        if self.mode is Mode.MIDDLE and self.front is Front.LIST:
            return False
        self.bring(Front(self.front.value - 1))
        return True

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width may mean another mode."""
        width = event.size().width()
        mode = Mode.WIDE if width >= tokens.WIDE_WINDOW else Mode.MIDDLE
        if width < tokens.NARROW_WINDOW:
            mode = Mode.NARROW
        if mode is not self.mode:
            if self.mode is Mode.WIDE:
                self._wide_sizes = self.saveState()
            self.mode = mode
            self._arrange()
            if mode is Mode.WIDE:
                self.restoreState(self._wide_sizes)
        super().resizeEvent(event)

    def _note_sidebar(self) -> None:
        """The sidebar keeps its width when another column takes the rest."""
        if self.mode is not Mode.NARROW and self.sizes()[0] > 0:
            self._sidebar_width = self.sizes()[0]

    def _arrange(self) -> None:
        if self.mode is Mode.WIDE:
            seen = {Front.FOLDERS, Front.LIST, Front.READER}
        elif self.mode is Mode.MIDDLE:
            seen = {Front.FOLDERS, Front.READER if self.front is Front.READER else Front.LIST}
        else:
            seen = {self.front}
        for front, column in zip(Front, self._columns, strict=True):
            column.setVisible(front in seen)
        if self.mode is Mode.MIDDLE:
            self.setSizes([self._sidebar_width, *[self.width() - self._sidebar_width - 1] * 2])
        self.changed.emit()
