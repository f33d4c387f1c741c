"""A link to a place in the same message goes there, and nobody is told of a click."""

from PySide6.QtCore import QPoint, Qt, QUrl
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from mailclient.gui.message_view.html_body import HtmlBody
from mailclient.gui.message_view.html_page import LIGHT_CARD, page
from mailclient.mime.html.sanitise import sanitise

HTML = (
    '<a href="#end" style="display:block;height:200px;background:#eee">go</a>'
    '<div style="height:3000px"></div><p id=end>x</p>'
)


def test_a_place_in_the_message(qtbot: QtBot) -> None:
    view = HtmlBody()
    qtbot.addWidget(view)
    view.resize(600, 400)
    clicked: list[QUrl] = []
    view.link_clicked.connect(clicked.append)
    view.show()
    with qtbot.waitSignal(view.shown):
        view.show_page(
            page(sanitise(HTML).html, LIGHT_CARD, family="sans-serif", size=15, width=500),
            lambda _cid, reply: reply(None, ""),
        )

    def click() -> bool:
        inner = view.focusProxy()
        target = inner.focusProxy() if inner is not None else None
        assert target is not None
        QTest.mouseClick(target, Qt.MouseButton.LeftButton, pos=QPoint(100, 100))
        return view.page.scrollPosition().y() > 1_000

    qtbot.waitUntil(click)
    assert clicked == []
    assert view.page.url().scheme() == "message"
