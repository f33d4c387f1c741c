"""The bar about pictures from the web: what it says, what it allows, and the settings of it. No HTML is drawn here."""

import pytest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from mailclient.bridge import commands, events
from mailclient.gui.message_view.html_content import HtmlContent
from mailclient.gui.message_view.pane import MessagePane
from mailclient.gui.message_view.reading_choices import ReadingChoices, RemotePolicy
from mailclient.gui.settings.reading_page import ReadingPage
from mailclient.gui.window_state import WindowState
from mailclient.mail.address import Address
from mailclient.mail.body import Body
from mailclient.mail.ids import MessageId
from mailclient.mail.problem import Problem, ProblemKind
from mailclient.mail.remote_content import Remote, RemoteContent, RemoteKind
from mailclient.mail.verdict import Standing, Verdict
from mailclient.profile import Profile
from mailclient.store import remote
from mailclient.store.reader import Reader
from tests.gui import letters
from tests.gui.sample_store import Sample, change
from tests.gui.scripted_link import ScriptedLink

PICTURE = Remote("https://shop.example/a.png", RemoteKind.IMAGE)
PIXEL = Remote("https://open.example/p.gif", RemoteKind.IMAGE, "pixel")
COUNTER = Remote("https://list.example/o.gif", RemoteKind.IMAGE, "Mailchimp")
HTML = '<p>Hi <img src="remote:0"><img src="remote:1"></p>'


@pytest.fixture
def shown() -> list[HtmlContent]:
    """What the HTML view was given."""
    return []


@pytest.fixture
def pane(
    qtbot: QtBot, sample: Sample, link: ScriptedLink, shown: list[HtmlContent], monkeypatch: pytest.MonkeyPatch
) -> MessagePane:
    made = MessagePane(Reader(sample.path), link)
    monkeypatch.setattr(made.body, "show_html", shown.append)
    qtbot.addWidget(made)
    made.resize(840, 700)
    made.show()
    return made


def newsletter(sample: Sample, *named: Remote, author: str = "minji@example.org") -> MessageId:
    return letters.put(sample, Body("Hi", HTML, remote=named), letters.envelope(from_=(Address("Minji", author),)))


def buttons(pane: MessagePane) -> dict[str, QPushButton]:
    return {button.text(): button for button in pane.remote.findChildren(QPushButton) if not button.isHidden()}


@pytest.mark.parametrize(
    ("named", "sentence"),
    [
        ((PICTURE,), "Pictures from the web are blocked."),
        ((PICTURE, PIXEL), "Pictures from the web and 1 tracker are blocked."),
        ((PICTURE, PIXEL, COUNTER), "Pictures from the web and 2 trackers by Mailchimp are blocked."),
        ((COUNTER,), "1 tracker by Mailchimp is blocked."),
        ((PIXEL,), "1 tracker is blocked."),
    ],
)
def test_what_is_blocked_is_said(
    pane: MessagePane, sample: Sample, link: ScriptedLink, named: tuple[Remote, ...], sentence: str
) -> None:
    pane.show_message(newsletter(sample, *named))
    assert pane.remote.isVisible()
    assert pane.remote.label.text() == sentence
    assert ("Show" in buttons(pane)) is (PICTURE in named)
    assert link.sent == []


def test_nothing_to_load_nothing_to_say(pane: MessagePane, sample: Sample) -> None:
    pane.show_message(newsletter(sample))
    assert not pane.remote.isVisible()


def test_show_loads_once(pane: MessagePane, sample: Sample, link: ScriptedLink, shown: list[HtmlContent]) -> None:
    letter = newsletter(sample, PICTURE, PIXEL)
    pane.show_message(letter)
    assert shown[-1].numbers == frozenset()
    buttons(pane)["Show"].click()
    assert link.sent == [commands.FetchRemote(letter)]
    assert shown[-1].numbers == {0}, "and not what tracks"
    assert not pane.remote.isVisible()
    pane.show_message(newsletter(sample, PICTURE))
    assert pane.remote.isVisible(), "another message asks again"
    assert len(link.sent) == 1


def test_always_is_kept_for_the_sender(pane: MessagePane, sample: Sample, link: ScriptedLink) -> None:
    letter = newsletter(sample, PICTURE)
    pane.show_message(letter)
    buttons(pane)["Always for minji@example.org"].click()
    allow = link.last(commands.AllowRemote)
    assert isinstance(allow, commands.AllowRemote)
    assert (allow.address, allow.allowed) == ("minji@example.org", True)
    assert link.last(commands.FetchRemote) == commands.FetchRemote(letter)


def test_an_allowed_sender_is_not_asked_about(
    pane: MessagePane, sample: Sample, link: ScriptedLink, shown: list[HtmlContent]
) -> None:
    change(sample.path, lambda tx: remote.allow_sender(tx, "minji@example.org", allowed=True))
    letter = newsletter(sample, PICTURE)
    pane.show_message(letter)
    assert link.sent == [commands.FetchRemote(letter)]
    assert shown[-1].numbers == {0}
    assert not pane.remote.isVisible()
    pane.show_message(newsletter(sample, PICTURE, author="minji@example.net"))
    assert pane.remote.isVisible()


@pytest.mark.parametrize("standing", [Standing.FAILED, Standing.SUSPICIOUS])
def test_a_forged_sender_is_not_allowed(
    pane: MessagePane, sample: Sample, link: ScriptedLink, standing: Standing, monkeypatch: pytest.MonkeyPatch
) -> None:
    change(sample.path, lambda tx: remote.allow_sender(tx, "minji@example.org", allowed=True))
    monkeypatch.setattr(Reader, "verdict", lambda _self, _id: Verdict(standing))
    pane.show_message(newsletter(sample, PICTURE))
    assert link.sent == []
    assert list(buttons(pane)) == ["Show"], "it cannot be allowed for always"


def test_what_is_here_is_shown_again_without_asking(
    pane: MessagePane, sample: Sample, link: ScriptedLink, shown: list[HtmlContent]
) -> None:
    letter = newsletter(sample, PICTURE)
    content = RemoteContent("image/png", b"png")
    change(sample.path, lambda tx: remote.keep(tx, letter, PICTURE.url, content, 1.0))
    pane.show_message(letter)
    assert shown[-1].numbers == {0}
    assert link.sent == []
    assert not pane.remote.isVisible()


def test_failures_are_told_and_tried_again(pane: MessagePane, sample: Sample, link: ScriptedLink) -> None:
    letter = newsletter(sample, PICTURE)
    pane.show_message(letter)
    buttons(pane)["Show"].click()
    link.deliver(events.RemoteFailed(letter, 0, Problem(ProblemKind.NETWORK_UNREACHABLE)))
    assert pane.remote.label.text() == "1 picture from the web could not be loaded."
    buttons(pane)["Try again"].click()
    assert link.sent[-1] == commands.FetchRemote(letter, again=True)


def test_the_text_loads_nothing(pane: MessagePane, sample: Sample) -> None:
    pane.show_message(newsletter(sample, PICTURE))
    pane.show_plain_text(True)
    assert not pane.remote.isVisible()


@pytest.mark.parametrize(("policy", "loads"), [(RemotePolicy.NEVER, False), (RemotePolicy.ALWAYS, True)])
def test_the_choice_for_all(
    pane: MessagePane, sample: Sample, link: ScriptedLink, profile: Profile, policy: RemotePolicy, loads: bool
) -> None:
    change(sample.path, lambda tx: remote.allow_sender(tx, "minji@example.org", allowed=not loads))
    ReadingChoices(WindowState(profile)).remote = policy
    pane.show_message(newsletter(sample, PICTURE))
    assert bool(link.sent) is loads


def test_allowed_senders_can_be_removed(qtbot: QtBot, sample: Sample, link: ScriptedLink, profile: Profile) -> None:
    for address in ("b@example.org", "a@example.org"):
        change(sample.path, lambda tx, address=address: remote.allow_sender(tx, address, allowed=True))
    page = ReadingPage(Reader(sample.path), link, WindowState(profile))
    qtbot.addWidget(page)
    page.show()
    assert [page.senders.item(row).text() for row in range(page.senders.count())] == ["a@example.org", "b@example.org"]
    assert not page.remove.isEnabled()
    page.senders.setCurrentRow(1)
    page.remove.click()
    command = link.last(commands.AllowRemote)
    assert isinstance(command, commands.AllowRemote)
    assert (command.address, command.allowed) == ("b@example.org", False)
    change(sample.path, lambda tx: remote.allow_sender(tx, "b@example.org", allowed=False))
    link.deliver(events.Finished(command.request_id))
    assert page.senders.count() == 1


def test_reading_choices_are_kept(qtbot: QtBot, sample: Sample, link: ScriptedLink, profile: Profile) -> None:
    page = ReadingPage(Reader(sample.path), link, WindowState(profile))
    qtbot.addWidget(page)
    page.clean.setChecked(True)
    page.policy.setCurrentIndex(page.policy.findData(RemotePolicy.NEVER.value))
    page.policy.activated.emit(page.policy.currentIndex())
    choices = ReadingChoices(WindowState(profile))
    assert choices.cleans_links
    assert choices.remote is RemotePolicy.NEVER
    assert page.empty.isVisibleTo(page)
