"""Parts of messages (attachments, pictures) that are wanted now: read from the store, or fetched first."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from mailclient.bridge import commands, events
from mailclient.gui.engine_link import EngineLink
from mailclient.mail.ids import MessageId, PartPath
from mailclient.mail.problem import Problem, ProblemKind
from mailclient.store.reader import Reader

Arrived = Callable[[bytes], None]
Missed = Callable[[Problem], None]


@dataclass(frozen=True, slots=True)
class _Waiting:
    arrived: Arrived
    missed: Missed
    lasting: bool


class Parts(QObject):
    """Sends ``FetchPart`` and ``CancelFetch``; refreshed by the events about parts and by ``EverythingChanged``."""

    progressed = Signal(object, str, int, int)
    """MessageId, PartPath, bytes done, bytes in all."""

    def __init__(self, reader: Reader, link: EngineLink, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._reader = reader
        self._link = link
        self._wanted: dict[tuple[MessageId, PartPath], list[_Waiting]] = {}
        link.received.connect(self._receive)

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
        waiting = self._wanted.setdefault((message_id, path), [])
        waiting.append(_Waiting(arrived, missed, lasting))
        if len(waiting) == 1:
            self._link.send(commands.FetchPart(message_id, path))

    def forget(self, message_id: MessageId) -> None:
        """The user reads something else: what is not lasting is wanted no more."""
        for key in [key for key in self._wanted if key[0] == message_id]:
            self._wanted[key] = [one for one in self._wanted[key] if one.lasting]
            if not self._wanted[key]:
                self.cancel(*key)

    def cancel(self, message_id: MessageId, path: PartPath) -> None:
        """Nobody wants this part any more."""
        if self._wanted.pop((message_id, path), None) is not None:
            self._link.send(commands.CancelFetch(message_id, path))

    def is_wanted(self, message_id: MessageId, path: PartPath) -> bool:
        """Whether it is on its way."""
        return (message_id, path) in self._wanted

    def _receive(self, event: events.AnyEvent) -> None:
        match event:
            case events.PartStored(message_id=message_id, path=path):
                self._arrive(message_id, path)
            case events.PartFailed(message_id=message_id, path=path, problem=problem):
                for one in self._wanted.pop((message_id, path), ()):
                    one.missed(problem)
            case events.Progress(work=events.Work.PART, message_id=message_id, path=path) if message_id is not None:
                self.progressed.emit(message_id, path, event.done, event.total)
            case events.EverythingChanged():
                for message_id, path in self._wanted:
                    self._link.send(commands.FetchPart(message_id, path))
            case _:
                pass

    def _arrive(self, message_id: MessageId, path: PartPath) -> None:
        waiting = self._wanted.pop((message_id, path), None)
        if waiting is None:
            return
        data = self._reader.part(message_id, path)
        for one in waiting:
            if data is None:
                one.missed(Problem(ProblemKind.MESSAGE_GONE))
            else:
                one.arrived(data)
