"""Where the keys go, and how high the rows are, after a search and with the first account."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from mailclient.bridge import events
from mailclient.gui.controls.question import ask
from mailclient.profile import Profile
from tests.gui.desk import Desk, open_desk
from tests.gui.sample_store import Sample
from tests.gui.scripted_link import ScriptedLink


def test_escape_leaves_the_search_so_that_letters_are_commands_again(desk: Desk, qtbot: QtBot) -> None:
    search = desk.window.list_column.search
    desk.window.actions_["search"].trigger()
    QTest.keyClicks(search, "atlas")
    qtbot.waitUntil(lambda: desk.messages.messages.folder_id is None)
    desk.window.actions_["back"].trigger()
    assert search.text() == ""
    assert desk.window.focusWidget() is desk.messages


def test_after_a_search_every_row_has_its_own_height(desk: Desk, qtbot: QtBot) -> None:
    before = [desk.messages.rowHeight(row) for row in range(len(desk.ids))]
    desk.window.search_for("a")
    qtbot.waitUntil(lambda: desk.messages.messages.folder_id is None)
    assert [desk.messages.rowHeight(row) for row in range(len(desk.ids))] != before[: len(desk.ids)]
    desk.window.actions_["back"].trigger()
    assert [desk.messages.rowHeight(row) for row in range(len(desk.ids))] == before


def test_the_first_account_gives_the_keys_to_the_list(
    qtbot: QtBot, profile: Profile, link: ScriptedLink, sample: Sample
) -> None:
    hidden = profile.store.rename(profile.store.with_suffix(".away"))
    desk = open_desk(qtbot, profile, link, sample)
    assert desk.window.welcome.isVisible()
    hidden.rename(profile.store)
    link.deliver(events.AccountsChanged())
    assert not desk.window.welcome.isVisible()
    assert desk.window.focusWidget() is desk.messages
    assert desk.window.windowTitle().startswith("Inbox (")


def test_enter_presses_the_button_that_has_the_focus(desk: Desk) -> None:
    pressed: list[str] = []
    question = ask(desk.window, "Delete?", "For good.", "Delete", lambda: pressed.append("delete"), danger=True)
    cancel, _confirm = question.findChildren(QPushButton)
    QTest.keyClick(cancel, Qt.Key.Key_Return)
    assert pressed == []
    assert not question.isVisible()
    question = ask(desk.window, "Delete?", "For good.", "Delete", lambda: pressed.append("delete"), danger=True)
    QTest.keyClick(question.findChildren(QPushButton)[1], Qt.Key.Key_Return)
    assert pressed == ["delete"]
