"""Files and recipients of composers."""

import os
import struct
import zipfile
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, QSize, Qt, QThreadPool, QUrl
from PySide6.QtGui import QColor, QDesktopServices, QDragEnterEvent, QDropEvent, QImage, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from mailclient.bridge import commands
from mailclient.bridge.draft import DraftFile
from mailclient.gui.composer.composers import ComposerPane, Composers, ReplyKind
from mailclient.gui.composer.files import deeds
from mailclient.gui.composer.files.drop_mark import DropMark
from mailclient.gui.composer.files.local_file import FileState
from mailclient.gui.composer.files.shrinking import Measure, shrunk
from mailclient.gui.composer.files.zipping import Zipping
from mailclient.gui.contacts.dragging import people_data
from mailclient.mail.contact import LOCAL_BOOK, Contact, ContactEntry
from mailclient.mail.ids import MessageId
from mailclient.store import contacts
from mailclient.store.reader import Reader
from tests.gui.composing import hand_over, sent, type_letter
from tests.gui.sample_store import Sample, change
from tests.gui.scripted_link import ScriptedLink
from tests.little_work import little_work


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


class DoneAtOnce(Zipping):
    """Done before whoever asked for it goes on; nothing is told yet."""

    def start(self) -> None:
        super().start()
        assert QThreadPool.globalInstance().waitForDone(30_000)


def names(composer: ComposerPane) -> list[str]:
    return [file.filename for file in composer.files.files()]


def put_file(folder: Path, name: str, data: bytes = b"x") -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


# --- what can be attached --------------------------------------------------------------------------------------


def test_what_is_no_file_is_told_and_the_rest_attached(composer: ComposerPane, tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    good = put_file(tmp_path, "good.txt")
    composer.deeds.attach_paths([pipe, tmp_path / "nowhere", Path("/dev/zero"), good])
    assert names(composer) == ["good.txt"]
    said = composer.bar.label.text()
    assert "“pipe” is a device and no file." in said
    assert "“nowhere” is not there." in said
    assert "“zero” is a device and no file." in said


def test_many_that_cannot_be_attached_are_few_words(composer: ComposerPane, tmp_path: Path) -> None:
    composer.deeds.attach_paths([tmp_path / f"nowhere{number}" for number in range(50)])
    assert "47 more cannot be attached." in composer.bar.label.text()


def test_name_with_line_breaks_is_one_line(composer: ComposerPane, tmp_path: Path) -> None:
    composer.deeds.attach_paths([put_file(tmp_path, "a\r\nBcc: x@example.org\n.txt")])
    assert names(composer) == ["a  Bcc: x@example.org .txt"]


def test_two_hundred_files_and_one_of_five_gigabytes(composer: ComposerPane, tmp_path: Path) -> None:
    large = tmp_path / ("very long name " * 14 + ".bin")
    with large.open("wb") as file:
        file.truncate(5 * 1024**3)
    many = [put_file(tmp_path, f"{number}.txt") for number in range(200)]
    with little_work(3):
        composer.deeds.attach_paths([large, *many])
    assert len(composer.files.files()) == 201
    assert composer.files.height() < 200
    assert composer.files.encoded_size() > 7 * 10**9


def test_the_same_file_is_attached_once(composer: ComposerPane, tmp_path: Path) -> None:
    path = put_file(tmp_path, "a.txt")
    composer.deeds.attach_paths([path, path])
    composer.deeds.attach_paths([path])
    assert names(composer) == ["a.txt"]


# --- what becomes of them --------------------------------------------------------------------------------------


def test_a_change_and_a_loss_are_told_at_once(qtbot: QtBot, composer: ComposerPane, tmp_path: Path) -> None:
    changed, gone = put_file(tmp_path, "changed.txt"), put_file(tmp_path, "gone.txt")
    composer.deeds.attach_paths([changed, gone])
    changed.write_bytes(b"another text")
    gone.unlink()
    first, second = composer.files.chips
    qtbot.waitUntil(lambda: first.state is FileState.CHANGED and second.state is FileState.GONE)
    assert "Changed since" in first.accessibleName()
    first.renewed.emit()
    assert [chip.state for chip in composer.files.chips] == [FileState.SAME, FileState.GONE]
    assert composer.files.files()[0].size == 12


def test_a_file_saved_by_renaming_is_watched_on(qtbot: QtBot, composer: ComposerPane, tmp_path: Path) -> None:
    path = put_file(tmp_path, "a.txt")
    composer.deeds.attach_paths([path])
    for data in (b"longer", b"longer still"):
        put_file(tmp_path, "new", data).rename(path)
        qtbot.waitUntil(lambda: composer.files.chips[0].state is FileState.CHANGED)
        composer.files.renew(str(path))
        assert composer.files.files()[0].size == len(data)


def test_order_and_name_are_the_users(composer: ComposerPane, tmp_path: Path) -> None:
    composer.deeds.attach_paths([put_file(tmp_path, name) for name in ("a.txt", "b.txt", "c.txt")])
    QTest.keyClick(composer.files.chips[2], Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert names(composer) == ["a.txt", "c.txt", "b.txt"]
    composer.files.chips[0].renamed.emit("보고서.txt")
    assert names(composer) == ["보고서.txt", "c.txt", "b.txt"]
    assert composer.files.files()[0].path == str(tmp_path / "a.txt")
    QTest.keyClick(composer.files.chips[1], Qt.Key.Key_Delete)
    assert names(composer) == ["보고서.txt", "b.txt"]


@pytest.mark.parametrize(
    ("name", "offered"),
    [("plan.txt", None), ("page.html", "Open anyway"), ("setup.exe", "Remove"), ("run.sh", "Remove")],
)
def test_a_file_is_weighed_before_it_is_opened(
    composer: ComposerPane, tmp_path: Path, name: str, offered: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[QUrl] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", opened.append)
    composer.deeds.attach_paths([put_file(tmp_path, name)])
    composer.files.chips[0].opened.emit()
    questions = [one for one in composer.window().findChildren(QDialog) if one.isVisible()]
    assert len(opened) == (offered is None)
    assert bool(questions) == (offered is not None)
    for question in questions:
        assert offered in [button.text() for button in question.findChildren(QPushButton)]
        question.reject()


def test_a_chip_is_dragged_out_as_its_file(composer: ComposerPane, tmp_path: Path) -> None:
    path = put_file(tmp_path, "a.txt")
    composer.deeds.attach_paths([path])
    assert composer.files.chips[0].mime_data().urls() == [QUrl.fromLocalFile(str(path))]


# --- dropping --------------------------------------------------------------------------------------------------


def drag(widget: QWidget, paths: list[Path]) -> tuple[QMimeData, bool]:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    nothing, copy = Qt.MouseButton.NoButton, Qt.DropAction.CopyAction
    event = QDragEnterEvent(QPoint(5, 5), copy, data, nothing, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(widget, event)
    return data, event.isAccepted()


def drop(mark: DropMark, data: QMimeData, x: float) -> None:
    at = QPointF(x, 100)
    event = QDropEvent(at, Qt.DropAction.CopyAction, data, Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier)
    mark.dropEvent(event)  # Qt delivers a drop only within a drag of its own


def test_files_can_be_dropped_anywhere(composer: ComposerPane, tmp_path: Path) -> None:
    path = put_file(tmp_path, "a.txt")
    mark = composer.deeds.mark
    for place in (composer, composer.editor.viewport(), composer.fields.to.line):
        data, accepted = drag(place, [path])
        assert accepted
        assert mark.isVisible()
        assert mark.size() == composer.size()
        mark.hide()
    drop(mark, data, 10)
    assert names(composer) == ["a.txt"]
    assert not mark.isVisible()


def test_a_picture_goes_into_the_text_or_beside_it(composer: ComposerPane, tmp_path: Path) -> None:
    picture = photograph(tmp_path / "p.png", QSize(40, 30))
    data, _ = drag(composer, [picture])
    drop(composer.deeds.mark, data, composer.width() - 10)
    assert names(composer) == ["p.png"]
    data, _ = drag(composer, [picture])
    drop(composer.deeds.mark, data, 10)
    assert len(composer.editor.images()) == 1
    assert names(composer) == ["p.png"]


def test_a_contact_is_attached_as_its_card(composer: ComposerPane, sample: Sample) -> None:
    said = Contact(uid="1", name="Kim: Minji", emails=(ContactEntry("minji@example.org"),))
    card = b"BEGIN:VCARD\r\nVERSION:4.0\r\nFN:Kim Minji\r\nEND:VCARD\r\n"
    change(sample.path, contacts.add, LOCAL_BOOK, contacts.Filed(card, said), 1.0)
    row = Reader(sample.path).contacts("")[0]
    data = people_data([row])
    enter = QDragEnterEvent(
        QPoint(5, 5), Qt.DropAction.CopyAction, data, Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier
    )
    QApplication.sendEvent(composer.fields.to.line, enter)
    assert not composer.deeds.mark.isVisible()  # there it is a recipient
    QApplication.sendEvent(composer.editor.viewport(), enter)
    assert composer.deeds.mark.isVisible()
    drop(composer.deeds.mark, data, 10)
    (file,) = composer.files.files()
    assert (file.media_type, file.data) == ("text/vcard", card)
    assert file.filename.endswith(".vcf")


# --- smaller ---------------------------------------------------------------------------------------------------


def photograph(path: Path, size: QSize = QSize(2400, 1600)) -> Path:  # noqa: B008  a value
    picture = QImage(size, QImage.Format.Format_RGB32)
    picture.fill(QColor("navy"))
    painter = QPainter(picture)
    for step in range(0, size.width(), 7):
        painter.setPen(QColor.fromHsv(step % 360, 200, 220))
        painter.drawLine(step, 0, size.width() - step, size.height())
    painter.end()
    picture.setText("Description", "SECRET PLACE")
    picture.save(str(path), quality=98)
    return path


def with_place(path: Path) -> Path:
    """With an EXIF block that says where it was taken and that the camera was held on its side."""
    tiff = b"II*\0\x08\0\0\0\x02\0" + struct.pack("<HHIHH", 0x0112, 3, 1, 6, 0)
    tiff += struct.pack("<HHII", 0x010E, 2, 16, 38) + b"\0\0\0\0" + b"GPS 37.5N 127E!\0"
    block = b"Exif\0\0" + tiff
    data = path.read_bytes()
    path.write_bytes(data[:2] + b"\xff\xe1" + struct.pack(">H", len(block) + 2) + block + data[2:])
    return path


def test_a_smaller_copy_tells_no_place(qtbot: QtBot, composer: ComposerPane, tmp_path: Path) -> None:
    path = with_place(photograph(tmp_path / "holiday.jpeg"))
    assert b"GPS 37.5N" in path.read_bytes()
    composer.deeds.attach_paths([path, put_file(tmp_path, "a.txt")])
    assert composer.files.shrink.isVisible()
    dialog = composer.deeds.ask_measure()
    assert dialog is not None
    dialog.choices[Measure.SMALL].setChecked(True)
    qtbot.waitUntil(dialog.confirm.isEnabled)
    dialog.confirm.click()
    copy, other = composer.files.files()
    assert (copy.filename, copy.media_type, other.filename) == ("holiday.jpg", "image/jpeg", "a.txt")
    assert copy.path == ""
    assert b"GPS" not in copy.data
    assert b"SECRET" not in copy.data
    assert len(copy.data) < path.stat().st_size
    assert QImage.fromData(copy.data).size() == QSize(682, 1024)  # upright, as the camera was held
    assert b"GPS 37.5N" in path.read_bytes()


def test_transparency_stays(tmp_path: Path) -> None:
    picture = QImage(3000, 30, QImage.Format.Format_ARGB32)
    picture.fill(Qt.GlobalColor.transparent)
    copy = shrunk(picture, Measure.SMALL)
    assert copy is not None
    assert copy[1] == "image/png"
    assert QImage.fromData(copy[0]).pixelColor(5, 5).alpha() == 0


def test_what_only_calls_itself_a_picture_stays(qtbot: QtBot, composer: ComposerPane, tmp_path: Path) -> None:
    broken = DraftFile("a.jpg", "image/jpeg", path=str(put_file(tmp_path, "a.jpg", b"\xff\xd8" + b"x" * 300_000)))
    composer.attach([broken])
    dialog = composer.deeds.ask_measure()
    assert dialog is not None
    qtbot.waitUntil(dialog.confirm.isEnabled)
    dialog.confirm.click()
    assert composer.files.files()[0].path == broken.path


# --- one zip file ----------------------------------------------------------------------------------------------


def test_several_files_become_one(qtbot: QtBot, composer: ComposerPane, link: ScriptedLink, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    composer.deeds.attach_paths(
        [put_file(tmp_path, "보고서.txt", b"one"), put_file(tmp_path / "other", "보고서.txt", b"two")]
    )
    composer.files.zip.click()
    qtbot.waitUntil(lambda: names(composer) == ["Files.zip"])
    (file,) = composer.files.files()
    assert Path(file.path).is_relative_to(link.profile.draft_files / composer.draft_id)
    with zipfile.ZipFile(file.path) as packed:
        assert {name: packed.read(name) for name in packed.namelist()} == {
            "보고서.txt": b"one",
            "보고서 (2).txt": b"two",
        }
        assert all(entry.flag_bits & 0x800 for entry in packed.infolist())
    assert composer.files.awaited == 0


def zip_at_once(composer: ComposerPane, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its two files are in a zip file already; it has not heard of it."""
    monkeypatch.setattr(deeds, "Zipping", DoneAtOnce)
    composer.deeds.attach_paths([put_file(tmp_path, "a.txt"), put_file(tmp_path, "b.txt")])
    composer.files.zip.click()


def test_it_takes_their_place_however_quick_it_is(
    qtbot: QtBot, composer: ComposerPane, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    zip_at_once(composer, tmp_path, monkeypatch)
    qtbot.waitUntil(lambda: composer.files.awaited == 0)
    assert names(composer) == ["Files.zip"]


def test_given_up_just_when_it_is_done_the_files_stay(
    composer: ComposerPane, link: ScriptedLink, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    zip_at_once(composer, tmp_path, monkeypatch)
    composer.files._awaited[0].button_clicked.emit()
    QApplication.processEvents()
    assert composer.files.awaited == 0
    assert names(composer) == ["a.txt", "b.txt"]
    assert list((link.profile.draft_files / composer.draft_id).iterdir()) == []


def test_what_is_no_file_on_the_disk_is_not_offered_to_be_zipped(composer: ComposerPane, tmp_path: Path) -> None:
    composer.attach([DraftFile(f"{name}.vcf", "text/vcard", data=b"BEGIN:VCARD") for name in ("a", "b")])
    composer.deeds.attach_paths([put_file(tmp_path, "a.txt")])
    assert composer.files.zip.isHidden()
    composer.deeds.attach_paths([put_file(tmp_path, "b.txt")])
    assert not composer.files.zip.isHidden()


def test_a_folder_becomes_a_zip_file(qtbot: QtBot, composer: ComposerPane, tmp_path: Path) -> None:
    folder = tmp_path / "Ferien"
    (folder / "leer").mkdir(parents=True)
    put_file(folder, "a.txt", b"a")
    (folder / "link").symlink_to("/etc/passwd")
    os.mkfifo(folder / "pipe")
    composer.deeds.attach_paths([folder])
    qtbot.waitUntil(lambda: names(composer) == ["Ferien.zip"])
    with zipfile.ZipFile(composer.files.files()[0].path) as packed:
        assert sorted(packed.namelist()) == ["Ferien/a.txt", "Ferien/leer/"]


def test_while_it_is_made_nothing_goes(composer: ComposerPane, link: ScriptedLink, tmp_path: Path) -> None:
    type_letter(composer)
    composer.files.await_file("Files.zip", 0, "application/zip")
    composer.send()
    assert "being" in composer.bar.label.text()
    assert sent(link, commands.SendDraft) == []


def test_an_unreadable_file_leaves_no_zip_behind(
    qtbot: QtBot, composer: ComposerPane, link: ScriptedLink, tmp_path: Path
) -> None:
    paths = [put_file(tmp_path, "a.txt"), put_file(tmp_path, "b.txt")]
    composer.deeds.attach_paths(paths)
    paths[1].unlink()
    composer.files.zip.click()
    qtbot.waitUntil(composer.bar.isVisible)
    assert names(composer) == ["a.txt", "b.txt"]
    assert list((link.profile.draft_files / composer.draft_id).iterdir()) == []


# --- recipients ---------------------------------------------------------------------------------------------


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
