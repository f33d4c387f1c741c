"""What is typed, as HTML and as text, and back."""

import pytest
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from mailclient.bridge.draft import DraftFile
from mailclient.gui.composer.editing.formats import quote_level
from mailclient.gui.composer.editing.html_writing import QUOTE
from mailclient.gui.composer.editing.links import set_link
from mailclient.gui.composer.editor import BodyEditor
from mailclient.gui.theme import Scheme, theme


def picture(width: int = 4, height: int = 4) -> QImage:
    made = QImage(width, height, QImage.Format.Format_RGB32)
    made.fill(Qt.GlobalColor.red)
    return made


@pytest.fixture
def editor(qtbot: QtBot) -> BodyEditor:
    theme().choose(Scheme.LIGHT)
    made = BodyEditor()
    qtbot.addWidget(made)
    made.resize(600, 400)
    made.show()
    made.setFocus()
    return made


@pytest.mark.parametrize(
    "html",
    [
        "<p>one<br>two</p>\n<p>three <b>bold</b> <i>it</i> <u>under</u></p>",
        '<p>a <a href="https://example.org/?a=1&amp;b=2">link</a> b</p>',
        "<p>a</p>\n<ul>\n<li>x</li>\n<li>y <b>z</b></li>\n</ul>\n<p>after</p>",
        "<ol>\n<li>one</li>\n<li>two</li>\n</ol>",
        f"{QUOTE}\n<p>a</p>\n{QUOTE}\n<p>b</p>\n</blockquote>\n</blockquote>",
        "<p>a</p>\n<br>\n<p>b</p>",
        f"<p>a</p>\n<br>\n{QUOTE}\n<p>q</p>\n</blockquote>",
        "<p>two&nbsp; spaces &lt;tag&gt; &amp;</p>",
        "<p>안녕하세요 😀</p>",
        "",
    ],
)
def test_html_comes_back_as_it_was(editor: BodyEditor, html: str) -> None:
    editor.fill_html(html)
    assert editor.html() == html


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<div>a</div><div><br></div><div>b</div>", "a\n\nb"),
        ("<style>p{}</style><script>x</script><p style='color:red'>a</p>", "a"),
        ("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>", "a  b\nc"),
        ("<pre>x\n  y</pre>", "x\n  y"),
        ("<blockquote>a<blockquote>b</blockquote></blockquote>", "> a\n>> b"),
        ("<ol><li>a</li><li>b</li></ol>", "1. a\n2. b"),
        ('<a href="https://x.example">here</a>', "here <https://x.example>"),
        ('<a href="https://x.example">https://x.example</a>', "https://x.example"),
        ('<a href="javascript:alert(1)">x</a><img src="http://t.example/p.png">', "x"),
        ("<p>unclosed <b>bold <i>both</p><p>next", "unclosed bold both\n\nnext"),
        ("</p></div></blockquote>stray", "stray"),
    ],
)
def test_foreign_html_keeps_its_meaning(editor: BodyEditor, html: str, text: str) -> None:
    editor.fill_html(html)
    assert editor.text() == text


def test_typing_bold(editor: BodyEditor) -> None:
    QTest.keyClicks(editor, "plain ")
    editor.tools.act("bold").trigger()
    QTest.keyClicks(editor, "bold")
    assert editor.html() == "<p>plain <b>bold</b></p>"
    assert editor.text() == "plain bold"


def test_enter_leaves_a_quote(editor: BodyEditor) -> None:
    editor.fill_html("<blockquote><p>first<br>second</p></blockquote>")
    cursor = editor.textCursor()
    cursor.setPosition(len("first"))
    editor.setTextCursor(cursor)
    QTest.keyClick(editor, Qt.Key.Key_Return)
    QTest.keyClicks(editor, "mine")
    assert editor.text() == "> first\nmine\n> second"
    assert editor.own_text() == "mine"


def test_backspace_takes_a_line_out_of_the_quote(editor: BodyEditor) -> None:
    editor.fill_html("<blockquote>a</blockquote>")
    cursor = editor.textCursor()
    cursor.setPosition(0)
    editor.setTextCursor(cursor)
    QTest.keyClick(editor, Qt.Key.Key_Backspace)
    assert quote_level(editor.textCursor().blockFormat()) == 0
    assert editor.text() == "a"


def test_plain_text_has_no_html(editor: BodyEditor) -> None:
    editor.fill_html("<p><b>bold</b></p><blockquote>q</blockquote>")
    editor.set_plain(True)
    assert editor.html() == ""
    assert editor.text() == "bold\n> q"


def test_pasted_html_keeps_only_its_meaning(editor: BodyEditor) -> None:
    data = QMimeData()
    data.setHtml('<html><body><p style="font-size:40px;color:#111">big <b>bold</b></p></body></html>')
    editor.insertFromMimeData(data)
    assert editor.html() == "<p>big <b>bold</b></p>"


def test_a_pasted_picture_stands_in_the_text(editor: BodyEditor) -> None:
    given: list[DraftFile] = []
    editor.files_given.connect(given.extend)
    data = QMimeData()
    data.setImageData(picture())
    editor.insertFromMimeData(data)
    (file,) = editor.images()
    assert file.media_type == "image/png"
    assert file.data.startswith(b"\x89PNG")
    assert editor.html() == f'<p><img src="cid:{file.content_id}" alt="picture"></p>'
    assert not given


def test_in_plain_text_a_pasted_picture_is_attached(editor: BodyEditor) -> None:
    editor.set_plain(True)
    given: list[DraftFile] = []
    editor.files_given.connect(given.extend)
    data = QMimeData()
    data.setImageData(picture())
    editor.insertFromMimeData(data)
    (file,) = given
    assert file.media_type == "image/png"
    assert not editor.images()


def test_link_does_not_go_on_behind_it(editor: BodyEditor) -> None:
    cursor = editor.textCursor()
    set_link(cursor, "https://example.org", "here")
    editor.setTextCursor(cursor)
    QTest.keyClicks(editor, "and on")
    assert editor.html() == '<p><a href="https://example.org">here</a> and on</p>'
