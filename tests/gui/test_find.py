"""Finding words in the message that is read, and the size of its text."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from mailclient.bridge import events
from mailclient.gui.message_view.pane import MessagePane
from mailclient.mail.body import Body
from mailclient.store.reader import Reader
from tests.gui import letters
from tests.gui.sample_store import Sample
from tests.gui.scripted_link import ScriptedLink

FILLER = "\n".join(f"line {number}" for number in range(300))


@pytest.fixture
def pane(qtbot: QtBot, sample: Sample, link: ScriptedLink) -> MessagePane:
    made = MessagePane(Reader(sample.path), link)
    qtbot.addWidget(made)
    made.resize(840, 700)
    made.show()
    return made


def test_words_are_counted_and_gone_through(qtbot: QtBot, pane: MessagePane, sample: Sample) -> None:
    pane.show_message(letters.put(sample, Body(f"Needle\n{FILLER}\nneedle and NEEDLE")))
    pane.open_find_bar()
    bar = pane.find_bar
    QTest.keyClicks(bar.field, "needle")
    qtbot.waitUntil(lambda: bar.count.text() == "1 of 3")
    QTest.keyClick(bar.field, Qt.Key.Key_Return)
    assert bar.count.text() == "2 of 3"
    assert pane.body.text.verticalScrollBar().value() > 0
    QTest.keyClick(bar.field, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    QTest.keyClick(bar.field, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    assert bar.count.text() == "3 of 3"
    assert len(pane.body.text.extraSelections()) == 3
    bar.field.setText("nowhere")
    bar.look()
    assert bar.count.text() == "Not found"
    assert not bar.next.isEnabled()


def test_escape_ends_the_search(pane: MessagePane, sample: Sample) -> None:
    pane.show_message(letters.put(sample, Body("a needle")))
    pane.open_find_bar("needle")
    assert len(pane.body.text.extraSelections()) == 1
    QTest.keyClick(pane.find_bar.field, Qt.Key.Key_Escape)
    assert not pane.find_bar.isVisible()
    assert pane.body.text.extraSelections() == []
    assert QApplication.focusWidget() is pane.body.text


def test_the_next_message_is_searched_as_well(pane: MessagePane, sample: Sample) -> None:
    pane.show_message(letters.put(sample, Body("a needle")))
    pane.open_find_bar("needle")
    pane.show_message(letters.put(sample, Body("needle, needle")))
    assert pane.find_bar.count.text() == "1 of 2"


def test_the_rest_of_a_long_text_is_searched_too(qtbot: QtBot, pane: MessagePane, sample: Sample) -> None:
    pane.show_message(letters.put(sample, Body("\n".join([FILLER] * 10) + "\na needle")))
    pane.open_find_bar("needle")
    qtbot.waitUntil(lambda: pane.find_bar.count.text() == "1 of 1")


def test_korean_is_found(pane: MessagePane, sample: Sample) -> None:
    pane.show_message(letters.put(sample, Body("분기 보고서 초안입니다. 보고서를 보내 드립니다.")))
    pane.open_find_bar("보고서")
    assert pane.find_bar.count.text() == "1 of 2"


def test_the_size_of_the_text_is_kept(qtbot: QtBot, pane: MessagePane, sample: Sample, link: ScriptedLink) -> None:
    pane.show_message(letters.put(sample, Body("a")))
    usual = pane.body.text.document().defaultFont().pixelSize()
    pane.zoom(1)
    pane.zoom(1)
    larger = pane.body.text.document().defaultFont().pixelSize()
    assert larger > usual
    other = MessagePane(Reader(sample.path), link)
    qtbot.addWidget(other)
    other.show_message(letters.put(sample, Body("b")))
    assert other.body.text.document().defaultFont().pixelSize() == larger
    pane.zoom(0)
    assert pane.body.text.document().defaultFont().pixelSize() == usual
    for _ in range(100):
        pane.zoom(-1)
    assert pane.body.text.document().defaultFont().pixelSize() >= usual // 2


def test_words_of_a_search_are_marked_quietly(pane: MessagePane, sample: Sample, link: ScriptedLink) -> None:
    pane.show_message(letters.put(sample, Body("a needle in the hay, a needle")))
    pane.highlight(("needle", "hay"))
    assert len(pane.body.text.extraSelections()) == 3
    assert not pane.find_bar.isVisible()
    pane.highlight(())
    assert pane.body.text.extraSelections() == []
    late = letters.put(sample, None)
    pane.show_message(late)
    pane.highlight(("hay",))
    letters.arrive(sample, late, Body("hay"))
    link.deliver(events.BodyStored(late))
    assert len(pane.body.text.extraSelections()) == 1
    pane.show_message(letters.put(sample, Body("hay")))
    assert pane.body.text.extraSelections() == []
