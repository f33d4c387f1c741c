"""The address books and their groups, at the left: all people, each book, below it its groups."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QColor, QDragEnterEvent, QDragMoveEvent, QDropEvent, QFontMetrics, QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from mailclient.gui.contacts.dragging import PEOPLE_MIME_TYPE, people_in
from mailclient.gui.contacts.people_model import Shown
from mailclient.gui.contacts.words import book_name
from mailclient.gui.theme import icon, theme, tokens
from mailclient.gui.theme.fonts import window_font
from mailclient.language import tr
from mailclient.language.problems import problem_text
from mailclient.mail.contact import AddressBook, BookId, BookKind, ContactGroup, ContactId

_ROLE = Qt.ItemDataRole.UserRole
_ICON, _COUNT, _DEPTH = _ROLE + 1, _ROLE + 2, _ROLE + 3
_INDENT = tokens.SPACE_16
_Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class Line:
    """One line: all (both None), a book, or one of its groups."""

    book: AddressBook | None = None
    group: ContactGroup | None = None

    @property
    def shown(self) -> Shown:
        """What the list in the middle shows of it."""
        if self.group is not None:
            return Shown(group_id=self.group.id)
        return Shown(book_id=self.book.id if self.book else None)


class _Delegate(QStyledItemDelegate):
    """The list's own look, with how many there are at the right."""

    def initStyleOption(self, option: QStyleOptionViewItem, index: _Index) -> None:
        super().initStyleOption(option, index)
        room = option.rect.width() - self._count_width(str(index.data(_COUNT))) - 60
        if index.data(_DEPTH):
            room -= _INDENT
            option.icon = _moved_in(option.icon)
            option.decorationSize = QSize(tokens.ICON_SMALL + _INDENT, tokens.ICON_SMALL)
        option.text = option.fontMetrics.elidedText(option.text, Qt.TextElideMode.ElideRight, max(room, 20))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        super().paint(painter, option, index)
        painter.save()
        painter.setFont(window_font(tokens.TEXT_META))
        painter.setPen(QColor(theme().palette.muted))
        place = option.rect.adjusted(0, 0, -tokens.SPACE_12, 0)
        painter.drawText(place, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, str(index.data(_COUNT)))
        painter.restore()

    def _count_width(self, count: str) -> int:
        return QFontMetrics(window_font(tokens.TEXT_META)).horizontalAdvance(count)


def _moved_in(icon_: QIcon) -> QIcon:
    """The icon with room before it: a group stands below its book."""
    drawn = icon_.pixmap(QSize(tokens.ICON_SMALL, tokens.ICON_SMALL))
    ratio = drawn.devicePixelRatio()
    wide = QPixmap(QSize(round((tokens.ICON_SMALL + _INDENT) * ratio), round(tokens.ICON_SMALL * ratio)))
    wide.setDevicePixelRatio(ratio)
    wide.fill(Qt.GlobalColor.transparent)
    painter = QPainter(wide)
    painter.drawPixmap(_INDENT, 0, drawn)
    painter.end()
    return QIcon(wide)


class BookList(QListWidget):
    """People can be dropped on a group (they join it) and on a book (they move there)."""

    chosen = Signal(object)
    """Line"""
    join_requested = Signal(object, object)
    """ContactGroup, list[ContactId]"""
    move_requested = Signal(object, object)
    """BookId, list[ContactId]"""
    delete_pressed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "sections")
        self.setAccessibleName(tr("Address books and groups"))
        self.setItemDelegate(_Delegate(self))
        self.setIconSize(QSize(tokens.ICON_SMALL, tokens.ICON_SMALL))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAcceptDrops(True)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self._filling = False
        self.currentItemChanged.connect(self._tell)
        theme().changed.connect(self._dress)

    def show_books(self, books: Sequence[AddressBook], groups: Sequence[ContactGroup]) -> None:
        """Show these; what was chosen stays so."""
        before = self.line.shown
        self._filling = True
        self.clear()
        self._add(Line(), tr("All people"), "users", sum(book.count for book in books))
        for book in books:
            icon_name = "hard-drive" if book.kind is BookKind.LOCAL else "globe"
            if book.problem is not None or book.conflicts:
                icon_name = "triangle-alert"
            item = self._add(Line(book), book_name(book), icon_name, book.count)
            item.setToolTip(str(problem_text(book.problem)) if book.problem else "")
            for group in groups:
                if group.book_id == book.id:
                    self._add(
                        Line(book, group), group.name, "tag", len(group.members) + len(group.addresses), deep=True
                    )
        lines = [self._line(self.item(row)) for row in range(self.count())]
        row = next((row for row, line in enumerate(lines) if line.shown == before), 0)
        self.setCurrentRow(row)
        self._filling = False
        if lines[row].shown != before:
            self._tell()

    @property
    def line(self) -> Line:
        """The one that is chosen."""
        return self._line(self.item(self.currentRow())) if self.currentRow() >= 0 else Line()

    def choose(self, shown: Shown) -> None:
        """Go to the line that shows this."""
        for row in range(self.count()):
            if self._line(self.item(row)).shown == shown:
                self.setCurrentRow(row)

    def _line(self, item: QListWidgetItem) -> Line:
        found = item.data(_ROLE)
        return found if isinstance(found, Line) else Line()

    def _add(self, line: Line, name: str, icon_name: str, count: int, *, deep: bool = False) -> QListWidgetItem:
        item = QListWidgetItem(name)
        item.setData(_DEPTH, 1 if deep else 0)
        item.setData(_ROLE, line)
        item.setData(_ICON, icon_name)
        item.setData(_COUNT, f"{count:,}" if count else "")
        item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{name}, {count}")
        item.setIcon(self._icon(icon_name))
        item.setSizeHint(QSize(0, tokens.CONTROL_HEIGHT))
        self.addItem(item)
        return item

    def _icon(self, name: str) -> QIcon:
        return icon(name, tokens.ICON_SMALL, "warning" if name == "triangle-alert" else "muted")

    def _dress(self) -> None:
        for row in range(self.count()):
            self.item(row).setIcon(self._icon(str(self.item(row).data(_ICON))))

    def _tell(self) -> None:
        if not self._filling:
            self.chosen.emit(self.line)

    # --- drops -------------------------------------------------------------------------------------------------------

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """People only."""
        if event.mimeData().hasFormat(PEOPLE_MIME_TYPE):
            event.acceptProposedAction()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        """On a group or a book that can be written."""
        item = self.itemAt(event.position().toPoint())
        line = self._line(item) if item is not None else Line()
        if line.book is not None and not line.book.read_only:
            event.acceptProposedAction()
        else:
            event.ignore()

    def dropEvent(self, event: QDropEvent) -> None:
        """Join or move."""
        item = self.itemAt(event.position().toPoint())
        line = self._line(item) if item is not None else Line()
        ids: list[ContactId] = people_in(event.mimeData())
        if not ids or line.book is None:
            return
        if line.group is not None:
            self.join_requested.emit(line.group, ids)
        else:
            self.move_requested.emit(BookId(line.book.id), ids)
        event.acceptProposedAction()
