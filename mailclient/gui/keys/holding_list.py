"""Keys and certificates as a list: name, address, and how each stands."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from mailclient.gui.contacts.portrait import paint_portrait
from mailclient.gui.keys.holding import Holding, Section
from mailclient.gui.keys.words import standing
from mailclient.gui.message_view.stranger_text import address_text
from mailclient.gui.theme import pixmap, theme, tokens
from mailclient.gui.theme.fonts import window_font
from mailclient.language import tr
from mailclient.mail.address import Address

HEIGHT = 68
_PICTURE = 34
_Index = QModelIndex | QPersistentModelIndex
_ROW = Qt.ItemDataRole.UserRole


class HoldingModel(QAbstractListModel):
    """``rows`` in their order; ``now`` is the clock, epoch seconds."""

    def __init__(self, now: Callable[[], float], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.rows: list[Holding] = []
        self._now = now

    def show_rows(self, rows: Sequence[Holding]) -> None:
        """Show these."""
        self.beginResetModel()
        self.rows = list(rows)
        self.endResetModel()

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        """All of them."""
        return 0 if parent.isValid() else len(self.rows)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The holding itself for the delegate, words for a screen reader."""
        if not index.isValid() or index.row() >= len(self.rows):
            return None
        row = self.rows[index.row()]
        if role == _ROW:
            return row
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return ", ".join(filter(None, (row.name, row.address, row.kind, standing(row, self._now()).words)))
        return None


class _Delegate(QStyledItemDelegate):
    def __init__(self, now: Callable[[], float], parent: QWidget) -> None:
        super().__init__(parent)
        self._now = now

    def sizeHint(self, _option: QStyleOptionViewItem, _index: object) -> QSize:
        """All are as high."""
        return QSize(0, HEIGHT)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """One row."""
        row = index.data(_ROW)
        if not isinstance(row, Holding):
            return
        place = QRect(option.rect)
        painter.save()
        self._ground(painter, place, option)
        picture = QRect(place.left() + tokens.SPACE_16, place.top() + (HEIGHT - _PICTURE) // 2, _PICTURE, _PICTURE)
        if row.section is Section.AUTHORITIES:
            drawn = pixmap("shield", tokens.ICON, "muted", ratio=painter.device().devicePixelRatioF())
            painter.drawPixmap(picture.center().x() - 10, picture.center().y() - 10, drawn)
        else:
            paint_portrait(painter, picture, Address(row.name, row.address), None)
        self._words(painter, place.adjusted(tokens.SPACE_16 + _PICTURE + tokens.SPACE_12, 6, -tokens.SPACE_12, 0), row)
        if option.state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QPen(QColor(theme().palette.accent), tokens.FOCUS_RING))
            painter.drawRect(place.adjusted(1, 1, -1, -1))
        painter.restore()

    def _ground(self, painter: QPainter, place: QRect, option: QStyleOptionViewItem) -> None:
        colours = theme().palette
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(place, QColor(colours.tint))
            painter.fillRect(QRect(place.left(), place.top(), tokens.ACCENT_BAR, HEIGHT), QColor(colours.accent))
        elif option.state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(place, QColor(colours.list_hover))

    def _words(self, painter: QPainter, words: QRect, row: Holding) -> None:
        colours, stands = theme().palette, standing(row, self._now())
        detail = " · ".join(filter(None, (row.address and address_text(row.address), row.kind)))
        for top, text, font, colour, left in (
            (0, row.name, window_font(), colours.text, 0),
            (19, detail, window_font(tokens.TEXT_META), colours.muted, 0),
            (37, stands.words, window_font(tokens.TEXT_META), colours.muted, tokens.ICON_SMALL + 4),
        ):
            painter.setFont(font)
            painter.setPen(QColor(colour))
            line = QRect(words.left() + left, words.top() + top, words.width() - left, 18)
            shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, line.width())
            painter.drawText(line, Qt.AlignmentFlag.AlignVCenter, shown)
        ratio = painter.device().devicePixelRatioF()
        mark = pixmap(stands.icon, tokens.ICON_SMALL, stands.colour, ratio=ratio)
        painter.drawPixmap(words.left(), words.top() + 38, mark)


class HoldingList(QListView):
    """``chosen`` when another row is current; Enter opens what one does with it, Delete removes."""

    chosen = Signal()
    delete_pressed = Signal()

    def __init__(self, now: Callable[[], float], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.holdings = HoldingModel(now, self)
        self.setModel(self.holdings)
        self.setItemDelegate(_Delegate(now, self))
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(tr("Keys and certificates"))
        self.selectionModel().currentChanged.connect(lambda *_: self.chosen.emit())
        theme().changed.connect(self.viewport().update)

    def current(self) -> Holding | None:
        """The one that is chosen."""
        place = self.currentIndex().row()
        return self.holdings.rows[place] if 0 <= place < len(self.holdings.rows) else None

    def show_rows(self, rows: Sequence[Holding], fingerprint: str = "") -> None:
        """Show these; ``fingerprint`` is chosen, else the one that was."""
        now = self.current()
        wanted = fingerprint or (now.fingerprint if now is not None else "")
        self.holdings.show_rows(rows)
        self.choose(wanted)

    def choose(self, fingerprint: str) -> bool:
        """Go to this one; whether it is here."""
        for place, row in enumerate(self.holdings.rows):
            if row.fingerprint == fingerprint:
                self.setCurrentIndex(self.holdings.index(place))
                self.scrollTo(self.holdings.index(place))
                return True
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Delete; the rest is Qt's own."""
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.delete_pressed.emit()
        else:
            super().keyPressEvent(event)
