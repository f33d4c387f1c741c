"""The list as a Qt model: one column, as many rows as messages or conversations, painted by the delegate.

Measured at a million rows: inserting one costs 880 ms in a QListView, 2.7 ms in a QTableView. The first chunk is
read at once, the rest between two events of the loop. Changes are applied as runs of rows, so that selection and
scroll position stay; only a change of more than ``_RUN_LIMIT`` runs is a new layout (persistent indexes still hold).
A conversation's row is that of its newest message in the list; when a newer one comes, the row is another, and the
view is told which one follows which.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

from PySide6.QtCore import QAbstractTableModel, QMimeData, QModelIndex, Qt, Signal

from mailclient.gui.message_list.aside import Aside
from mailclient.gui.message_list.dates import full_date, section_starts
from mailclient.gui.message_list.dragging import MESSAGES_MIME_TYPE, mime_data_of
from mailclient.gui.message_list.id_list import Change, IdList
from mailclient.gui.message_list.leaving import Leaving
from mailclient.gui.message_list.list_reading import ListReading, ReadBeside
from mailclient.gui.message_list.list_source import ListSource
from mailclient.gui.message_list.roles import MARKS_ROLE, ROW_ROLE, SECTION_ROLE, SNIPPET_ROLE, Index, Marks
from mailclient.gui.message_list.row_cache import PaintedRow, RowCache
from mailclient.gui.message_list.sections import section_heads
from mailclient.gui.message_list.spoken_row import spoken_row
from mailclient.mail.ids import FolderId, MessageId
from mailclient.mail.mail_list import MailList, Quick
from mailclient.mail.search import Snippet
from mailclient.store.rows import RowKey

FIRST_CHUNK = 400
_RUN_LIMIT = 200
_NAMED_LIMIT = 500
"""Up to so many named messages are looked up one by one; for more the list is read again."""


class MessageListModel(QAbstractTableModel):
    """Shows a ``MailList``, or a search result. The window calls ``refresh`` and ``repaint`` on MessagesChanged."""

    loaded = Signal()
    """All ids of the list are here."""
    about_to_change = Signal(object)
    """Leaving; the view notes what stands where."""
    changed = Signal()
    """Rows came or went; the view puts everything back where it stood."""
    heads_changed = Signal()
    """Other rows carry section titles now."""

    def __init__(self, source: ListSource) -> None:
        super().__init__()
        self._source = source
        self._ids = IdList()
        self._cache = RowCache(self._read_rows)
        self._mail_list: MailList | None = None
        self._aside: Aside | None = None
        self._by_date = True
        self._heads: dict[int, str] = {}
        self._lingering: set[int] = set()
        self._snippets: dict[MessageId, Snippet] = {}
        self.place_names: dict[FolderId, str] = {}
        """Said of each row, where a list is of several folders."""
        self.beside: Callable[[MailList], ReadBeside | None] = lambda _list: None
        """How a list is read that takes too long to be read here; None for any other."""
        self.snippets_wanted: Callable[[list[MessageId]], None] = lambda _ids: None
        """Told of found messages that are seen for the first time; ``give_snippets`` answers."""
        self.subject_marks: Callable[[str], Marks] = lambda _subject: ()
        """Where in a subject stands what was looked for."""
        self.held: Callable[[], set[int]] = set
        """What the user has selected: it stays when a quick filter does not want it any more, until it is left."""
        self._reading = ListReading(self._read_ids, self)
        self._reading.more.connect(self._append)
        self._reading.complete.connect(self.loaded)
        self._reading.anew.connect(self._become_anew)

    # --- what is shown ---------------------------------------------------------------------------------------

    @property
    def mail_list(self) -> MailList | None:
        """The list shown, None for a search result."""
        return self._mail_list

    @property
    def folder_id(self) -> FolderId | None:
        """The folder shown, None for several and for a search result."""
        shown = self._mail_list
        return shown.folder_ids[0] if shown is not None and len(shown.folder_ids) == 1 else None

    @property
    def complete(self) -> bool:
        """Whether all ids are here."""
        return not self._reading.going_on

    @property
    def heads(self) -> dict[int, str]:
        """Row → section title."""
        return self._heads

    def concerns(self, folder_id: FolderId) -> bool:
        """Whether what happens in this folder may change the rows: all folders, for what was found."""
        return self._mail_list is None or folder_id in self._mail_list.folder_ids

    def show_list(self, mail_list: MailList | None) -> None:
        """Show this list from its newest row; the first rows are there when this returns.

        The one that was set aside for a search result comes back as it was, and is then brought up to date.
        """
        aside, self._aside = self._aside, None
        self._begin(mail_list)
        beside = self.beside(mail_list) if mail_list is not None else None
        if aside is not None and aside.mail_list == mail_list:
            self._ids, complete = aside.ids, aside.complete
        elif beside is not None:
            self._ids, complete = IdList(), False
        else:
            self._ids = IdList(self._read_ids(None, FIRST_CHUNK) if mail_list is not None else ())
            complete = len(self._ids) < FIRST_CHUNK
        self._end_reset()
        if not complete:
            self._reading.go_on(self._ids.key(len(self._ids) - 1) if len(self._ids) else None, beside)
        if aside is not None and self._ids is aside.ids:
            self._reading.again()
        elif complete:
            self.loaded.emit()

    def show_found(self, message_ids: Sequence[MessageId], *, by_date: bool = True) -> None:
        """Show a search result, newest first, or (not ``by_date``) in the order given."""
        if self._mail_list is not None:
            self._aside = Aside(self._mail_list, self._ids, self.complete)
        self._begin(None)
        self._by_date = by_date
        self._snippets.clear()
        self._ids = self._keys_of_found(message_ids)
        self._end_reset()

    def change_found(self, message_ids: Sequence[MessageId]) -> None:
        """More was found, or less: what is there already stays where it is."""
        self._become(self._keys_of_found(message_ids))

    def _keys_of_found(self, message_ids: Sequence[MessageId]) -> IdList:
        rows = self._source.rows(message_ids)
        if not self._by_date:
            return IdList((row.id, len(rows) - place) for place, row in enumerate(rows))
        keys = ((row.id, row.received_at) for row in rows)
        return IdList(sorted(keys, key=lambda key: (key[1], key[0]), reverse=True))

    def give_snippets(self, snippets: dict[MessageId, Snippet]) -> None:
        """Why these were found."""
        self._snippets.update(snippets)
        self._tell_painted()

    def _begin(self, mail_list: MailList | None) -> None:
        self._reading.stop()
        self.beginResetModel()
        self._mail_list = mail_list
        self._by_date = True
        self._lingering.clear()
        self._cache.forget()

    def _end_reset(self) -> None:
        self._heads = self._section_heads()
        self.endResetModel()

    def tell_time(self) -> None:
        """The day may have changed: other sections, other short dates."""
        self._set_heads()
        self._tell_painted()

    def message_id(self, row: int) -> MessageId:
        """The message of a row."""
        return MessageId(self._ids.ids[row])

    def message_ids(self, run: range) -> list[MessageId]:
        """The messages of these rows; of a million in a few milliseconds."""
        return [*map(MessageId, self._ids.ids[run.start : run.stop])]

    def members(self, message_ids: Sequence[MessageId]) -> list[MessageId]:
        """All messages that these rows stand for: what an action on them is about.

        One conversation is before the eyes as a whole; of several only what the quick filters want is meant.
        """
        shown = self._mail_list
        if shown is None or not shown.conversations:
            return list(message_ids)
        meant = shown if len(message_ids) > 1 else replace(shown, quick=Quick.NONE)
        return self._source.conversation_members(meant, message_ids)

    def row(self, position: int) -> PaintedRow | None:
        """What is painted at this row."""
        return self._cache.row(position, self._ids.ids)

    def row_of(self, message_id: MessageId) -> int | None:
        """Where a message stands, or its conversation."""
        for row in self._source.rows([message_id]):
            found = self._ids.find(RowKey(row.received_at, row.id))
            if found is not None:
                return found
        try:
            return self._ids.ids.index(message_id)
        except ValueError:
            return self._row_of_conversation(message_id)

    def _row_of_conversation(self, message_id: MessageId) -> int | None:
        if self._mail_list is None or not self._mail_list.conversations:
            return None
        heads = [now.head for now in self._source.list_now(self._mail_list, [message_id]) if now.head is not None]
        return self._ids.find(RowKey(heads[0][1], heads[0][0])) if heads else None

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
        if role == SNIPPET_ROLE:
            return self._snippets.get(self.message_id(index.row())) if self._mail_list is None else None
        if role == MARKS_ROLE:
            found = self.row(index.row()) if self._mail_list is None else None
            return self.subject_marks(found.subject) if found is not None else ()
        if role not in (ROW_ROLE, Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            return None
        row = self.row(index.row())
        if row is None or role == ROW_ROLE:
            return row
        place = self.place_names.get(row.message.folder_id, "") if row.message.folder_id is not None else ""
        said = full_date(row.message.received_at) if role == Qt.ItemDataRole.ToolTipRole else spoken_row(row)
        return f"{said}, {place}" if place else said

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
        return mime_data_of(self._source.rows(self.members([self.message_id(index.row()) for index in indexes])))

    def supportedDragActions(self) -> Qt.DropAction:
        """Dragging moves."""
        return Qt.DropAction.MoveAction

    def _read_ids(self, before: RowKey | None, limit: int) -> list[tuple[MessageId, int]]:
        return [] if self._mail_list is None else self._source.list_ids(self._mail_list, before=before, limit=limit)

    def _read_rows(self, message_ids: Sequence[MessageId]) -> list[PaintedRow]:
        rows, shown = self._source.rows(message_ids), self._mail_list
        if shown is None:
            self.snippets_wanted([each for each in message_ids if each not in self._snippets])
        if shown is None or not shown.conversations:
            return [PaintedRow(row) for row in rows]
        conversations = self._source.conversation_rows(shown, message_ids)
        return [PaintedRow(row, conversations.get(row.id)) for row in rows]

    # --- changes -----------------------------------------------------------------------------------------------

    def repaint(self, message_ids: Sequence[MessageId] = ()) -> None:
        """These messages (none named: all) look different: other rows, where the list is about how they look."""
        shown = self._mail_list
        if shown is not None and (shown.conversations or shown.quick):
            self.refresh(message_ids)
            return
        self.paint_anew(message_ids)

    def refresh(self, message_ids: Sequence[MessageId] = ()) -> None:
        """Rows came or went: look these messages up, or (none named, or too many) read the list again, in chunks."""
        self._cache.forget(message_ids or None)
        if self._mail_list is None:
            self._drop_missing()
        elif message_ids and len(message_ids) <= _NAMED_LIMIT and self._reading.idle:
            self._change_named(self._mail_list, message_ids)
        else:
            self._reading.again()

    def release(self) -> None:
        """The selection is another: what only stayed for it goes."""
        left = self._lingering - self.held() if self._lingering else set()
        if left and self._mail_list is not None:
            self._lingering -= left
            self._change_named(self._mail_list, [*map(MessageId, left)])

    def paint_anew(self, message_ids: Sequence[MessageId] = ()) -> None:
        """Read and paint these rows again (none named: all); the list stays as it is."""
        self._cache.forget(message_ids or None)
        self._tell_painted()

    def _tell_painted(self) -> None:
        if len(self._ids):
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._ids) - 1, 0))

    def _drop_missing(self) -> None:
        """A search result only loses rows; what is new is found by the next search."""
        rows = self._source.rows([MessageId(each) for each in self._ids.ids])
        shown = {row.id for row in rows if row.folder_id is not None}
        keys = (self._ids.key(row) for row in range(len(self._ids)))
        self._become(IdList((key.id, key.received_at) for key in keys if key.id in shown))
        self.paint_anew()

    def _change_named(self, shown: MailList, message_ids: Sequence[MessageId]) -> None:
        """About 20 ms at a million rows where rows come or go, nearly all of it for comparing."""
        followers: dict[int, int] = {}
        heads: list[RowKey] = []
        out: set[MessageId] = set()
        for now in self._source.list_now(shown, message_ids):
            out.update(now.others)
            if now.head is not None:
                heads.append(RowKey(now.head[1], now.head[0]))
                followers.update(dict.fromkeys(now.others, now.head[0]))
        out -= self._linger(shown, out)
        leaving = [RowKey(row.received_at, row.id) for row in self._source.rows(list(out))]
        forgotten = out - {key.id for key in leaving}
        if forgotten or any(map(self._stands, leaving)) or not all(map(self._stands, heads)):
            newer = self._ids.copy()
            for key in heads:
                newer.add(key)
            for key in leaving:
                newer.discard(key)
            newer.discard_ids(forgotten)
            self._become(newer, followers)
        self.paint_anew([*(key.id for key in heads), *message_ids])

    def _stands(self, key: RowKey) -> bool:
        return self._ids.find(key) is not None

    def _linger(self, shown: MailList, out: set[MessageId]) -> set[MessageId]:
        """Those that only the quick filter does not want any more, while they are selected."""
        held = self.held() & out if shown.quick else set()
        if held:
            bare = replace(shown, quick=Quick.NONE)
            heads = {now.head[0] for now in self._source.list_now(bare, [*map(MessageId, held)]) if now.head}
            self._lingering |= held & heads
        return {MessageId(each) for each in self._lingering & out}

    # --- applying changes ----------------------------------------------------------------------------------------

    def _append(self, keys: list[tuple[MessageId, int]]) -> None:
        self.beginInsertRows(QModelIndex(), len(self._ids), len(self._ids) + len(keys) - 1)
        self._ids.extend(keys)
        self.endInsertRows()
        self._set_heads()

    def _become_anew(self, newer: IdList) -> None:
        for row in self._source.rows([*map(MessageId, self._lingering)]):
            newer.add(RowKey(row.received_at, row.id))
        self._become(newer)
        self.paint_anew()

    def _become(self, newer: IdList, followers: dict[int, int] | None = None) -> None:
        change = self._ids.change_to(newer)
        if not change.removals and not change.insertions:
            return
        self.about_to_change.emit(Leaving(change.gone(self._ids, newer), followers or {}))
        if len(change.removals) + len(change.insertions) > _RUN_LIMIT:
            self._new_layout(newer)
        else:
            self._apply(change, newer)
        self._set_heads()
        self.changed.emit()

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
        return section_heads(self._ids, section_starts(datetime.now().astimezone())) if self._by_date else {}

    def _set_heads(self) -> None:
        heads = self._section_heads()
        if heads != self._heads:
            self._heads = heads
            self.heads_changed.emit()
