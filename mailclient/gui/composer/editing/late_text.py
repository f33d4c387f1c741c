"""Text that takes long to read comes while one writes already: read on a thread, put in its place turn by turn.

The place is an empty quoted line. What is typed elsewhere meanwhile stays where it is, and nothing of what comes can be
undone: it was there first, but for the time it took. ``QApplication.processEvents`` was rejected: whoever asks for the
whole text would get into the middle of something else.
"""

import sys
from collections.abc import Callable, Iterator, Sequence
from threading import Thread

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QTextEdit

from mailclient.gui.composer.editing.document_writing import inserted_one_by_one
from mailclient.gui.composer.editing.passage import Passage, Table, lines_in

TURN_RUNS = 100
"""What is put in at one turn, in runs of text: 5 to 10 ms with its layout."""
_RUN_CHARACTERS = 200
_TURN_MS = 2
_SWITCH_SECONDS = 0.0005
"""How long a key waits for the thread that reads."""

Read = Callable[[], Sequence[Passage]]
Settle = Callable[[Sequence[Passage]], Sequence[Passage]]


class LateText(QObject):
    """Of one view, in which nothing can be undone until ``done``. ``settle`` makes what was read fit for it.

    ``read`` is called on a thread, ``settle`` in the window's own.
    """

    done = Signal()
    """All of it is there, or the user has removed its place."""

    def __init__(self, view: QTextEdit, place: QTextCursor, read: Read, settle: Settle) -> None:
        super().__init__(view)
        self._view, self._place = view, place
        self._read, self._settle = read, settle
        self._passages: Sequence[Passage] = ()
        self._steps: Iterator[None] | None = None
        self._put = 0
        self._at = place.position()
        self._unwanted = False
        self.inserting = False
        """The document changes by what comes, not by the user."""
        self.turns = 0
        self.running = True
        view.document().setUndoRedoEnabled(False)
        view.document().contentsChange.connect(self._look_at)
        sys.setswitchinterval(_SWITCH_SECONDS)
        self._thread = Thread(target=self._look, name="quote", daemon=True)
        self._pause = QTimer(self, interval=_TURN_MS)
        self._pause.timeout.connect(self._go_on)
        self._pause.start()
        self._thread.start()

    def finish(self) -> None:
        """Put all of it in, now: somebody wants the whole text."""
        if self.running:
            self._thread.join()
            self._insert(sys.maxsize)

    def _look(self) -> None:
        self._passages = self._read()

    def _go_on(self) -> None:
        if not self._thread.is_alive():
            self._insert(TURN_RUNS)

    def _insert(self, runs: int) -> None:
        """Put in so much, with the cursor and what is seen where they are."""
        own, at = self._view.textCursor(), self._place.position()
        top, above = self._view.cursorRect().top(), at < own.position()
        beside = at == own.position() and not own.hasSelection()
        self.inserting = True
        self._place.beginEditBlock()
        left = self._put_in(runs)
        self._place.endEditBlock()
        if beside:
            own.setPosition(at)
            self._view.setTextCursor(own)
        elif above:
            bar = self._view.verticalScrollBar()
            bar.setValue(bar.value() + self._view.cursorRect().top() - top)
        self.inserting = False
        self.turns += 1
        if not left:
            self._end()

    def _put_in(self, runs: int) -> bool:
        """Whether more is to come."""
        if self._steps is None:
            self._passages = self._settle(self._passages)
            self._make_room()
            self._steps = inserted_one_by_one(self._place, self._passages, join=not self._place.block().text())
        if self._unwanted:
            return False
        while runs > 0 and self._put < len(self._passages):
            next(self._steps)
            runs -= _weight(self._passages[self._put])
            self._put += 1
        return self._put < len(self._passages)

    def _make_room(self) -> None:
        """Of the empty line nothing stays where plain text has marked it, or a table begins what comes."""
        block = self._place.block()
        if block.text() == ">":
            self._place.setPosition(block.position())
            self._place.deleteChar()
        elif not block.text() and isinstance(next(iter(self._passages), None), Table) and block.previous().text():
            self._place.deletePreviousChar()

    def _look_at(self, position: int, removed: int, added: int) -> None:
        """The user may remove the place: whoever deletes the line break before it wants no quote."""
        if not self.inserting and removed > added and position < self._at <= position + removed:
            self._unwanted = True
        self._at = self._place.position()

    def _end(self) -> None:
        self.running = False
        self._pause.stop()
        self._view.document().contentsChange.disconnect(self._look_at)
        self._view.document().setUndoRedoEnabled(True)
        self.done.emit()


def _weight(passage: Passage) -> int:
    return sum(1 + len(line.runs) + len(line.text) // _RUN_CHARACTERS for line in lines_in([passage]))
