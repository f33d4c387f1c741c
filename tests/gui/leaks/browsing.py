"""Runs inside the network of listeners: opens the documents one after the other, then prints what was asked for.

``python -m tests.gui.leaks.browsing reader|open FILE`` (``watched.py`` starts it).
"""

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication

from tests.gui.leaks.listeners import Listeners

_LAST_MS = 1_200
"""The time after the last document in which something may still call home."""
_BEGIN_MS = _HEARD_MS = 30_000
"""The longest wait for the browser to be there, and for what is to be heard."""
_LOOK_MS = 50


def main() -> None:
    """Open, wait, print."""
    browser, file = sys.argv[1:]
    given = json.loads(Path(file).read_text("utf-8"))
    listeners = Listeners()
    _application = QApplication([sys.argv[0]])
    view = _Reader() if browser == "reader" else _Open()
    view.open("", _BEGIN_MS)
    _wait(_LAST_MS)
    before = dict(listeners.asked)  # what the browser itself asks for at its start is no document's doing
    loaded = 0
    for document in given["documents"]:
        loaded += view.open(document, given["each_ms"])

    def asked() -> dict[str, int]:
        return {kind: count - before[kind] for kind, count in listeners.asked.items()}

    def heard() -> bool:
        counts = {**asked(), "scripts": view.scripts}
        return all(counts[kind] >= least for kind, least in given["expected"].items())

    left = _HEARD_MS
    while not heard() and left > 0:
        _wait(_LOOK_MS)
        left -= _LOOK_MS
    _wait(_LAST_MS)
    print(*sorted(listeners.names), file=sys.stderr)
    print(json.dumps({**asked(), "scripts": view.scripts, "loaded": loaded}), flush=True)
    os._exit(0)  # what Chromium says and does while it is taken apart is of no interest


def _wait(milliseconds: int) -> None:
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


def _until(connect: Callable[[Callable[..., object]], object], begin: Callable[[], object], milliseconds: int) -> bool:
    """Begin, and wait for the signal; whether it came in time."""
    loop = QEventLoop()
    came: list[bool] = []

    def arrived(*_: object) -> None:
        came.append(True)
        loop.quit()

    connect(arrived)
    QTimer.singleShot(milliseconds, loop.quit)
    begin()
    if not came:
        loop.exec()
    return bool(came)


class _Reader:
    """The program's own view; a script would be heard by what it says on the console or in a dialogue."""

    def __init__(self) -> None:
        from mailclient.gui.message_view.html_body import HtmlBody

        self.scripts = 0
        self._body = HtmlBody()
        self._body.resize(800, 600)
        self._body.show()
        page = self._body.page
        for name in ("javaScriptAlert", "javaScriptConfirm", "javaScriptPrompt"):
            setattr(page, name, self._heard)
        page.titleChanged.connect(lambda title: self._titled(title))

    def open(self, html: str, milliseconds: int) -> bool:
        from mailclient.gui.message_view.html_page import LIGHT_CARD, page

        document = page(html, LIGHT_CARD, family="sans-serif", size=15, width=760)
        return _until(
            self._body.page.loadFinished.connect,
            lambda: self._body.show_page(document, lambda _cid, reply: reply(None, "")),
            milliseconds,
        )

    def _heard(self, *_: object) -> bool:
        self.scripts += 1
        return False

    def _titled(self, title: str) -> None:
        self.scripts += title == "script"


class _Open:
    """Chromium as it comes: what it does shows that the listeners hear, and what a sanitiser alone is worth."""

    def __init__(self) -> None:
        from PySide6.QtWebEngineCore import QWebEnginePage, QWebEngineProfile
        from PySide6.QtWebEngineWidgets import QWebEngineView

        open_ = self

        class Page(QWebEnginePage):
            def javaScriptAlert(self, _url: object, _message: str) -> None:  # noqa: N802  Qt names it
                open_.scripts += 1

            def javaScriptConfirm(self, _url: object, _message: str) -> bool:  # noqa: N802  Qt names it
                open_.scripts += 1
                return False

            def javaScriptConsoleMessage(  # noqa: N802  likewise
                self, _level: object, message: str, _line: int, _source: str
            ) -> None:
                open_.scripts += message.startswith("Uncaught ")

        self.scripts = 0
        self._view = QWebEngineView()
        self._profile = QWebEngineProfile()
        self._page = Page(self._profile, self._view)
        self._view.setPage(self._page)
        self._view.resize(800, 600)
        self._view.show()

    def open(self, html: str, milliseconds: int) -> bool:
        return _until(self._page.loadFinished.connect, lambda: self._page.setHtml(html), milliseconds)


if __name__ == "__main__":
    main()
