"""A composer: what is typed is what goes out, once, and nothing is lost when it does not."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget
from pytestqt.qtbot import QtBot

from mailclient.bridge import commands, events
from mailclient.bridge.draft import DraftFile
from mailclient.gui.composer.composers import ComposerPane, Composers, SentMessage
from mailclient.gui.drafts.close_question import CloseQuestion
from mailclient.mail.ids import OperationId
from mailclient.mail.problem import Problem, ProblemKind
from tests.gui.composing import hand_over, part_text, sent, type_letter
from tests.gui.scripted_link import ScriptedLink
from tests.little_work import little_work


def test_what_is_typed_is_what_goes_out(qtbot: QtBot, composer: ComposerPane, link: ScriptedLink) -> None:
    type_letter(composer, "안녕 Jun")
    composer.fields.ask("bcc")
    QTest.keyClicks(composer.fields.bcc.line, "secret@example.org")
    command = hand_over(qtbot, composer, link)
    message = command.message
    assert str(message["From"]) == "Alice Kim <alice@work.example>"
    assert str(message["To"]) == "jun@example.org"
    assert str(message["Subject"]) == "Lunch"
    assert message["Bcc"] is None
    assert b"secret@example.org" not in command.data
    assert command.envelope == ("alice@work.example", ("jun@example.org", "secret@example.org"))
    assert part_text(message, "plain").strip() == "안녕 Jun"
    assert "<p>안녕 Jun</p>" in part_text(message, "html")
    assert command.command.hold_seconds == 5.0
    assert command.command.draft_id == composer.draft_id


def test_it_closes_only_when_the_engine_has_it(
    qtbot: QtBot, composers: Composers, composer: ComposerPane, link: ScriptedLink
) -> None:
    told: list[SentMessage] = []
    composers.sent.connect(told.append)
    type_letter(composer)
    command = hand_over(qtbot, composer, link)
    composer.close()
    assert composer.isVisible()
    assert told == []
    link.deliver(events.Acknowledged(command.command.operation_id))
    assert composers.windows == []
    assert told[0].operation_id == command.command.operation_id
    assert told[0].subject == "Lunch"


def test_refused_stays_open_with_everything(qtbot: QtBot, composer: ComposerPane, link: ScriptedLink) -> None:
    type_letter(composer)
    command = hand_over(qtbot, composer, link)
    link.deliver(events.Refused(command.command.operation_id, Problem(ProblemKind.DISK_FULL)))
    assert composer.isVisible()
    assert composer.bar.isVisible()
    assert composer.editor.isEnabled()
    assert composer.editor.text() == "Hello there"
    link.sent.clear()
    assert hand_over(qtbot, composer, link).command.operation_id != command.command.operation_id


def test_undo_opens_it_again(qtbot: QtBot, composers: Composers, composer: ComposerPane, link: ScriptedLink) -> None:
    told: list[SentMessage] = []
    composers.sent.connect(told.append)
    type_letter(composer)
    link.deliver(events.Acknowledged(hand_over(qtbot, composer, link).command.operation_id))
    link.sent.clear()
    again = composers.reopen(told[0])
    assert again.editor.text() == "Hello there"
    assert again.fields.to.text() == "jun@example.org"
    assert again.draft_id == told[0].draft_id
    qtbot.waitUntil(lambda: bool(sent(link, commands.SaveDraft)))


def test_ctrl_enter_sends(qtbot: QtBot, composer: ComposerPane, link: ScriptedLink) -> None:
    type_letter(composer)
    composer.activateWindow()
    composer.editor.setFocus()
    qtbot.waitUntil(composer.editor.hasFocus)
    QTest.keyClick(composer.editor, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: bool(sent(link, commands.SendDraft)))
    assert composer.editor.text() == "Hello there"


def test_plain_text_only(qtbot: QtBot, composer: ComposerPane, link: ScriptedLink) -> None:
    type_letter(composer)
    composer.bottom.plain.setChecked(True)
    message = hand_over(qtbot, composer, link).message
    assert message.get_content_type() == "text/plain"


# --- bad days --------------------------------------------------------------------------------------------------


def test_ten_thousand_recipients_are_pasted_and_sent(qtbot: QtBot, composer: ComposerPane, link: ScriptedLink) -> None:
    everyone = [f"person{number}@example.org" for number in range(10_000)]
    QApplication.clipboard().setText(", ".join(everyone))
    composer.fields.ask("bcc")
    with little_work(8):
        QTest.keyClick(composer.fields.bcc.line, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
        assert composer.fields.recipients() == 10_000
        composer.fields.subject.setText("All of you")
        composer.editor.insertPlainText("Hello")
        command = hand_over(qtbot, composer, link)
    assert len(command.envelope[1]) == 10_000


def test_nothing_is_lost_while_the_engine_does_not_answer(
    qtbot: QtBot, composers: Composers, composer: ComposerPane, link: ScriptedLink
) -> None:
    type_letter(composer)
    command = hand_over(qtbot, composer, link).command
    link.deliver(events.Acknowledged(OperationId("of another one")))
    assert not composer.close()
    assert composers.windows == [composer]
    assert composer.editor.text() == "Hello there"
    assert link.unacknowledged
    link.deliver(events.Acknowledged(command.operation_id))
    assert composers.windows == []


def test_full_disk_while_bytes_are_kept_before_sending(composer: ComposerPane, link: ScriptedLink) -> None:
    type_letter(composer)
    composer.attach([DraftFile("a.bin", "application/octet-stream", data=b"x" * 100_000)])
    composer.send()
    assert sent(link, commands.SendDraft) == []
    waiting = [command for command in link.sent if isinstance(command, commands.SaveDraft | commands.KeepDraftFile)]
    link.deliver(events.Refused(waiting[-1].operation_id, Problem(ProblemKind.DISK_FULL)))
    assert composer.editor.isEnabled()
    assert not composer.leaving
    assert sent(link, commands.SendDraft) == []
    assert len(composer.files.files()) == 1


def test_escape_asks_before_it_closes(composer: ComposerPane, composers: Composers) -> None:
    type_letter(composer)
    QTest.keyClick(composer.editor, Qt.Key.Key_Escape)
    assert composers.windows == [composer]
    assert composer.findChildren(CloseQuestion)


def test_escape_closes_what_was_not_begun(composer: ComposerPane, composers: Composers) -> None:
    QTest.keyClick(composer.editor, Qt.Key.Key_Escape)
    assert composers.windows == []


def test_tab_goes_through_all_of_it(composer: ComposerPane) -> None:
    composer.fields.to.line.setFocus()
    seen: list[QWidget] = []
    widget = composer.fields.to.line.nextInFocusChain()
    while widget is not None and widget is not composer.fields.to.line and len(seen) < 200:
        if widget.isVisibleTo(composer) and widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
            seen.append(widget)
        widget = widget.nextInFocusChain()
    places = [seen.index(one) for one in (composer.fields.subject, composer.editor, composer.bottom.send)]
    assert places == sorted(places)
    named = [one for one in seen if isinstance(one, QAbstractButton)]
    assert all(one.accessibleName() or one.text() or one.toolTip() for one in named)
