"""What is done to folders by the tree's menu."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QLineEdit, QMenu, QPushButton
from pytestqt.qtbot import QtBot

from mailclient.bridge import commands, events
from mailclient.gui.folder_list.properties import rights_sentence
from mailclient.mail.ids import AccountId, OperationId
from mailclient.mail.offline import DEFAULT, Keep, OfflinePolicy
from mailclient.mail.rights import Rights
from mailclient.store.transaction import Transaction
from tests.gui.desk import Desk
from tests.gui.sample_store import change


def menu_of(desk: Desk, folder: str) -> QMenu:
    tree = desk.window.sidebar.folders
    menu = tree.context_menu(tree.folders.index_of(desk.sample.folders[folder]))
    assert menu is not None
    return menu


def choose(menu: QMenu, words: str) -> None:
    (action,) = [action for action in menu.actions() if action.text().split("\t")[0] == words]
    assert action.isEnabled()
    action.trigger()


def type_name(desk: Desk, name: str) -> QDialog:
    (dialog,) = [dialog for dialog in desk.window.findChildren(QDialog) if dialog.isVisible()]
    field = dialog.findChild(QLineEdit)
    assert field is not None
    field.setText(name)
    return dialog


def confirm(dialog: QDialog) -> QPushButton:
    return dialog.findChildren(QPushButton)[-1]


def test_a_new_folder_in_another(desk: Desk) -> None:
    choose(menu_of(desk, "Projects"), "New folder…")
    confirm(type_name(desk, "견적")).click()
    (command,) = desk.sent(commands.CreateFolder)
    assert command.path == "Projects/견적"


def test_a_name_that_is_taken_or_holds_the_delimiter_is_not_to_be_had(desk: Desk) -> None:
    choose(menu_of(desk, "Projects"), "New folder…")
    for name in ("atlas", "a/b", "  "):
        assert not confirm(type_name(desk, name)).isEnabled(), name
    assert confirm(type_name(desk, "Borealis")).isEnabled()


def test_rename_keeps_the_place(desk: Desk) -> None:
    choose(menu_of(desk, "Projects/Atlas"), "Rename…")
    confirm(type_name(desk, "Atlas 2")).click()
    (command,) = desk.sent(commands.RenameFolder)
    assert (command.folder_id, command.path) == (desk.sample.folders["Projects/Atlas"], "Projects/Atlas 2")


def test_delete_asks_and_can_be_undone(desk: Desk) -> None:
    choose(menu_of(desk, "Projects/Atlas"), "Delete folder…")
    assert desk.sent(commands.DeleteFolder) == []
    question = desk.window.findChild(QDialog)
    assert question is not None
    question.accept()
    (command,) = desk.sent(commands.DeleteFolder)
    assert not command.forever
    QTest.mouseClick(desk.session.toast.action, Qt.MouseButton.LeftButton)
    assert desk.sent(commands.UndoOperation) == [commands.UndoOperation(command.operation_id)]


def test_folders_with_a_role_cannot_be_renamed(desk: Desk) -> None:
    names = [action.text().split("\t")[0] for action in menu_of(desk, "INBOX").actions()]
    assert "Rename…" not in names
    assert "Delete folder…" not in names


def test_a_long_operation_can_be_stopped(desk: Desk, qtbot: QtBot) -> None:
    status = desk.session.status
    operation = OperationId("long")
    desk.link.deliver(events.OperationProgress(operation, AccountId(1), 3_000, 100_000))
    qtbot.waitUntil(status.isVisible)
    assert "3,000 of 100,000" in status.text
    QTest.mouseClick(status.stop, Qt.MouseButton.LeftButton)
    assert desk.sent(commands.CancelOperation) == [commands.CancelOperation(operation)]
    desk.link.deliver(events.OperationCancelled(operation, 4_000, 100_000))
    assert status.text == ""
    assert "4,000 of 100,000" in desk.session.toast.text


def test_the_properties_choose_what_is_kept_offline(desk: Desk) -> None:
    properties = desk.session.folders.show_properties(desk.sample.folders["Projects"])
    assert properties is not None
    form = properties.offline
    assert form.which.currentText() == "As the account"
    assert not form.attachments.isEnabled()
    form.which.setCurrentIndex(form.which.findText("The last 3 months"))
    form.which.activated.emit(form.which.currentIndex())
    (command,) = desk.sent(commands.SetOfflinePolicy)
    assert (command.folder_id, command.policy) == (
        desk.sample.folders["Projects"],
        OfflinePolicy(Keep.MONTHS, 3, DEFAULT.attachments, DEFAULT.largest_bytes),
    )
    assert "last 3 months" in form.sentence.text()
    form.attachments.click()
    assert desk.sent(commands.SetOfflinePolicy)[-1].policy.attachments
    form.which.setCurrentIndex(0)
    form.which.activated.emit(0)
    assert desk.sent(commands.SetOfflinePolicy)[-1].policy is None


def test_the_account_has_a_choice_for_all_its_folders(desk: Desk) -> None:
    dialog = desk.session.folders.show_offline(desk.sample.account_id)
    assert dialog is not None
    dialog.offline.which.setCurrentIndex(dialog.offline.which.findText("Only the list"))
    dialog.offline.which.activated.emit(0)
    (command,) = desk.sent(commands.SetOfflinePolicy)
    assert (command.account_id, command.folder_id) == (desk.sample.account_id, None)
    assert command.policy.keep is Keep.HEADERS
    assert not dialog.offline.attachments.isEnabled()


def test_what_the_server_does_not_allow_is_said_and_not_offered(desk: Desk) -> None:
    def write(tx: Transaction) -> None:
        tx.db.execute("UPDATE folder SET rights = ? WHERE path = 'Projects'", (int(Rights.READ_ONLY & ~Rights.CREATE),))

    change(desk.sample.path, write)
    desk.window.refresh_folders()
    actions = {action.text().split("\t")[0]: action.isEnabled() for action in menu_of(desk, "Projects").actions()}
    assert not actions["New folder…"]
    assert not actions["Mark all as read"]
    assert rights_sentence(Rights.READ_ONLY) == "only read"
    assert rights_sentence(Rights.ALL) == ""
    assert "delete" not in rights_sentence(Rights.ALL & ~Rights.TAKE_AWAY & ~Rights.DELETE_FOLDER)


def test_trash_can_be_emptied_by_age_and_no_other_folder(desk: Desk) -> None:
    properties = desk.session.folders.show_properties(desk.sample.folders["Trash"])
    assert properties is not None
    assert properties.expiry.currentText() == "only when I do it"
    properties.expiry.setCurrentIndex(properties.expiry.findData(30))
    properties.expiry.activated.emit(0)
    (command,) = desk.sent(commands.SetExpiry)
    assert (command.folder_id, command.days) == (desk.sample.folders["Trash"], 30)
    other = desk.session.folders.show_properties(desk.sample.folders["Projects"])
    assert other is not None
    assert not other.expiry.isVisible()
