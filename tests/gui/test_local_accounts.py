"""POP3 accounts and folders on this computer: what applies to them is there, what does not is absent."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from mailclient.bridge import commands, events
from mailclient.gui.accounts.account_list import AccountList
from mailclient.gui.folder_list.model import ACCOUNT_ROLE
from mailclient.gui.main_window.folder_picker import FolderPicker
from mailclient.gui.main_window.question import Scope
from mailclient.mail.account import Account, AccountKind, on_this_computer
from mailclient.mail.body import Body
from mailclient.mail.folder import Folder, FolderRole
from mailclient.mail.ids import FolderId, MessageId
from mailclient.mail.problem import Problem, ProblemKind
from mailclient.store import accounts, bodies, folders
from mailclient.store.transaction import Transaction
from tests.gui.desk import Desk
from tests.gui.sample_store import change


def turn_into(desk: Desk, kind: AccountKind) -> Account:
    """The first account is one of this kind now; for LOCAL a new one is made."""
    if kind is AccountKind.LOCAL:
        change(desk.sample.path, accounts.add, on_this_computer())
    else:
        account = desk.window.reader.accounts()[0]
        change(desk.sample.path, accounts.update, Account(account.id, replace(account.settings, kind=kind)))
    desk.link.deliver(events.AccountsChanged())
    return next(one for one in desk.window.reader.accounts() if one.settings.kind is kind)


def account_index(desk: Desk, account: Account) -> QModelIndex:
    model = desk.window.sidebar.folders.folders
    rows = [model.index(row, 0) for row in range(model.rowCount())]
    named = {owner.id: index for index in rows if (owner := index.data(ACCOUNT_ROLE)) is not None}
    return named[account.id]


def entries(desk: Desk, index: QModelIndex) -> list[str]:
    menu = desk.window.sidebar.folders.context_menu(index)
    assert menu is not None
    return [action.text().split("\t")[0] for action in menu.actions() if action.text()]


def test_folders_on_this_computer_have_a_name_and_their_own_menu(desk: Desk) -> None:
    local = turn_into(desk, AccountKind.LOCAL)
    index = account_index(desk, local)
    assert index.data() == "On this computer"
    assert entries(desk, index) == ["New folder…", "Filters…"]


def test_a_pop3_account_is_checked_but_not_kept_offline(desk: Desk) -> None:
    pop3 = turn_into(desk, AccountKind.POP3)
    shown = entries(desk, account_index(desk, pop3))
    assert "Check for new mail" in shown
    assert "Test this account…" in shown
    assert "Offline reading…" not in shown


def test_only_the_inbox_of_a_pop3_account_can_be_checked(desk: Desk) -> None:
    turn_into(desk, AccountKind.POP3)
    model = desk.window.sidebar.folders.folders
    assert "Check for new mail" in entries(desk, model.index_of(desk.sample.folders["INBOX"]))
    assert "Check for new mail" not in entries(desk, model.index_of(desk.sample.folders["Archive"]))


def test_a_folder_that_is_only_here_has_no_subscription(desk: Desk) -> None:
    turn_into(desk, AccountKind.POP3)
    dialog = desk.session.folders.show_properties(desk.sample.folders["Archive"])
    assert dialog is not None
    assert not dialog.subscribed.isVisible()
    assert not dialog.offline.isVisible()
    dialog.close()


def test_servers_are_only_asked_where_one_can_search(desk: Desk, qtbot: QtBot) -> None:
    turn_into(desk, AccountKind.POP3)
    scope = desk.window.list_column.scope
    scope.choose_scope(Scope.HERE)
    desk.window.search_for("report")
    qtbot.waitUntil(lambda: desk.window.searching.question is not None)
    assert scope.server.isHidden()
    scope.choose_scope(Scope.ALL)
    qtbot.waitUntil(lambda: not scope.server.isHidden())


@pytest.fixture
def beginning(desk: Desk) -> MessageId:
    """A POP3 message of which only the header is here."""
    message_id = desk.sample.inbox[1]

    def forget(tx: Transaction) -> None:
        tx.db.execute("DELETE FROM body WHERE message_id = ?", (message_id,))

    change(desk.sample.path, forget)
    turn_into(desk, AccountKind.POP3)
    return message_id


def fetched(desk: Desk, message_id: MessageId) -> list[commands.FetchBody]:
    return [command for command in desk.sent(commands.FetchBody) if command.message_id == message_id]


def test_of_a_header_the_rest_comes_when_it_is_asked_for(desk: Desk, beginning: MessageId) -> None:
    view = desk.session.view.pane
    desk.click_row(desk.ids.index(beginning))
    assert "Only the beginning" in view.notices.beginning.label.text()
    assert fetched(desk, beginning) == [], "looking at it downloads nothing"
    (download,) = view.notices.beginning.findChildren(QPushButton)
    download.setFocus()
    QTest.keyClick(download, Qt.Key.Key_Return)
    assert desk.window.focusWidget() is view, "not on another button: the next Enter would press it"
    assert len(fetched(desk, beginning)) == 1
    assert view.notices.beginning.isHidden()
    change(desk.sample.path, bodies.store_body, beginning, Body(text="All of it."), b"Subject: x\r\n\r\n", "")
    desk.link.deliver(events.BodyStored(beginning))
    assert view.bars.isHidden()


def test_a_download_that_fails_can_be_tried_again(desk: Desk, beginning: MessageId) -> None:
    view = desk.session.view.pane
    view.show_message(beginning)
    view.notices.beginning.findChildren(QPushButton)[0].click()
    desk.link.deliver(events.BodyFailed(beginning, Problem(ProblemKind.CONNECTION_LOST, "pop.example.org:995")))
    assert not view.notices.problem.isHidden()
    view.notices.problem.findChildren(QPushButton)[0].click()
    assert len(fetched(desk, beginning)) == 2


def test_the_folders_on_this_computer_can_be_made_once(desk: Desk) -> None:
    shown = AccountList(desk.window.reader, desk.link)
    shown.show()
    shown.local_button.click()
    (command,) = desk.sent(commands.AddAccount)
    assert command.settings == on_this_computer()
    turn_into(desk, AccountKind.LOCAL)
    assert not shown.local_button.isVisible()
    shown.close()


def test_nobody_writes_from_folders(desk: Desk) -> None:
    turn_into(desk, AccountKind.LOCAL)
    composer = desk.session.composers.write(None)
    assert composer is not None
    assert all(
        "this computer" not in action.text() and action.text() for action in composer.fields.from_.menu().actions()
    )
    composer.close()


def local_folder(desk: Desk) -> Folder:
    """A folder of "On this computer"."""
    local = turn_into(desk, AccountKind.LOCAL)
    folder_id = change(
        desk.sample.path,
        lambda tx: folders.upsert(tx, local.id, "Kept", delimiter="/", role=FolderRole.NONE, selectable=True),
    )
    desk.link.deliver(events.AccountsChanged())
    folder = desk.window.reader.folder(FolderId(int(str(folder_id))))
    assert folder is not None
    return folder


def test_mail_of_any_account_can_be_kept_here(desk: Desk, qtbot: QtBot) -> None:
    folder = local_folder(desk)
    desk.click_row(0)
    desk.press(Qt.Key.Key_V)
    picker = desk.window.findChild(FolderPicker)
    assert picker is not None
    QTest.keyClicks(picker.field, "kept")
    assert picker.list.item(0).text() == "On this computer › Kept"
    QTest.keyClick(picker.field, Qt.Key.Key_Return)
    (command,) = desk.sent(commands.MoveMessages)
    assert command.target == folder.id
    assert not desk.session.mail.undo_stack.undo(), "it would be too late once it has left the server"


def test_mail_can_be_dragged_there_but_not_to_another_server(desk: Desk) -> None:
    folder = local_folder(desk)
    model = desk.window.sidebar.folders.folders
    data = desk.messages.messages.mimeData([desk.messages.messages.index(0, 0)])
    move = Qt.DropAction.MoveAction
    assert model.canDropMimeData(data, move, -1, -1, model.index_of(folder.id))
    other = next(one for one in desk.window.reader.folders() if one.account_id == desk.window.reader.accounts()[1].id)
    assert not model.canDropMimeData(data, move, -1, -1, model.index_of(other.id))
