"""Searching beside the window: a common word in a million messages takes longer than a frame.

A thread of its own with a reader of its own; what is typed meanwhile replaces what waits, and answers to older words
are dropped.
"""

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, QThread, Signal, Slot

from mailclient.mail.ids import FolderId, MessageId
from mailclient.mail.problem import MailError, Problem
from mailclient.store.reader import Reader

LIMIT = 1_000


@dataclass(frozen=True, slots=True)
class Question:
    """``folder_id`` None searches all folders."""

    words: str
    folder_id: FolderId | None


class _Searcher(QObject):
    """Lives in the thread."""

    answered = Signal(object, object)

    def __init__(self, path: Path) -> None:
        super().__init__()
        self._path = path
        self._reader: Reader | None = None

    @Slot(object)
    def search(self, question: Question) -> None:
        """Answers with a list of MessageId, newest first, or the problem."""
        if self._reader is None:
            self._reader = Reader(self._path)
        answer: list[MessageId] | Problem
        try:
            answer = self._reader.search(question.words, folder_id=question.folder_id, limit=LIMIT)
        except MailError as error:
            answer = error.problem
        self.answered.emit(question, answer)

    @Slot()
    def close(self) -> None:
        """The reader belongs to this thread, so it is closed here."""
        if self._reader is not None:
            self._reader.close()
        self.thread().quit()


class Search(QObject):
    """``ask`` and hear ``found`` (Question, list of MessageId) or ``failed`` (Problem) for the last question only."""

    found = Signal(object, object)
    failed = Signal(object)
    _asked = Signal(object)
    _closed = Signal()

    def __init__(self, path: Path, parent: QObject) -> None:
        super().__init__(parent)
        self._thread = QThread()
        self._searcher = _Searcher(path)
        self._searcher.moveToThread(self._thread)
        self._asked.connect(self._searcher.search)
        self._closed.connect(self._searcher.close)
        self._searcher.answered.connect(self._receive)
        self._busy = False
        self._wanted: Question | None = None
        self._ended = False

    def ask(self, question: Question) -> None:
        """Search for this; an older question is forgotten. After ``close`` nothing is searched any more."""
        self._wanted = question
        if not self._busy:
            self._begin()

    @property
    def running(self) -> bool:
        """Whether its thread is there."""
        return self._thread.isRunning()

    def forget(self) -> None:
        """No answer is wanted any more."""
        self._wanted = None

    def close(self) -> None:
        """End the thread; call it before the window goes."""
        self.forget()
        self._ended = True
        if self._thread.isRunning():
            self._closed.emit()
            self._thread.wait()

    def _begin(self) -> None:
        if self._ended:
            return
        if not self._thread.isRunning():
            self._thread.start()
        self._busy = True
        self._asked.emit(self._wanted)

    @Slot(object, object)
    def _receive(self, question: Question, answer: list[MessageId] | Problem) -> None:
        self._busy = False
        if self._wanted is None:
            return
        if question is not self._wanted:
            self._begin()
        elif isinstance(answer, Problem):
            self.failed.emit(answer)
        else:
            self.found.emit(question, answer)
