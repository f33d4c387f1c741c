"""A short list whose order matters, with buttons that add, change, move and remove a line. Keys do the same."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from mailclient.gui.controls.button import icon_button
from mailclient.gui.controls.empty_state import EmptyState
from mailclient.gui.theme import tokens
from mailclient.language import tr


class OrderedList(QWidget):
    """Shows what ``show_lines`` is given, and asks; whoever owns the things changes them and shows them again."""

    add_requested = Signal()
    edit_requested = Signal(int)
    remove_requested = Signal(int)
    move_requested = Signal(int, int)
    """From place to place."""
    ticked = Signal(int, bool)

    def __init__(self, name: str, icon: str, empty: str, hint: str = "", parent: QWidget | None = None) -> None:
        """``icon``, the words ``empty`` and the sentence ``hint`` stand where there is no line yet."""
        super().__init__(parent)
        self._empty = EmptyState(icon, empty, hint)
        self.lines = _Lines()
        self.lines.setProperty("kind", "framed")
        self.lines.setAccessibleName(name)
        self.lines.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.lines.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.add = icon_button("plus", tr("Add"))
        self.edit = icon_button("pencil", tr("Change"))
        self.up = icon_button("arrow-up", tr("Move up"))
        self.down = icon_button("arrow-down", tr("Move down"))
        self.remove = icon_button("trash-2", tr("Remove"))
        self._filling = False
        row = QHBoxLayout()
        row.setSpacing(tokens.SPACE_4)
        for button in (self.add, self.edit, self.up, self.down, self.remove):
            row.addWidget(button)
        row.addStretch()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(tokens.SPACE_4)
        column.addWidget(self.lines, 1)
        column.addWidget(self._empty, 1)
        column.addLayout(row)
        self._connect()
        self._follow()

    @property
    def place(self) -> int:
        """The line that is chosen; -1 for none."""
        return self.lines.currentRow()

    def show_lines(self, lines: list[tuple[str, bool | None]], chosen: int = 0) -> None:
        """(words, ticked or None for a line without a tick), from the top."""
        self._filling = True
        self.lines.clear()
        for words, tick in lines:
            item = QListWidgetItem(words)
            if tick is not None:
                item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
                item.setCheckState(Qt.CheckState.Checked if tick else Qt.CheckState.Unchecked)
            self.lines.addItem(item)
        self._filling = False
        self.lines.setVisible(bool(lines))
        self._empty.setVisible(not lines)
        self.lines.setCurrentRow(min(chosen, len(lines) - 1))
        self._follow()

    def _connect(self) -> None:
        self.add.clicked.connect(self.add_requested)
        self.edit.clicked.connect(lambda: self.edit_requested.emit(self.place))
        self.remove.clicked.connect(lambda: self.remove_requested.emit(self.place))
        self.up.clicked.connect(lambda: self.move_requested.emit(self.place, self.place - 1))
        self.down.clicked.connect(lambda: self.move_requested.emit(self.place, self.place + 1))
        self.lines.itemDoubleClicked.connect(lambda _item: self.edit_requested.emit(self.place))
        self.lines.opened.connect(lambda: self.edit.click())
        self.lines.deleted.connect(lambda: self.remove.click())
        self.lines.currentRowChanged.connect(self._follow)
        self.lines.itemChanged.connect(self._tick)

    def _tick(self, item: QListWidgetItem) -> None:
        if not self._filling:
            self.ticked.emit(self.lines.row(item), item.checkState() is Qt.CheckState.Checked)

    def _follow(self) -> None:
        place, count = self.place, self.lines.count()
        self.edit.setEnabled(place >= 0)
        self.remove.setEnabled(place >= 0)
        self.up.setEnabled(place > 0)
        self.down.setEnabled(0 <= place < count - 1)


class _Lines(QListWidget):
    opened = Signal()
    deleted = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens, Delete removes; the rest is Qt's own."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentRow() >= 0:
            self.opened.emit()
        elif event.key() == Qt.Key.Key_Delete and self.currentRow() >= 0:
            self.deleted.emit()
        else:
            super().keyPressEvent(event)
