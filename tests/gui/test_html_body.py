"""HTML in the real QtWebEngine: what is shown, and that nothing gets out."""

import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing

import pytest
from PySide6.QtCore import QBuffer, QIODevice, QUrl
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from mailclient.gui.message_view.html_page import POLICY
from mailclient.gui.message_view.pane import MessagePane
from mailclient.gui.theme import Scheme, theme
from mailclient.mail.body import Attachment, Body
from mailclient.mail.ids import MessageId, PartPath
from mailclient.store.reader import Reader
from tests.gui import letters
from tests.gui.sample_store import Sample
from tests.gui.scripted_link import ScriptedLink

RED = QColor(200, 20, 30)


@pytest.fixture
def view(qtbot: QtBot, sample: Sample, link: ScriptedLink) -> MessagePane:
    theme().choose(Scheme.LIGHT)
    made = MessagePane(Reader(sample.path), link)
    qtbot.addWidget(made)
    made.resize(840, 700)
    made.show()
    return made


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    with closing(socket.create_server(("127.0.0.1", 0))) as server:
        server.setblocking(False)
        yield server


def show(qtbot: QtBot, view: MessagePane, letter: MessageId) -> None:
    with qtbot.waitSignal(view.body_shown):
        view.show_message(letter)


def connections(server: socket.socket) -> int:
    count = 0
    while True:
        try:
            server.accept()[0].close()
        except BlockingIOError:
            return count
        count += 1


def picture() -> bytes:
    image = QImage(200, 100, QImage.Format.Format_RGB32)
    image.fill(RED)
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]  # the stubs have bytes, Qt takes str
    return bytes(buffer.data().data())


def has_red(widget: QWidget) -> bool:
    image = widget.grab().toImage()
    return any(image.pixelColor(x, y) == RED for x in range(0, image.width(), 20) for y in range(0, image.height(), 10))


def text_of(qtbot: QtBot, view: MessagePane) -> str:
    assert view.body.html is not None
    found: list[str] = []
    view.body.html.page.toPlainText(found.append)
    qtbot.waitUntil(lambda: bool(found))
    return found[0]


def test_html_is_shown(qtbot: QtBot, view: MessagePane, sample: Sample) -> None:
    show(qtbot, view, letters.put(sample, Body("Hello", "<h1>Hello</h1><p>안녕하세요</p>", blocked_remote=2)))
    assert view.body.current() is view.body.html
    assert text_of(qtbot, view).split() == ["Hello", "안녕하세요"]
    assert view.remote.isVisible()


def test_plain_text_and_back(qtbot: QtBot, view: MessagePane, sample: Sample) -> None:
    show(qtbot, view, letters.put(sample, Body("the text", "<p>the html</p>")))
    view.show_plain_text(True)
    assert view.body.current() is view.body.text
    assert view.body.text.toPlainText() == "the text"
    with qtbot.waitSignal(view.body_shown):
        view.show_plain_text(False)
    assert view.body.current() is view.body.html


HOSTILE = """
<link rel="preconnect" href="http://127.0.0.1:{port}/"><link rel="dns-prefetch" href="http://127.0.0.1:{port}/">
<link rel="stylesheet" href="http://127.0.0.1:{port}/a.css"><link rel="preload" as="image" href="http://127.0.0.1:{port}/p">
<link rel="icon" href="http://127.0.0.1:{port}/i"><base href="http://127.0.0.1:{port}/">
<meta http-equiv="refresh" content="0; url=http://127.0.0.1:{port}/refresh">
<style>@import url(http://127.0.0.1:{port}/i.css); body {{ background: url(http://127.0.0.1:{port}/b.png) }}
@font-face {{ font-family: f; src: url(http://127.0.0.1:{port}/f.woff) }} p {{ font-family: f }}</style>
<img src="http://127.0.0.1:{port}/1.png" srcset="http://127.0.0.1:{port}/2.png 2x">
<picture><source srcset="http://127.0.0.1:{port}/3.png"><img src="//127.0.0.1:{port}/4.png"></picture>
<table background="http://127.0.0.1:{port}/5.png"><tr><td>x</td></tr></table>
<video src="http://127.0.0.1:{port}/v" poster="http://127.0.0.1:{port}/w" autoplay></video>
<audio src="http://127.0.0.1:{port}/a" autoplay></audio><iframe src="http://127.0.0.1:{port}/f"></iframe>
<object data="http://127.0.0.1:{port}/o"></object><embed src="http://127.0.0.1:{port}/e">
<svg><image href="http://127.0.0.1:{port}/s"/><use href="http://127.0.0.1:{port}/u#x"/></svg>
<form action="http://127.0.0.1:{port}/form"><input autofocus></form>
<p id="p">before</p><script>document.getElementById("p").textContent = "after";
fetch("http://127.0.0.1:{port}/fetch"); new Image().src = "http://127.0.0.1:{port}/js"; location = "http://127.0.0.1:{port}/l"
</script><img src="x" onerror="document.getElementById('p').textContent = 'after'">
"""


@pytest.mark.parametrize("policy", [True, False])
def test_hostile_html_reaches_nobody_and_runs_nothing(
    qtbot: QtBot,
    view: MessagePane,
    sample: Sample,
    listener: socket.socket,
    policy: bool,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """As if the sanitiser had let everything through; once more without the page's policy."""
    if not policy:
        monkeypatch.setattr("mailclient.gui.message_view.html_page.POLICY", "default-src * 'unsafe-inline'")
    html = HOSTILE.format(port=listener.getsockname()[1])
    show(qtbot, view, letters.put(sample, Body("x", html)))
    qtbot.wait(700)  # the time in which it would call home
    assert connections(listener) == 0
    assert "before" in text_of(qtbot, view)
    assert view.body.html is not None
    assert view.body.html.page.url().scheme() == "message"


def test_the_listener_would_notice(listener: socket.socket) -> None:
    socket.create_connection(listener.getsockname()).close()
    assert connections(listener) == 1


def test_own_picture_is_shown(qtbot: QtBot, view: MessagePane, sample: Sample) -> None:
    data = picture()
    inline = Attachment(PartPath("1.2"), "logo.png", "image/png", len(data), "logo@x", inline=True)
    html = '<img src="cid:logo@x" width="200" height="100">'
    show(qtbot, view, letters.put(sample, Body("x", html, (inline,)), parts={"1.2": data}))
    qtbot.waitUntil(lambda: has_red(view))
    assert not view.attachments.isVisible()


def test_own_picture_is_fetched_first(qtbot: QtBot, view: MessagePane, sample: Sample, link: ScriptedLink) -> None:
    from mailclient.bridge import commands, events

    data = picture()
    inline = Attachment(PartPath("1.2"), "logo.png", "image/png", len(data), "logo", inline=True)
    letter = letters.put(sample, Body("x", '<p>text</p><img src="cid:logo" width="200" height="100">', (inline,)))
    view.show_message(letter)
    qtbot.waitUntil(lambda: commands.FetchPart(letter, PartPath("1.2")) in link.sent)
    letters.arrive_part(sample, letter, "1.2", data)
    link.deliver(events.PartStored(letter, PartPath("1.2")))
    qtbot.waitUntil(lambda: has_red(view))


def test_what_is_no_picture_is_not_served(qtbot: QtBot, view: MessagePane, sample: Sample) -> None:
    page = Attachment(PartPath("1.2"), "x.html", "text/html", 9, "page", inline=True)
    html = '<p>outside</p><iframe src="cid:page"></iframe>'
    show(qtbot, view, letters.put(sample, Body("x", html, (page,)), parts={"1.2": b"<p>inside</p>"}))
    qtbot.wait(200)
    assert "inside" not in text_of(qtbot, view)


def test_clicked_link_is_told_not_followed(qtbot: QtBot, view: MessagePane, sample: Sample) -> None:
    from PySide6.QtWebEngineCore import QWebEnginePage

    clicked: list[QUrl] = []
    view.body.link_clicked.connect(clicked.append)
    view.body.link_clicked.disconnect(view.links.follow)
    show(qtbot, view, letters.put(sample, Body("x", '<a href="https://example.org/">x</a>')))
    assert view.body.html is not None
    page = view.body.html.page
    kind = QWebEnginePage.NavigationType.NavigationTypeLinkClicked
    assert not page.acceptNavigationRequest(QUrl("https://example.org/"), kind, True)
    assert clicked == [QUrl("https://example.org/")]
    for url in ("https://example.org/", "message:999", "cid:x", "file:///etc/passwd", "data:text/html,x"):
        redirect = QWebEnginePage.NavigationType.NavigationTypeRedirect
        assert not page.acceptNavigationRequest(QUrl(url), redirect, True)
    assert len(clicked) == 1


def test_large_page_is_shown(qtbot: QtBot, view: MessagePane, sample: Sample) -> None:
    """More than the 2 MB that setHtml takes."""
    show(qtbot, view, letters.put(sample, Body("x", "<p>line</p>" * 1_000 + f"<!-- {'x' * 2_500_000} --><p>end</p>")))
    assert text_of(qtbot, view).rstrip().endswith("end")


def test_crash_shows_the_text(qtbot: QtBot, view: MessagePane, sample: Sample) -> None:
    show(qtbot, view, letters.put(sample, Body("the text", "<p>the html</p>")))
    assert view.body.html is not None
    view.body.html.died.emit()
    assert view.body.current() is view.body.text
    assert view.notices.problem.isVisible()


def test_wide_newsletter_fits(qtbot: QtBot, view: MessagePane, sample: Sample) -> None:
    view.resize(500, 600)
    show(qtbot, view, letters.put(sample, Body("x", '<table width="700" bgcolor="#eee"><tr><td>x</td></tr></table>')))
    assert view.body.html is not None
    page = view.body.html.page
    qtbot.waitUntil(lambda: 300 < page.contentsSize().width() <= 501)


def test_dark_scheme_repaints(qtbot: QtBot, view: MessagePane, sample: Sample) -> None:
    show(qtbot, view, letters.put(sample, Body("x", "<p>plain words</p>")))
    try:
        with qtbot.waitSignal(view.body_shown):
            theme().choose(Scheme.DARK)
        qtbot.waitUntil(lambda: view.body.grab().toImage().pixelColor(5, 200).lightness() < 60)
    finally:
        theme().choose(Scheme.LIGHT)


def test_policy_allows_only_own_pictures() -> None:
    assert POLICY.format(remote="").startswith("default-src 'none'; img-src cid: data:; style-src 'unsafe-inline';")


def test_text_never_loads_chromium() -> None:
    code = (
        "import sys, mailclient.gui.message_view.view, mailclient.gui.composer.composers;"
        "sys.exit(any('WebEngine' in name or name.endswith('html_body') for name in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False, timeout=60).returncode == 0
