"""The text people write in, driven by keys, input methods, clipboard and pointer."""

import base64
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QMimeData, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QInputMethodEvent, QTextCharFormat, QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QListWidget, QMenu
from pytestqt.qtbot import QtBot

from mailclient.bridge.draft import DraftFile
from mailclient.gui.composer.editing import table_changes
from mailclient.gui.composer.editing.emoji_picker import EmojiPicker
from mailclient.gui.composer.editing.pictures import file_of_image
from mailclient.gui.composer.editing.spelling_marks import SpellingMarks
from mailclient.gui.composer.editor import BodyEditor
from mailclient.gui.composer.format_bar import FormatBar
from mailclient.gui.theme import Scheme, theme
from tests.gui.test_rich_text import picture

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def editor(qtbot: QtBot) -> Iterator[BodyEditor]:
    theme().choose(Scheme.LIGHT)
    made = BodyEditor()
    qtbot.addWidget(made)
    made.resize(600, 400)
    made.show()
    made.setFocus()
    yield made
    QApplication.clipboard().clear()


def keys(editor: BodyEditor, text: str) -> None:
    for letter in text:
        if letter == "\n":
            QTest.keyClick(editor, Qt.Key.Key_Return)
        elif letter == "\t":
            QTest.keyClick(editor, Qt.Key.Key_Tab)
        elif letter == "\b":
            QTest.keyClick(editor, Qt.Key.Key_Backspace)
        else:
            QTest.keyClicks(editor, letter)


def paste(editor: BodyEditor, *, html: str = "", text: str = "") -> None:
    data = QMimeData()
    if html:
        data.setHtml(html)
    if text:
        data.setText(text)
    editor.insertFromMimeData(data)


def select(editor: BodyEditor, first: int, last: int) -> None:
    cursor = editor.textCursor()
    cursor.setPosition(first)
    cursor.setPosition(last, QTextCursor.MoveMode.KeepAnchor)
    editor.setTextCursor(cursor)


@pytest.mark.parametrize(
    ("typed", "html"),
    [
        ("- a\nb\n\nc", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n<p>c</p>"),
        ("1. a\nb", "<ol>\n<li>a</li>\n<li>b</li>\n</ol>"),
        ("3) c", '<ol start="3">\n<li>c</li>\n</ol>'),
        ("- a\n\tb\nc\n\nd", "<ul>\n<li>a\n<ul>\n<li>b</li>\n<li>c</li>\n</ul></li>\n<li>d</li>\n</ul>"),
        ("# head\nbody", "<h1>head</h1>\n<p>body</p>"),
        ("```\nx = 1\n  y\n\nend", "<pre>x = 1\n  y</pre>\n<p>end</p>"),
        ("- \bx", "<p>- x</p>"),
        ("# \bx", "<p># x</p>"),
        ("a - b", "<p>a - b</p>"),
        ("-x", "<p>-x</p>"),
    ],
)
def test_what_is_typed_at_the_start_of_a_line(editor: BodyEditor, typed: str, html: str) -> None:
    keys(editor, typed)
    assert editor.html() == html


@pytest.mark.parametrize("plain", [False, True])
def test_each_enter_makes_a_line(editor: BodyEditor, plain: bool) -> None:
    editor.set_plain(plain)
    keys(editor, "Hello,\n\nhow are you?\n\n\nBye")
    assert editor.text() == "Hello,\n\nhow are you?\n\n\nBye"
    editor.fill_html("<br><br><p>Kim wrote:</p><blockquote>a</blockquote>")
    select(editor, 0, 0)
    keys(editor, "Hello\n\nme")
    assert editor.text() == "Hello\n\nme\n\nKim wrote:\n> a"
    heights = {block.blockFormat().lineHeight() for block in (editor.document().findBlockByNumber(n) for n in range(4))}
    assert len(heights) == 1  # no line stands closer than others


def test_enter_in_a_cell_over_a_selection_and_behind_a_link(editor: BodyEditor) -> None:
    editor.tools.insert_table(1, 1)
    keys(editor, "a\n\nb")
    assert "<p>a</p>\n<p>b</p>" in editor.html()
    editor.fill_html('<p>one two <a href="https://a.example/">three</a></p>')
    select(editor, 4, 8)
    keys(editor, "\n")
    assert editor.text().startswith("one \nthree")
    editor.moveCursor(QTextCursor.MoveOperation.End)
    keys(editor, "\nfour")
    assert editor.html().endswith("</a><br>four</p>")


@pytest.mark.parametrize(
    ("typed", "html"),
    [
        ("see https://a.example/x. ok", '<p>see <a href="https://a.example/x">https://a.example/x</a>. ok</p>'),
        ("(www.a.example) ", '<p>(<a href="https://www.a.example">www.a.example</a>)&nbsp;</p>'),
        ("http://a.example\nb", '<p><a href="http://a.example">http://a.example</a><br>b</p>'),
        ("```\nhttp://a.example b", "<pre>http://a.example b</pre>"),
        ("xhttp://a.example https:// www. ", "<p>xhttp://a.example https:// www.&nbsp;</p>"),
    ],
)
def test_a_web_address_becomes_a_link(editor: BodyEditor, typed: str, html: str) -> None:
    keys(editor, typed)
    assert editor.html() == html


def test_undo_takes_the_link_first(editor: BodyEditor) -> None:
    keys(editor, "http://a.example ")
    editor.undo()
    assert "<a" not in editor.html()
    assert editor.toPlainText() == "http://a.example "


def test_tab_indents_and_takes_nothing_away(editor: BodyEditor) -> None:
    keys(editor, "a\tb")
    assert editor.toPlainText() == "a    b"
    editor.selectAll()
    keys(editor, "\t")
    assert editor.toPlainText() == "    a    b"


def test_nothing_changes_when_the_keyboard_is_taken_away(editor: BodyEditor) -> None:
    keys(editor, "- a\nb")
    before = editor.html()
    editor.setEnabled(False)
    editor.hide()
    assert editor.html() == before


def test_a_picture_in_a_quote_is_no_wider_than_the_text(editor: BodyEditor) -> None:
    shown = file_of_image(picture(2000, 40))
    editor.add_images([DraftFile(shown.filename, shown.media_type, data=shown.data, content_id="wide@x")])
    editor.fill_html('<blockquote><blockquote><ul><li>a</li></ul><img src="cid:wide@x"></blockquote></blockquote>')
    QApplication.processEvents()
    assert editor.horizontalScrollBar().maximum() == 0


def test_a_quote_is_typed_left_and_split(editor: BodyEditor) -> None:
    keys(editor, "> said\nmine")
    assert editor.text() == "> said\nmine"
    editor.fill_html("<blockquote>one<br>two</blockquote>")
    select(editor, 3, 3)
    keys(editor, "\nme")
    assert editor.text() == "> one\nme\n> two"


def test_undo_after_everything(editor: BodyEditor) -> None:
    keys(editor, "- a\nb")
    cursor = editor.textCursor()
    table_changes.insert_table(cursor, 2, 2)
    editor.insert_html("<h2>x</h2><blockquote>q</blockquote>")
    whole = editor.html()
    steps = 0
    while editor.document().isUndoAvailable() and steps < 100:
        editor.undo()
        steps += 1
    assert editor.html() == ""
    while editor.document().isRedoAvailable():
        editor.redo()
    assert editor.html() == whole


def test_a_table_by_keys(editor: BodyEditor) -> None:
    editor.tools.insert_table(2, 2)
    keys(editor, "a\tb\tc\td\te")
    rows = [[cell.lines[0].text for cell in row] for row in editor.passages()[0].rows]  # type: ignore[union-attr]
    assert rows == [["a", "b"], ["c", "d"], ["e", ""]]
    assert "<th>a</th>" in editor.html()
    for name in ("remove-row", "column-after", "remove-column", "row-above"):
        editor.tools.act(name).trigger()
    assert editor.html().count("<tr>") == 3
    editor.tools.act("remove-table").trigger()
    assert "<table" not in editor.html()


SPREADSHEET = """<html xmlns:x="urn:schemas-microsoft-com:office:excel">
<head><style>td{color:black}.xl65{font-weight:700}</style></head>
<body><table border=0 cellpadding=0 cellspacing=0 width=128>
<!--StartFragment--><col width=64 span=2><tr height=20><td class=xl65>Name</td><td>Sum</td></tr>
<tr><td>A</td><td align=right x:num>1</td></tr><!--EndFragment--></table></body></html>"""
WORD = """<html xmlns:o="urn:schemas-microsoft-com:office:office">
<head><meta charset=utf-8><!--[if gte mso 9]><xml>x</xml><![endif]--><style>p.MsoNormal{margin:0}</style></head>
<body lang=KO><p class=MsoNormal><b><span style='font-size:14.0pt'>Title<o:p></o:p></span></b></p>
<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><![if !supportLists]>
<span style='mso-list:Ignore'>·<span>&nbsp;&nbsp; </span></span><![endif]>first</p></body></html>"""
DOCS = """<meta charset="utf-8"><b style="font-weight:normal;" id="docs-internal-guid-1"><p dir="ltr"><span
style="font-weight:700;color:#000000">bold</span><span style="font-style:italic"> it</span></p></b>"""


@pytest.mark.parametrize(
    ("html", "wanted"),
    [
        (WORD, "<p><b>Title</b></p>\n<ul>\n<li>first</li>\n</ul>"),
        (DOCS, "<p><b>bold</b><i> it</i></p>"),
        ('<div dir="ltr">Hi<div><br></div><div>there</div></div>', "<p>Hi</p>\n<p>there</p>"),
        ('a<span style="display:none">x</span><img src="http://t.example/p.png" width=1>b', "<p>ab</p>"),
        ('<img src="https://t.example/p.png" alt="a chart">', "<p>a chart</p>"),
        ('<a href="javascript:x()">a</a><form><input value=x>b</form>', "<p>a<br>b</p>"),
        ('<p align=center style="background:url(http://t.example/)">c</p>', '<p style="text-align:center">c</p>'),
    ],
)
def test_html_of_other_programs(editor: BodyEditor, html: str, wanted: str) -> None:
    paste(editor, html=html, text="plain")
    assert editor.html().replace("</p>\n<br>\n", "</p>\n") == wanted


def test_a_spreadsheet_stays_a_table(editor: BodyEditor) -> None:
    paste(editor, html=SPREADSHEET, text="Name\tSum\nA\t1")
    assert editor.html().count("<td") == 4
    assert editor.text() == "Name  Sum\nA     1"


def test_pictures_in_html_become_parts(editor: BodyEditor) -> None:
    data = base64.b64encode(file_of_image(picture(800, 10)).data).decode()
    paste(editor, html=f'<p>x<img src="data:image/png;base64,{data}"><img src="cid:strange@x" alt="gone"></p>')
    (file,) = editor.images()
    assert f'src="cid:{file.content_id}"' in editor.html()
    assert 'width="640"' in editor.html()
    assert "gone" in editor.text()
    assert "strange" not in editor.html()
    editor.undo()
    assert editor.images() == ()


def test_pictures_of_a_draft_come_back(editor: BodyEditor, qtbot: QtBot) -> None:
    paste_picture = QMimeData()
    paste_picture.setImageData(picture())
    editor.insertFromMimeData(paste_picture)
    again = BodyEditor()
    qtbot.addWidget(again)
    again.fill_html(editor.html())
    again.add_images(editor.images())
    assert again.images() == editor.images()
    assert again.html() == editor.html()


@pytest.mark.parametrize("html", ["<div>" * 50_000, "<b>" * 100_000 + "x", "<table><tr><td>" * 5_000, "<!--" * 99_999])
def test_hostile_html_is_bounded(editor: BodyEditor, html: str) -> None:
    paste(editor, html=f"{html}word", text="word")
    assert editor.text().endswith("word") or editor.text() == ""


def test_an_address_pasted_over_words_links_them(editor: BodyEditor) -> None:
    keys(editor, "see here")
    select(editor, 4, 8)
    paste(editor, text="https://example.org/x")
    assert editor.html() == '<p>see <a href="https://example.org/x">here</a></p>'
    editor.tools.act("remove-link").trigger()
    assert editor.html() == "<p>see here</p>"


MARKDOWN = "# Plan\n\n- one **bold**\n- two\n\n[site](https://example.org) <b>x</b>"


def test_markdown_is_offered_and_undone(editor: BodyEditor) -> None:
    paste(editor, text=MARKDOWN)
    plain = editor.text()
    notice = editor.overlays.notice
    assert notice is not None
    assert notice.isVisible()
    editor.pasting.form_markdown(MARKDOWN)
    html = editor.html()
    assert "<h1>Plan</h1>" in html
    assert "<li>one <b>bold</b></li>" in html
    assert "&lt;b&gt;x&lt;/b&gt;" in html
    editor.undo()
    assert editor.text() == plain


@pytest.mark.parametrize("text", ["Hello,\n\n- one\n- two\n\nBye", "a * b * c", "# 1 in the list", "see [1]", "2 > 1"])
def test_ordinary_text_is_not_taken_for_markdown(editor: BodyEditor, text: str) -> None:
    paste(editor, text=text)
    assert editor.overlays.notice is None


def test_paste_markdown(editor: BodyEditor) -> None:
    QApplication.clipboard().setText("| a | b |\n|---|---|\n| 1 | 2 |")
    editor.tools.act("paste-markdown").trigger()
    assert "<th>a</th>" in editor.html()


def test_plain_and_back(editor: BodyEditor) -> None:
    html = "<h1>T</h1><p>some <b>bold</b> words</p><table border=1><tr><th>a<th>b<tr><td>1<td>2</table><p>end</p>"
    editor.fill_html(html)
    whole = editor.html()
    select(editor, 6, 6)
    editor.set_plain(True)
    assert editor.textCursor().position() == 6
    assert editor.html() == ""
    assert editor.overlays.notice is not None
    assert editor.overlays.notice.isVisible()
    editor.set_plain(False)
    assert editor.html() == whole
    editor.set_plain(True)
    cursor = editor.textCursor()
    cursor.setPosition(editor.toPlainText().index("words"))
    cursor.insertText("new ")
    cursor.movePosition(QTextCursor.MoveOperation.End)
    cursor.insertText("\nmore")
    editor.set_plain(False)
    assert "<b>bold</b> new words" in editor.html()
    assert "<th>a</th>" in editor.html()
    assert "<p>end<br>more</p>" in editor.html()


# --- input methods ----------------------------------------------------------------------------------------------------


def compose(editor: BodyEditor, preedit: str, commit: str = "") -> None:
    attributes = [QInputMethodEvent.Attribute(QInputMethodEvent.AttributeType.Cursor, len(preedit), 1, None)]
    event = QInputMethodEvent(preedit, attributes)
    if commit:
        event.setCommitString(commit)
    QApplication.sendEvent(editor, event)


def test_what_is_composed_is_kept_and_not_disturbed(editor: BodyEditor) -> None:
    keys(editor, "- ")
    for preedit in ("ㅎ", "하", "한"):
        compose(editor, preedit)
        assert editor.text() == f"- {preedit}"
        assert editor.html() == f"<ul>\n<li>{preedit}</li>\n</ul>"
        assert editor.textCursor().block().layout().preeditAreaText() == preedit
    compose(editor, "ㄱ", commit="한")
    assert editor.text() == "- 한ㄱ"
    compose(editor, "", commit="글")
    assert editor.text() == "- 한글"


def test_composing_amid_words_and_emoji(editor: BodyEditor) -> None:
    editor.fill_html("<p>😀 <b>ab</b> cd</p>")
    select(editor, 4, 4)
    compose(editor, "にほ")
    assert editor.html() == "<p>😀 <b>aにほb</b> cd</p>"
    editor.presentation.rehighlight()
    editor.html()
    assert editor.textCursor().block().layout().preeditAreaText() == "にほ"
    assert editor.textCursor().position() == 4
    compose(editor, "", commit="日本")
    assert editor.html() == "<p>😀 <b>a日本b</b> cd</p>"


def test_smart_typing_waits_for_the_input_method(editor: BodyEditor) -> None:
    compose(editor, "- ")
    assert editor.html() == "<p>-&nbsp;</p>"
    compose(editor, "", commit="中文")
    assert editor.text() == "中文"
    compose(editor, "", commit="-")
    assert editor.html() == "<p>中文-</p>"


def test_right_to_left(editor: BodyEditor) -> None:
    editor.fill_plain("שלום hello\nhello")
    assert editor.html() == '<p dir="rtl">שלום hello</p>\n<p>hello</p>'
    editor.tools.act("rtl").trigger()
    assert editor.html().count("rtl") == 1


# --- emoji, find, spelling ----------------------------------------------------------------------------------------


def test_emoji_by_name(editor: BodyEditor) -> None:
    keys(editor, "hi :tada")
    assert editor.emoji.offered[0] == "🎉"
    keys(editor, "\n!")
    assert editor.text() == "hi 🎉!"
    compose(editor, "", commit=" ")
    compose(editor, "", commit=":커피")
    assert editor.emoji.offered == ["☕"]
    QTest.keyClick(editor, Qt.Key.Key_Escape)
    assert not editor.emoji.offered
    assert editor.text() == "hi 🎉! :커피"


@pytest.mark.parametrize("typed", ["10:30", "http://x", "a:b", ":)", "re: hello"])
def test_a_colon_is_mostly_a_colon(editor: BodyEditor, typed: str) -> None:
    keys(editor, typed)
    assert not editor.emoji.offered


def test_find_and_replace(editor: BodyEditor) -> None:
    editor.fill_html("<p>one two <b>one</b></p><p>One</p>")
    editor.overlays.open_find(replace=True)
    bar = editor.overlays.find
    assert bar is not None
    bar.field.setText("one")
    bar.replacement.setText("a one b")
    bar.look()
    assert bar.count.text() == "1 / 3"
    bar.replace_one()
    assert editor.text() == "a one b two one\n\nOne"
    assert bar.replace_all() == 3
    assert editor.text() == "a a one b b two a one b\n\na one b"
    assert "<b>a one b</b>" in editor.html()
    editor.undo()
    assert editor.text() == "a one b two one\n\nOne"
    QTest.keyClick(bar.field, Qt.Key.Key_Escape)
    assert not bar.isVisible()


class Words(QObject):
    """A dictionary that does not know "wrogn"."""

    changed = Signal()
    on = True

    def __init__(self) -> None:
        super().__init__()
        self.learnt: set[str] = set()
        self.asked: list[str] = []

    def wrong(self, text: str) -> list[tuple[int, int]]:
        self.asked.append(text)
        at = text.find("wrogn")
        return [(at, 5)] if at >= 0 and "wrogn" not in self.learnt else []

    def prepare(self) -> None:
        """It is ready."""

    def suggestions(self, word: str) -> list[str]:
        return ["wrong"]

    def learn(self, word: str) -> None:
        self.learnt.add(word)
        self.changed.emit()

    def ignore(self, word: str) -> None:
        self.learn(word)

    def languages(self) -> list[object]:
        return []


def waved(editor: BodyEditor, line: int) -> list[tuple[int, int]]:
    wave = QTextCharFormat.UnderlineStyle.SpellCheckUnderline
    ranges = editor.document().findBlockByNumber(line).layout().formats()
    return [(one.start, one.length) for one in ranges if one.format.underlineStyle() == wave]


def test_spelling(editor: BodyEditor, qtbot: QtBot) -> None:
    words = Words()
    marks = SpellingMarks(editor, words)  # type: ignore[arg-type]
    editor.presentation.misspelt = marks.marks
    link = '<a href="https://x.org">wrogn</a>'
    editor.fill_html(f"<p>😀 wrogn</p><blockquote>wrogn q</blockquote><pre>wrogn c</pre><p>{link} l</p>")
    qtbot.waitUntil(lambda: waved(editor, 0) == [(3, 5)])
    assert [waved(editor, number) for number in (1, 2, 3)] == [[], [], []]
    assert "wrogn q" not in words.asked
    cursor = editor.textCursor()
    cursor.setPosition(5)
    menu = editor.menu
    menu._marks = marks
    texts = [one.text() for one in menu.menu_for(cursor).actions()]
    assert texts[0] == "wrong"
    menu.menu_for(cursor).actions()[0].trigger()
    assert editor.text().startswith("😀 wrong")


def test_the_menu_is_about_the_word_that_is_pointed_at(editor: BodyEditor) -> None:
    editor.menu._marks = SpellingMarks(editor, Words())  # type: ignore[arg-type]
    editor.fill_html("<p>abc wrogn</p>")
    cursor = editor.textCursor()
    cursor.setPosition(5)
    point = editor.cursorRect(cursor).center()
    asked = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, point, editor.viewport().mapToGlobal(point))
    QApplication.sendEvent(editor.viewport(), asked)
    (menu,) = [one for one in editor.findChildren(QMenu) if one.isVisible()]
    assert menu.actions()[0].text() == "wrong"
    menu.close()


def test_emoji_are_offered_without_scroll_bars(editor: BodyEditor) -> None:
    keys(editor, ":smil")
    (offered,) = [one for one in editor.findChildren(QListWidget) if one.isVisible()]
    QApplication.processEvents()
    assert not offered.horizontalScrollBar().isVisible()
    assert not offered.verticalScrollBar().isVisible()


def test_emoji_find_room_in_their_cells(editor: BodyEditor) -> None:
    picker = EmojiPicker(editor)
    picker.open_at(QPoint(0, 0))
    shown = picker.list
    widest = max(shown.sizeHintForIndex(shown.model().index(row, 0)).width() for row in range(shown.count()))
    assert widest <= shown.gridSize().width()  # else Qt shows dots, or nothing
    picker.close()


def test_a_name_before_an_address_is_not_misspelt(editor: BodyEditor, qtbot: QtBot) -> None:
    marks = SpellingMarks(editor, Words())  # type: ignore[arg-type]
    editor.presentation.misspelt = marks.marks
    editor.fill_html("<p>Cc: Anna wrogn &lt;a@b.example&gt;</p><p>wrogn, Anna &lt;a@b.example&gt;</p>")
    qtbot.waitUntil(lambda: waved(editor, 2) == [(0, 5)])
    assert waved(editor, 0) == []


def test_the_word_being_typed_is_not_marked(editor: BodyEditor, qtbot: QtBot) -> None:
    qtbot.waitUntil(editor.hasFocus)
    marks = SpellingMarks(editor, Words())  # type: ignore[arg-type]
    editor.presentation.misspelt = marks.marks
    keys(editor, "a wrogn")
    qtbot.waitUntil(lambda: not marks._waiting)
    assert waved(editor, 0) == []
    keys(editor, " b")
    qtbot.waitUntil(lambda: waved(editor, 0) == [(2, 5)])
    marks.know(["Bob Wrogn <bob@example.org>"])
    assert waved(editor, 0) == []


# --- the bar ----------------------------------------------------------------------------------------------------------


def test_the_bar_gives_what_room_there_is(editor: BodyEditor, qtbot: QtBot) -> None:
    bar = FormatBar(editor)
    qtbot.addWidget(bar)
    bar.show()
    bar.resize(240, 32)
    hidden = bar.hidden_tools()
    assert "bold" not in hidden
    assert "table" in hidden
    bar._fill_more(bar.more.menu())
    assert "Table" in [one.text() for one in bar.more.menu().actions()]
    bar.resize(60, 32)  # no room for the whole name of the style: it is in the menu
    assert bar.style_button.isHidden()
    bar._fill_more(bar.more.menu())
    assert bar.more.menu().actions()[0].text() == "Paragraph style"
    bar.resize(1200, 32)
    assert not bar.hidden_tools()
    assert not bar.style_button.isHidden()
    for button in bar._buttons.values():
        assert button.accessibleName()
        assert button.toolTip()


def test_keys_of_the_tools(editor: BodyEditor, qtbot: QtBot) -> None:
    qtbot.waitUntil(editor.hasFocus)
    QTest.keyClick(editor, Qt.Key.Key_B, CTRL)
    keys(editor, "b")
    QTest.keyClick(editor, Qt.Key.Key_B, CTRL)
    QTest.keyClick(editor, Qt.Key.Key_X, CTRL | SHIFT)
    keys(editor, "s")
    assert editor.html() == "<p><b>b</b><s>s</s></p>"
    select(editor, 0, 2)
    editor.tools.set_ink("red")
    editor.tools.set_marker("yellow")
    html = editor.html()
    assert "color:#9a2a22;background-color:#f9ebcd" in html
    editor.tools.act("clear").trigger()
    assert editor.html() == "<p>bs</p>"


def test_ctrl_k_is_the_link(editor: BodyEditor, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[BodyEditor] = []
    monkeypatch.setattr("mailclient.gui.composer.editing.asking.ask_link", asked.append)
    qtbot.waitUntil(editor.hasFocus)
    keys(editor, "words")
    editor.moveCursor(QTextCursor.MoveOperation.Start)
    QTest.keyClick(editor, Qt.Key.Key_K, CTRL)
    assert asked == [editor]
    assert editor.text() == "words"


def test_copied_here_and_pasted_here_is_the_same(editor: BodyEditor) -> None:
    editor.fill_html(
        '<h2>H</h2><blockquote>q <span style="color:#9a2a22">red</span></blockquote><pre>c</pre><ul><li>x</li></ul>'
    )
    whole = editor.html()
    editor.selectAll()
    data = editor.createMimeDataFromSelection()
    editor.fill_html("")
    editor.insertFromMimeData(data)
    assert editor.html() == whole
