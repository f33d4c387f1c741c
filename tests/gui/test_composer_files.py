"""Files and recipients of composers."""

from pathlib import Path

from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from mailclient.bridge.draft import DraftFile
from mailclient.gui.composer.composers import ComposerPane, Composers, ReplyKind
from mailclient.mail.ids import MessageId
from tests.gui.composing import hand_over, type_letter
from tests.gui.scripted_link import ScriptedLink


def test_file_is_sent_byte_for_byte(qtbot: QtBot, composer: ComposerPane, link: ScriptedLink, tmp_path: Path) -> None:
    data = bytes(range(256)) * 500
    path = tmp_path / "보고서.bin"
    path.write_bytes(data)
    given = QMimeData()
    given.setUrls([QUrl.fromLocalFile(str(path))])
    type_letter(composer)
    composer.editor.insertFromMimeData(given)
    assert composer.files.isVisible()
    message = hand_over(qtbot, composer, link).message
    (part,) = message.iter_attachments()
    assert part.get_filename() == "보고서.bin"
    assert part.get_payload(decode=True) == data


def test_removed_file_is_not_sent(composer: ComposerPane) -> None:
    composer.attach([DraftFile("a.txt", "text/plain", data=b"a"), DraftFile("b.txt", "text/plain", data=b"b")])
    composer.files.chips[0].button_clicked.emit()
    assert [file.filename for file in composer.files.files()] == ["b.txt"]


def test_addresses_are_completed(composer: ComposerPane) -> None:
    QTest.keyClicks(composer.fields.to.line, "gard")
    assert composer.fields.to.proposals.isVisible()
    QTest.keyClick(composer.fields.to.line, Qt.Key.Key_Return)
    assert composer.fields.to.text() == "Garden Club <garden@example.org>"


def test_address_typed_whole_is_not_replaced(composer: ComposerPane) -> None:
    QTest.keyClicks(composer.fields.to.line, "garden@example.or")
    QTest.keyClick(composer.fields.to.line, Qt.Key.Key_Tab)
    assert composer.fields.to.text() == "garden@example.or"


def test_many_are_pasted_at_once(composer: ComposerPane) -> None:
    composer.fields.to.line.setText('"Lee, Jun" <jun@x.org>; ada@x.org, Kim <kim@x.org>')
    composer.fields.to.line.textEdited.emit(composer.fields.to.line.text())
    assert [address.address for address in composer.fields.to.addresses()] == ["jun@x.org", "ada@x.org", "kim@x.org"]


def test_backspace_goes_back_to_the_last(composer: ComposerPane) -> None:
    field = composer.fields.to
    QTest.keyClicks(field.line, "a@x.org,b@x.org,")
    QTest.keyClick(field.line, Qt.Key.Key_Backspace)
    assert field.selected() == field.chips[-1:]
    QTest.keyClick(field.line, Qt.Key.Key_Backspace)
    assert field.text() == "a@x.org"


def test_sender_can_be_chosen(qtbot: QtBot, composer: ComposerPane, link: ScriptedLink) -> None:
    type_letter(composer)
    composer.fields.from_.menu().actions()[1].trigger()
    message = hand_over(qtbot, composer, link).message
    assert str(message["From"]) == "Alice Kim <alice@home.example>"


def test_unknown_message_is_ignored(composers: Composers) -> None:
    composers.reply(MessageId(99_999), ReplyKind.REPLY)
    composers.edit_draft(MessageId(99_999))
    assert composers.windows == []
