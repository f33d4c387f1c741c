"""What a message names from the web, in the real view: out of the store or as it comes, never from a host."""

import pytest
from PySide6.QtGui import QColor
from pytestqt.qtbot import QtBot

from mailclient.bridge import commands, events
from mailclient.gui.message_view.html_body import HtmlBody
from mailclient.gui.message_view.html_page import LIGHT_CARD, page
from mailclient.gui.message_view.html_remote import RemoteContents, Trackers, trackers_in
from mailclient.mail.body import Body
from mailclient.mail.ids import MessageId
from mailclient.mail.problem import Problem, ProblemKind
from mailclient.mail.remote_content import RemoteContent
from mailclient.mime.html.sanitise import sanitise
from mailclient.store import remote
from mailclient.store.reader import Reader
from tests.gui import letters
from tests.gui.sample_store import Sample, change
from tests.gui.scripted_link import ScriptedLink
from tests.gui.test_html_body import RED, has_red, picture

IMAGE = "<img src=https://shop.org/a.png width=200 height=100>"
SHEET = "<link rel=stylesheet href=https://shop.org/a.css><p class=box>x</p>"
PIXEL = "<img src=https://shop.org/o width=1 height=1><img src=https://x.list-manage.com/track/open.php>"


class Desk:
    """A message in the store, the view, and what stands between them."""

    def __init__(self, qtbot: QtBot, sample: Sample, link: ScriptedLink, html: str) -> None:
        self.sample, self.link, self.qtbot = sample, link, qtbot
        clean = sanitise(html)
        self.body = Body("x", clean.html, remote=clean.remote)
        self.id: MessageId = letters.put(sample, self.body)
        self.contents = RemoteContents(Reader(sample.path), link)
        self.view = HtmlBody()
        qtbot.addWidget(self.view)
        self.view.resize(600, 400)
        self.view.show()

    def show(self, *, allowed: bool = False, **more: bool) -> None:
        numbers = self.contents.begin(self.id, self.body, allowed=allowed, **more)
        assert self.body.html is not None
        html = page(self.body.html, LIGHT_CARD, family="sans-serif", size=15, width=500, remote=numbers)
        with self.qtbot.waitSignal(self.view.shown):
            self.view.show_page(html, lambda _cid, reply: reply(None, ""), self.contents.want)

    def arrive(self, number: int, content: RemoteContent) -> None:
        """The engine has loaded it."""
        url = self.body.remote[number].url
        change(self.sample.path, lambda tx: remote.keep(tx, self.id, url, content, 1.0))
        self.link.deliver(events.RemoteStored(self.id, number))

    def asked(self) -> list[commands.FetchRemote]:
        return [command for command in self.link.sent if isinstance(command, commands.FetchRemote)]

    def wait_red(self) -> None:
        self.qtbot.waitUntil(lambda: has_red(self.view))


def test_blocked_it_asks_nobody(qtbot: QtBot, sample: Sample, link: ScriptedLink) -> None:
    desk = Desk(qtbot, sample, link, IMAGE)
    desk.show()
    assert desk.asked() == []
    assert not has_red(desk.view)


def test_allowed_it_is_loaded_and_comes_into_the_page(qtbot: QtBot, sample: Sample, link: ScriptedLink) -> None:
    """The page is shown before its picture is here."""
    desk = Desk(qtbot, sample, link, IMAGE)
    desk.show(allowed=True)
    assert desk.asked() == [commands.FetchRemote(desk.id)]
    desk.arrive(0, RemoteContent("image/png", picture()))
    desk.wait_red()


def test_what_was_loaded_once_is_shown_again_without_asking(qtbot: QtBot, sample: Sample, link: ScriptedLink) -> None:
    desk = Desk(qtbot, sample, link, IMAGE)
    desk.arrive(0, RemoteContent("image/png", picture()))
    desk.show()
    desk.wait_red()
    desk.show(allowed=True)
    assert desk.asked() == []


def test_a_sheet_of_the_web_is_applied(qtbot: QtBot, sample: Sample, link: ScriptedLink) -> None:
    desk = Desk(qtbot, sample, link, SHEET)
    css = f".mail .box{{height:200px;background:{RED.name()}}}"
    desk.arrive(0, RemoteContent("text/css", css.encode()))
    desk.show()
    desk.wait_red()


@pytest.mark.parametrize("kind", ["image/svg+xml", "text/html", "image/png"])
def test_only_pictures_are_served(qtbot: QtBot, sample: Sample, link: ScriptedLink, kind: str) -> None:
    """Whatever the store says of it: its bytes tell."""
    desk = Desk(qtbot, sample, link, IMAGE)
    drawing = f'<svg xmlns="http://www.w3.org/2000/svg"><rect width="900" height="900" fill="{RED.name()}"/></svg>'
    desk.arrive(0, RemoteContent(kind, drawing.encode()))
    desk.show()
    qtbot.wait(100)
    assert not has_red(desk.view)


def test_a_failure_is_told_and_waits_for_nobody(qtbot: QtBot, sample: Sample, link: ScriptedLink) -> None:
    desk = Desk(qtbot, sample, link, IMAGE)
    desk.show(allowed=True)
    with qtbot.waitSignals([desk.contents.failed, desk.view.page.loadFinished]):
        link.deliver(events.RemoteFailed(desk.id, 0, Problem(ProblemKind.REMOTE_REFUSED)))


def test_what_tracks_is_left_out(qtbot: QtBot, sample: Sample, link: ScriptedLink) -> None:
    desk = Desk(qtbot, sample, link, IMAGE + PIXEL)
    assert trackers_in(desk.body) == Trackers(2, ("Mailchimp",))
    assert desk.contents.begin(desk.id, desk.body, allowed=True) == {0}
    assert desk.contents.begin(desk.id, desk.body, allowed=True, trackers=True) == {0, 1, 2}
    assert desk.asked() == [commands.FetchRemote(desk.id), commands.FetchRemote(desk.id, trackers=True)]


def test_red_is_red() -> None:
    assert QColor(RED.name()) == RED
