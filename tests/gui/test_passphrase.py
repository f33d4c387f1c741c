"""The question for the passphrase of a key."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from mailclient.bridge import commands, events
from mailclient.gui.protection.passphrase import PassphraseQuestion, PassphraseQuestions
from mailclient.mail.ids import OperationId
from mailclient.mail.problem import Problem, ProblemKind
from tests.gui.protected import FINGERPRINT
from tests.gui.scripted_link import ScriptedLink

PROBLEM = Problem(ProblemKind.PASSPHRASE_CANCELLED)


@pytest.fixture
def questions(qtbot: QtBot, link: ScriptedLink) -> Iterator[PassphraseQuestions]:
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    yield PassphraseQuestions(link, window)
    window.close()


def needed(link: ScriptedLink, request_id: str = "r", *, wrong: bool = False) -> None:
    link.deliver(events.PassphraseNeeded(request_id, FINGERPRINT, "Alice Kim", wrong))


def question(questions: PassphraseQuestions) -> PassphraseQuestion:
    found = questions.question
    assert found is not None
    assert found.isVisible()
    return found


def given(link: ScriptedLink) -> list[tuple[str, str | None]]:
    found = [command for command in link.sent if isinstance(command, commands.GivePassphrase)]
    return [(one.request_id, one.passphrase) for one in found]


def test_it_is_given_once_and_shown_nowhere(questions: PassphraseQuestions, link: ScriptedLink) -> None:
    needed(link)
    asking = question(questions)
    assert asking.passphrase.echoMode() is QLineEdit.EchoMode.Password
    asking.passphrase.setText("open sesame")
    asking.go_button.click()
    assert given(link) == [("r", "open sesame")]
    assert "sesame" not in repr(link.last(commands.GivePassphrase))
    assert questions.question is None


def test_a_wrong_one_is_asked_again_with_the_count(questions: PassphraseQuestions, link: ScriptedLink) -> None:
    needed(link)
    question(questions).passphrase.setText("first")
    question(questions).go_button.click()
    needed(link, wrong=True)
    assert "This is try 2." in question(questions)._line.complaint
    question(questions).passphrase.setText("second")
    question(questions).go_button.click()
    needed(link, wrong=True)
    assert "This is try 3." in question(questions)._line.complaint
    assert "make a new one" in " ".join(label.text() for label in question(questions).findChildren(QLabel))


def test_cancelling_is_an_answer(questions: PassphraseQuestions, link: ScriptedLink) -> None:
    needed(link)
    question(questions).reject()
    assert given(link) == [("r", None)]


def test_nothing_typed_is_not_given(questions: PassphraseQuestions, link: ScriptedLink) -> None:
    needed(link)
    question(questions).go_button.click()
    assert given(link) == []
    assert question(questions)._line.complaint == "Enter the passphrase."


def test_several_are_asked_one_after_the_other(questions: PassphraseQuestions, link: ScriptedLink) -> None:
    needed(link, "a")
    needed(link, "b")
    question(questions).reject()
    question(questions).reject()
    assert [request_id for request_id, _words in given(link)] == ["a", "b"]


@pytest.mark.parametrize(
    "end", [events.Finished("r"), events.Acknowledged(OperationId("r")), events.Refused(OperationId("r"), PROBLEM)]
)
def test_a_request_that_ends_takes_its_question_along(
    questions: PassphraseQuestions, link: ScriptedLink, end: events.AnyEvent
) -> None:
    needed(link)
    question(questions)
    link.deliver(end)
    assert questions.question is None


def test_caps_lock_and_korean_letters_are_noticed(questions: PassphraseQuestions, link: ScriptedLink) -> None:
    needed(link)
    asking = question(questions)
    QTest.keyClick(asking.passphrase, Qt.Key.Key_A)
    assert asking._line.note.text() == ""
    capital = QKeyEvent(QKeyEvent.Type.KeyPress, Qt.Key.Key_A, Qt.KeyboardModifier.NoModifier, "A")
    QApplication.sendEvent(asking.passphrase, capital)
    assert asking._line.note.text() == "Caps Lock is on."
    korean = QKeyEvent(QKeyEvent.Type.KeyPress, 0, Qt.KeyboardModifier.NoModifier, "비")
    QApplication.sendEvent(asking.passphrase, korean)
    assert asking._line.note.text() == "The keyboard writes Korean letters."
