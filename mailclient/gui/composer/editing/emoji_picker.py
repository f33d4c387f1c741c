"""All emoji with a search; arrows move, Enter takes one, Esc closes."""

from PySide6.QtCore import QEvent, QObject, QPoint, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QLineEdit, QListView, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from mailclient.gui.composer.editing.emoji import emoji_for
from mailclient.gui.theme import tokens
from mailclient.gui.theme.fonts import window_font
from mailclient.language import tr

_SIZE = QSize(380, 300)
_CELL = 44
"""Pixels: what is left of a cell beside its padding holds the widest emoji."""


class EmojiPicker(QFrame):
    """A pop-up."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setProperty("kind", "card")
        self.resize(_SIZE)
        self.field = QLineEdit(placeholderText=tr("Search emoji"), clearButtonEnabled=True)
        self.field.setAccessibleName(tr("Search emoji"))
        self.list = QListWidget()
        self.list.setProperty("kind", "choices")
        self.list.setTextElideMode(Qt.TextElideMode.ElideNone)
        self.list.setViewMode(QListView.ViewMode.IconMode)
        self.list.setResizeMode(QListView.ResizeMode.Adjust)
        self.list.setMovement(QListView.Movement.Static)
        self.list.setGridSize(QSize(_CELL, _CELL))
        self.list.setUniformItemSizes(True)
        self.list.setAccessibleName(tr("Emoji"))
        self.field.textChanged.connect(self._fill)
        self.field.installEventFilter(self)
        self.list.itemActivated.connect(self._choose)
        self.list.itemClicked.connect(self._choose)
        column = QVBoxLayout(self)
        column.setContentsMargins(*[tokens.SPACE_8] * 4)
        column.addWidget(self.field)
        column.addWidget(self.list, 1)

    def open_at(self, corner: QPoint) -> None:
        """Show it here, with all of them."""
        self.field.clear()
        self._fill("")
        self.move(corner)
        self.show()
        self.field.setFocus()

    def _fill(self, typed: str) -> None:
        self.list.clear()
        large = window_font(tokens.TEXT_SUBJECT)
        for one in emoji_for(typed):
            item = QListWidgetItem(one.text)
            item.setFont(large)  # the style sheet has its own for the list
            item.setToolTip(one.name)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, one.name)
            item.setTextAlignment(Qt.AlignmentFlag.AlignCenter)
            self.list.addItem(item)
        self.list.setCurrentRow(0)

    def _choose(self, item: QListWidgetItem) -> None:
        self.close()
        self.chosen.emit(item.text())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter takes the first, the arrows go into the list."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            item = self.list.currentItem()
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and item is not None:
                self._choose(item)
                return True
            if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up):
                self.list.setFocus()
                return True
        return super().eventFilter(watched, event)
