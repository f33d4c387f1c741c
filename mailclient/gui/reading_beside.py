"""Reading beside the window what takes longer than a frame: searching, what a search covers, rare messages of a filter.

A thread of its own with a reader of its own. Each kind of question has a lane: what is asked there replaces what waits
there, and answers to what was replaced are dropped. An answer may come in steps, each of them shown at once.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, QThread, Signal, Slot

from mailclient.mail.problem import MailError
from mailclient.store.reader import Reader

Work = Callable[[Reader], Iterator[object]]
"""Runs in the thread; every value it yields is an answer. It may touch nothing but the reader it is given."""


@dataclass(slots=True, eq=False)
class _Wish:
    work: Work
    answer: Callable[[object], None]
    begun: bool = False


class _Worker(QObject):
    """Lives in the thread."""

    answered = Signal(str, object, object)
    """Lane, wish, one answer or the Problem that ended it."""

    def __init__(self, path: Path, wanted: dict[str, _Wish]) -> None:
        super().__init__()
        self._path, self._wanted = path, wanted
        self._reader: Reader | None = None

    @Slot(str)
    def run(self, lane: str) -> None:
        """What the lane is asked for now; nothing when that is done already."""
        wish = self._wanted.get(lane)
        if wish is None or wish.begun:
            return
        wish.begun = True
        if self._reader is None:
            self._reader = Reader(self._path)
        try:
            for answer in wish.work(self._reader):
                if self._wanted.get(lane) is not wish:
                    return
                self.answered.emit(lane, wish, answer)
        except MailError as error:
            self.answered.emit(lane, wish, error.problem)

    @Slot()
    def close(self) -> None:
        """The reader belongs to this thread, so it is closed here."""
        if self._reader is not None:
            self._reader.close()
        self.thread().quit()


class ReadingBeside(QObject):
    """``ask`` in the window's thread, and be answered there: with values, or with the ``Problem`` that ended it."""

    _asked = Signal(str)
    _closed = Signal()

    def __init__(self, path: Path, parent: QObject) -> None:
        super().__init__(parent)
        self._wanted: dict[str, _Wish] = {}
        self._thread = QThread()
        self._worker = _Worker(path, self._wanted)
        self._worker.moveToThread(self._thread)
        self._asked.connect(self._worker.run)
        self._closed.connect(self._worker.close)
        self._worker.answered.connect(self._receive)
        self._ended = False

    @property
    def running(self) -> bool:
        """Whether its thread is there."""
        return self._thread.isRunning()

    def ask(self, lane: str, work: Work, answer: Callable[[object], None]) -> None:
        """Ask in this lane; what was asked there before is forgotten. After ``close`` nothing is read any more."""
        if self._ended:
            return
        self._wanted[lane] = _Wish(work, answer)
        if not self._thread.isRunning():
            self._thread.start()
        self._asked.emit(lane)

    def forget(self, lane: str) -> None:
        """No answer is wanted any more."""
        self._wanted.pop(lane, None)

    def close(self) -> None:
        """End the thread; call it before the window goes."""
        self._wanted.clear()
        self._ended = True
        if self._thread.isRunning():
            self._closed.emit()
            self._thread.wait()

    @Slot(str, object, object)
    def _receive(self, lane: str, wish: _Wish, answer: object) -> None:
        if self._wanted.get(lane) is wish:
            wish.answer(answer)
