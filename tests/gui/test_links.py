"""Links: where they lead, what deceives, what only tracks, and what a click does."""

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QGuiApplication, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QMenu
from pytestqt.qtbot import QtBot

from mailclient.gui.message_view import link_opening
from mailclient.gui.message_view.body_menu import Pointed
from mailclient.gui.message_view.links import LinkTexts, Trick, cleaned, deception_of, shown_address
from mailclient.gui.message_view.pane import MessagePane
from mailclient.gui.message_view.reading_choices import ReadingChoices
from mailclient.gui.message_view.tracking import without_tracking
from mailclient.gui.window_state import WindowState
from mailclient.mail.body import Body
from mailclient.mime.html.sanitise import sanitise
from mailclient.profile import Profile
from mailclient.store.reader import Reader
from tests.gui import letters
from tests.gui.sample_store import Sample
from tests.gui.scripted_link import ScriptedLink

PHISH = '<p>Log in at <a href="https://evil.test/bank?x=1&amp;y=2">https://bank.example/login</a> now.</p>'


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the browser was given."""
    urls: list[str] = []
    monkeypatch.setattr(link_opening, "open_in_browser", lambda url: urls.append(url.toString()))
    return urls


@pytest.fixture
def pane(qtbot: QtBot, sample: Sample, link: ScriptedLink) -> MessagePane:
    made = MessagePane(Reader(sample.path), link)
    qtbot.addWidget(made)
    made.resize(840, 700)
    made.show()
    return made


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("https://bank.example/login", "bank.example"),
        ("Log in at paypal.com today", "paypal.com"),
        ("go to (https://bank.example/x), please", "bank.example"),
        ("pay\u200bpal\u202e.com", "paypal.com"),
        ("ｗｗｗ．ｂａｎｋ．ｃｏｍ", "www.bank.com"),
        ("https://한국은행.kr 로", "한국은행.kr"),
        ("report.pdf", ""),
        ("Node.js is nice.So is this.", ""),
        ("Click here", ""),
        ("evil.example.net", ""),
        ("", ""),
    ],
)
def test_a_text_that_names_another_host(text: str, expected: str) -> None:
    found = deception_of(QUrl("https://a.example.net/x"), [text])
    assert (found.expected if found is not None else "") == expected


def test_letters_that_look_like_others_are_a_deception() -> None:
    url = QUrl("https://аррӏе.com/")
    found = deception_of(url, [])
    assert found is not None
    assert (found.trick, found.expected, found.real) == (Trick.LOOK_ALIKE, "аррӏе.com", "xn--80ak6aa92e.com")
    assert shown_address(url.toString()) == "https://xn--80ak6aa92e.com/"
    assert deception_of(QUrl("https://bücher.de/"), ["bücher.de"]) is None
    assert shown_address("https://xn--bcher-kva.de/a") == "https://bücher.de/a"


def test_a_text_that_names_another_host_is_a_deception() -> None:
    texts = LinkTexts(PHISH)
    url = QUrl("https://evil.test/bank?x=1&y=2")
    assert texts.of(url) == ("https://bank.example/login",)
    found = deception_of(url, texts.of(url))
    assert found is not None
    assert (found.trick, found.expected, found.real) == (Trick.TEXT, "bank.example", "evil.test")
    assert deception_of(url, ["Click here"]) is None
    assert deception_of(QUrl("https://www.bank.example/a"), ["bank.example"]) is None


def test_an_address_that_pretends_is_a_deception() -> None:
    found = deception_of(QUrl("https://bank.example@evil.test/"), [])
    assert found is not None
    assert (found.trick, found.expected, found.real) == (Trick.USER_NAME, "bank.example", "evil.test")


def test_the_text_is_found_however_the_browser_writes_the_address() -> None:
    texts = LinkTexts('<a href="HTTPS://Evil.Test/a/../b c">bank.example.com</a><a href=http://other.test>x</a>')
    assert texts.of(QUrl("https://evil.test/b%20c")) == ("bank.example.com",)
    assert texts.of(QUrl("http://other.test/")) == ("x",)


def test_an_odd_address_gets_all_texts_of_its_host() -> None:
    texts = LinkTexts('<a href="https://evil.test/\\a">bank.example.com</a><a href="https://fine.test/">fine</a>')
    assert texts.of(QUrl("https://evil.test//a")) == ("bank.example.com",)


def test_the_alternative_of_a_picture_counts_as_text() -> None:
    texts = LinkTexts('<a href="https://evil.test/"><img src="cid:1" alt="www.bank.example"> go</a>')
    assert deception_of(QUrl("https://evil.test/"), texts.of(QUrl("https://evil.test/"))) is not None


@pytest.mark.parametrize(
    "link",
    [
        """<a title=" href=https://bank.example/x y" href="https://evil.test/">www.bank.example</a>""",
        """<a title="<a href='https://bank.example/'>x</a>" href="https://evil.test/">www.bank.example</a>""",
        """<a name="x> href=https://bank.example/" href="https://evil.test/">www.bank.example</a>""",
        """<a href="https://evil.test/"><img alt="a>b" src="cid:1">www.bank.example</a>""",
        """<a href="https://evil.test/"><b style="display:none">evil.test/</b>www.bank.example</a>""",
        """<map name="m"><area href="https://evil.test/" alt="www.bank.example" coords="0,0,9,9"></map>""",
    ],
)
def test_what_stands_beside_a_text_does_not_hide_its_deception(link: str) -> None:
    texts = LinkTexts(sanitise(link).html)
    assert deception_of(QUrl("https://evil.test/"), texts.of(QUrl("https://evil.test/"))) is not None


@pytest.mark.parametrize(
    ("url", "bare"),
    [
        ("https://a.example/x?utm_source=m&id=7&fbclid=zz#top", "https://a.example/x?id=7#top"),
        ("https://a.example/x?UTM_Campaign=m", "https://a.example/x"),
        ("https://a.example/x?id=utm_source", "https://a.example/x?id=utm_source"),
        ("https://a.example/?q=a%26b&gclid=1", "https://a.example/?q=a%26b"),
        ("https://a.example/x", "https://a.example/x"),
        ("https://a.example/x?", "https://a.example/x"),
    ],
)
def test_tracking_parameters(url: str, bare: str) -> None:
    assert without_tracking(url) == bare
    assert cleaned(QUrl(url)).toString(QUrl.ComponentFormattingOption.FullyEncoded) == bare


def test_a_deceiving_link_is_opened_after_a_question_only(pane: MessagePane, sample: Sample, opened: list[str]) -> None:
    pane.show_message(letters.put(sample, Body("text", html=PHISH)))
    pane.body.link_clicked.emit(QUrl("https://evil.test/bank?x=1&y=2"))
    (question,) = pane.findChildren(QDialog)
    words = " ".join(label.text() for label in question.findChildren(QLabel))
    assert "bank.example" in words
    assert "evil.test" in words
    question.reject()
    assert opened == []
    pane.body.link_clicked.emit(QUrl("https://evil.test/bank?x=1&y=2"))
    pane.findChildren(QDialog)[-1].accept()
    assert opened == ["https://evil.test/bank?x=1&y=2"]


@pytest.mark.parametrize(
    "url", ["file:///etc/passwd", "javascript:alert(1)", "smb://host/x", "https:///x", "ms-word:x"]
)
def test_other_schemes_are_refused_with_a_sentence(
    url: str, pane: MessagePane, sample: Sample, opened: list[str]
) -> None:
    pane.show_message(letters.put(sample, Body("x")))
    pane.body.link_clicked.emit(QUrl(url))
    assert opened == []
    assert pane.notices.problem.isVisible()
    assert "is not opened" in pane.notices.problem.label.text()


def test_links_lose_their_tracking_when_so_chosen(
    pane: MessagePane, sample: Sample, profile: Profile, opened: list[str]
) -> None:
    ReadingChoices(WindowState(profile)).cleans_links = True
    pane.show_message(letters.put(sample, Body("x")))
    pane.body.link_clicked.emit(QUrl("https://a.example/x?utm_source=m&id=7"))
    assert opened == ["https://a.example/x?id=7"]


def test_a_deceiving_link_warns_under_the_pointer(pane: MessagePane, sample: Sample) -> None:
    pane.show_message(letters.put(sample, Body("x", html=None)))
    pane.links.texts = LinkTexts(PHISH)
    words, warn = pane.links.describe("https://evil.test/bank?x=1&y=2")
    assert warn
    assert words.startswith("Leads to evil.test, not to bank.example")
    assert pane.links.describe("https://fine.test/a") == ("https://fine.test/a", False)


def _menu(pane: MessagePane, pointed: Pointed) -> dict[str, object]:
    pane.body.menu_requested.emit(pointed)
    menu = pane.findChildren(QMenu)[-1]
    menu.close()
    return {action.text(): action for action in menu.actions() if action.text()}


def test_the_menu_copies_links_with_and_without_tracking(pane: MessagePane, sample: Sample) -> None:
    pane.show_message(letters.put(sample, Body("x")))
    entries = _menu(pane, Pointed(QPoint(), "https://a.example/x?utm_source=m&id=7", "so & so"))
    entries["Copy link without tracking"].trigger()  # type: ignore[attr-defined]
    assert QGuiApplication.clipboard().text() == "https://a.example/x?id=7"
    entries["Copy link address"].trigger()  # type: ignore[attr-defined]
    assert QGuiApplication.clipboard().text() == "https://a.example/x?utm_source=m&id=7"
    searched: list[str] = []
    pane.search_requested.connect(searched.append)
    entries["Search mail for “so && so”"].trigger()  # type: ignore[attr-defined]
    assert searched == ["so & so"]
    assert "Copy link without tracking" not in _menu(pane, Pointed(QPoint(), "https://a.example/x"))
    assert "Open link" not in _menu(pane, Pointed(QPoint(), "file:///etc/passwd"))


def test_the_menu_knows_mail_addresses(pane: MessagePane, sample: Sample) -> None:
    pane.show_message(letters.put(sample, Body("x")))
    written: list[str] = []
    pane.mailto_requested.connect(written.append)
    entries = _menu(pane, Pointed(QPoint(), "mailto:kim@example.org?subject=Hi"))
    entries["Write to this address"].trigger()  # type: ignore[attr-defined]
    assert written == ["mailto:kim@example.org?subject=Hi"]
    entries["Copy address"].trigger()  # type: ignore[attr-defined]
    assert QGuiApplication.clipboard().text() == "kim@example.org"


def test_middle_click_and_keyboard_open_links(pane: MessagePane, sample: Sample, opened: list[str]) -> None:
    pane.show_message(letters.put(sample, Body("https://example.org/a and https://example.org/b")))
    QApplication.processEvents()
    text = pane.body.text
    place = QPointF(30, 10)
    assert text.anchorAt(place.toPoint()) == "https://example.org/a"
    middle = Qt.MouseButton.MiddleButton
    release = QMouseEvent(
        QEvent.Type.MouseButtonRelease, place, place, middle, Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier
    )
    QApplication.sendEvent(text.viewport(), release)
    assert opened == ["https://example.org/a"]
    text.setFocus()
    QTest.keyClick(text, Qt.Key.Key_Tab)
    QTest.keyClick(text, Qt.Key.Key_Tab)
    QTest.keyClick(text, Qt.Key.Key_Return)
    assert opened == ["https://example.org/a", "https://example.org/b"]


def test_the_end_of_a_long_host_is_told_first() -> None:
    url = "https://www.bank.example." + "a" * 60 + ".evil.test/login"
    assert shown_address(url).startswith("…")
    assert shown_address(url).partition(" ")[0].endswith("aaa.evil.test")
