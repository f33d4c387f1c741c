"""A quote that takes long to make comes while one writes already: in turns, whole, and as if it had been there."""

from collections.abc import Callable
from itertools import pairwise

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextCursor
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from mailclient.bridge import commands
from mailclient.bridge.draft import DraftFile
from mailclient.gui.composer.composers import Composers, ReplyKind
from mailclient.gui.composer.editing import late_text
from mailclient.gui.composer.editing.pictures import file_of_image
from mailclient.gui.composer.editing.presentation import Presentation
from mailclient.gui.composer.editor import BodyEditor
from mailclient.gui.composer.pane import ComposerPane
from mailclient.gui.composer.writing_choices import QuotePlace
from mailclient.mail.body import Attachment, Body
from mailclient.mail.ids import PartPath
from tests.gui import letters
from tests.gui.composing import hand_over, sent
from tests.gui.sample_store import Sample
from tests.gui.scripted_link import ScriptedLink
from tests.gui.test_rich_text import picture

_LINES = 400
_LONG = "".join(f"<p>Line {number} of a <b>long</b> letter, with words in it.</p>" for number in range(_LINES))


def reply(composers: Composers, sample: Sample, kind: ReplyKind = ReplyKind.REPLY, html: str = _LONG) -> ComposerPane:
    composers.reply(letters.put(sample, Body("", html)), kind)
    return composers.windows[-1]


def whole(qtbot: QtBot, composer: ComposerPane) -> None:
    qtbot.waitUntil(lambda: composer.editor.late is None)


@pytest.fixture
def short(composers: Composers, sample: Sample, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], str]:
    """What the same letter would look like if it were quoted at once."""

    def html(body: str) -> str:
        with monkeypatch.context() as patch:
            patch.setattr("mailclient.gui.composer.answer._SOON", 10_000_000)
            composer = reply(composers, sample, html=body)
        found = composer.editor.html()
        composer.go()
        return found

    return html


def test_one_writes_before_the_quote_is_there(qtbot: QtBot, composers: Composers, sample: Sample) -> None:
    composer = reply(composers, sample)
    editor = composer.editor
    late = editor.late
    assert late is not None
    assert editor.document().blockCount() < 10
    assert (editor.textCursor().position(), composer.focusProxy()) == (0, editor)
    turns: list[int] = []

    def typed_in_between() -> None:
        if late.running and late.turns > len(turns):
            turns.append(editor.document().blockCount())
            QTest.keyClicks(editor, "x")

    late._pause.timeout.connect(typed_in_between)
    whole(qtbot, composer)
    assert len(turns) > 10
    steps = [after - before for before, after in pairwise(turns)]
    assert 0 < max(steps) <= late_text.TURN_RUNS
    lines = editor.toPlainText().splitlines()
    assert lines[0] == "x" * len(turns)
    assert [line for line in lines if line.startswith("Line ")] == [
        f"Line {number} of a long letter, with words in it." for number in range(_LINES)
    ]


_TABLE = "<table border=1><tr><td>a</td><td>b</td></tr></table>"


@pytest.mark.parametrize(
    "html",
    [
        _LONG,
        f"{_TABLE}{_LONG}{_TABLE}<p>between</p>{_TABLE}",
        f"<blockquote>{_LONG}</blockquote><ol start=3><li>three<li>four<ul>{'<li>deep' * 200}</ul></ol>{_LONG}",
        f"<pre>{'code and more' * 3}\n\n</pre>{_LONG}<p dir=rtl>שלום</p>",
    ],
)
def test_it_is_what_would_be_there_at_once(
    qtbot: QtBot, composers: Composers, sample: Sample, short: Callable[[str], str], html: str
) -> None:
    composer = reply(composers, sample, html=html)
    assert composer.editor.late is not None
    whole(qtbot, composer)
    assert composer.editor.html() == short(html)


def test_it_is_nothing_the_user_has_written(
    qtbot: QtBot, composers: Composers, link: ScriptedLink, sample: Sample
) -> None:
    composer = reply(composers, sample)
    whole(qtbot, composer)
    assert not composer.touched
    assert not composer.editor.document().isUndoAvailable()
    assert "Line 3 " not in "".join(composer.given_lines)
    QTest.keyClicks(composer.editor, "y")
    QTest.keyClick(composer.editor, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert "Line 399" in composer.editor.toPlainText()
    composer.go()
    assert not sent(link, commands.SaveDraft)


def test_no_draft_is_saved_without_it(qtbot: QtBot, composers: Composers, link: ScriptedLink, sample: Sample) -> None:
    composer = reply(composers, sample)
    QTest.keyClicks(composer.editor, "Yes")
    keeper = composer.keeper
    keeper._pause.timeout.emit()
    keeper._longest.timeout.emit()
    assert composer.editor.late is not None
    assert not sent(link, commands.SaveDraft)
    whole(qtbot, composer)
    qtbot.waitUntil(lambda: bool(sent(link, commands.SaveDraft)))
    (save,) = sent(link, commands.SaveDraft)
    assert b"Line 399" in save.content


def test_who_asks_for_all_of_it_gets_all_of_it(composers: Composers, sample: Sample) -> None:
    composer = reply(composers, sample)
    QTest.keyClicks(composer.editor, "Yes")
    content = composer.content()
    assert content.html.startswith("<p>Yes")
    assert "Line 399" in content.html
    assert "> Line 399" in content.text
    assert composer.editor.late is None


def test_sending_waits_for_it(qtbot: QtBot, composers: Composers, link: ScriptedLink, sample: Sample) -> None:
    composer = reply(composers, sample)
    QTest.keyClicks(composer.editor, "Yes")
    composer.send()
    assert not sent(link, commands.SendDraft)
    assert composer.editor.isEnabled()
    whole(qtbot, composer)
    assert "Line 399" in hand_over(qtbot, composer, link).content.html


def test_a_long_forward_brings_its_files(
    qtbot: QtBot, composers: Composers, link: ScriptedLink, sample: Sample
) -> None:
    here = Attachment(PartPath("2"), "here.bin", "application/octet-stream", 3)
    letter = letters.put(sample, Body("", _LONG, (here,)), parts={"2": b"\0\1\2"})
    composers.reply(letter, ReplyKind.FORWARD)
    (composer,) = composers.windows
    QTest.keyClicks(composer.fields.to.line, "ada@example.org,")
    composer.send()
    content = hand_over(qtbot, composer, link).content
    assert [file.filename for file in content.files] == ["here.bin"]
    assert "Line 399" in content.html


def test_who_removes_its_place_does_not_want_it(qtbot: QtBot, composers: Composers, sample: Sample) -> None:
    composer = reply(composers, sample)
    composer.editor.selectAll()
    QTest.keyClick(composer.editor, Qt.Key.Key_Delete)
    QTest.keyClicks(composer.editor, "No quote")
    whole(qtbot, composer)
    assert composer.editor.toPlainText() == "No quote"


def test_who_writes_in_its_place_keeps_the_words(qtbot: QtBot, composers: Composers, sample: Sample) -> None:
    composer = reply(composers, sample)
    editor = composer.editor
    editor.moveCursor(QTextCursor.MoveOperation.End)
    QTest.keyClicks(editor, "mine")
    whole(qtbot, composer)
    lines = editor.toPlainText().splitlines()
    assert lines[lines.index("mine") + 1].startswith("Line 0 ")


def test_what_is_read_stays_where_it_is_seen(qtbot: QtBot, composers: Composers, sample: Sample) -> None:
    """One writes below the quote: it comes above the cursor, which stays in sight where it was."""
    composers.choices.quote = QuotePlace.ABOVE
    composer = reply(composers, sample)
    editor: BodyEditor = composer.editor
    QTest.keyClicks(editor, "below")
    whole(qtbot, composer)
    assert editor.toPlainText().endswith("\nbelow")
    assert editor.viewport().rect().intersects(editor.cursorRect())


def test_in_plain_text(qtbot: QtBot, composers: Composers, sample: Sample) -> None:
    composers.choices.plain = True
    composer = reply(composers, sample)
    editor = composer.editor
    assert editor.late is not None
    whole(qtbot, composer)
    assert [line[:8] for line in editor.text().splitlines() if line.startswith(">")][:3] == [
        "> Line 0",
        ">",
        "> Line 1",
    ]
    editor.set_plain(False)
    assert "<b>long</b>" in editor.html()


def test_a_closed_composer_gets_nothing(qtbot: QtBot, composers: Composers, sample: Sample) -> None:
    composer = reply(composers, sample)
    assert composer.editor.late is not None
    thread = composer.editor.late._thread
    composer.close()
    assert composers.windows == []
    thread.join(10)
    qtbot.wait(1)


def test_new_names_do_not_dress_the_quote_again(
    qtbot: QtBot, composers: Composers, sample: Sample, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A recipient more: only lines in which words are looked at are painted anew."""
    composer = reply(composers, sample)
    whole(qtbot, composer)
    looked: list[str] = []
    presentation = type(composer.editor.presentation)
    dress = presentation.highlightBlock

    def count(self: Presentation, text: str) -> None:
        looked.append(text)
        dress(self, text)

    monkeypatch.setattr(presentation, "highlightBlock", count)
    composer.editor.spelling.know(["Somebody Else"])
    assert len(looked) < 10


def test_a_picture_that_comes_lays_out_its_line_only(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    editor = BodyEditor()
    qtbot.addWidget(editor)
    editor.resize(600, 400)
    editor.show()
    editor.fill_html(f'<blockquote>{_LONG}<p>see <img src="cid:one@x"> <img src="cid:two@x"></p>{_LONG}</blockquote>')
    document = editor.document()
    block = document.find("see").block()
    before = document.size().height()
    dirty: list[tuple[int, int]] = []
    mark = document.markContentsDirty

    def count(position: int, length: int) -> None:
        dirty.append((position, length))
        mark(position, length)

    monkeypatch.setattr(document, "markContentsDirty", count)
    shown = file_of_image(picture(40, 300))
    editor.add_images([DraftFile(shown.filename, shown.media_type, data=shown.data, content_id="two@x")])
    assert dirty == [(block.position(), block.length())]
    assert document.size().height() > before + 100
