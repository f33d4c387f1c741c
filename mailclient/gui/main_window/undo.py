"""What the user can take back, newest last. An entry may be several operations (one for each account)."""

from collections.abc import Callable
from dataclasses import dataclass, field

from PySide6.QtCore import QObject

from mailclient.bridge import events
from mailclient.bridge.commands import UndoOperation
from mailclient.gui.engine_link import EngineLink
from mailclient.mail.ids import OperationId

_LIMIT = 50


@dataclass(frozen=True, slots=True)
class Done:
    """One action of the user."""

    operation_ids: tuple[OperationId, ...]
    then: Callable[[], object] | None = field(default=None, compare=False)
    """Called when the (only) operation is really taken back, never when it was too late for that."""


class UndoStack(QObject):
    """Sends ``UndoOperation``."""

    def __init__(self, link: EngineLink, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._link = link
        self._done: list[Done] = []
        self._taking: dict[OperationId, Callable[[], object]] = {}
        link.received.connect(self._receive)

    def push(self, done: Done) -> None:
        """The user has done this."""
        self._done.append(done)
        del self._done[:-_LIMIT]

    def undo(self, done: Done | None = None) -> bool:
        """Take ``done`` (default: the newest) back; False when there is nothing to."""
        if done is None:
            if not self._done:
                return False
            done = self._done[-1]
        if done not in self._done:
            return False
        self._done.remove(done)
        if done.then is not None:
            self._taking[done.operation_ids[0]] = done.then
        for operation_id in reversed(done.operation_ids):
            self._link.operate(UndoOperation(operation_id))
        return True

    def forget(self, operation_id: OperationId) -> None:
        """It failed or was refused: there is nothing to take back."""
        self._done = [done for done in self._done if operation_id not in done.operation_ids]

    def _receive(self, event: events.AnyEvent) -> None:
        match event:
            case events.Acknowledged(operation_id=operation_id) if operation_id in self._taking:
                self._taking.pop(operation_id)()
            case events.Refused(operation_id=operation_id):
                self._taking.pop(operation_id, None)
            case _:
                pass
