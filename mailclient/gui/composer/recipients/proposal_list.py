"""The list below a field with whom one may mean.

A list of its own instead of ``QCompleter``, which takes the keyboard to itself: here the line keeps it.
"""

from collections.abc import Sequence

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from mailclient.gui.composer.recipients.proposal_row import HEIGHT, ProposalRow, paint_row
from mailclient.gui.theme import tokens

_WIDEST, _NARROWEST = 480, 320
_ROW = Qt.ItemDataRole.UserRole
_Index = QModelIndex | QPersistentModelIndex


class _Rows(QAbstractListModel):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.rows: list[ProposalRow] = []

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.rows)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        row = self.rows[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return row.spoken()
        return row if role == _ROW else None

    def show_rows(self, rows: Sequence[ProposalRow]) -> None:
        self.beginResetModel()
        self.rows = list(rows)
        self.endResetModel()


class _Delegate(QStyledItemDelegate):
    def sizeHint(self, _option: QStyleOptionViewItem, _index: _Index) -> QSize:
        return QSize(0, HEIGHT)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        paint_row(painter, QRect(option.rect), index.data(_ROW), chosen=chosen)


class ProposalList(QListView):
    """Shown below a field; the field moves through it with the arrow keys."""

    taken = Signal(object)
    """Proposal"""

    def __init__(self, field: QWidget) -> None:
        super().__init__(field)
        self._field = field
        self._model = _Rows(self)
        self.setModel(self._model)
        self.setItemDelegate(_Delegate(self))
        self.setWindowFlags(Qt.WindowType.ToolTip | Qt.WindowType.FramelessWindowHint)
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setProperty("kind", "proposals")
        self.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.entered.connect(self.setCurrentIndex)
        self.clicked.connect(self._take)

    @property
    def rows(self) -> list[ProposalRow]:
        """What is shown, from the top."""
        return self._model.rows if self.isVisible() else []

    def propose(self, rows: Sequence[ProposalRow]) -> None:
        """Show these, the first one chosen; hide when there are none."""
        self._model.show_rows(rows)
        if not rows:
            self.hide()
            return
        self.setCurrentIndex(self._model.index(0))
        self._place(len(rows))
        self.show()

    def _place(self, count: int) -> None:
        """Below the field; above it where the screen ends."""
        window = self._field.window()
        size = QSize(max(min(_WIDEST, window.width() - 2 * tokens.SPACE_24), _NARROWEST), count * HEIGHT + 12)
        below = self._field.mapToGlobal(QPoint(-tokens.SPACE_8, self._field.height() + 4))
        screen = self._field.screen().availableGeometry()
        if below.y() + size.height() > screen.bottom():
            below.setY(self._field.mapToGlobal(QPoint(0, -4)).y() - size.height())
        below.setX(max(min(below.x(), screen.right() - size.width()), screen.left()))
        self.setGeometry(QRect(below, size))

    def step(self, rows: int) -> None:
        """Choose another one, round and round."""
        count = self._model.rowCount()
        self.setCurrentIndex(self._model.index((self.currentIndex().row() + rows) % count))

    def chosen(self) -> ProposalRow | None:
        """The one that is chosen, while the list is seen."""
        found = self.currentIndex().data(_ROW) if self.isVisible() and self.currentIndex().isValid() else None
        return found if isinstance(found, ProposalRow) else None

    def _take(self, index: QModelIndex) -> None:
        self.hide()
        row = index.data(_ROW)
        if isinstance(row, ProposalRow):
            self.taken.emit(row.proposal)
