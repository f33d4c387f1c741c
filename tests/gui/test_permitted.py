"""A folder that may only be read: what cannot work is not offered, and nothing is asked of the engine in vain."""

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from mailclient.bridge import commands, events
from mailclient.gui.controls.question import ask
from mailclient.gui.message_list.row_layout import Density, hover_cells, row_layout
from mailclient.mail.ids import AccountId, OperationId
from mailclient.mail.rights import Rights
from mailclient.store.transaction import Transaction
from tests.gui.desk import Desk
from tests.gui.sample_store import change

_NEEDS_RIGHTS = ("archive", "delete", "delete_forever", "move", "junk", "flag", "toggle_read")


@pytest.fixture
def read_only(desk: Desk) -> Desk:
    """The inbox may only be read."""

    def write(tx: Transaction) -> None:
        tx.db.execute("UPDATE folder SET rights = ? WHERE role = 'inbox'", (int(Rights.LOOKUP | Rights.READ),))

    change(desk.sample.path, write)
    folder = desk.window.folder
    assert folder is not None
    desk.window.refresh_folders()
    desk.click_row(0)
    return desk


def test_what_is_forbidden_is_greyed_and_says_why(read_only: Desk) -> None:
    actions = read_only.window.actions_
    for name in _NEEDS_RIGHTS:
        assert not actions[name].isEnabled(), name
        assert "You may not do this in the folder Inbox" in actions[name].toolTip()
    for name in ("reply", "copy", "tag"):
        assert actions[name].isEnabled(), name
    read_only.press(Qt.Key.Key_Delete)
    read_only.press(Qt.Key.Key_S)
    assert read_only.sent(commands.DeleteMessages) == []
    assert read_only.sent(commands.SetFlags) == []
    assert not read_only.messages.dragEnabled()


def test_reading_there_does_not_try_to_mark_as_read(read_only: Desk) -> None:
    read_only.session.mail.mark_read(read_only.sample.inbox[0])
    assert read_only.sent(commands.SetFlags) == []


def test_in_the_next_folder_all_is_allowed_again(read_only: Desk) -> None:
    read_only.window.show_folder(read_only.window.reader.folder(read_only.sample.folders["Sent"]))
    assert "Del" in read_only.window.actions_["delete"].toolTip()
    assert read_only.messages.dragEnabled()


def test_hover_actions_that_are_forbidden_are_not_there() -> None:
    card = row_layout(QRect(0, 0, 380, 76), Density.COMFORTABLE, head=False).card
    assert list(hover_cells(card, frozenset({"archive", "delete"}))) == ["flag"]
    assert hover_cells(card, frozenset({"archive", "delete", "flag"})) == {}


def test_names_are_never_taken_for_html(desk: Desk) -> None:
    desk.session.toast.tell("<b>bold</b>")
    ask(desk.window, "Delete <i>this</i>?", "<u>For good</u>", "Delete", lambda: None)
    foreign = [label for label in desk.window.findChildren(QLabel) if "<" in label.text()]
    assert len(foreign) == 3
    assert {label.textFormat() for label in foreign} == {Qt.TextFormat.PlainText}


def test_a_running_operation_is_not_counted_as_waiting_and_tells_that_it_stops(desk: Desk, qtbot: QtBot) -> None:
    status = desk.session.status
    desk.link.deliver(events.OperationProgress(OperationId("long"), AccountId(1), 10, 100))
    assert "waiting" not in status.text
    qtbot.waitUntil(status.isVisible)
    QTest.mouseClick(status.stop, Qt.MouseButton.LeftButton)
    assert status.text.startswith("Stopping")
    assert not status.stop.isEnabled()
