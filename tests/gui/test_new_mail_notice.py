"""The desktop is told of new mail, when that is of use and wanted."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QSystemTrayIcon

from mailclient.bridge import events
from mailclient.gui.main_window.new_mail_notice import NewMailNotice
from tests.gui.desk import Desk

Told = list[tuple[str, str]]


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> Told:
    """What the desktop was told; the user is in another program."""
    words: Told = []
    monkeypatch.setattr(NewMailNotice, "tell", lambda _self, *said: words.append(said))
    monkeypatch.setattr(QApplication, "applicationState", lambda: Qt.ApplicationState.ApplicationInactive)
    return words


def arrive(desk: Desk, count: int) -> None:
    """The engine tells of this many."""
    desk.link.deliver(events.NewMail(desk.sample.folders["INBOX"], tuple(desk.sample.inbox[:count])))


def test_one_message_is_told_by_sender_and_subject(desk: Desk, told: Told) -> None:
    arrive(desk, 1)
    (row,) = desk.window.reader.rows(desk.sample.inbox[:1])
    assert told == [(row.sender.label, row.subject)]


def test_several_are_told_at_once(desk: Desk, told: Told) -> None:
    arrive(desk, 3)
    ((title, _senders),) = told
    assert title == "3 new messages"


def test_nothing_is_told_while_the_window_is_in_use(desk: Desk, told: Told, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(QApplication, "applicationState", lambda: Qt.ApplicationState.ApplicationActive)
    arrive(desk, 1)
    assert told == []


def test_it_can_be_switched_off(desk: Desk, told: Told) -> None:
    dialog = desk.session.open_settings()
    dialog.notify.click()
    arrive(desk, 1)
    assert told == []
    dialog.notify.click()
    arrive(desk, 1)
    assert len(told) == 1


def test_a_click_on_it_shows_the_message(desk: Desk, told: Told) -> None:
    desk.window.show_folder(desk.window.reader.folder(desk.sample.folders["Archive"]))
    arrive(desk, 2)
    desk.session.notice._open()
    assert desk.messages.current_message == desk.sample.inbox[0]


def test_a_sender_writes_no_html_for_the_desktop(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    handed_over: list[str] = []
    monkeypatch.setattr(QSystemTrayIcon, "isSystemTrayAvailable", lambda: True)
    monkeypatch.setattr(QSystemTrayIcon, "showMessage", lambda _tray, *said: handed_over.extend(said[:2]))
    desk.session.notice.tell("<b>Bob</b>", 'see <img src="http://tracker.example/1.png">')
    assert handed_over == ["‹b›Bob‹/b›", 'see ‹img src="http://tracker.example/1.png"›']
