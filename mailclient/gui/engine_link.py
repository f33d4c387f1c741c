"""The link to the engine: starts it, speaks frames with it, brings it back when it dies.

Rule 4 of the design: an operation is kept here until the engine has acknowledged (or refused) it, and is sent again
to the next engine when this one dies. Requests are not repeated: they end in ``Failed``. All else is a hint.
"""

import sys
from collections.abc import Callable

from PySide6.QtCore import QObject, QProcess, QTimer, Signal

from mailclient.bridge import commands, events, framing
from mailclient.mail.ids import OperationId
from mailclient.mail.problem import Problem, ProblemKind
from mailclient.profile import Profile

_FIRST_PAUSE_MS = 250
_LONGEST_PAUSE_MS = 30_000
_STEADY_AFTER_MS = 20_000
"""An engine that lived this long is not in a crash loop: the next pause is short again."""
_QUIT_WAIT_MS = 3_000

Answer = Callable[[events.Finished | events.Failed], None]


class EngineLink(QObject):
    """``received`` carries every event; ``running_changed`` tells whether an engine is there."""

    received = Signal(object)
    """One of ``bridge.events``, in the order sent."""
    running_changed = Signal(bool)

    def __init__(self, profile: Profile, *, demo: bool = False, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._profile = profile
        self._demo = demo
        self._process: QProcess | None = None
        self._frames = framing.event_reader()
        self._unacknowledged: list[commands.AnyCommand] = []
        self._answers: dict[str, Answer | None] = {}
        self._pause_ms = _FIRST_PAUSE_MS
        self._stopping = False
        self._had_engine = False
        self._restart = QTimer(self, singleShot=True)
        self._restart.timeout.connect(self._launch)
        self._steady = QTimer(self, singleShot=True, interval=_STEADY_AFTER_MS)
        self._steady.timeout.connect(self._forget_failures)

    # --- what the window asks ----------------------------------------------------------------------------------

    @property
    def profile(self) -> Profile:
        """Whose engine it is."""
        return self._profile

    def start(self) -> None:
        """Start the engine; it is brought back, ever more slowly, whenever it ends by itself."""
        self._stopping = False
        self._launch()

    def stop(self) -> None:
        """Ask the engine to finish its transaction and exit; after 3 s it is killed (the store survives that)."""
        self._stopping = True
        self._restart.stop()
        process = self._process
        if process is None or process.state() == QProcess.ProcessState.NotRunning:
            return
        self._write(commands.ShutDown())
        process.waitForBytesWritten(500)
        process.closeWriteChannel()
        if not process.waitForFinished(_QUIT_WAIT_MS):
            process.kill()
            process.waitForFinished(_QUIT_WAIT_MS)

    def send(self, command: commands.AnyCommand) -> None:
        """Send a hint (``WatchFolder``, ``FetchBody`` …); lost without an engine, which is harmless."""
        self._write(command)

    def operate(self, command: commands.AnyCommand) -> OperationId:
        """Send a durable operation (it has an ``operation_id``), again and again until it is acknowledged."""
        operation_id = OperationId(getattr(command, "operation_id"))  # noqa: B009  not on every command
        self._unacknowledged.append(command)
        self._write(command)
        return operation_id

    def request(self, command: commands.AnyCommand, answer: Answer | None = None) -> str:
        """Send a request (it has a ``request_id``); ``answer`` is called once, with ``Finished`` or ``Failed``."""
        request_id = str(getattr(command, "request_id"))  # noqa: B009  not on every command
        self._answers[request_id] = answer
        self._write(command)
        return request_id

    @property
    def unacknowledged(self) -> int:
        """How many operations the engine has not confirmed yet; the window asks before it closes on them."""
        return len(self._unacknowledged)

    # --- what the engine says ----------------------------------------------------------------------------------

    def deliver(self, event: events.AnyEvent) -> None:
        """Take one event in: settle what it answers, then tell everybody."""
        match event:
            case events.Acknowledged(operation_id=done) | events.Refused(operation_id=done):
                self._settle(done)
            case events.Finished(request_id=request_id) | events.Failed(request_id=request_id):
                answer = self._answers.pop(request_id, None)
                if answer is not None:
                    answer(event)
            case _:
                pass
        self.received.emit(event)

    def _settle(self, operation_id: OperationId) -> None:
        """Forget the oldest with this id: an operation and its undoing share one, and are confirmed in order."""
        for index, command in enumerate(self._unacknowledged):
            if getattr(command, "operation_id", None) == operation_id:
                del self._unacknowledged[index]
                return

    # --- the process ---------------------------------------------------------------------------------------------

    def _launch(self) -> None:
        process = QProcess(self)
        program, arguments = self._command_line()
        process.setProgram(program)
        process.setArguments(arguments)
        process.setProcessChannelMode(QProcess.ProcessChannelMode.ForwardedErrorChannel)
        process.readyReadStandardOutput.connect(self._read)
        process.started.connect(self._begin)
        process.finished.connect(self._end)
        process.errorOccurred.connect(self._fail)
        self._frames = framing.event_reader()
        self._process = process
        process.start()

    def _command_line(self) -> tuple[str, list[str]]:
        arguments = ["-m", "mailclient", "--engine", "--profile", str(self._profile.directory)]
        if getattr(sys, "frozen", False):
            arguments = arguments[2:]
        return sys.executable, [*arguments, "--demo"] if self._demo else arguments

    def _begin(self) -> None:
        self._steady.start()
        for command in self._unacknowledged:
            self._write(command)
        self.running_changed.emit(True)
        if self._had_engine:
            self.received.emit(events.EverythingChanged())
        self._had_engine = True

    def _read(self) -> None:
        if self._process is None:
            return
        try:
            received = self._frames.receive(bytes(self._process.readAllStandardOutput().data()))
        except framing.FrameError:
            self._process.kill()
            return
        for event in received:
            self.deliver(event)

    def _fail(self, error: QProcess.ProcessError) -> None:
        if error == QProcess.ProcessError.FailedToStart:
            self._end()

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        process.deleteLater()
        self._steady.stop()
        self.running_changed.emit(False)
        problem = Problem(ProblemKind.ENGINE_STOPPED)
        for request_id in list(self._answers):
            self.deliver(events.Failed(request_id, problem))
        if not self._stopping:
            self._restart.start(self._pause_ms)
            self._pause_ms = min(self._pause_ms * 2, _LONGEST_PAUSE_MS)

    def _forget_failures(self) -> None:
        self._pause_ms = _FIRST_PAUSE_MS

    def _write(self, command: commands.AnyCommand) -> None:
        if self._process is not None and self._process.state() == QProcess.ProcessState.Running:
            self._process.write(framing.encode(command))
