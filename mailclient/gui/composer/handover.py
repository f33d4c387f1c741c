"""Handing a finished message to the engine: build it, send the command, wait until it is on the disk."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from mailclient.bridge import commands, events
from mailclient.gui.composer.outgoing import Building
from mailclient.gui.engine_link import EngineLink
from mailclient.mail.ids import OperationId
from mailclient.mail.message import Outgoing
from mailclient.mail.problem import Problem

CommandOf = Callable[[Outgoing], commands.SendMessage | commands.AppendMessage]


class Handover(QObject):
    """One at a time. Until ``taken`` the composer keeps everything; after ``failed`` it can be tried again."""

    taken = Signal(object)
    """OperationId: the engine has it on the disk."""
    failed = Signal(object)
    """Problem: nothing was stored."""

    def __init__(self, link: EngineLink, parent: QObject) -> None:
        super().__init__(parent)
        self._link = link
        self._building = Building(self)
        self._command_of: CommandOf | None = None
        self._waiting_for: OperationId | None = None
        self._building.built.connect(self._send)
        self._building.failed.connect(self._fail)
        link.received.connect(self._receive)

    @property
    def running(self) -> bool:
        """Whether a message is on its way to the engine."""
        return self._command_of is not None

    def start(self, build: Callable[[], Outgoing], command_of: CommandOf) -> None:
        """Build on the thread pool, then send what ``command_of`` makes of it."""
        self._command_of = command_of
        self._building.start(build)

    def _send(self, outgoing: Outgoing) -> None:
        if self._command_of is not None:
            command = self._command_of(outgoing)
            self._waiting_for = command.operation_id
            self._link.operate(command)

    def _fail(self, problem: Problem) -> None:
        self._command_of = None
        self._waiting_for = None
        self.failed.emit(problem)

    def _receive(self, event: events.AnyEvent) -> None:
        match event:
            case events.Acknowledged(operation_id=done) if done == self._waiting_for:
                self._command_of = None
                self._waiting_for = None
                self.taken.emit(done)
            case events.Refused(operation_id=done, problem=problem) if done == self._waiting_for:
                self._fail(problem)
            case _:
                pass
