"""The list of people: picture, name, address. 50,000 of them scroll like fifty.

A table of one column: a ``QListView`` lays out all its rows again whenever some more come.
"""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from mailclient.gui.contacts.people_model import ROW, PeopleModel
from mailclient.gui.contacts.portrait import Portraits, paint_portrait
from mailclient.gui.message_view.stranger_text import address_text, name_text
from mailclient.gui.theme import pixmap, theme, tokens
from mailclient.gui.theme.fonts import window_font
from mailclient.language import tr
from mailclient.mail.address import Address
from mailclient.mail.contact import ContactId, ContactRow

HEIGHT = 54
_Index = QModelIndex | QPersistentModelIndex
_PICTURE = 34


class _Delegate(QStyledItemDelegate):
    def __init__(self, portraits: Portraits, parent: QWidget) -> None:
        super().__init__(parent)
        self._portraits = portraits

    def sizeHint(self, _option: QStyleOptionViewItem, _index: object) -> QSize:
        """All are as high."""
        return QSize(0, HEIGHT)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """One person."""
        row: ContactRow | None = index.data(ROW)
        if row is None:
            return
        colours, place = theme().palette, QRect(option.rect)
        state = option.state
        painter.save()
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(place, QColor(colours.tint))
            painter.fillRect(QRect(place.left(), place.top(), tokens.ACCENT_BAR, HEIGHT), QColor(colours.accent))
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(place, QColor(colours.list_hover))
        picture = QRect(place.left() + tokens.SPACE_16, place.top() + (HEIGHT - _PICTURE) // 2, _PICTURE, _PICTURE)
        photo = self._portraits.of_contact(row.id) if row.has_photo else None
        paint_portrait(painter, picture, Address(row.name, row.address), photo)
        words = place.adjusted(tokens.SPACE_16 + _PICTURE + tokens.SPACE_12, 8, -tokens.SPACE_12, 0)
        mark = "triangle-alert" if row.has_conflict else "upload" if row.waits else ""
        if mark:
            colour = "warning" if row.has_conflict else "muted"
            drawn = pixmap(mark, tokens.ICON_SMALL, colour, ratio=painter.device().devicePixelRatioF())
            painter.drawPixmap(QPoint(words.right() - tokens.ICON_SMALL, place.top() + 19), drawn)
            words.setRight(words.right() - tokens.ICON_SMALL - tokens.SPACE_8)
        name = name_text(row.name) or address_text(row.address) or tr("No name")
        detail = address_text(row.address) if row.address else name_text(row.organisation)
        for top, text, font, colour_name in (
            (8, name, window_font(), colours.text),
            (28, detail, window_font(tokens.TEXT_META), colours.muted),
        ):
            painter.setFont(font)
            painter.setPen(QColor(colour_name))
            shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, words.width())
            painter.drawText(
                QRect(words.left(), place.top() + top, words.width(), 18), Qt.AlignmentFlag.AlignVCenter, shown
            )
        if state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QPen(QColor(colours.accent), tokens.FOCUS_RING))
            painter.drawRect(place.adjusted(1, 1, -1, -1))
        painter.restore()


class PeopleList(QTableView):
    """Enter writes, Delete removes; several can be chosen and dragged."""

    write_pressed = Signal()
    delete_pressed = Signal()
    chosen = Signal()

    def __init__(self, people: PeopleModel, portraits: Portraits, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.people = people
        self.setModel(people)
        self.setItemDelegate(_Delegate(portraits, self))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(HEIGHT)
        self.horizontalHeader().hide()
        self.horizontalHeader().setStretchLastSection(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setDragEnabled(True)
        self.setMouseTracking(True)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.setAccessibleName(tr("People"))
        self.selectionModel().selectionChanged.connect(lambda *_: self.chosen.emit())
        theme().changed.connect(self.viewport().update)

    def selected(self) -> list[ContactRow]:
        """Who is chosen, in the order of the list."""
        rows = sorted(index.row() for index in self.selectionModel().selectedRows())
        return [self.people.rows[row] for row in rows if row < len(self.people.rows)]

    def looked_at(self) -> int:
        """So many rows, from the top, are seen or were chosen."""
        seen = self.rowAt(self.viewport().height() - 1)
        chosen = (index.row() for index in self.selectionModel().selectedRows())
        return max(len(self.people.rows) if seen < 0 else seen, *chosen, 0) + 1

    def choose(self, contact_id: ContactId | None, fallback: int = 0) -> None:
        """Choose somebody; who is gone is followed by whoever stands at ``fallback`` now; -1: by nobody."""
        place = None if contact_id is None else self.people.find(contact_id)
        if place is None and fallback >= 0 and self.people.rows:
            place = min(fallback, len(self.people.rows) - 1)
        if place is None:
            self.clearSelection()
            return
        self.setCurrentIndex(self.people.index(place))
        self.scrollTo(self.people.index(place))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter and Delete; the rest is Qt's own."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.write_pressed.emit()
        elif event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.delete_pressed.emit()
        else:
            super().keyPressEvent(event)
