"""Parts of messages (attachments, pictures) that are wanted now: read from the store, or fetched first."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QObject, Signal

from mailclient.bridge import commands, events
from mailclient.gui.engine_link import EngineLink
from mailclient.mail.ids import MessageId, PartPath
from mailclient.mail.problem import Problem, ProblemKind
from mailclient.store.reader import Reader

Arrived = Callable[[bytes], None]
Missed = Callable[[Problem], None]
_Key = tuple[MessageId, PartPath]


class PartState(StrEnum):
    """How it stands with a part that was wanted."""

    IDLE = "idle"
    COMING = "coming"
    PAUSED = "paused"
    HERE = "here"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class _Waiting:
    arrived: Arrived
    missed: Missed
    lasting: bool


class Parts(QObject):
    """Sends ``FetchPart`` and ``CancelFetch``; refreshed by the events about parts and by ``EverythingChanged``."""

    changed = Signal(object, str)
    """MessageId, PartPath: its ``state`` or ``progress`` is another."""

    def __init__(self, reader: Reader, link: EngineLink, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._reader = reader
        self._link = link
        self._wanted: dict[_Key, list[_Waiting]] = {}
        self._paused: set[_Key] = set()
        self._ended: dict[_Key, PartState] = {}
        self._progress: dict[_Key, tuple[int, int]] = {}
        link.received.connect(self._receive)

    def here(self, message_id: MessageId, path: PartPath) -> bytes | None:
        """Its decoded bytes, None while they are not here."""
        return self._reader.part(message_id, path)

    def want(
        self, message_id: MessageId, path: PartPath, arrived: Arrived, missed: Missed, *, lasting: bool = False
    ) -> None:
        """Call ``arrived`` with the decoded bytes, at once when they are here; ``missed`` when they cannot be had.

        ``lasting``: also when the user reads something else by then (a file to save).
        """
        data = self._reader.part(message_id, path)
        if data is not None:
            arrived(data)
            return
        key = (message_id, path)
        self._ended.pop(key, None)
        waiting = self._wanted.setdefault(key, [])
        waiting.append(_Waiting(arrived, missed, lasting))
        if len(waiting) == 1 or key in self._paused:
            self._paused.discard(key)
            self._link.send(commands.FetchPart(message_id, path))
        self.changed.emit(*key)

    def forget(self, message_id: MessageId) -> None:
        """The user reads something else: what is not lasting is wanted no more."""
        for key in [key for key in self._wanted if key[0] == message_id]:
            self._wanted[key] = [one for one in self._wanted[key] if one.lasting]
            if not self._wanted[key]:
                self.cancel(*key)

    def cancel(self, message_id: MessageId, path: PartPath) -> None:
        """Nobody wants this part any more."""
        key = (message_id, path)
        if self._wanted.pop(key, None) is not None:
            if key not in self._paused:
                self._link.send(commands.CancelFetch(message_id, path))
            self._paused.discard(key)
            self._progress.pop(key, None)
            self.changed.emit(*key)

    def pause(self, message_id: MessageId, path: PartPath) -> None:
        """It is still wanted, but not now; what is here of it stays."""
        key = (message_id, path)
        if key in self._wanted and key not in self._paused:
            self._paused.add(key)
            self._link.send(commands.CancelFetch(message_id, path))
            self.changed.emit(*key)

    def resume(self, message_id: MessageId, path: PartPath) -> None:
        """Go on."""
        key = (message_id, path)
        if key in self._paused:
            self._paused.discard(key)
            self._link.send(commands.FetchPart(message_id, path))
            self.changed.emit(*key)

    def state(self, message_id: MessageId, path: PartPath) -> PartState:
        """How it stands with this part."""
        key = (message_id, path)
        if key in self._paused:
            return PartState.PAUSED
        return PartState.COMING if key in self._wanted else self._ended.get(key, PartState.IDLE)

    def progress(self, message_id: MessageId, path: PartPath) -> tuple[int, int]:
        """Bytes done and bytes in all of what is coming; zeros while that is not known."""
        return self._progress.get((message_id, path), (0, 0))

    def _receive(self, event: events.AnyEvent) -> None:
        match event:
            case events.PartStored(message_id=message_id, path=path):
                self._arrive(message_id, path)
            case events.PartFailed(message_id=message_id, path=path, problem=problem):
                if (message_id, path) not in self._paused:  # then the failure is that it was stopped
                    for one in self._end((message_id, path), PartState.FAILED):
                        one.missed(problem)
            case events.Progress(work=events.Work.PART, message_id=message_id, path=path) if message_id is not None:
                if (message_id, path) in self._wanted:
                    self._progress[message_id, path] = (event.done, event.total)
                    self.changed.emit(message_id, path)
            case events.EverythingChanged():
                for key in self._wanted.keys() - self._paused:
                    self._link.send(commands.FetchPart(*key))
            case _:
                pass

    def _arrive(self, message_id: MessageId, path: PartPath) -> None:
        if (message_id, path) not in self._wanted:
            return
        data = self._reader.part(message_id, path)
        for one in self._end((message_id, path), PartState.HERE if data is not None else PartState.FAILED):
            if data is None:
                one.missed(Problem(ProblemKind.MESSAGE_GONE))
            else:
                one.arrived(data)

    def _end(self, key: _Key, state: PartState) -> list[_Waiting]:
        waiting = self._wanted.pop(key, [])
        self._paused.discard(key)
        self._progress.pop(key, None)
        if waiting:
            self._ended[key] = state
            self.changed.emit(*key)
        return waiting
