"""A composer below the message that it answers."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from mailclient.bridge import commands, events
from mailclient.gui.composer.composers import ComposerPane, ReplyKind
from mailclient.gui.composer.window import ComposerWindow
from mailclient.mail.body import Body
from mailclient.mail.ids import MessageId
from tests.gui import letters
from tests.gui.desk import Desk


def answer_below(desk: Desk, letter: MessageId | None = None) -> ComposerPane:
    """Answer a letter in the reader column."""
    desk.session.answer_inline(True)
    letter = letter or letters.put(desk.sample, Body("Are you free?"))
    desk.session.composers.reply(letter, ReplyKind.REPLY)
    return desk.session.composers.windows[-1]


def give_up(desk: Desk) -> None:
    for composer in desk.session.composers.windows:
        composer.go()


def test_an_answer_opens_below_the_message(desk: Desk, qtbot: QtBot) -> None:
    composer = answer_below(desk)
    assert desk.session.inline.pane is composer
    assert composer.window() is desk.window
    qtbot.waitUntil(lambda: desk.session.inline.height() > 300)
    give_up(desk)
    assert not desk.session.inline.isVisible()


def test_new_mail_has_a_window_of_its_own(desk: Desk) -> None:
    desk.session.answer_inline(True)
    composer = desk.session.composers.write()
    assert composer is not None
    assert isinstance(composer.window(), ComposerWindow)
    give_up(desk)


def test_a_window_of_its_own_later_keeps_cursor_undo_and_focus(desk: Desk, qtbot: QtBot) -> None:
    composer = answer_below(desk)
    desk.window.activateWindow()
    qtbot.waitUntil(composer.editor.hasFocus)
    QTest.keyClicks(composer.editor, "Yes, at noon")
    QTest.keyClick(composer.editor, Qt.Key.Key_Left)
    place = composer.editor.textCursor().position()
    desk.session.inline.detach_.click()
    window = composer.window()
    assert isinstance(window, ComposerWindow)
    assert desk.session.inline.pane is None
    assert composer.editor.textCursor().position() == place
    window.activateWindow()
    qtbot.waitUntil(composer.editor.hasFocus)
    composer.editor.undo()
    assert "Yes, at noon" not in composer.editor.text()
    assert window.windowTitle() == "Re: A letter"
    give_up(desk)
    assert not window.isVisible()


def test_the_next_answer_does_not_take_the_place_of_one_begun(desk: Desk) -> None:
    first = answer_below(desk)
    QTest.keyClicks(first.editor, "Yes")
    second = answer_below(desk)
    assert desk.session.inline.pane is first
    assert isinstance(second.window(), ComposerWindow)
    give_up(desk)


def test_one_not_begun_makes_room(desk: Desk) -> None:
    first = answer_below(desk)
    second = answer_below(desk)
    assert desk.session.composers.windows == [second]
    assert desk.session.inline.pane is second
    assert first is not second
    give_up(desk)


def test_it_stays_while_one_reads_on(desk: Desk) -> None:
    composer = answer_below(desk)
    QTest.keyClicks(composer.editor, "Yes")
    desk.click_row(2)
    assert composer.isVisible()
    assert composer.editor.text().startswith("Yes")
    give_up(desk)


def test_folded_it_is_one_line(desk: Desk, qtbot: QtBot) -> None:
    composer = answer_below(desk)
    desk.session.inline.fold.click()
    assert not composer.isVisible()
    qtbot.waitUntil(lambda: desk.session.inline.height() < 60)
    desk.session.inline.fold.click()
    assert composer.isVisible()
    give_up(desk)


def test_keys_of_the_list_are_the_writers(desk: Desk, qtbot: QtBot) -> None:
    composer = answer_below(desk)
    desk.window.activateWindow()
    qtbot.waitUntil(composer.editor.hasFocus)
    before = len(desk.ids)
    QTest.keyClicks(composer.editor, "are")
    composer.bottom.send.setFocus()
    QTest.keyClick(composer.bottom.send, Qt.Key.Key_A)
    QTest.keyClick(composer.bottom.send, Qt.Key.Key_Delete)
    assert composer.editor.text().startswith("are")
    assert len(desk.ids) == before
    assert desk.sent(commands.MoveMessages) == []
    desk.messages.setFocus()
    desk.press(Qt.Key.Key_R)
    assert len(desk.session.composers.windows) >= 1
    give_up(desk)


def test_sent_it_is_gone(desk: Desk, qtbot: QtBot) -> None:
    composer = answer_below(desk)
    QTest.keyClicks(composer.editor, "Yes")
    QTest.keyClick(composer.editor, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: bool(desk.sent(commands.SendDraft)))
    panes = [desk.session.inline.pane]
    desk.link.deliver(events.Acknowledged(desk.sent(commands.SendDraft)[-1].operation_id))
    panes.append(desk.session.inline.pane)
    assert panes == [composer, None]
    assert desk.session.composers.windows == []


def test_the_window_does_not_close_over_it(desk: Desk) -> None:
    composer = answer_below(desk)
    QTest.keyClicks(composer.editor, "Half a letter")
    assert not desk.window.close()
    assert desk.window.isVisible()
    assert composer.editor.text().startswith("Half a letter")
    give_up(desk)
