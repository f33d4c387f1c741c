"""Files of messages: which are dangerous, how they are opened, previewed, drawn, dragged out."""

import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QBuffer, QIODevice, QSize, Qt, QUrl
from PySide6.QtGui import QColor, QImage, QPageSize, QPainter, QPdfWriter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QLabel, QPlainTextEdit
from pytestqt.qtbot import QtBot

from mailclient.bridge import commands, events
from mailclient.gui.attachments.attachment_files import OpenedFiles, save, sweep_copies
from mailclient.gui.attachments.file_danger import RUNS, Danger, dangers_of, dangers_of_name
from mailclient.gui.attachments.file_kind import FileKind, file_kind
from mailclient.gui.attachments.pdf_drawing import PdfDrawing
from mailclient.gui.attachments.picture_drawing import draw_first_page, draw_picture
from mailclient.gui.attachments.programs import Program, programs_for
from mailclient.gui.attachments.quarantine import mark_as_foreign
from mailclient.gui.message_view.message_window import MessageWindow
from mailclient.gui.message_view.pane import MessagePane
from mailclient.mail.body import Attachment, Body
from mailclient.mail.ids import PartPath
from mailclient.store.reader import Reader
from tests.gui import letters
from tests.gui.sample_store import Sample
from tests.gui.scripted_link import ScriptedLink

PROGRAM = Attachment(PartPath("3"), "invoice.pdf.exe", "application/octet-stream", 4)
ARCHIVE = Attachment(PartPath("4"), "all.zip", "application/zip", 4)
MACROS = Attachment(PartPath("5"), "sheet.xlsm", "application/octet-stream", 4)
PICTURE = Attachment(PartPath("6"), "chart.png", "image/png", 400)
NOTE = Attachment(PartPath("7"), "note.txt", "text/plain", 40)


def png(width: int = 40, height: int = 20) -> bytes:
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(QColor("red"))
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]
    return bytes(buffer.data().data())


def pdf() -> bytes:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setPageSize(QPageSize(QPageSize.PageSizeId.A5))
    painter = QPainter(writer)
    painter.drawText(100, 100, "Report")
    writer.newPage()
    painter.drawText(100, 100, "Page two")
    painter.end()
    return bytes(buffer.data().data())


@pytest.fixture
def pane(qtbot: QtBot, sample: Sample, link: ScriptedLink) -> MessagePane:
    made = MessagePane(Reader(sample.path), link)
    qtbot.addWidget(made)
    made.resize(840, 700)
    made.show()
    return made


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """What the system was asked to open."""
    paths: list[Path] = []
    monkeypatch.setattr(
        "mailclient.gui.attachments.deeds.QDesktopServices.openUrl",
        lambda url: paths.append(Path(QUrl(url).toLocalFile())),
    )
    return paths


@pytest.mark.parametrize(
    "name",
    [
        "a.exe",
        "a.pdf.exe",
        "a.js",
        "a.desktop",
        "a.exe. ",
        "a.lnk",
        "a.url",
        "a.appimage",
        "A.SCR",
        "a.hta",
        "a.rdp",
        "a.terminal",
        "a.mobileconfig",
        "a.appinstaller",
    ],
)
def test_what_runs_is_known_by_its_name(name: str) -> None:
    assert RUNS.intersection(dangers_of_name(name, "application/octet-stream"))


@pytest.mark.parametrize(
    ("name", "media_type", "data", "danger"),
    [
        ("a.docm", "application/octet-stream", b"PK\x03\x04", Danger.MACROS),
        ("a.docx", "application/octet-stream", b"PK\x03\x04 word/vbaProject.bin", Danger.MACROS),
        ("a.doc", "application/msword", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "_VBA_PROJECT".encode("utf-16-le"),
         Danger.MACROS),
        ("a.HTML", "application/octet-stream", b"x", Danger.WEB_PAGE),
        ("a.svg", "image/svg+xml", b"<svg/>", Danger.WEB_PAGE),
        ("a.dat", "application/octet-stream", b"<!DOCTYPE html><script>", Danger.WEB_PAGE),
        ("a.iso", "application/octet-stream", b"", Danger.DISK_IMAGE),
        ("a.pdf.scr", "application/pdf", b"", Danger.TWO_ENDINGS),
        ("a.pdf", "application/pdf", b"MZ\x90", Danger.PROGRAM),
        ("a.pdf", "application/pdf", b"MZ\x90", Danger.OTHER_CONTENT),
        ("a.jpg", "image/jpeg", b"hello", Danger.OTHER_CONTENT),
        ("a.txt", "text/plain", b"#!/bin/sh\nrm", Danger.PROGRAM),
        ("noname", "application/x-msdownload", b"", Danger.PROGRAM),
        ("a", "application/octet-stream", b"\x7fELF\x02", Danger.PROGRAM),
        ("a", "application/octet-stream", b"# a note\n\n[Desktop Entry]\nExec=rm", Danger.SHORTCUT),
    ],
)  # fmt: skip
def test_dangers(name: str, media_type: str, data: bytes, danger: Danger) -> None:
    assert danger in dangers_of(name, media_type, data)


@pytest.mark.parametrize(
    ("name", "media_type", "data"),
    [
        ("a.pdf", "application/pdf", b"%PDF-1.7"),
        ("a.docx", "application/octet-stream", b"PK\x03\x04 word/document.xml"),
        ("a.png", "image/png", b"\x89PNG\r\n\x1a\n"),
        ("a.txt", "text/plain", b"hello"),
        ("a.b.c.txt", "text/plain", b"hello"),
        ("report.2024.pdf", "application/pdf", b"%PDF-1.7"),
        ("archive.tar.gz", "application/gzip", b"\x1f\x8b"),
    ],
)
def test_harmless_files(name: str, media_type: str, data: bytes) -> None:
    assert dangers_of(name, media_type, data) == ()


@pytest.mark.parametrize(
    ("media_type", "name", "kind"),
    [
        ("image/png", "a.png", FileKind.PICTURE),
        ("application/octet-stream", "a.JPG", FileKind.PICTURE),
        ("image/svg+xml", "a.svg", None),
        ("application/pdf", "a.pdf", FileKind.PDF),
        ("text/csv", "a.csv", FileKind.TEXT),
        ("text/html", "a.html", None),
        ("text/plain", "a.exe", None),
        ("message/rfc822", "a.eml", FileKind.MESSAGE),
        ("application/zip", "a.zip", None),
    ],
)
def test_what_is_shown_here(media_type: str, name: str, kind: FileKind | None) -> None:
    assert file_kind(media_type, name) is kind
    assert kind is FileKind.MESSAGE or file_kind(media_type, name, 80_000_000) is None


def test_what_runs_is_never_opened(pane: MessagePane, sample: Sample, opened: list[Path]) -> None:
    pane.show_message(letters.put(sample, Body("x", attachments=(PROGRAM,)), parts={"3": b"MZ\x90\x00"}))
    pane.attachments.chips[PartPath("3")].opened.emit()
    (question,) = pane.findChildren(QDialog)
    words = " ".join(label.text() for label in question.findChildren(QLabel))
    assert "It is a program" in words
    assert "two endings" in words
    question.reject()
    assert opened == []


def test_macros_are_opened_after_a_question_only(pane: MessagePane, sample: Sample, opened: list[Path]) -> None:
    pane.show_message(letters.put(sample, Body("x", attachments=(MACROS,)), parts={"5": b"PK\x03\x04"}))
    pane.attachments.chips[PartPath("5")].opened.emit()
    (question,) = pane.findChildren(QDialog)
    question.reject()
    assert opened == []
    pane.attachments.chips[PartPath("5")].opened.emit()
    pane.findChildren(QDialog)[-1].accept()
    assert [path.name for path in opened] == ["sheet.xlsm"]


def test_what_is_opened_cannot_run_and_is_private(pane: MessagePane, sample: Sample, opened: list[Path]) -> None:
    pane.show_message(letters.put(sample, Body("x", attachments=(ARCHIVE,)), parts={"4": b"PK\x03\x04"}))
    pane.attachments.chips[PartPath("4")].opened.emit()
    (path,) = opened
    assert path.read_bytes() == b"PK\x03\x04"
    assert path.stat().st_mode & 0o777 == 0o400
    assert path.parent.stat().st_mode & 0o077 == 0


def test_saved_files_cannot_run(tmp_path: Path) -> None:
    save(b"#!/bin/sh\n", tmp_path / "a.sh")
    assert (tmp_path / "a.sh").stat().st_mode & 0o111 == 0
    assert OpenedFiles().put(b"x", "a.sh").stat().st_mode & 0o111 == 0


def test_files_are_marked_as_foreign_on_windows(tmp_path: Path) -> None:
    mark_as_foreign(tmp_path / "a.pdf", "win32")
    assert "ZoneId=3" in (tmp_path / "a.pdf:Zone.Identifier").read_text()


def test_a_picture_is_previewed_in_place(qtbot: QtBot, pane: MessagePane, sample: Sample) -> None:
    pane.show_message(letters.put(sample, Body("x", attachments=(PICTURE, NOTE)), parts={"6": png(), "7": b"note"}))
    chip = pane.attachments.chips[PartPath("6")]
    QTest.mouseClick(chip, Qt.MouseButton.LeftButton)
    preview = pane.previews.preview
    assert preview is not None
    qtbot.waitUntil(lambda: "40 × 20" in preview.facts.text())
    assert not pane.body.isVisible()
    assert preview.shown.grab().toImage().pixelColor(preview.shown.rect().center()) == QColor("red")
    QTest.keyClick(preview, Qt.Key.Key_Right)
    assert isinstance(preview.shown, QPlainTextEdit)
    assert preview.shown.toPlainText() == "note"
    QTest.keyClick(preview, Qt.Key.Key_Escape)
    assert pane.body.isVisible()
    assert not preview.isVisible()


def test_a_pdf_is_previewed_and_drawn(qtbot: QtBot, pane: MessagePane, sample: Sample) -> None:
    data = pdf()
    file = Attachment(PartPath("2"), "report.pdf", "application/pdf", len(data))
    pane.show_message(letters.put(sample, Body("x", attachments=(file,)), parts={"2": data}))
    QTest.keyClick(pane.attachments.chips[PartPath("2")], Qt.Key.Key_Return)
    preview = pane.previews.preview
    assert preview is not None
    qtbot.waitUntil(lambda: preview.facts.text().startswith("2 pages"))
    image, _size = draw_first_page(data, QSize(100, 100))
    assert image.height() == 100
    assert draw_first_page(b"%PDF-1.7 broken", QSize(100, 100))[0].isNull()


def slow_pdf() -> bytes:
    """1.5 KB that draw a rectangle 20⁶ times, by forms within forms."""
    form = b"<</Type/XObject/Subtype/Form/BBox[0 0 9 9]%s/Length %d>>\nstream\n%s\nendstream"
    deeper = [form % (b"/Resources<</XObject<</F %d 0 R>>>>" % number, 100, b"/F Do" * 20) for number in range(6, 11)]
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R/Resources<</XObject<</F 5 0 R>>>>>>",
        b"<</Length 5>>\nstream\n/F Do\nendstream",
        *deeper,
        form % (b"", 11, b"0 0 9 9 re f"),
    ]
    data, places = b"%PDF-1.4\n", []
    for number, one in enumerate(objects, 1):
        places.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, one)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    end = b"trailer<</Root 1 0 R/Size %d>>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, len(data))
    return data + b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1) + table + end


def test_a_pdf_that_takes_for_ever_holds_nothing_up(qtbot: QtBot) -> None:
    drawing = PdfDrawing(time_limit_ms=3_000)
    found: list[int] = []

    def given_up(image: QImage, _size: QSize) -> None:
        found.append(image.height())
        drawing._patience.setInterval(60_000)  # the others are quick, but not on every machine

    drawing.want(slow_pdf(), 50, given_up)
    drawing.want(pdf(), 50, lambda image, _size: found.append(image.height()))
    drawing.want(b"%PDF-1.7 broken", 50, lambda image, _size: found.append(image.height()))
    qtbot.waitUntil(lambda: len(found) == 3, timeout=150_000)
    assert found == [0, 50, 0]


def test_the_preview_fetches_and_tells_a_failure(pane: MessagePane, sample: Sample, link: ScriptedLink) -> None:
    letter = letters.put(sample, Body("x", attachments=(NOTE,)))
    pane.show_message(letter)
    pane.attachments.chips[PartPath("7")].opened.emit()
    assert link.sent == [commands.FetchPart(letter, PartPath("7"))]
    letters.arrive_part(sample, letter, "7", "분기 보고서".encode("euc-kr"))
    link.deliver(events.PartStored(letter, PartPath("7")))
    preview = pane.previews.preview
    assert preview is not None
    assert isinstance(preview.shown, QPlainTextEdit)
    assert preview.shown.toPlainText() == "분기 보고서"


def test_another_message_closes_the_preview(pane: MessagePane, sample: Sample) -> None:
    pane.show_message(letters.put(sample, Body("x", attachments=(NOTE,)), parts={"7": b"note"}))
    pane.attachments.chips[PartPath("7")].opened.emit()
    pane.show_message(letters.put(sample, Body("other")))
    assert pane.body.isVisible()
    assert pane.previews.shown is None


def test_chips_show_what_is_here(qtbot: QtBot, pane: MessagePane, sample: Sample, link: ScriptedLink) -> None:
    other = Attachment(PartPath("8"), "other.png", "image/png", 400)
    pane.show_message(letters.put(sample, Body("x", attachments=(PICTURE, other)), parts={"6": png()}))
    assert link.sent == [], "nothing is fetched for it"
    chip = pane.attachments.chips[PartPath("6")]
    qtbot.waitUntil(lambda: chip.grab().toImage().pixelColor(20, 20) == QColor("red"))


def _claiming(width: int, height: int) -> bytes:
    """A PNG of a few bytes that claims to measure so much."""
    import zlib

    header = b"IHDR" + width.to_bytes(4, "big") + height.to_bytes(4, "big") + b"\x08\x02\0\0\0"
    chunk = (13).to_bytes(4, "big") + header + zlib.crc32(header).to_bytes(4, "big")
    return b"\x89PNG\r\n\x1a\n" + chunk


@pytest.mark.parametrize(
    "data", [_claiming(60_000, 60_000), _claiming(2**31 - 1, 2**31 - 1), b"", b"GIF89a", b"<svg/>", png()[:60]]
)
def test_bombs_and_broken_pictures_are_refused(data: bytes) -> None:
    image, _size = draw_picture(data, QSize(100, 100))
    assert image.isNull()


def test_a_bomb_is_told(qtbot: QtBot, pane: MessagePane, sample: Sample) -> None:
    pane.show_message(letters.put(sample, Body("x", attachments=(PICTURE,)), parts={"6": _claiming(60_000, 60_000)}))
    pane.attachments.chips[PartPath("6")].opened.emit()
    preview = pane.previews.preview
    assert preview is not None
    qtbot.waitUntil(
        lambda: any("damaged or too large" in label.text() for label in preview.shown.findChildren(QLabel)),
    )


def test_pictures_are_drawn_upright_and_small() -> None:
    image, own = draw_picture(png(400, 200), QSize(100, 100))
    assert (image.width(), image.height()) == (100, 50)
    assert own == QSize(400, 200)
    small, _own = draw_picture(png(4, 2), QSize(100, 100))
    assert small.size() == QSize(4, 2)


def test_thousands_of_files_are_shown_quickly(pane: MessagePane, sample: Sample) -> None:
    many = tuple(Attachment(PartPath(str(n)), f"file {n}.bin", "application/x", 100) for n in range(2, 2_002))
    pane.show_message(letters.put(sample, Body("x", attachments=many)))
    assert len(pane.attachments.chips) == 60
    assert pane.attachments.more_button is not None
    assert pane.attachments.more_button.text() == "1,940 more files"
    pane.attachments.more_button.click()
    assert len(pane.attachments.chips) == 240


def test_only_what_is_here_can_be_dragged(pane: MessagePane, sample: Sample, link: ScriptedLink) -> None:
    letter = letters.put(sample, Body("x", attachments=(ARCHIVE,)))
    pane.show_message(letter)
    pane.attachments.chips[PartPath("4")].dragged.emit()
    assert link.sent == [commands.FetchPart(letter, PartPath("4"))]


INNER = b"""From: Ada <ada@example.org>\r\nSubject: Inner\r\nMIME-Version: 1.0\r
Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nInner text\r\n--b\r
Content-Type: text/plain\r\nContent-Disposition: attachment; filename=note.txt\r\n\r\nthe note\r\n--b--\r\n"""


def test_an_attached_message_is_read_as_one(
    qtbot: QtBot, pane: MessagePane, sample: Sample, link: ScriptedLink
) -> None:
    file = Attachment(PartPath("2"), "inner.eml", "message/rfc822", len(INNER))
    pane.show_message(letters.put(sample, Body("outer", attachments=(file,)), parts={"2": INNER}))
    pane.attachments.chips[PartPath("2")].opened.emit()
    qtbot.waitUntil(lambda: bool(pane.findChildren(MessageWindow)))
    (window,) = pane.findChildren(MessageWindow)
    inner = window.pane
    assert isinstance(inner, MessagePane)
    assert window.windowTitle() == "Inner"
    assert inner.body.text.toPlainText() == "Inner text"
    assert inner.header.sender_address.text() == "ada@example.org"
    (chip,) = inner.attachments.chips.values()
    chip.opened.emit()
    assert inner.previews.preview is not None
    assert isinstance(inner.previews.preview.shown, QPlainTextEdit)
    assert inner.previews.preview.shown.toPlainText().strip() == "the note"
    assert link.sent == [], "the engine does not know this message"
    window.close()


def test_programs_for_a_kind_of_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "applications"
    folder.mkdir()
    (folder / "mimeinfo.cache").write_text(
        "[MIME Cache]\napplication/zip=good.desktop;gone.desktop;terminal.desktop;broken.desktop;\n"
    )
    (folder / "good.desktop").write_text("[Desktop Entry]\nName=Archive & Co\nExec=ark --open %U %c\n")
    (folder / "terminal.desktop").write_text("[Desktop Entry]\nName=Shell\nExec=unzip\nTerminal=true\n")
    (folder / "broken.desktop").write_text("[Desktop Entry\nName")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    monkeypatch.setenv("XDG_DATA_DIRS", str(tmp_path / "none"))
    (program,) = programs_for("application/octet-stream", "all.zip")
    assert program.name == "Archive & Co"
    assert program.command(Path("/tmp/a b.zip")) == ["ark", "--open", "/tmp/a b.zip"]
    assert Program("x", ("x",)).command(Path("/tmp/a")) == ["x", "/tmp/a"]
    assert programs_for("image/x-unknown", "a.unknown") == []


def test_another_program_gets_a_copy(pane: MessagePane, sample: Sample, monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[list[str]] = []

    def start(program: str, words: list[str]) -> tuple[bool, int]:
        started.append([program, *words])
        return True, 1

    monkeypatch.setattr("mailclient.gui.attachments.deeds.QProcess.startDetached", start)
    letter = letters.put(sample, Body("x", attachments=(ARCHIVE, PROGRAM)), parts={"4": b"PK\x03\x04", "3": b"MZ"})
    pane.show_message(letter)
    pane.files.open_with(letter, ARCHIVE, Program("Ark", ("ark", "%f")))
    ((program, path),) = started
    assert program == "ark"
    assert Path(path).read_bytes() == b"PK\x03\x04"
    pane.files.open_with(letter, PROGRAM, Program("Wine", ("wine", "%f")))
    assert len(started) == 1, "what runs is not opened with anything"


def test_copies_that_a_killed_program_left_are_removed_and_others_stay(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    code = (
        "import os; from mailclient.gui.attachments.attachment_files import OpenedFiles; "
        "files = OpenedFiles(); files.put(b'secret', 'a.txt'); os.kill(os.getpid(), 9)"
    )
    subprocess.run([sys.executable, "-c", code], check=False, timeout=60)
    (left,) = tmp_path.rglob("a.txt")
    ours = OpenedFiles()
    kept = ours.put(b"x", "b.txt")
    sweep_copies()
    assert not left.parent.exists()
    assert kept.exists()
