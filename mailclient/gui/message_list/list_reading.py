"""Reading the ids of a long list in chunks, one between two events of the loop, so that no frame is late for it.

First what is missing of the list that is shown; later, when it changed in too many places to be told one by one, all
of it anew. Of a million rows that takes a second or two, and the list goes on being used meanwhile.
"""

import time
from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal

from mailclient.gui.message_list.id_list import IdList
from mailclient.mail.ids import MessageId
from mailclient.store.rows import RowKey

_FIRST_CHUNK = 2_000
_LEAST, _MOST = 2_000, 40_000
_CHUNK_SECONDS = 0.006
"""What one chunk may take; the next one is made longer or shorter for it."""
_REST = 5
"""Between two readings of a whole list, rest this many times as long as one took."""

Read = Callable[[RowKey | None, int], list[tuple[MessageId, int]]]
"""Ids with received_at that come after a row (None: from the top), and at most how many."""
Answer = Callable[[list[tuple[MessageId, int]], RowKey | None], None]
"""Some ids, and the row behind which to go on; None: that is all."""
ReadBeside = Callable[[RowKey | None, int, Answer], None]
"""In another thread, where finding few means looking at very many: some rows are looked at, and maybe none is found."""


class ListReading(QObject):
    """``go_on`` with a list, or ``again``; at most one at a time."""

    more = Signal(object)
    """list[(MessageId, received_at)]: they follow what is shown."""
    complete = Signal()
    """All of what is shown is here."""
    anew = Signal(object)
    """IdList: the whole list, as it is now."""

    def __init__(self, read: Read, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._read = read
        self._read_beside: ReadBeside | None = None
        self._reads = 0
        self._last: RowKey | None = None
        self._newer: IdList | None = None
        self._going_on = False
        self._wanted_again = False
        self._spent = 0.0
        self._limit = _FIRST_CHUNK
        self._next = QTimer(self, singleShot=True, interval=0)
        self._next.timeout.connect(self._read_on)
        self._rest = QTimer(self, singleShot=True)
        self._rest.timeout.connect(self._end_rest)

    @property
    def going_on(self) -> bool:
        """Whether the end of what is shown is still missing."""
        return self._going_on

    @property
    def idle(self) -> bool:
        """Whether the list is here and is not read again: single changes may be applied to it."""
        return not self._going_on and self._newer is None

    def stop(self) -> None:
        """Another list is shown."""
        self._next.stop()
        self._rest.stop()
        self._newer = None
        self._going_on = self._wanted_again = False
        self._limit = _FIRST_CHUNK
        self._reads += 1
        self._read_beside = None

    def go_on(self, last: RowKey | None, beside: ReadBeside | None = None) -> None:
        """Read what follows the last row that is here, and from now on all of this list, here or ``beside``."""
        self._going_on, self._last, self._read_beside = True, last, beside
        self._next.start()

    def again(self) -> None:
        """Read all of it anew, as soon as what is being read is read, and not too often."""
        if not self.idle or self._rest.isActive():
            self._wanted_again = True
            return
        self._wanted_again = False
        self._newer, self._last, self._spent = IdList(), None, 0.0
        self._read_on()

    def _read_on(self) -> None:
        if self._read_beside is not None:
            self._read_beside(self._last, self._limit, partial(self._take_answer, self._reads))
            return
        began = time.perf_counter()
        keys = self._read(self._last, self._limit)
        spent = time.perf_counter() - began
        reached = RowKey(keys[-1][1], keys[-1][0]) if len(keys) == self._limit else None
        self._limit = min(max(int(self._limit * min(_CHUNK_SECONDS / max(spent, 1e-6), 2.0)), _LEAST), _MOST)
        self._take(keys, reached, spent)

    def _take_answer(self, reads: int, keys: list[tuple[MessageId, int]], reached: RowKey | None) -> None:
        if reads == self._reads:
            self._take(keys, reached, _CHUNK_SECONDS)

    def _take(self, keys: list[tuple[MessageId, int]], reached: RowKey | None, spent: float) -> None:
        self._spent += spent
        self._last = reached
        if self._newer is not None:
            self._newer.extend(keys)
        elif keys:
            self.more.emit(keys)
        if reached is None:
            self._end()
        else:
            self._next.start()

    def _end(self) -> None:
        if self._newer is not None:
            newer, self._newer = self._newer, None
            self._rest.start(int(self._spent * 1000 * _REST))
            self.anew.emit(newer)
            return
        self._going_on = False
        self.complete.emit()
        self._end_rest()

    def _end_rest(self) -> None:
        if self._wanted_again:
            self.again()
