"""The list as a Qt model: one column, as many rows as messages, painted by the delegate from ``ROW_ROLE``.

Measured at a million rows: inserting one costs 880 ms in a QListView, 2.7 ms in a QTableView. The first chunk is
read at once, the rest between two events of the loop. Changes are applied as runs of rows, so that selection and
scroll position stay; only a change of more than ``_RUN_LIMIT`` runs is a new layout (persistent indexes still hold).
"""

import time
from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from PySide6.QtCore import QAbstractTableModel, QMimeData, QModelIndex, QPersistentModelIndex, Qt, QTimer, Signal

from mailclient.gui.message_list.dates import full_date, section_starts, short_date
from mailclient.gui.message_list.dragging import MESSAGES_MIME_TYPE, DraggedMessages, mime_data
from mailclient.gui.message_list.id_list import Change, IdList
from mailclient.gui.message_list.row_cache import RowCache
from mailclient.gui.message_list.sections import section_heads
from mailclient.language import tr
from mailclient.mail.flag import Flag
from mailclient.mail.ids import FolderId, MessageId
from mailclient.store.rows import MessageRow, RowKey

ROW_ROLE = Qt.ItemDataRole.UserRole + 1
"""MessageRow | None"""
SECTION_ROLE = Qt.ItemDataRole.UserRole + 2
"""The title above this row; empty for most."""

FIRST_CHUNK = 400
CHUNK = 8_000
"""Ids read between two events of the loop: about 5 ms."""
_RUN_LIMIT = 200
_NAMED_LIMIT = 500
"""Up to so many named messages are looked up one by one; for more the list is read again."""
_REST = 5
"""Between two readings of a whole list, rest this many times as long as one took."""

Index = QModelIndex | QPersistentModelIndex


class ListSource(Protocol):
    """What the model reads; ``store.reader.Reader`` is one."""

    def message_ids(
        self, folder_id: FolderId, *, before: RowKey | None = None, limit: int = ...
    ) -> list[tuple[MessageId, int]]:
        """Ids of a folder, newest first."""
        ...

    def rows(self, message_ids: Sequence[MessageId]) -> list[MessageRow]:
        """What is painted."""
        ...


class MessageListModel(QAbstractTableModel):
    """Shows one folder, or a search result. The window calls ``refresh`` and ``repaint`` on MessagesChanged."""

    loaded = Signal()
    """All ids of the folder are here."""
    about_to_change = Signal(object)
    """The set of message ids that go away; the view notes what stands where."""
    changed = Signal()
    """Rows came or went; the view puts everything back where it stood."""
    heads_changed = Signal()
    """Other rows carry section titles now."""

    def __init__(self, source: ListSource) -> None:
        super().__init__()
        self._source = source
        self._ids = IdList()
        self._cache = RowCache(source.rows)
        self._folder_id: FolderId | None = None
        self._heads: dict[int, str] = {}
        self._loading: IdList | None = None
        self._complete = True
        self._again = False
        self._began = 0.0
        self._next = QTimer(self, singleShot=True, interval=0)
        self._next.timeout.connect(self._read_on)
        self._rest = QTimer(self, singleShot=True)
        self._rest.timeout.connect(self._end_rest)

    # --- what is shown ---------------------------------------------------------------------------------------

    @property
    def folder_id(self) -> FolderId | None:
        """The folder shown, None for a search result."""
        return self._folder_id

    @property
    def complete(self) -> bool:
        """Whether all ids are here."""
        return self._complete

    @property
    def heads(self) -> dict[int, str]:
        """Row → section title."""
        return self._heads

    def show_folder(self, folder_id: FolderId | None) -> None:
        """Show this folder from its newest message; the first rows are there when this returns."""
        self._stop()
        self.beginResetModel()
        self._folder_id = folder_id
        self._cache.forget()
        first = [] if folder_id is None else self._source.message_ids(folder_id, limit=FIRST_CHUNK)
        self._ids = IdList(first)
        self._complete = len(first) < FIRST_CHUNK
        self._heads = self._section_heads()
        self.endResetModel()
        if self._complete:
            self.loaded.emit()
        else:
            self._next.start()

    def show_found(self, message_ids: Sequence[MessageId]) -> None:
        """Show a search result, newest first."""
        self._stop()
        self.beginResetModel()
        self._folder_id = None
        self._cache.forget()
        keys = ((row.id, row.received_at) for row in self._source.rows(message_ids))
        self._ids = IdList(sorted(keys, key=lambda key: (key[1], key[0]), reverse=True))
        self._complete = True
        self._heads = self._section_heads()
        self.endResetModel()

    def tell_time(self) -> None:
        """The day may have changed: other sections, other short dates."""
        self._set_heads()
        if len(self._ids):
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._ids) - 1, 0))

    def message_id(self, row: int) -> MessageId:
        """The message of a row."""
        return MessageId(self._ids.ids[row])

    def message_ids(self, run: range) -> list[MessageId]:
        """The messages of these rows; of a million in a few milliseconds."""
        return [*map(MessageId, self._ids.ids[run.start : run.stop])]

    def row(self, position: int) -> MessageRow | None:
        """What is painted at this row."""
        return self._cache.row(position, self._ids.ids)

    def row_of(self, message_id: MessageId) -> int | None:
        """Where a message stands."""
        for row in self._source.rows([message_id]):
            found = self._ids.find(RowKey(row.received_at, row.id))
            if found is not None:
                return found
        try:
            return self._ids.ids.index(message_id)
        except ValueError:
            return None

    # --- Qt's questions --------------------------------------------------------------------------------------

    def rowCount(self, parent: Index | None = None) -> int:
        """As many as messages."""
        return 0 if parent is not None and parent.isValid() else len(self._ids)

    def columnCount(self, parent: Index | None = None) -> int:
        """One; see above."""
        return 1

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The row for the delegate; words for the tool tip and for screen readers."""
        if role == SECTION_ROLE:
            return self._heads.get(index.row(), "")
        if role not in (ROW_ROLE, Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            return None
        row = self.row(index.row())
        if row is None or role == ROW_ROLE:
            return row
        return full_date(row.received_at) if role == Qt.ItemDataRole.ToolTipRole else _spoken(row)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Chosen and dragged, never edited."""
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsDragEnabled

    def mimeTypes(self) -> list[str]:
        """Our own."""
        return [MESSAGES_MIME_TYPE]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:
        """The messages of these rows that are in the account of the first."""
        rows = [row for index in indexes if (row := self.row(index.row())) is not None]
        if not rows or rows[0].folder_id is None:
            return QMimeData()
        account = rows[0].account_id
        ids = [row.id for row in rows if row.account_id == account]
        return mime_data(DraggedMessages(account, rows[0].folder_id, ids))

    def supportedDragActions(self) -> Qt.DropAction:
        """Dragging moves."""
        return Qt.DropAction.MoveAction

    # --- changes -----------------------------------------------------------------------------------------------

    def repaint(self, message_ids: Sequence[MessageId] = ()) -> None:
        """These rows (none named: all) look different."""
        self._cache.forget(message_ids or None)
        if len(self._ids):
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._ids) - 1, 0))

    def refresh(self, message_ids: Sequence[MessageId] = ()) -> None:
        """Rows came or went: look these messages up, or (none named, or too many) read the list again, in chunks."""
        self._cache.forget(message_ids or None)
        if self._folder_id is None:
            self._drop_missing()
        elif message_ids and len(message_ids) <= _NAMED_LIMIT and self._complete and self._loading is None:
            self._change_named(message_ids)
        elif self._loading is not None or not self._complete or self._rest.isActive():
            self._again = True
        else:
            self._read_again()

    def _drop_missing(self) -> None:
        """A search result only loses rows; what is new is found by the next search."""
        rows = self._source.rows([MessageId(each) for each in self._ids.ids])
        shown = {row.id for row in rows if row.folder_id is not None}
        self._become(IdList((key.id, key.received_at) for key in self._keys() if key.id in shown))
        self.repaint()

    def _keys(self) -> list[RowKey]:
        return [self._ids.key(row) for row in range(len(self._ids))]

    def _change_named(self, message_ids: Sequence[MessageId]) -> None:
        """About 20 ms at a million rows, nearly all of it for comparing."""
        newer = self._ids.copy()
        rows = self._source.rows(message_ids)
        for row in rows:
            key = RowKey(row.received_at, row.id)
            if row.folder_id == self._folder_id:
                newer.add(key)
            else:
                newer.discard(key)
        newer.discard_ids(set(message_ids) - {row.id for row in rows})
        self._become(newer)
        self.repaint(message_ids)

    # --- reading the list in chunks ------------------------------------------------------------------------------

    def _stop(self) -> None:
        self._next.stop()
        self._rest.stop()
        self._loading = None
        self._again = False

    def _read_again(self) -> None:
        self._again = False
        self._began = time.monotonic()
        self._loading = IdList()
        self._read_on()

    def _read_on(self) -> None:
        if self._folder_id is None:
            return
        target = self._ids if self._loading is None else self._loading
        before = target.key(len(target) - 1) if len(target) else None
        keys = self._source.message_ids(self._folder_id, before=before, limit=CHUNK)
        if self._loading is None:
            self._append(keys)
        else:
            self._loading.extend(keys)
        if len(keys) >= CHUNK:
            self._next.start()
        else:
            self._end_reading()

    def _append(self, keys: list[tuple[MessageId, int]]) -> None:
        if keys:
            self.beginInsertRows(QModelIndex(), len(self._ids), len(self._ids) + len(keys) - 1)
            self._ids.extend(keys)
            self.endInsertRows()
            self._set_heads()

    def _end_reading(self) -> None:
        if self._loading is not None:
            newer, self._loading = self._loading, None
            self._become(newer)
            self.repaint()
            self._rest.start(int((time.monotonic() - self._began) * 1000 * _REST))
            return
        if not self._complete:
            self._complete = True
            self.loaded.emit()
        self._end_rest()

    def _end_rest(self) -> None:
        if self._again:
            self._read_again()

    # --- applying changes ----------------------------------------------------------------------------------------

    def _become(self, newer: IdList) -> None:
        change = self._ids.change_to(newer)
        if not change.removals and not change.insertions:
            return
        self.about_to_change.emit(self._gone(change, newer))
        if len(change.removals) + len(change.insertions) > _RUN_LIMIT:
            self._new_layout(newer)
        else:
            self._apply(change, newer)
        self._set_heads()
        self.changed.emit()

    def _gone(self, change: Change, newer: IdList) -> set[int]:
        gone: set[int] = set()
        for run in change.removals:
            gone.update(self._ids.ids[run.first : run.last + 1])
        for run in change.insertions:
            gone.difference_update(newer.ids[run.first : run.last + 1])
        return gone

    def _apply(self, change: Change, newer: IdList) -> None:
        for run in change.removals:
            self.beginRemoveRows(QModelIndex(), run.first, run.last)
            self._ids.remove(run)
            self.endRemoveRows()
        for run in change.insertions:
            self.beginInsertRows(QModelIndex(), run.first, run.last)
            self._ids.insert(run, newer)
            self.endInsertRows()

    def _new_layout(self, newer: IdList) -> None:
        self.layoutAboutToBeChanged.emit()
        old = self.persistentIndexList()
        keys = [self._ids.key(index.row()) for index in old]
        self._ids = newer
        places = [newer.find(key) for key in keys]
        new = [QModelIndex() if place is None else self.index(place, 0) for place in places]
        self.changePersistentIndexList(old, new)
        self.layoutChanged.emit()

    def _section_heads(self) -> dict[int, str]:
        return section_heads(self._ids, section_starts(datetime.now().astimezone()))

    def _set_heads(self) -> None:
        heads = self._section_heads()
        if heads != self._heads:
            self._heads = heads
            self.heads_changed.emit()


def _spoken(row: MessageRow) -> str:
    """The row as a screen reader says it."""
    now = datetime.now().astimezone()
    words = [] if Flag.SEEN in row.flags.bits else [tr("Unread")]
    words += [row.sender.label, row.subject or tr("(no subject)"), short_date(row.received_at, now)]
    if Flag.FLAGGED in row.flags.bits:
        words.append(tr("Starred"))
    if row.has_attachment:
        words.append(tr("Attachment"))
    return ", ".join(words)
