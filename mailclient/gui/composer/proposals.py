"""The pop-up of addresses that complete what is typed.

A list of its own instead of ``QCompleter``, which takes the keyboard to itself: here the line keeps it.
"""

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QPoint, QStringListModel, Qt, Signal
from PySide6.QtWidgets import QListView, QWidget

_ROW = 30
_WIDTH = 380


class Proposals(QListView):
    """Shown below a field; the field moves through it with the arrow keys."""

    taken = Signal(str)

    def __init__(self, field: QWidget) -> None:
        super().__init__(field)
        self._field = field
        self._model = QStringListModel(self)
        self.setModel(self._model)
        self.setWindowFlags(Qt.WindowType.ToolTip | Qt.WindowType.FramelessWindowHint)
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setProperty("kind", "proposals")
        self.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMouseTracking(True)
        self.entered.connect(self.setCurrentIndex)
        self.clicked.connect(self._take)

    def propose(self, texts: Sequence[str]) -> None:
        """Show these, the first one chosen; hide when there are none."""
        self._model.setStringList(list(texts))
        if not texts:
            self.hide()
            return
        self.setCurrentIndex(self._model.index(0))
        self.resize(_WIDTH, len(texts) * _ROW + 12)
        self.move(self._field.mapToGlobal(QPoint(-8, self._field.height() + 4)))
        self.show()

    def step(self, rows: int) -> None:
        """Choose another one, round and round."""
        count = self._model.rowCount()
        self.setCurrentIndex(self._model.index((self.currentIndex().row() + rows) % count))

    def chosen(self) -> str:
        """The chosen text, "" when nothing is shown."""
        return str(self.currentIndex().data()) if self.isVisible() and self.currentIndex().isValid() else ""

    def _take(self, index: QModelIndex) -> None:
        self.hide()
        self.taken.emit(str(index.data()))
