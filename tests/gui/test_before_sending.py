"""What is said before a message goes, in one sheet."""

import time
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest
from PySide6.QtCore import QBuffer, QEvent, QIODevice, Qt
from PySide6.QtGui import QImage, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from mailclient.bridge import commands, events
from mailclient.bridge.draft import DraftContent, DraftFile
from mailclient.gui.composer.before_sending.concern import Matter, Remedy
from mailclient.gui.composer.before_sending.sheet import ConcernSheet
from mailclient.gui.composer.composers import ComposerPane, Composers, ReplyKind, SentMessage
from mailclient.mail.address import Address
from mailclient.mail.body import Body
from mailclient.mail.problem import Problem, ProblemKind
from mailclient.store import engine_state
from tests.gui import letters
from tests.gui.composing import hand_over, sent, type_letter
from tests.gui.sample_store import Sample, change
from tests.gui.scripted_link import ScriptedLink


def test_no_recipient_is_told(composer: ComposerPane, link: ScriptedLink) -> None:
    QTest.keyClicks(composer.editor, "Hello")
    composer.send()
    assert composer.bar.label.text() == "Add at least one recipient."
    assert sent(link, commands.SendDraft) == []


def test_what_is_no_address_is_told(composer: ComposerPane, link: ScriptedLink) -> None:
    type_letter(composer)
    QTest.keyClicks(composer.fields.to.line, "not an address")
    composer.send()
    assert "not an address" in composer.bar.label.text()
    assert not composer.fields.to.chips[-1].valid
    assert sent(link, commands.SendDraft) == []


def fill(composer: ComposerPane, subject: str = "Report", text: str = "Hello", to: str = "jun@example.org") -> None:
    QTest.keyClicks(composer.fields.to.line, f"{to},")
    composer.fields.subject.setText(subject)
    composer.editor.fill_plain(text)


def asked(composer: ComposerPane) -> ConcernSheet:
    """Press Send; the sheet that comes up."""
    composer.send()
    sheet = composer.sending.sheet
    assert sheet is not None
    assert sheet.isVisible()
    return sheet


def press(sheet: ConcernSheet, remedy: Remedy) -> None:
    next(button for mend, button in sheet.buttons.items() if mend.remedy is remedy).click()


@pytest.mark.parametrize(
    ("subject", "text", "matter"),
    [
        ("", "Hello", Matter.SUBJECT),
        ("Report", "", Matter.TEXT),
        ("Report", "see the attached file", Matter.ATTACHMENT),
        ("보고서", "파일을 첨부합니다", Matter.ATTACHMENT),
    ],
)
def test_worries_can_be_overruled(
    qtbot: QtBot, composer: ComposerPane, link: ScriptedLink, subject: str, text: str, matter: Matter
) -> None:
    fill(composer, subject, text)
    sheet = asked(composer)
    assert [concern.matter for concern in sheet.concerns] == [matter]
    assert sent(link, commands.SendDraft) == []
    sheet.send.click()
    qtbot.waitUntil(lambda: bool(sent(link, commands.SendDraft)))


def test_all_of_it_is_said_at_once(composer: ComposerPane) -> None:
    fill(composer, "", "see the attachment", to="noreply@example.org")
    matters = [concern.matter for concern in asked(composer).concerns]
    assert matters == [Matter.RECIPIENT, Matter.ATTACHMENT, Matter.SUBJECT]


def test_what_was_overruled_is_not_said_again(qtbot: QtBot, composers: Composers, link: ScriptedLink) -> None:
    composer = composers.write()
    assert composer is not None
    told: list[SentMessage] = []
    composers.sent.connect(told.append)
    fill(composer, "", "Hello")
    asked(composer).send.click()
    link.deliver(events.Acknowledged(sent(link, commands.SendDraft)[-1].operation_id))
    again = composers.reopen(told[0])
    link.sent.clear()
    assert hand_over(qtbot, again, link).content.subject == ""


def test_refused_it_is_not_said_again_either(composer: ComposerPane, link: ScriptedLink) -> None:
    fill(composer, "", "Hello")
    asked(composer).send.click()
    command = sent(link, commands.SendDraft)[-1]
    link.deliver(events.Refused(command.operation_id, Problem(ProblemKind.DISK_FULL)))
    assert composer.editor.isEnabled()
    composer.send()
    assert composer.sending.sheet is None
    assert len(sent(link, commands.SendDraft)) == 2


def test_another_worry_is_said(composer: ComposerPane, link: ScriptedLink) -> None:
    fill(composer, "", "Hello")
    asked(composer).send.click()
    command = sent(link, commands.SendDraft)[-1]
    link.deliver(events.Refused(command.operation_id, Problem(ProblemKind.DISK_FULL)))
    composer.editor.fill_plain("It is attached")
    assert [concern.matter for concern in asked(composer).concerns] == [Matter.ATTACHMENT]


def test_ctrl_enter_once_more_means_it(composer: ComposerPane, link: ScriptedLink) -> None:
    fill(composer, "", "Hello")
    sheet = asked(composer)
    held = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier, "", autorep=True)
    QApplication.sendEvent(sheet, held)
    assert sent(link, commands.SendDraft) == []
    QTest.keyClick(sheet, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert len(sent(link, commands.SendDraft)) == 1


def test_escape_goes_back_to_writing(composer: ComposerPane, link: ScriptedLink) -> None:
    fill(composer, "", "Hello")
    QTest.keyClick(asked(composer), Qt.Key.Key_Escape)
    assert composer.sending.sheet is None
    assert composer.isVisible()
    assert sent(link, commands.SendDraft) == []


def test_writing_the_subject(composer: ComposerPane) -> None:
    fill(composer, "", "Hello")
    press(asked(composer), Remedy.WRITE_SUBJECT)
    assert composer.sending.sheet is None
    assert composer.focusWidget() is composer.fields.subject


def test_nobody_reads_it_is_removed_and_the_rest_stays(composer: ComposerPane) -> None:
    fill(composer, "", "Hello", to="noreply@example.org, Jun <jun@example.org>")
    sheet = asked(composer)
    press(sheet, Remedy.REMOVE_RECIPIENT)
    assert composer.fields.to.text() == "Jun <jun@example.org>"
    assert [concern.matter for concern in sheet.concerns] == [Matter.SUBJECT]


def test_mended_wholly_it_goes(qtbot: QtBot, composer: ComposerPane, link: ScriptedLink) -> None:
    fill(composer, to=", ".join(f"person{number}@example.org" for number in range(30)))
    press(asked(composer), Remedy.USE_BCC)
    qtbot.waitUntil(lambda: bool(sent(link, commands.SendDraft)))
    content = msgspec.msgpack.decode(sent(link, commands.SendDraft)[-1].content, type=DraftContent)
    assert content.to == content.cc == ""
    assert content.bcc.count("@") == 30


def test_misspelt_address_is_corrected(composer: ComposerPane, link: ScriptedLink) -> None:
    fill(composer, to="Jun <jun@gmial.com>")
    press(asked(composer), Remedy.USE_ADDRESS)
    assert composer.fields.to.text() == "Jun <jun@gmail.com>"
    assert len(sent(link, commands.SendDraft)) == 1


def test_answering_as_somebody_else(composers: Composers, sample: Sample) -> None:
    head = replace(letters.envelope("Question"), to=(Address("", "alice@work.example"),), cc=())
    composers.reply(letters.put(sample, Body("x"), head), ReplyKind.REPLY)
    (composer,) = composers.windows
    QTest.keyClicks(composer.editor, "Yes")
    composer.fields.from_.menu().actions()[1].trigger()
    sheet = asked(composer)
    assert Matter.IDENTITY in [concern.matter for concern in sheet.concerns]
    press(sheet, Remedy.USE_IDENTITY)
    assert composer.fields.from_.text() == "Alice Kim <alice@work.example>"


def test_too_large_for_the_server(composer: ComposerPane, sample: Sample, tmp_path: Path) -> None:
    change(sample.path, engine_state.save, size_limit_of(composer), b"1000000")
    path = tmp_path / "film.bin"
    with path.open("wb") as file:
        file.truncate(2_000_000)
    fill(composer)
    composer.deeds.attach_paths([path])
    sheet = asked(composer)
    assert [concern.sentence for concern in sheet.concerns] == ["The message has 3 MB; your server takes 0.9 MB."]
    press(sheet, Remedy.REMOVE_FILE)
    assert composer.files.files() == ()


def test_pictures_of_the_text_count(composer: ComposerPane, sample: Sample) -> None:
    change(sample.path, engine_state.save, size_limit_of(composer), b"1000000")
    fill(composer)
    assert composer.editor.insert_image(DraftFile("view.png", "image/png", data=photograph_bytes(1_500_000)))
    sheet = asked(composer)
    assert [concern.matter for concern in sheet.concerns] == [Matter.SIZE]


def photograph_bytes(size: int) -> bytes:
    """A PNG with so many bytes more behind it: readers do not look at those."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    QImage(8, 8, QImage.Format.Format_RGB32).save(buffer, "PNG")  # type: ignore[call-overload]
    return bytes(buffer.data().data()) + bytes(size)


def size_limit_of(composer: ComposerPane) -> str:
    server = composer.account().settings.smtp
    return engine_state.size_limit_key(server.host, server.port)


def test_file_that_is_gone_keeps_it_here(composer: ComposerPane, link: ScriptedLink, tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"x")
    fill(composer)
    composer.deeds.attach_paths([path])
    path.unlink()
    sheet = asked(composer)
    assert not sheet.send.isVisible()
    assert str(path) in sheet.concerns[0].why
    QTest.keyClick(sheet, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert sent(link, commands.SendDraft) == []
    press(sheet, Remedy.REMOVE_FILE)
    assert len(sent(link, commands.SendDraft)) == 1


def test_file_that_was_changed_is_looked_at(composer: ComposerPane, link: ScriptedLink, tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"x")
    fill(composer)
    composer.deeds.attach_paths([path])
    path.write_bytes(b"other")
    press(asked(composer), Remedy.USE_NEW_FILE)
    content = msgspec.msgpack.decode(sent(link, commands.SendDraft)[-1].content, type=DraftContent)
    assert content.files[0].size == 5


def test_time_that_has_passed(composer: ComposerPane, link: ScriptedLink) -> None:
    fill(composer)
    composer.schedule.choose(time.time() - 3600)
    press(asked(composer), Remedy.SEND_NOW)
    content = msgspec.msgpack.decode(sent(link, commands.SendDraft)[-1].content, type=DraftContent)
    assert content.send_at is None


def test_what_was_there_before_says_nothing(composers: Composers, sample: Sample) -> None:
    letter = letters.put(sample, Body("The report is attached."))
    composers.reply(letter, ReplyKind.FORWARD)
    (composer,) = composers.windows
    QTest.keyClicks(composer.fields.to.line, "jun@example.org,")
    composer.send()
    assert composer.sending.sheet is None


def test_attachment_named_only_in_the_quote_is_no_worry(
    qtbot: QtBot, composer: ComposerPane, link: ScriptedLink
) -> None:
    type_letter(composer)
    composer.editor.fill_html("<p>Thanks</p><blockquote>see attached</blockquote>")
    hand_over(qtbot, composer, link)
