"""The link: over a scripted engine in a real process, and what it keeps when that dies."""

import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QProcess
from pytestqt.qtbot import QtBot

from mailclient.bridge import commands, events
from mailclient.bridge.fresh_ids import fresh_operation_id, fresh_request_id
from mailclient.gui.engine_link import EngineLink
from mailclient.mail.flag import Flag
from mailclient.mail.ids import FolderId, MessageId, OperationId
from mailclient.mail.problem import ProblemKind
from mailclient.profile import Profile
from tests.gui.scripted_link import ScriptedLink

_ENGINE = """
import os, sys
sys.path.insert(0, sys.argv[1])
from mailclient.bridge import commands, events, framing
notes = open(sys.argv[2], "a")
frames = framing.command_reader()
def say(event):
    os.write(1, framing.encode(event))
say(events.Ready())
while data := os.read(0, 65536):
    for command in frames.receive(data):
        notes.write(type(command).__name__ + "\\n")
        notes.flush()
        if isinstance(command, commands.ShutDown):
            sys.exit(0)
        if isinstance(command, commands.WatchFolder):
            os._exit(1)  # dies
        if isinstance(command, commands.SetFlags) and os.path.exists(sys.argv[2] + ".answers"):
            say(events.Acknowledged(command.operation_id))
"""


class ProcessLink(EngineLink):
    """Starts the scripted engine instead of the real one."""

    def __init__(self, profile: Profile, notes: Path) -> None:
        super().__init__(profile)
        self.notes = notes

    def _command_line(self) -> tuple[str, list[str]]:
        root = Path(__file__).parents[2]
        return sys.executable, ["-c", _ENGINE, str(root), str(self.notes)]

    def noted(self) -> list[str]:
        return self.notes.read_text().split() if self.notes.exists() else []


@pytest.fixture
def engine(qtbot: QtBot, profile: Profile, tmp_path: Path) -> ProcessLink:
    return ProcessLink(profile, tmp_path / "notes")


def flags() -> commands.SetFlags:
    return commands.SetFlags(fresh_operation_id(), (MessageId(1),), add=Flag.SEEN)


def test_it_speaks_with_its_engine_and_stops_it(qtbot: QtBot, engine: ProcessLink) -> None:
    with qtbot.waitSignal(engine.received, check_params_cb=lambda event: isinstance(event, events.Ready)):
        engine.start()
    process = engine.findChild(QProcess)
    assert process is not None
    engine.stop()
    assert process.state() == QProcess.ProcessState.NotRunning
    assert engine.noted() == ["ShutDown"]


def test_operations_are_sent_again_to_the_next_engine(qtbot: QtBot, engine: ProcessLink) -> None:
    with qtbot.waitSignal(engine.received):
        engine.start()
    engine.operate(flags())
    qtbot.waitUntil(lambda: engine.noted() == ["SetFlags"])
    engine.notes.with_suffix(".answers").touch()
    everything = lambda event: isinstance(event, events.EverythingChanged)  # noqa: E731
    with qtbot.waitSignal(engine.received, check_params_cb=everything):
        engine.send(commands.WatchFolder(FolderId(1)))
    qtbot.waitUntil(lambda: engine.unacknowledged == 0)
    assert engine.noted() == ["SetFlags", "WatchFolder", "SetFlags"]
    engine.stop()


def test_requests_end_in_failed_when_the_engine_dies(qtbot: QtBot, engine: ProcessLink) -> None:
    answers: list[events.Finished | events.Failed] = []
    with qtbot.waitSignal(engine.received):
        engine.start()
    engine.request(commands.Sync(fresh_request_id()), answers.append)
    engine.send(commands.WatchFolder(FolderId(1)))
    qtbot.waitUntil(lambda: bool(answers))
    (answer,) = answers
    assert isinstance(answer, events.Failed)
    assert answer.problem.kind is ProblemKind.ENGINE_STOPPED
    engine.stop()


def test_an_operation_and_its_undoing_are_acknowledged_one_by_one(profile: Profile, qtbot: QtBot) -> None:
    link = ScriptedLink(profile)
    command = flags()
    link.operate(command)
    link.operate(commands.UndoOperation(command.operation_id))
    link.deliver(events.Acknowledged(command.operation_id))
    assert link.unacknowledged == 1
    link.deliver(events.Acknowledged(command.operation_id))
    assert link.unacknowledged == 0


def test_ids_are_fresh() -> None:
    ids: set[OperationId] = {fresh_operation_id() for _ in range(100)}
    assert len(ids) == 100
