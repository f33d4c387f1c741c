"""Closing the window while messages are being written."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from mailclient.bridge import commands, events
from mailclient.gui.composer.composers import ComposerPane
from mailclient.gui.drafts.close_question import CloseQuestion
from mailclient.gui.main_window.bars import ProblemBar
from mailclient.language.catalogue import active_language
from mailclient.mail.problem import Problem, ProblemKind
from mailclient.profile import Profile
from tests.gui.desk import Desk
from tests.gui.sample_store import Sample
from tests.gui.scripted_link import ScriptedLink
from tests.gui.test_application import Rehearsal


def answer(button: str = "keep") -> None:
    """Answer the question that closing asks."""
    question = QApplication.activeModalWidget()
    assert isinstance(question, CloseQuestion)
    getattr(question, button).click()


def begin_letter(desk: Desk) -> ComposerPane:
    composer = desk.session.composers.write()
    assert composer is not None
    composer.editor.insertPlainText("Half a letter")
    return composer


def acknowledge_until_closed(qtbot: QtBot, desk: Desk) -> None:
    def closed() -> bool:
        desk.link.acknowledge_all()
        return not desk.session.composers.windows

    qtbot.waitUntil(closed)


def test_the_window_closes_when_the_last_draft_is_kept(desk: Desk, qtbot: QtBot) -> None:
    begin_letter(desk)
    assert not desk.window.close()
    answer()
    assert desk.window.isVisible()
    acknowledge_until_closed(qtbot, desk)
    qtbot.waitUntil(lambda: not desk.window.isVisible())


def test_going_on_writing_keeps_the_window(desk: Desk, qtbot: QtBot) -> None:
    composer = begin_letter(desk)
    assert not desk.window.close()
    answer("stay")
    composer.discard()
    qtbot.wait(20)
    assert desk.window.isVisible()


def test_a_draft_that_cannot_be_kept_keeps_the_window(desk: Desk, qtbot: QtBot) -> None:
    composer = begin_letter(desk)
    assert not desk.window.close()
    answer()
    save = desk.link.last(commands.SaveDraft)
    assert isinstance(save, commands.SaveDraft)
    desk.link.deliver(events.Refused(save.operation_id, Problem(ProblemKind.DISK_FULL)))
    composer.discard()
    qtbot.wait(20)
    assert desk.window.isVisible()


def test_another_language_waits_for_the_draft(
    qtbot: QtBot, profile: Profile, sample: Sample, link: ScriptedLink
) -> None:
    program = Rehearsal(profile, link)
    qtbot.waitUntil(lambda: program.session is not None)
    session = program.session
    assert session is not None
    begin_letter(Desk(program.window, session, link, sample))
    session.language_chosen.emit("ko")
    answer()
    assert active_language() == "en"
    acknowledge_until_closed(qtbot, Desk(program.window, session, link, sample))
    qtbot.waitUntil(lambda: program.session is not session)
    assert active_language() == "ko"
    assert program.window.isVisible()
    program.window.close()
    program.end()


def test_an_answer_that_cannot_be_written_is_told(desk: Desk) -> None:
    desk.session.composers.failed.emit(Problem(ProblemKind.MESSAGE_GONE))
    assert desk.window.findChildren(ProblemBar)


def test_the_window_waits_until_the_last_action_is_on_the_disk(desk: Desk, qtbot: QtBot) -> None:
    desk.click_row(0)
    desk.press(Qt.Key.Key_Delete)
    assert not desk.window.close()
    desk.link.acknowledge_all()
    qtbot.waitUntil(lambda: not desk.window.isVisible())


def test_without_an_engine_only_the_user_gives_changes_up(desk: Desk, qtbot: QtBot) -> None:
    desk.click_row(0)
    desk.press(Qt.Key.Key_Delete)
    assert not desk.window.close()
    desk.session.closing._ask()
    question = QApplication.activeModalWidget()
    assert question is not None
    assert desk.window.isVisible()
    next(button for button in question.findChildren(QPushButton) if button.text() == "Quit anyway").click()
    qtbot.waitUntil(lambda: not desk.window.isVisible())
