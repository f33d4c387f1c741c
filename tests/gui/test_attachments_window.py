"""The window of all files that came with mail."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from mailclient.gui.attachments.attachments_window import AttachmentsWindow
from mailclient.gui.attachments.file_list import FileGroup, FileList, group_of
from mailclient.mail.address import Address
from mailclient.mail.body import Attachment, Body
from mailclient.mail.ids import MessageId, PartPath
from mailclient.store.reader import Reader
from tests.gui import letters
from tests.gui.sample_store import Sample
from tests.gui.scripted_link import ScriptedLink

PDF = Attachment(PartPath("2"), "Quarterly report.pdf", "application/pdf", 90_000)
PICTURE = Attachment(PartPath("3"), "chart.png", "image/png", 4_000)
INLINE = Attachment(PartPath("4"), "logo.png", "image/png", 4_000, content_id="x", inline=True)
SHEET = Attachment(PartPath("5"), "numbers.xlsx", "application/octet-stream", 4_000)


@pytest.fixture
def letters_with_files(sample: Sample) -> list[MessageId]:
    ada = letters.envelope("Numbers", from_=(Address("Ada", "ada@example.org"),))
    return [
        letters.put(sample, Body("x", "<p>", attachments=(PDF, INLINE, PICTURE))),
        letters.put(sample, Body("x"), folder="Archive"),
        letters.put(sample, Body("x", attachments=(SHEET,)), ada, folder="Archive"),
    ]


@pytest.fixture
def window(
    qtbot: QtBot, sample: Sample, link: ScriptedLink, letters_with_files: list[MessageId]
) -> Iterator[AttachmentsWindow]:
    owner = QWidget()
    qtbot.addWidget(owner)
    made = AttachmentsWindow(Reader(sample.path), link, owner)
    qtbot.addWidget(made)
    made.show()
    qtbot.waitUntil(lambda: not made.files.is_looking)
    yield made
    owner.close()


def names(files: FileList) -> list[str]:
    found = [files.file(files.index(row, 0)) for row in range(files.rowCount())]
    return [one.attachment.filename for one in found if one is not None and one.attachment.filename != "report.pdf"]


def look_for(qtbot: QtBot, window: AttachmentsWindow, words: str = "", group: FileGroup = FileGroup.ALL) -> list[str]:
    window.group.setCurrentIndex(window.group.findData(group.value))
    window.words.setText(words)
    window.group.activated.emit(window.group.currentIndex())
    qtbot.waitUntil(lambda: not window.files.is_looking)
    return names(window.files)


def test_files_of_all_folders_without_pictures_of_the_text(window: AttachmentsWindow) -> None:
    assert sorted(names(window.files)) == ["Quarterly report.pdf", "chart.png", "numbers.xlsx"]


def test_filters(qtbot: QtBot, window: AttachmentsWindow) -> None:
    assert look_for(qtbot, window, group=FileGroup.PICTURES) == ["chart.png"]
    assert look_for(qtbot, window, group=FileGroup.DOCUMENTS) == ["numbers.xlsx"]
    assert look_for(qtbot, window, "QUARTERLY pdf") == ["Quarterly report.pdf"]
    assert look_for(qtbot, window, "ada") == ["numbers.xlsx"]
    assert look_for(qtbot, window, "nowhere to be found") == []


def test_a_file_leads_to_its_message(
    qtbot: QtBot, window: AttachmentsWindow, letters_with_files: list[MessageId]
) -> None:
    look_for(qtbot, window, "numbers")
    chosen: list[MessageId] = []
    window.message_chosen.connect(chosen.append)
    window.list.setCurrentIndex(window.files.index(0, 0))
    QTest.keyClick(window.list, Qt.Key.Key_Return)
    window.list.clicked.emit(window.files.index(0, 0))
    assert chosen == [letters_with_files[2]] * 2


def test_rows_are_painted_and_named(window: AttachmentsWindow) -> None:
    assert not window.list.grab().isNull()
    assert "Ada" in " ".join(str(window.files.index(row, 0).data()) for row in range(window.files.rowCount()))


def test_it_goes_on_only_when_asked(qtbot: QtBot, sample: Sample, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(6):
        letters.put(sample, Body("x", attachments=(Attachment(PartPath("2"), f"{number}.zip", "application/zip", 1),)))
    monkeypatch.setattr("mailclient.gui.attachments.file_list._CHUNK", 2)
    monkeypatch.setattr("mailclient.gui.attachments.file_list._PAGE", 3)
    files = FileList(Reader(sample.path))
    files.filter(FileGroup.ARCHIVES, "")
    qtbot.waitUntil(lambda: not files.is_looking)
    some = files.rowCount()
    assert 3 <= some < 6
    assert files.canFetchMore(QModelIndex())
    files.fetchMore(QModelIndex())
    qtbot.waitUntil(lambda: not files.is_looking)
    assert files.rowCount() == 6


def test_kinds() -> None:
    assert [group_of(one) for one in (PDF, PICTURE, SHEET)] == [FileGroup.PDF, FileGroup.PICTURES, FileGroup.DOCUMENTS]
