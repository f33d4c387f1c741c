"""That nothing jumps: what is selected and what is seen stay where they are while rows come and go around them.

The first row seen is the anchor; the list is scrolled so that it stands where it stood. The selected row stays
selected; when it goes by the user's own action the next one takes its place, and when a newer message of its
conversation takes its place the selection follows. A ``Place`` is remembered over a search, or another language.
"""

from dataclasses import dataclass
from itertools import chain

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QObject, Signal
from PySide6.QtWidgets import QTableView

from mailclient.gui.message_list.leaving import Leaving
from mailclient.gui.message_list.model import MessageListModel
from mailclient.mail.ids import MessageId

ONE_BY_ONE = 500
"""Of more selected rows none is followed, held or remembered one by one."""
_LOOKED_THROUGH = 200

_ADD = QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows
_ONLY = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows


@dataclass(frozen=True, slots=True)
class Place:
    """Where the user was in a list: the message at the top and how far it is scrolled out, and what is selected."""

    anchor: tuple[MessageId, int] | None
    selected: tuple[MessageId, ...]
    current: MessageId | None
    reveal: bool = False
    """Scroll to what is selected, wherever the user was."""


class StayingPut(QObject):
    """Watches one model in one table."""

    settled = Signal()
    """All stand where they belong: what is selected may be told."""
    followed = Signal()
    """The same, after rows of conversations were followed by others."""

    def __init__(self, table: QTableView, messages: MessageListModel) -> None:
        super().__init__(table)
        self._table, self._messages = table, messages
        self.acted: set[MessageId] = set()
        """About to leave by the user's own action."""
        self.settling = False
        """Rows are on the move: what is selected is not what the user chose."""
        self._anchor: tuple[MessageId, int] | None = None
        self._following: list[int] = []
        self._follower_of_current: int | None = None
        self._wanted: Place | None = None
        """What could not be restored yet: its rows are still being read."""
        messages.about_to_change.connect(self._before_change)
        messages.modelAboutToBeReset.connect(self._forget)
        messages.loaded.connect(self._restore_wanted)

    # --- what is selected --------------------------------------------------------------------------------------

    def selected_runs(self) -> list[range]:
        """The selected rows, from the top. Runs, not rows: all of a million may be selected."""
        selection = self._table.selectionModel().selection()
        parts = [selection.at(place) for place in range(selection.count())]
        return sorted((range(part.top(), part.bottom() + 1) for part in parts), key=lambda run: run.start)

    def selected_few(self) -> list[MessageId]:
        """The selected messages; none when there are very many."""
        runs = self.selected_runs()
        if sum(map(len, runs)) > ONE_BY_ONE:
            return []
        return [*chain.from_iterable(self._messages.message_ids(run) for run in runs)]

    # --- over a change -----------------------------------------------------------------------------------------

    def _before_change(self, leaving: Leaving) -> None:
        gone = leaving.gone
        self._anchor = self.anchor()
        if self._anchor is not None and self._anchor[0] in gone:
            self._anchor = self._first_that_stays(gone)
        selected = [each for each in self.selected_few() if each in gone and each not in self.acted]
        self._following = [leaving.followers[each] for each in selected if each in leaving.followers]
        current = self._table.currentIndex()
        if current.isValid() and (message_id := self._messages.message_id(current.row())) in gone:
            acted = message_id in self.acted
            self._follower_of_current = None if acted else leaving.followers.get(message_id)
            if self._follower_of_current is None and not (acted and self._go_past(current.row())):
                self._table.clearSelection()
                self._table.setCurrentIndex(self._messages.index(-1, -1))
        self.settling = bool(self._following) or self._follower_of_current is not None
        self.acted.difference_update(gone)

    def after_change(self) -> None:
        """Select what follows, and scroll the anchor to where it was; called when the heights of the rows are right."""
        if self.settling:
            self._select_followers()
        if self._anchor is not None:
            self.put_back(self._anchor)

    def _select_followers(self) -> None:
        current, following = self._follower_of_current, self._following
        self._follower_of_current, self._following = None, []
        self._select_messages([*map(MessageId, following)], None if current is None else MessageId(current))
        self.settling = False
        self.followed.emit()

    def _select_messages(self, message_ids: list[MessageId], current: MessageId | None) -> None:
        """Besides what is selected."""
        selection = QItemSelection()
        for message_id in message_ids:
            if (row := self._messages.row_of(message_id)) is not None:
                index = self._messages.index(row, 0)
                selection.select(index, index)
        self._table.selectionModel().select(selection, _ADD)
        if current is not None and (row := self._messages.row_of(current)) is not None:
            keep = QItemSelectionModel.SelectionFlag.NoUpdate
            self._table.selectionModel().setCurrentIndex(self._messages.index(row, 0), keep)

    def _go_past(self, row: int) -> bool:
        """To the nearest message below that the user has not sent away, else above; False when there is none.

        A long action goes in slices: what goes with a later slice is not opened meanwhile.
        """
        below = range(row + 1, self._messages.rowCount())
        above = range(row - 1, -1, -1)
        for candidate in chain(below, above):
            if self._messages.message_id(candidate) not in self.acted:
                index = self._messages.index(candidate, 0)
                self._table.selectionModel().setCurrentIndex(index, _ONLY)
                self._table.scrollTo(index)
                return True
        return False

    # --- what is seen ------------------------------------------------------------------------------------------

    def anchor(self) -> tuple[MessageId, int] | None:
        """The first row seen and how far it is scrolled out, unless the list is at its very top."""
        row = self._table.rowAt(0)
        if row < 0 or self._table.verticalScrollBar().value() == 0:
            return None
        return self._messages.message_id(row), self._table.rowViewportPosition(row)

    def put_back(self, anchor: tuple[MessageId, int]) -> None:
        """Scroll so that this row stands there again."""
        row = self._messages.row_of(anchor[0])
        if row is not None:
            bar = self._table.verticalScrollBar()
            bar.setValue(bar.value() + self._table.rowViewportPosition(row) - anchor[1])

    def _first_that_stays(self, gone: set[int]) -> tuple[MessageId, int] | None:
        first = self._table.rowAt(0)
        for row in range(first, min(first + _LOOKED_THROUGH, self._messages.rowCount())):
            if self._messages.message_id(row) not in gone:
                return self._messages.message_id(row), self._table.rowViewportPosition(row)
        return None

    # --- over another list -------------------------------------------------------------------------------------

    def place(self) -> Place:
        """Where the user is."""
        current = self._table.currentIndex()
        current_id = self._messages.message_id(current.row()) if current.isValid() else None
        return Place(self.anchor(), tuple(self.selected_few()), current_id)

    def restore(self, place: Place) -> None:
        """Back to where the user was, as far as it is still there."""
        missing = place.selected and self._messages.row_of(place.selected[0]) is None
        self._wanted = place if missing and not self._messages.complete else None
        self.settling = True
        self._table.clearSelection()
        self._select_messages(list(place.selected), place.current)
        if place.anchor is not None:
            self.put_back(place.anchor)
        if place.reveal:
            self._table.scrollTo(self._table.currentIndex())
        self.settling = False
        self.settled.emit()

    def _restore_wanted(self) -> None:
        wanted = self._wanted
        if wanted is not None and not self._table.selectionModel().hasSelection():
            self.restore(wanted)
        self._wanted = None

    def _forget(self) -> None:
        self._wanted = None
