"""Taking back a message that was just sent: it must neither get lost nor go out twice."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from mailclient.bridge import commands, events
from mailclient.bridge.draft import DraftContent
from mailclient.gui.composer.sent_message import SentMessage
from mailclient.mail.ids import DraftId, OperationId
from mailclient.mail.problem import Problem, ProblemKind
from tests.gui.desk import Desk

A = OperationId("a")


def send(desk: Desk, hold_seconds: float = 5.0) -> None:
    """A composer is gone and the engine has its message."""
    draft = DraftContent(to="jun@example.org", subject="Lunch", text="At noon", html="<p>At noon</p>")
    sent = SentMessage(A, desk.sample.account_id, DraftId("d"), "Lunch", hold_seconds, draft)
    desk.session.composers.sent.emit(sent)


def test_undo_in_the_toast_opens_it_again_once_it_is_taken_back(desk: Desk) -> None:
    send(desk)
    QTest.mouseClick(desk.session.toast.action, Qt.MouseButton.LeftButton)
    assert desk.sent(commands.UndoOperation) == [commands.UndoOperation(A)]
    assert desk.session.composers.windows == []
    desk.link.acknowledge_all()
    (composer,) = desk.session.composers.windows
    assert composer.editor.text() == "At noon"
    composer.discard()


def test_ctrl_z_opens_it_again_too(desk: Desk) -> None:
    send(desk)
    desk.press(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    desk.link.acknowledge_all()
    (composer,) = desk.session.composers.windows
    composer.discard()


def test_too_late_it_is_not_opened(desk: Desk) -> None:
    send(desk)
    QTest.mouseClick(desk.session.toast.action, Qt.MouseButton.LeftButton)
    desk.link.deliver(events.Refused(A, Problem(ProblemKind.TOO_LATE)))
    assert desk.session.composers.windows == []
    assert desk.session.toast.isVisible()


def test_what_went_out_is_not_what_ctrl_z_is_about(desk: Desk, qtbot: QtBot) -> None:
    send(desk, hold_seconds=0.0)
    qtbot.wait(30)
    desk.press(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert desk.sent(commands.UndoOperation) == []
