"""Emptying Trash and Junk."""

from PySide6.QtWidgets import QApplication, QPushButton

from mailclient.bridge import commands
from mailclient.mail.ids import FolderId
from tests.gui.desk import Desk


def entries(desk: Desk, folder_id: FolderId) -> dict[str, bool]:
    """Names of the folder's menu and whether they can be chosen."""
    folders = desk.window.sidebar.folders
    menu = folders.context_menu(folders.folders.index_of(folder_id))
    assert menu is not None
    return {action.text(): action.isEnabled() for action in menu.actions()}


def test_only_trash_and_junk_can_be_emptied(desk: Desk) -> None:
    assert not any(name.startswith("Empty") for name in entries(desk, desk.sample.folders["INBOX"]))
    assert entries(desk, desk.sample.folders["Trash"])["Empty Trash…"] is False, "there is nothing in it"


def test_emptying_asks_then_deletes_all_for_good(desk: Desk) -> None:
    trash = desk.sample.folders["Trash"]
    desk.engine_moves(desk.sample.inbox[:3], trash)
    assert desk.window.reader.folder(trash) is not None
    desk.window.sidebar.folders.requests.empty.emit(trash)
    assert desk.sent(commands.EmptyFolder) == []
    question = QApplication.activeModalWidget()
    assert question is not None
    next(button for button in question.findChildren(QPushButton) if button.text() == "Delete forever").click()
    (command,) = desk.sent(commands.EmptyFolder)
    assert command.folder_id == trash
