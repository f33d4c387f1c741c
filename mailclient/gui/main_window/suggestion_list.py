"""The list below the search field with what completes it. The keys stay with the field, which moves through it."""

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from mailclient.gui.main_window.suggestions import Suggestion
from mailclient.gui.theme import pixmap, theme, tokens
from mailclient.gui.theme.fonts import window_font

_ROW = 30
_LEAST_WIDTH = 280
_ROLE = Qt.ItemDataRole.UserRole + 1


class _Delegate(QStyledItemDelegate):
    """Icon, what is put in, and what it is for in a paler colour."""

    def sizeHint(self, _option: QStyleOptionViewItem, _index: object) -> QSize:
        """All are as high."""
        return QSize(0, _ROW)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: object) -> None:
        """One line."""
        suggestion = index.data(_ROLE)  # type: ignore[attr-defined]
        colours, row = theme().palette, QRect(option.rect)
        painter.save()
        if option.state & QStyle.StateFlag.State_Selected:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colours.tint))
            painter.drawRoundedRect(row.adjusted(4, 1, -4, -1), tokens.RADIUS_CONTROL, tokens.RADIUS_CONTROL)
        left = row.left() + tokens.SPACE_12
        mark = pixmap(suggestion.icon, tokens.ICON_SMALL, "muted", ratio=painter.device().devicePixelRatioF())
        painter.drawPixmap(QPoint(left, row.center().y() - tokens.ICON_SMALL // 2 + 1), mark)
        words = row.adjusted(left + tokens.ICON_SMALL + tokens.SPACE_8 - row.left(), 0, -tokens.SPACE_12, 0)
        for text, font, colour in (
            (suggestion.label, window_font(), colours.text),
            (suggestion.detail, window_font(tokens.TEXT_META), colours.muted),
        ):
            metrics = QFontMetrics(font)
            cut = metrics.elidedText(text, Qt.TextElideMode.ElideRight, max(words.width(), 0))
            painter.setFont(font)
            painter.setPen(QColor(colour))
            painter.drawText(words, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, cut)
            words.setLeft(words.left() + metrics.horizontalAdvance(cut) + tokens.SPACE_12)
        painter.restore()


class SuggestionList(QListView):
    """Lies over the window below ``field``; nothing is chosen until the user goes into it."""

    taken = Signal(object)
    """Suggestion"""

    def __init__(self, field: QWidget) -> None:
        super().__init__(field)
        self._field = field
        self._model = QStandardItemModel(self)
        self.setModel(self._model)
        self.setItemDelegate(_Delegate(self))
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setProperty("kind", "proposals")
        self.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMouseTracking(True)
        self.entered.connect(self.setCurrentIndex)
        self.clicked.connect(self._take)
        self.hide()

    def show_all(self, suggestions: Sequence[Suggestion]) -> None:
        """Show these, none of them chosen; hide when there are none."""
        self._model.clear()
        for suggestion in suggestions:
            item = QStandardItem(f"{suggestion.label} {suggestion.detail}".strip())
            item.setData(suggestion, _ROLE)
            self._model.appendRow(item)
        if not suggestions:
            self.hide()
            return
        self.setParent(self._field.window())
        self.place()
        self.show()
        self.raise_()

    def place(self) -> None:
        """Below the field, wherever that is now, and within the window."""
        window = self._field.window()
        below = self._field.mapTo(window, QPoint(0, self._field.height() + tokens.SPACE_4))
        width = min(max(self._field.width(), _LEAST_WIDTH), window.width() - 2 * tokens.SPACE_8)
        left = max(tokens.SPACE_8, min(below.x(), window.width() - width - tokens.SPACE_8))
        self.setGeometry(left, below.y(), width, self._model.rowCount() * _ROW + 12)

    def step(self, rows: int) -> None:
        """Choose another one, round and round; before the first stands what was typed."""
        row = (self.currentIndex().row() + 1 + rows) % (self._model.rowCount() + 1) - 1
        self.setCurrentIndex(self._model.index(row, 0) if row >= 0 else QModelIndex())

    def chosen(self) -> Suggestion | None:
        """The one that is chosen, while the list is seen."""
        found = self.currentIndex().data(_ROLE) if self.isVisible() and self.currentIndex().isValid() else None
        return found if isinstance(found, Suggestion) else None

    def first(self) -> Suggestion | None:
        """The first one, while the list is seen."""
        found = self._model.index(0, 0).data(_ROLE) if self.isVisible() else None
        return found if isinstance(found, Suggestion) else None

    def _take(self, index: QModelIndex) -> None:
        self.hide()
        self.taken.emit(index.data(_ROLE))
