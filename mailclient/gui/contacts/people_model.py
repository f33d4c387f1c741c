"""The people of a book, a group or a search as a list: the first at once, the others a few at a time."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import (
    QAbstractListModel,
    QMimeData,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    QTimer,
    Signal,
)

from mailclient.gui.contacts.dragging import people_data
from mailclient.mail.contact import BookId, ContactId, ContactRow
from mailclient.store.reader import Reader

FIRST = 200
"""Rows read before the first paint: 1 ms."""
SLICE = 1_000
"""Rows read at a time while the window is idle: 5 ms."""
ROW = Qt.ItemDataRole.UserRole
_Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class Shown:
    """What is listed: of a book, of a group, or of all."""

    book_id: BookId | None = None
    group_id: ContactId | None = None


class PeopleModel(QAbstractListModel):
    """``settled`` when all rows are here. Another question drops what has not come yet."""

    settled = Signal()

    def __init__(self, reader: Reader, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._reader = reader
        self.shown = Shown()
        self.query = ""
        self.rows: list[ContactRow] = []
        self.complete = False
        self._next = QTimer(self, singleShot=True, interval=0)
        self._next.timeout.connect(self._go_on)

    def ask(self, shown: Shown, query: str = "") -> None:
        """List these; the first ones are there when it returns."""
        self.shown, self.query = shown, query
        self._next.stop()
        self.beginResetModel()
        self.rows = self._read(None, FIRST)
        self.complete = len(self.rows) < FIRST
        self.endResetModel()
        self._carry_on()

    def refresh(self, looked_at: int) -> None:
        """Read again what is before the eyes, at least so many rows, with what came meanwhile; then the rest."""
        had = max(looked_at, FIRST)
        self._next.stop()
        self.beginResetModel()
        self.rows = self._read(None, had)
        self.complete = len(self.rows) < had
        self.endResetModel()
        self._carry_on()

    def row_of(self, contact_id: ContactId, start: int = 0) -> int | None:
        """Where somebody stands among those that are here, looked for from ``start`` on."""
        return next((place for place in range(start, len(self.rows)) if self.rows[place].id == contact_id), None)

    def find(self, contact_id: ContactId) -> int | None:
        """Where somebody stands, also of those that have not come yet."""
        place = self.row_of(contact_id)
        if place is None and not self.complete and self._reader.contact(contact_id) is not None:
            while place is None and not self.complete:
                before = len(self.rows)
                self._go_on()
                place = self.row_of(contact_id, before)
        return place

    def at(self, index: _Index) -> ContactRow | None:
        """Who stands there."""
        return self.rows[index.row()] if index.isValid() and index.row() < len(self.rows) else None

    def _go_on(self) -> None:
        found = self._read(self.rows[-1], SLICE)
        self.complete = len(found) < SLICE
        if found:
            self.beginInsertRows(QModelIndex(), len(self.rows), len(self.rows) + len(found) - 1)
            self.rows += found
            self.endInsertRows()
        self._carry_on()

    def _carry_on(self) -> None:
        if self.complete or not self.rows:
            self.complete = True
            self.settled.emit()
        else:
            self._next.start()

    def _read(self, after: ContactRow | None, limit: int) -> list[ContactRow]:
        return self._reader.contacts(
            self.query, book_id=self.shown.book_id, group_id=self.shown.group_id, after=after, limit=limit
        )

    # --- as Qt asks --------------------------------------------------------------------------------------------------

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        """How many are here."""
        return 0 if parent.isValid() else len(self.rows)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The row for the delegate, words for a screen reader."""
        row = self.at(index)
        if row is None:
            return None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return ", ".join(part for part in (row.name, row.address, row.organisation) if part)
        return row if role == ROW else None

    def flags(self, index: _Index) -> Qt.ItemFlag:
        """All can be dragged into groups and books."""
        return super().flags(index) | Qt.ItemFlag.ItemIsDragEnabled

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:
        """Those that are dragged."""
        return people_data([row for index in indexes if (row := self.at(index)) is not None])
