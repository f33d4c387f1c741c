"""The tree under mouse and keys: keys of its own, folders dragged into others, what is shown paler and why."""

from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QLineEdit

from mailclient.bridge import commands
from mailclient.gui.folder_list import dragging
from mailclient.gui.folder_list.tree import is_ordinary
from mailclient.gui.folder_list.view import FolderList
from mailclient.mail.folder import Folder
from mailclient.mail.rights import Rights
from mailclient.store.transaction import Transaction
from tests.gui.desk import Desk
from tests.gui.sample_store import change


def tree(desk: Desk) -> FolderList:
    return desk.window.sidebar.folders


def folder(desk: Desk, name: str) -> Folder:
    found = desk.window.reader.folder(desk.sample.folders[name])
    assert found is not None
    return found


def place(desk: Desk, name: str) -> QPoint:
    return tree(desk).visualRect(tree(desk).folders.index_of(desk.sample.folders[name])).center()


def drop(desk: Desk, data: QMimeData, where: QPoint) -> None:
    buttons, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    tree(desk).dropEvent(QDropEvent(QPointF(where), Qt.DropAction.MoveAction, data, buttons, none))


def dialogs(desk: Desk) -> list[QDialog]:
    return [dialog for dialog in desk.window.findChildren(QDialog) if dialog.isVisible()]


def store(desk: Desk, sql: str) -> None:
    def write(tx: Transaction) -> None:
        tx.db.execute(sql)

    change(desk.sample.path, write)
    desk.window.refresh_folders()


def test_a_folder_is_dropped_into_another_and_taken_back(desk: Desk) -> None:
    drop(desk, dragging.mime_data(folder(desk, "Projects/Atlas")), place(desk, "가족"))
    (command,) = desk.sent(commands.RenameFolder)
    assert (command.folder_id, command.path) == (desk.sample.folders["Projects/Atlas"], "가족/Atlas")
    assert "moved to 가족" in desk.session.toast.text
    QTest.mouseClick(desk.session.toast.action, Qt.MouseButton.LeftButton)
    assert desk.sent(commands.UndoOperation) == [commands.UndoOperation(command.operation_id)]


def test_a_folder_is_dropped_on_its_account(desk: Desk) -> None:
    top = tree(desk).visualRect(tree(desk).folders.index(1, 0)).center()
    drop(desk, dragging.mime_data(folder(desk, "Projects/Atlas")), top)
    assert desk.sent(commands.RenameFolder)[0].path == "Atlas"


def test_a_folder_goes_neither_into_itself_nor_where_it_is_nor_where_one_is_called_so(desk: Desk) -> None:
    drop(desk, dragging.mime_data(folder(desk, "Projects")), place(desk, "Projects/Atlas"))
    drop(desk, dragging.mime_data(folder(desk, "Projects")), place(desk, "Projects"))
    drop(desk, dragging.mime_data(folder(desk, "Projects/Atlas")), place(desk, "Projects"))
    store(desk, "UPDATE folder SET path = '가족/Atlas' WHERE path = 'Newsletters'")
    drop(desk, dragging.mime_data(folder(desk, "Projects/Atlas")), place(desk, "가족"))
    assert desk.sent(commands.RenameFolder) == []
    assert "of this name" in desk.session.toast.text


def test_only_folders_of_ones_own_can_be_dragged(desk: Desk) -> None:
    assert dragging.may_leave(folder(desk, "Projects"))
    assert not dragging.may_leave(folder(desk, "INBOX"))
    store(desk, f"UPDATE folder SET rights = {int(Rights.ALL & ~Rights.DELETE_FOLDER)} WHERE path = 'Projects'")
    assert not dragging.may_leave(folder(desk, "Projects"))


def test_f2_renames_and_delete_asks_for_the_folder_while_the_tree_has_the_focus(desk: Desk) -> None:
    desk.click_row(0)
    QTest.mouseClick(
        tree(desk).viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place(desk, "Projects/Atlas")
    )
    tree(desk).setFocus()
    QTest.keyClick(tree(desk), Qt.Key.Key_F2)
    (rename,) = dialogs(desk)
    field = rename.findChild(QLineEdit)
    assert field is not None
    assert field.text() == "Atlas"
    rename.reject()
    QTest.keyClick(tree(desk), Qt.Key.Key_Delete)
    (question,) = dialogs(desk)
    question.accept()
    assert [command.folder_id for command in desk.sent(commands.DeleteFolder)] == [
        desk.sample.folders["Projects/Atlas"]
    ]
    assert desk.sent(commands.DeleteMessages) == []


def test_delete_in_the_tree_does_nothing_to_the_inbox_and_its_messages(desk: Desk) -> None:
    desk.click_row(0)
    tree(desk).setFocus()
    QTest.keyClick(tree(desk), Qt.Key.Key_Delete)
    assert dialogs(desk) == []
    assert desk.sent(commands.DeleteMessages) == []
    QTest.keyClick(tree(desk), Qt.Key.Key_Return)
    assert desk.messages.hasFocus()


def test_the_right_button_opens_no_folder(desk: Desk) -> None:
    QTest.mouseClick(
        tree(desk).viewport(), Qt.MouseButton.RightButton, Qt.KeyboardModifier.NoModifier, place(desk, "Projects/Atlas")
    )
    assert tree(desk).chosen == f"folder-{desk.sample.folders['INBOX']}"


def test_what_is_not_on_the_server_yet_is_paler_and_says_so(desk: Desk) -> None:
    assert is_ordinary(folder(desk, "Projects"))
    store(desk, "UPDATE folder SET planned = 1 WHERE path = 'Projects'")
    assert not is_ordinary(folder(desk, "Projects"))
    index = tree(desk).folders.index_of(desk.sample.folders["Projects"])
    assert "the server gets it" in index.data(Qt.ItemDataRole.ToolTipRole)
    store(desk, "UPDATE folder SET planned = 0, subscribed = 0 WHERE path = 'Projects'")
    assert "Not subscribed" in index.data(Qt.ItemDataRole.ToolTipRole)


def test_withheld_messages_are_told(desk: Desk) -> None:
    said = desk.window.list_column.withheld
    assert said.isHidden()
    store(desk, "UPDATE folder SET withheld = 2 WHERE role = 'inbox'")
    assert not said.isHidden()
    assert said.text() == "2 not shown"


def test_a_folded_folder_unfolds_when_one_is_made_in_it(desk: Desk) -> None:
    index = tree(desk).folders.index_of(desk.sample.folders["Projects"])
    tree(desk).collapse(index)
    tree(desk).requests.create.emit(desk.sample.account_id, desk.sample.folders["Projects"])
    assert tree(desk).isExpanded(index)


def test_dropped_on_trash_a_folder_is_deleted_whatever_is_called_so_there(desk: Desk) -> None:
    store(desk, "UPDATE folder SET path = 'Trash/Atlas' WHERE path = 'Newsletters'")
    drop(desk, dragging.mime_data(folder(desk, "Projects/Atlas")), place(desk, "Trash"))
    (command,) = desk.sent(commands.DeleteFolder)
    assert not command.forever
    assert desk.session.toast.action.isVisible()
