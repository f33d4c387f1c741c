"""Nothing is quoted that could not be seen: Chromium says what can, over the corpus and over ways to hide text."""

import json
import re
from collections.abc import Callable, Iterator
from html import unescape
from pathlib import Path

import pytest
from PySide6.QtCore import QEventLoop, Qt, QTimer
from pytestqt.qtbot import QtBot
from shiboken6 import delete

from mailclient.gui.message_view.html_page import LIGHT_CARD, page
from mailclient.mime.display import message_body
from mailclient.mime.html.sanitise import sanitise
from mailclient.mime.quoting import quotable
from mailclient.mime.reader import read

CORPUS = Path(__file__).parents[3] / "shared" / "corpus"
SETS = (
    "covert-content",
    "johnny-fired",
    "efail-derived",
    "e2ee-mitigation-ccs20",
    "horde",
    "kde-messagelib",
    "roundcube",
)
MOST = 60
"""Messages of each set: the rest is gone through on demand (``tests/fuzz/quoting.py``)."""
_PATIENCE_MS = 60_000

SEEN = r"""
(() => {
  const found = [];
  const lum = c => { const f = v => { v /= 255; return v <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4; };
    return .2126 * f(c[0]) + .7152 * f(c[1]) + .0722 * f(c[2]); };
  const rgba = s => { const m = s.match(/[\d.]+/g).map(Number); return m.length < 4 ? [...m, 1] : m; };
  const ground = e => { for (; e; e = e.parentElement) { const c = rgba(getComputedStyle(e).backgroundColor);
    if (c[3] > .5) return c; } return [255, 255, 255, 1]; };
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node; node = walk.nextNode();) {
    const parent = node.parentElement;
    if (!node.data.trim() || ["STYLE", "SCRIPT"].includes(parent.tagName)) continue;
    const style = getComputedStyle(parent);
    let opacity = 1;
    for (let e = parent; e; e = e.parentElement) opacity *= getComputedStyle(e).opacity;
    const colour = rgba(style.color), below = ground(parent);
    const a = lum(colour) + .05, b = lum(below) + .05;
    if (style.visibility !== "visible" || opacity < .1 || parseFloat(style.fontSize) < 4 || colour[3] < .1
      || Math.max(a, b) / Math.min(a, b) < 1.1) continue;
    let shown = "";
    for (const word of node.data.matchAll(/\S{1,40}/g)) {
      const range = document.createRange();
      range.setStart(node, word.index); range.setEnd(node, word.index + word[0].length);
      const box = [...range.getClientRects()].find(r => r.width > 0 && r.height > 0);
      if (!box) continue;
      window.scrollTo(0, Math.max(0, box.top + window.scrollY - 300));
      const now = [...range.getClientRects()].find(r => r.width > 0 && r.height > 0);
      const x = Math.min(now.left + now.width / 2, now.right - 1), y = now.top + now.height / 2;
      if (x < 0 || (x > innerWidth && now.left > innerWidth && x > document.documentElement.scrollWidth)) continue;
      const hit = x > innerWidth ? parent : document.elementFromPoint(x, y);
      if (hit && (hit === parent || parent.contains(hit) || hit.contains(parent))) shown += word[0];
    }
    found.push(shown);
  }
  return JSON.stringify(found);
})()
"""

HIDDEN = {
    "display": '<p style="display:none">COVERT</p>',
    "visibility": '<p style="visibility:hidden">COVERT</p>',
    "opacity": '<div style="opacity:.4"><p style="opacity:0.05">COVERT</p></div>',
    "font": '<p style="font-size:0">COVERT</p>',
    "tiny": '<p style="font:normal 1px/1px serif">COVERT</p>',
    "relative font": '<div style="font-size:10%"><p style="font-size:100%">COVERT</p></div>',
    "white": '<p style="color:#fff">COVERT</p>',
    "nearly white": '<p style="color:rgb(253,254,255)">COVERT</p>',
    "transparent": '<p style="color:transparent">COVERT</p>',
    "ground": '<div style="background:#222"><p style="color:#232323">COVERT</p></div>',
    "old ground": '<table bgcolor="#102030"><tr><td><font color="#102030">COVERT</font></td></tr></table>',
    "height": '<div style="height:0;overflow:hidden">COVERT</div>',
    "max height": '<div style="max-height:1px;overflow:hidden"><p>COVERT</p></div>',
    "width": '<div style="width:0;overflow:hidden;white-space:nowrap">COVERT</div>',
    "indent": '<p style="text-indent:-9999px">COVERT</p>',
    "margin": '<p style="margin-left:-9999px">COVERT</p>',
    "pulled left": '<div style="overflow:hidden"><p style="margin-left:-300px">COVERT</p></div>',
    "pushed right": '<div style="overflow:hidden;width:200px"><p style="padding-left:900px">COVERT</p></div>',
    "covered": '<p>COVERT</p><b style="margin-top:-60px;display:inline-block;background:#fff">over it</b>',
    "outline": '<p>COVERT</p><p style="outline:300px solid #fff">over it</p>',
    "sheet": "<style>.x{display:none}</style><p class=x>COVERT</p>",
    "sheet id": "<style>#x b{font-size:0}</style><p id=x>seen <b>COVERT</b></p>",
    "sheet order": "<style>p{display:none !important}</style><p style='display:block'>COVERT</p>",
    "nth": "<style>p:nth-child(2n){color:#fff}</style><b>seen</b><p>COVERT</p>",
    "has": "<style>div:has(> i){visibility:hidden}</style><div><i></i>COVERT</div>",
    "not": "<style>p:not(.y){opacity:0}</style><p>COVERT</p>",
    "attribute": '<style>p[title="a"]{display:none}</style><p title="a">COVERT</p>',
    "media": "<style>@media (min-width:200px){.x{display:none}}</style><p class=x>COVERT</p>",
    "two media": "<style>@media (min-width:1px){.x{color:#eef}}@media (min-width:2px){.x{background:#eee}}"
    "</style><p class=x>COVERT</p>",
    "orientation": "<style>@media (orientation:landscape){.x{display:none}}@media (orientation:portrait)"
    "{.x{display:none}}</style><p class=x>COVERT</p>",
    "first line": "<style>p::first-line{font-size:0}</style><p>COVERT</p>",
    "details": "<details><summary>seen</summary>COVERT</details>",
    "unclosed": "<p>seen</p><div style='display:none'><b><i>COVERT",
    "plaintext": "<p>seen</p><div style='display:none'><plaintext>COVERT",
    "letters": '<p style="letter-spacing:-20px">COVERT text of some length</p>',
    "shifted": '<div style="height:20px;overflow:hidden">seen <span style="vertical-align:-200px">COVERT</span></div>',
    "grid": '<div style="display:grid;grid-template-rows:0 auto;"><p style="overflow:hidden;margin:0">COVERT</p></div>',
    "invisible letters": "<p>seen</p><p style='font-size:clamp(0px,0px,0px)'>COVERT</p>",
    "calc": "<p style='font-size:calc(1px - 1px)'>COVERT</p>",
    "small box": '<div style="height:20px"><p>seen</p><p>COVERT</p></div><b style="opacity:.9;background:#fff">o</b>',
    "unknown display": '<p style="display:none;display:bogus">COVERT</p>',
    "unknown display in a sheet": "<style>p{display:none}p{display:foo}</style><p>COVERT</p>",
    "unknown ground": '<p style="background:#000;color:#000;background:foo">COVERT</p>',
    "ground of the system": '<p style="background:CanvasText;color:#000">COVERT</p>',
    "old ground without #": '<table bgcolor="1b1f24"><tr><td><font color="#1b1f24">COVERT</font></td></tr></table>',
    "size without a unit": '<p style="font-size:0;font-size:12">COVERT</p>',
    "font without a family": '<p style="font-size:0;font:16px">COVERT</p>',
    "font with a strange word": '<p style="font:0/0 a;font:foo 16px a">COVERT</p>',
    "spaced font": '<p style="font: 0 / 0 a">COVERT</p>',
    "opacity with a unit": '<p style="opacity:0;opacity:1px">COVERT</p>',
    "inherited opacity": '<p style="opacity:.4"><b style="opacity:inherit"><i style="opacity:inherit">COVERT</i></b>',
    "nothing by another name": '<p style="font-size:0e5">COVERT</p>',
    "five margins": '<p style="margin:0 0 0 -9999px;margin:1px 2px 3px 4px 5px">COVERT</p>',
    "inherited margin": '<div style="margin-left:-7px">' + '<div style="margin-left:inherit">' * 150 + "COVERT",
    "size adjusted": '<p style="font-size-adjust:0">COVERT</p>',
    "no room in a flex": '<div style="display:flex"><p style="flex:0 0 0;overflow:hidden;min-width:0">COVERT</p></div>',
    "fixed cell": '<table width=600 style="table-layout:fixed"><tr><td width=599>a</td>'
    '<td width=1 style="overflow:hidden;padding:0">COVERT</td></tr></table>',
    "no width for a cell": '<table><td style="max-width:0;overflow:hidden;white-space:nowrap;padding:0">COVERT</table>',
    "dark ground pulled up": '<div>COVERT</div><div style="margin-top:-24px;background:#1b1f24;height:24px">.</div>',
    "box pulled up": 'COVERT<br><b style="display:inline-block;margin-top:-24px;background:#fff;width:600px">o</b>',
    "collapsed": '<table><colgroup><col style="visibility:collapse"><col></colgroup><tr><td>COVERT<td>x</table>',
}


class Looking:
    """One Chromium page that tells what can be seen of a document."""

    def __init__(self) -> None:
        from mailclient.gui.message_view import html_body  # it prepares the environment for Chromium

        assert html_body.DOCUMENT
        from PySide6.QtWebEngineCore import QWebEnginePage, QWebEngineProfile
        from PySide6.QtWebEngineWidgets import QWebEngineView

        self._view = QWebEngineView()
        self._profile = QWebEngineProfile()
        self._view.setPage(QWebEnginePage(self._profile, self._view))
        self._view.resize(900, 700)
        self._view.show()

    def seen(self, html: str) -> str:
        """The words that are seen, without white space."""
        document = page(html, LIGHT_CARD, family="sans-serif", size=14, width=760)
        document = re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", document)
        self._wait(lambda done: self._load(document, done))
        told: list[str] = []

        def ask(done: Callable[[], None]) -> None:
            def take(found: str) -> None:
                told.append(found)
                done()

            self._view.page().runJavaScript(SEEN, 0, take)

        self._wait(ask)
        return "".join(json.loads(told[0] or "[]"))

    def _load(self, document: str, done: Callable[[], None]) -> None:
        self._view.loadFinished.connect(lambda _ok: done(), type=Qt.ConnectionType.SingleShotConnection)
        self._view.setHtml(document)

    def _wait(self, begin: Callable[[Callable[[], None]], None]) -> None:
        loop = QEventLoop()
        came: list[bool] = []

        def done() -> None:
            came.append(True)
            loop.quit()

        QTimer.singleShot(_PATIENCE_MS, loop.quit)
        begin(done)
        if not came:
            loop.exec()
        assert came, "Chromium has not answered in time"

    def close(self) -> None:
        """Let Chromium go."""
        delete(self._view.page())
        delete(self._view)
        delete(self._profile)


@pytest.fixture(scope="module")
def chromium(qapp: object) -> Iterator[Looking]:
    del qapp
    made = Looking()
    yield made
    made.close()


def quoted_words(html: str) -> list[str]:
    return unescape(re.sub(r"<[^>]*>", " ", html)).split()


def unseen(chromium: Looking, html: str) -> list[str]:
    """The words that are quoted though they cannot be seen."""
    words = quoted_words(quotable(html).html)
    if not words:
        return []
    seen = re.sub(r"[\s\u200b\ufeff]+", "", chromium.seen(html))
    return [word for word in words if word not in seen]


@pytest.mark.parametrize("way", HIDDEN)
def test_what_is_hidden_is_not_quoted(way: str) -> None:
    found = quotable(sanitise(f"<p>Dear reader</p>{HIDDEN[way]}<p>Yours</p>").html)
    assert "COVERT" not in found.html, found.html
    for trace in ("class", " id=", "<style", "http-equiv", "remote:"):
        assert trace not in found.html


def test_the_oracle_sees(chromium: Looking) -> None:
    assert chromium.seen("<div class=mail><p>Hello <b>you</b></p><p style='display:none'>not</p></div>") == "Helloyou"


@pytest.mark.parametrize("name", SETS)
def test_quotes_of_the_corpus_are_seen(chromium: Looking, qtbot: QtBot, name: str) -> None:
    del qtbot
    if not (CORPUS / name).is_dir():
        pytest.skip("the corpus of mail is not beside the checkout")
    looked_at = 0
    for path in sorted((CORPUS / name).rglob("*.eml")):
        body = message_body(read(path.read_bytes()[:300_000]))
        if body.html is None or looked_at >= MOST:
            continue
        looked_at += 1
        assert unseen(chromium, body.html) == [], path.name
