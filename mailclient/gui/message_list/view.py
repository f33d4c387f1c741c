"""The list as the user holds it: selection, keys, hover actions, dragging, and staying put while mail comes in."""

from collections.abc import Collection, Mapping
from itertools import chain, islice

from PySide6.QtCore import (
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QPersistentModelIndex,
    QPoint,
    QRect,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QDrag, QFocusEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from mailclient.gui.controls.drag_pill import drag_pill
from mailclient.gui.controls.floating_scroll_bar import FloatingScrollBar
from mailclient.gui.message_list.delegate import MessageDelegate
from mailclient.gui.message_list.model import MessageListModel
from mailclient.gui.message_list.roles import SECTION_ROLE
from mailclient.gui.message_list.row_cache import PaintedRow
from mailclient.gui.message_list.row_layout import Density, hover_cells, row_layout
from mailclient.gui.message_list.staying_put import Place, StayingPut
from mailclient.gui.theme import theme
from mailclient.language import tr, tr_n
from mailclient.mail.ids import AccountId, FolderId, MessageId

_DRAG_LIMIT = 10_000


class MessageList(QTableView):
    """Shows a ``MessageListModel``; refreshed through it."""

    current_message_changed = Signal(object)
    """MessageId | None: the one that the reader shows."""
    current_message_followed = Signal(object)
    """MessageId: the selected conversation has another row, by itself."""
    opened = Signal(object)
    """MessageId: Enter, or a click; where the reader is not beside the list it comes to the front."""
    activated_fully = Signal(object)
    """MessageId: a double click."""
    action_requested = Signal(str, object)
    """A hover action ("archive", "delete", "flag") and its MessageId."""
    menu_requested = Signal(QPoint)
    page_requested = Signal(bool)
    """Space: the reader scrolls a page down (True) or up; at its end comes the next message."""

    def __init__(self, messages: MessageListModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.messages = messages
        self._delegate = MessageDelegate(self)
        self._heads: list[QPersistentModelIndex] = []
        self._tall: list[int] = []
        """Rows with the height of a section's head while the model is reset: Qt keeps the heights of rows."""
        self._shown: MessageId | None = None
        self._pressed_action = False
        self._staying = StayingPut(self, messages)
        self._staying.settled.connect(self._tell_shown)
        self._staying.followed.connect(self._tell_followed)
        self._leaving_filtered = QTimer(self, singleShot=True, interval=0)
        self._leaving_filtered.timeout.connect(messages.release)
        self.setAccessibleName(tr("Messages"))
        self.setModel(messages)
        self.setItemDelegate(self._delegate)
        self._set_up_table()
        messages.modelAboutToBeReset.connect(self._before_reset)
        messages.modelReset.connect(self._after_reset)
        messages.changed.connect(self._after_change)
        messages.heads_changed.connect(self._set_heads)
        messages.held = lambda: set(self._staying.selected_few())
        theme().changed.connect(self.viewport().update)

    def _set_up_table(self) -> None:
        self.setShowGrid(False)
        self.horizontalHeader().hide()
        self.horizontalHeader().setStretchLastSection(True)
        rows = self.verticalHeader()
        rows.hide()
        rows.setMinimumSectionSize(1)
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setDefaultSectionSize(self._delegate.row_height())
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._bar = FloatingScrollBar(self)
        self.verticalScrollBar().valueChanged.connect(self._hover_again)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalScrollBar().setSingleStep(self._delegate.row_height() // 2)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setDragEnabled(True)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragOnly)
        self.setMouseTracking(True)
        self.setWordWrap(False)
        self.setCornerButtonEnabled(False)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._ask_for_menu)

    # --- how it looks -------------------------------------------------------------------------------------------

    @property
    def density(self) -> Density:
        """How high the rows are."""
        return self._delegate.density

    def use_density(self, density: Density) -> None:
        """Other row heights; the row at the top stays there."""
        anchor = self._staying.anchor()
        self._delegate.density = density
        self.verticalHeader().setDefaultSectionSize(self._delegate.row_height())
        self.verticalScrollBar().setSingleStep(max(self._delegate.row_height() // 2, 24))
        self._heads = []
        self._set_heads()
        if anchor is not None:
            self._staying.put_back((anchor[0], 0))
        self.viewport().update()

    def show_recipients(self, shown: bool) -> None:
        """In Sent and Drafts: to whom instead of from whom."""
        self._delegate.show_recipients = shown

    def tell_people(self, own_names: Collection[str], accounts: dict[AccountId, int]) -> None:
        """Who the user is, and the colours of the accounts where the list is of several."""
        self._delegate.own_names, self._delegate.accounts = own_names, accounts
        self.viewport().update()

    def tell_places(self, places: Mapping[FolderId, tuple[str, str]]) -> None:
        """Folder → (what its rows name, what is said of them), where the place of a message is not plain."""
        self._delegate.places = {folder_id: painted for folder_id, (painted, _said) in places.items()}
        self.messages.place_names = {folder_id: said for folder_id, (_painted, said) in places.items()}
        self.viewport().update()

    @property
    def shows_recipients(self) -> bool:
        """To whom, instead of from whom."""
        return self._delegate.show_recipients

    def forbid(self, actions: frozenset[str]) -> None:
        """These are not offered under the pointer, and nothing that cannot leave is dragged away."""
        self._delegate.forbidden = actions
        self.setDragEnabled("move" not in actions)
        self.viewport().update()

    # --- selection ----------------------------------------------------------------------------------------------

    def selected_runs(self) -> list[range]:
        """The selected rows, from the top. Runs, not rows: all of a million may be selected."""
        return self._staying.selected_runs()

    def place_of_current(self) -> QPoint:
        """Where a menu asked for by a key opens, on the screen: at the row that has the focus."""
        row = self.visualRect(self.currentIndex())
        middle = QPoint(row.left() + row.width() // 3, row.center().y())
        seen = self.viewport().rect()
        return self.viewport().mapToGlobal(middle if seen.contains(middle) else seen.center())

    def selected_count(self) -> int:
        """How many messages are selected."""
        return sum(len(run) for run in self.selected_runs())

    def selected_messages(self, limit: int | None = None) -> list[MessageId]:
        """What an action is about, from the top; the first ``limit`` of them."""
        ids = chain.from_iterable(self.messages.message_ids(run) for run in self.selected_runs())
        return list(islice(ids, limit))

    def selected_rows(self, limit: int) -> list[PaintedRow]:
        """What is painted of the first selected rows."""
        places = islice(chain.from_iterable(self.selected_runs()), limit)
        return [row for place in places if (row := self.messages.row(place)) is not None]

    def acted_messages(self) -> list[MessageId]:
        """All messages that the selected rows stand for."""
        return self.messages.members(self.selected_messages())

    @property
    def current_message(self) -> MessageId | None:
        """The message the reader shows: the only one selected."""
        return self._shown

    def select_message(self, message_id: MessageId) -> bool:
        """Select this one, if it is in the list."""
        row = self.messages.row_of(message_id)
        if row is not None:
            self.select_row(row)
        return row is not None

    def select_row(self, row: int) -> None:
        """Select one row and bring it into view."""
        index = self.messages.index(row, 0)
        flags = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
        self.selectionModel().setCurrentIndex(index, flags)
        self.scrollTo(index)

    def step(self, rows: int) -> None:
        """To the next (1) or previous (-1) message."""
        current = self.currentIndex().row()
        target = current + rows if self.selectionModel().hasSelection() else max(current, 0)
        if 0 <= target < self.messages.rowCount():
            self.select_row(target)

    def will_act_on(self, message_ids: list[MessageId]) -> None:
        """These are about to leave by the user's own action: when they go, the next message takes their place."""
        self._staying.acted.update(message_ids)

    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:
        """Tell which message is to be read; several selected are none."""
        super().selectionChanged(selected, deselected)
        if not self._staying.settling:
            self._tell_shown()
            self._leaving_filtered.start()

    def _tell_shown(self) -> None:
        runs = self.selected_runs()
        shown = self.messages.message_id(runs[0].start) if len(runs) == 1 and len(runs[0]) == 1 else None
        if shown != self._shown:
            self._shown = shown
            self.current_message_changed.emit(shown)

    def _tell_followed(self) -> None:
        runs = self.selected_runs()
        if len(runs) == 1 and len(runs[0]) == 1:
            self._shown = self.messages.message_id(runs[0].start)
            self.current_message_followed.emit(self._shown)
        else:
            self._tell_shown()

    # --- staying put ----------------------------------------------------------------------------------------------

    def _after_change(self) -> None:
        self._set_heads()  # also where the heads are at the same rows as before: heights move along with their rows
        self._staying.after_change()
        self._hover_again()

    def place(self) -> Place:
        """Where the user is in this list."""
        return self._staying.place()

    def restore(self, place: Place) -> None:
        """Back there, after another list was shown."""
        self._staying.restore(place)

    def _before_reset(self) -> None:
        self._tall = [index.row() for index in self._heads if index.isValid()]
        self._heads = []

    def _after_reset(self) -> None:
        for row in self._tall:
            self.setRowHeight(row, self._delegate.row_height())
        self._staying.acted.clear()
        self._set_heads()
        self.scrollToTop()
        if self._shown is not None:
            self._shown = None
            self.current_message_changed.emit(None)

    def _set_heads(self) -> None:
        """Rows that begin a section are higher; only those that changed are touched."""
        wanted = self.messages.heads
        kept = []
        for index in self._heads:
            if index.isValid() and index.row() in wanted:
                kept.append(index)
            elif index.isValid():
                self.setRowHeight(index.row(), self._delegate.row_height())
        have = {index.row() for index in kept}
        for row in wanted.keys() - have:
            self.setRowHeight(row, self._delegate.row_height(head=True))
            kept.append(QPersistentModelIndex(self.messages.index(row, 0)))
        self._heads = kept

    # --- keys ----------------------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens; the rest is Qt's, letters are the window's."""
        self._delegate.keyboard = True
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._shown is not None:
            self.opened.emit(self._shown)
            return
        if event.key() == Qt.Key.Key_Space:
            self.page_requested.emit(not event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            return
        super().keyPressEvent(event)

    def keyboardSearch(self, _search: str) -> None:
        """Letters are shortcuts here."""

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The ring is for those who came by keyboard."""
        self._delegate.keyboard = event.reason() in (
            Qt.FocusReason.TabFocusReason,
            Qt.FocusReason.BacktabFocusReason,
            Qt.FocusReason.ShortcutFocusReason,
        )
        super().focusInEvent(event)
        self.viewport().update()

    # --- the pointer ----------------------------------------------------------------------------------------------

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Show the actions of the row under the pointer."""
        self._hover(event.position().toPoint())
        super().mouseMoveEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        """No row is under the pointer."""
        self._hover(QPoint(-1, -1))
        super().leaveEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """On a hover action: do it, and leave the selection alone."""
        self._delegate.keyboard = False
        place = event.position().toPoint()
        name = self._action_at(place)
        self._pressed_action = bool(name) and event.button() == Qt.MouseButton.LeftButton
        if self._pressed_action:
            self.action_requested.emit(name, self.messages.message_id(self.rowAt(place.y())))
            return
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A plain click opens."""
        if self._pressed_action:
            self._pressed_action = False
            return
        super().mouseReleaseEvent(event)
        plain = event.modifiers() == Qt.KeyboardModifier.NoModifier and event.button() == Qt.MouseButton.LeftButton
        if plain and self._shown is not None and self.indexAt(event.position().toPoint()).isValid():
            self.opened.emit(self._shown)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Two quick clicks on an action are two actions; on a row they open it."""
        if self._action_at(event.position().toPoint()):
            self.mousePressEvent(event)
            return
        super().mouseDoubleClickEvent(event)
        if self._shown is not None:
            self.activated_fully.emit(self._shown)

    def _hover(self, place: QPoint) -> None:
        row = self.rowAt(place.y()) if self.viewport().rect().contains(place) else -1
        name = self._action_at(place) if row >= 0 else ""
        if (row, name) == (self._delegate.hovered, self._delegate.hovered_action):
            return
        for changed in {row, self._delegate.hovered}:
            if changed >= 0:
                self.viewport().update(self._row_rect(changed))
        self._delegate.hovered, self._delegate.hovered_action = row, name

    def _hover_again(self) -> None:
        """Rows moved under the pointer."""
        self._hover(self.viewport().mapFromGlobal(self.cursor().pos()))

    def _row_rect(self, row: int) -> QRect:
        return QRect(0, self.rowViewportPosition(row), self.viewport().width(), self.rowHeight(row))

    def _action_at(self, place: QPoint) -> str:
        row = self.rowAt(place.y())
        if row < 0:
            return ""
        head = bool(self.messages.index(row, 0).data(SECTION_ROLE))
        card = row_layout(self._row_rect(row), self._delegate.density, head=head).card
        cells = hover_cells(card, self._delegate.forbidden)
        return next((name for name, cell in cells.items() if cell.contains(place)), "")

    def _ask_for_menu(self, place: QPoint) -> None:
        index = self.indexAt(place)
        if index.isValid() and not self.selectionModel().isSelected(index):
            self.select_row(index.row())
        if index.isValid():
            self.menu_requested.emit(self.viewport().mapToGlobal(place))

    # --- dragging -------------------------------------------------------------------------------------------------

    def startDrag(self, _actions: Qt.DropAction) -> None:
        """A pill that says how many messages are carried."""
        count = self.selected_count()
        if not 0 < count <= _DRAG_LIMIT:
            return
        drag = QDrag(self)
        rows = chain.from_iterable(self.selected_runs())
        drag.setMimeData(self.messages.mimeData([self.messages.index(row, 0) for row in rows]))
        drag.setPixmap(drag_pill(tr_n("{count} message", "{count} messages", count), self.devicePixelRatioF()))
        drag.setHotSpot(QPoint(-8, -8))
        drag.exec(Qt.DropAction.MoveAction)
