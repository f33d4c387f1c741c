"""Tags: given and taken by keys and menu, shown in the list and above the message."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QLabel, QLineEdit, QMenu

from mailclient.bridge import commands, events
from mailclient.gui.main_window.columns import Front
from mailclient.gui.main_window.shortcuts_dialog import ShortcutsDialog
from mailclient.gui.tags.look import tag_name
from mailclient.mail.tag import IMPORTANT, WORK, keyword_of
from mailclient.store.transaction import Transaction
from tests.gui.desk import Desk
from tests.gui.sample_store import change


def wear(desk: Desk, keywords: str) -> None:
    """The engine gives the first message these keywords."""

    def write(tx: Transaction) -> None:
        tx.db.execute("UPDATE message SET keywords = ? WHERE id = ?", (keywords, desk.sample.inbox[0]))

    change(desk.sample.path, write)
    folder = desk.window.folder
    assert folder is not None
    desk.link.deliver(events.MessagesChanged(folder.id, False, (desk.sample.inbox[0],)))


def entries(menu: QMenu) -> dict[str, bool]:
    menu.aboutToShow.emit()
    return {action.text().split("\t")[0]: action.isChecked() for action in menu.actions() if action.text()}


def test_a_number_gives_and_takes(desk: Desk) -> None:
    desk.click_row(0)
    desk.press(Qt.Key.Key_1)
    (given,) = desk.sent(commands.SetKeywords)
    assert (given.message_ids, given.add, given.remove) == ((desk.sample.inbox[0],), (IMPORTANT,), ())
    wear(desk, IMPORTANT)
    desk.press(Qt.Key.Key_1)
    assert desk.sent(commands.SetKeywords)[-1].remove == (IMPORTANT,)


def test_zero_takes_all(desk: Desk) -> None:
    wear(desk, f"{WORK} travel NonJunk")
    desk.click_row(0)
    desk.press(Qt.Key.Key_0)
    (command,) = desk.sent(commands.SetKeywords)
    assert sorted(command.remove) == [WORK, "travel"]


def test_the_menu_ticks_what_is_worn(desk: Desk) -> None:
    wear(desk, "$Label2 &rADIcQ- $Forwarded")
    desk.click_row(0)
    shown = entries(desk.session.tags.menu)
    assert shown["Work"]
    assert shown["가족"]
    assert not shown["Important"]
    assert not any("Forwarded" in name for name in shown)


def test_a_tag_of_ones_own_is_offered_again(desk: Desk) -> None:
    desk.click_row(0)
    entries(desk.session.tags.menu)
    next(action for action in desk.session.tags.menu.actions() if action.text() == "New tag…").trigger()
    (dialog,) = [dialog for dialog in desk.window.findChildren(QDialog) if dialog.isVisible()]
    field = dialog.findChild(QLineEdit)
    assert field is not None
    field.setText("가족")
    QTest.keyClick(field, Qt.Key.Key_Return)
    (given,) = desk.sent(commands.SetKeywords)
    assert given.add == ("&rADIcQ-",)
    assert "가족" in entries(desk.session.tags.menu)


def test_tags_stand_above_the_message_and_follow_it(desk: Desk) -> None:
    desk.click_row(0)
    chips = desk.session.view.pane.header.tags
    assert not chips.isVisible()
    wear(desk, IMPORTANT)
    assert chips.isVisible()
    assert chips.accessibleName() == "Tags: Important"
    wear(desk, "")
    assert not chips.isVisible()


def test_blanks_in_a_name_come_back() -> None:
    assert tag_name(keyword_of("급한 일")) == "급한 일"
    assert tag_name(keyword_of("next week")) == "next week"


def test_the_menu_opens_below_its_button_else_at_the_row(desk: Desk) -> None:
    desk.click_row(1)
    button = desk.window.reader_column.place_below("tag")
    assert button is not None
    desk.window.resize(1000, 800)
    desk.window.columns.bring(Front.LIST)
    assert desk.window.reader_column.place_below("tag") is None
    row = desk.messages.visualRect(desk.messages.currentIndex())
    assert row.contains(desk.messages.viewport().mapFromGlobal(desk.messages.place_of_current()))


def test_the_list_of_keys_names_those_of_tags_and_folders(desk: Desk) -> None:
    dialog = ShortcutsDialog(desk.window)
    said = {label.text() for label in dialog.findChildren(QLabel)}
    assert {"1", "5", "0", "F2", "In the folder list"} <= said
