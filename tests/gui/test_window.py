"""The whole window, driven by mouse and keys, over a real store and a link that records."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QDialog, QLabel, QLineEdit, QMenu, QToolButton
from pytestqt.qtbot import QtBot

from mailclient.bridge import commands, events
from mailclient.gui.main_window.actions import action_specs
from mailclient.gui.main_window.bars import ProblemBar
from mailclient.gui.main_window.columns import Front, Mode
from mailclient.gui.main_window.folder_picker import FolderPicker
from mailclient.gui.main_window.window import MainWindow
from mailclient.gui.message_list.row_layout import Density, hover_cells, row_layout
from mailclient.gui.window_state import WindowState
from mailclient.mail.flag import Flag
from mailclient.mail.ids import AccountId
from mailclient.mail.problem import Problem, ProblemKind
from mailclient.profile import Profile
from mailclient.store.reader import Reader
from tests.gui.desk import Desk, open_desk
from tests.gui.sample_store import Sample
from tests.gui.scripted_link import ScriptedLink


def test_the_inbox_is_shown_and_nothing_is_selected(desk: Desk) -> None:
    assert desk.ids == desk.sample.inbox
    assert desk.messages.current_message is None
    assert desk.window.folder is not None
    assert desk.window.folder.path == "INBOX"
    assert not desk.window.actions_["archive"].isEnabled()


def test_a_click_opens_the_message_and_marks_it_read(desk: Desk, qtbot: QtBot) -> None:
    desk.click_row(0)
    assert desk.session.view.message_id == desk.sample.inbox[0]
    qtbot.waitUntil(lambda: bool(desk.sent(commands.SetFlags)))
    (command,) = desk.sent(commands.SetFlags)
    assert command.message_ids == (desk.sample.inbox[0],)
    assert command.add is Flag.SEEN


def test_a_read_message_is_not_marked_again(desk: Desk, qtbot: QtBot) -> None:
    desk.click_row(2)
    assert desk.session.view.message_id == desk.sample.inbox[2]
    qtbot.wait(50)
    assert desk.sent(commands.SetFlags) == []


def test_marked_unread_it_stays_so_while_one_looks_at_it(desk: Desk, qtbot: QtBot) -> None:
    desk.click_row(2)
    desk.press(Qt.Key.Key_U)
    (command,) = desk.sent(commands.SetFlags)
    assert command.remove is Flag.SEEN
    desk.session.view.body_shown.emit(desk.sample.inbox[2])
    assert len(desk.sent(commands.SetFlags)) == 1


def test_archive_moves_shows_the_next_and_can_be_undone(desk: Desk, qtbot: QtBot) -> None:
    first, second = desk.sample.inbox[:2]
    desk.click_row(0)
    desk.press(Qt.Key.Key_A)
    command = desk.link.last(commands.ArchiveMessages)
    assert isinstance(command, commands.ArchiveMessages)
    assert command.message_ids == (first,)
    assert desk.ids[0] == first, "only the store decides what is shown"
    assert desk.session.toast.isVisible()
    assert desk.session.toast.text == "1 archived"
    desk.engine_moves([first], desk.sample.folders["Archive"])
    assert first not in desk.ids
    assert desk.messages.current_message == second
    QTest.mouseClick(desk.session.toast.action, Qt.MouseButton.LeftButton)
    assert desk.sent(commands.UndoOperation) == [commands.UndoOperation(command.operation_id)]
    assert not desk.session.toast.isVisible()


def test_ctrl_z_undoes_the_newest_once(desk: Desk) -> None:
    desk.click_row(0)
    desk.press(Qt.Key.Key_Delete)
    deleted = desk.link.last(commands.DeleteMessages)
    assert isinstance(deleted, commands.DeleteMessages)
    desk.press(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert desk.sent(commands.UndoOperation) == [commands.UndoOperation(deleted.operation_id)]


def test_keys_walk_star_and_select(desk: Desk) -> None:
    desk.press(Qt.Key.Key_J)
    desk.press(Qt.Key.Key_J)
    assert desk.messages.current_message == desk.sample.inbox[1]
    desk.press(Qt.Key.Key_K)
    assert desk.messages.current_message == desk.sample.inbox[0]
    desk.press(Qt.Key.Key_S)
    starred = [command for command in desk.sent(commands.SetFlags) if command.add is Flag.FLAGGED]
    assert [command.message_ids for command in starred] == [(desk.sample.inbox[0],)]


def test_several_are_archived_as_one_operation(desk: Desk) -> None:
    desk.click_row(2)
    desk.click_row(4, Qt.KeyboardModifier.ShiftModifier)
    assert desk.session.view.message_id is None
    desk.press(Qt.Key.Key_E)
    (command,) = desk.sent(commands.ArchiveMessages)
    assert command.message_ids == tuple(desk.sample.inbox[2:5])
    assert desk.session.toast.text == "3 archived"


def test_hover_actions_act_on_their_row_and_leave_the_selection(desk: Desk) -> None:
    desk.click_row(2)
    rect = desk.messages.visualRect(desk.messages.messages.index(3, 0))
    head = 3 in desk.messages.messages.heads  # of a section: which row that is depends on the time of day
    cell = hover_cells(row_layout(rect, desk.messages.density, head=head).card)["delete"]
    QTest.mouseMove(desk.messages.viewport(), cell.center())
    QTest.mouseClick(desk.messages.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, cell.center())
    (command,) = desk.sent(commands.DeleteMessages)
    assert command.message_ids == (desk.sample.inbox[3],)
    assert desk.messages.current_message == desk.sample.inbox[2]


def test_in_trash_delete_asks_first(desk: Desk, qtbot: QtBot) -> None:
    message = desk.sample.inbox[2]
    trash = desk.sample.folders["Trash"]
    desk.engine_moves([message], trash)
    desk.window.show_folder(desk.window.reader.folder(trash))
    desk.click_row(0)
    desk.press(Qt.Key.Key_Delete)
    assert desk.sent(commands.DeleteMessages) == []
    question = desk.window.findChild(QDialog)
    assert question is not None
    question.accept()
    (command,) = desk.sent(commands.DeleteMessages)
    assert command.forever


def test_move_by_typing_a_part_of_the_name(desk: Desk) -> None:
    desk.click_row(2)
    picker = desk.session.mail.choose_folder(desk.messages.selected_messages())
    assert picker is not None
    QTest.keyClicks(picker.field, "atl inv")
    assert picker.list.count() == 1
    QTest.keyClick(picker.field, Qt.Key.Key_Return)
    (command,) = desk.sent(commands.MoveMessages)
    assert command.target == desk.sample.folders["Projects/Atlas/Invoices"]


def test_messages_dropped_on_a_folder_are_moved(desk: Desk) -> None:
    desk.click_row(2)
    folders = desk.window.sidebar.folders.folders
    data = desk.messages.messages.mimeData(desk.messages.selectionModel().selectedRows())
    here = folders.index_of(desk.sample.folders["INBOX"])
    target = folders.index_of(desk.sample.folders["Projects"])
    move = Qt.DropAction.MoveAction
    assert not folders.canDropMimeData(data, move, -1, -1, here)
    assert folders.canDropMimeData(data, move, -1, -1, target)
    folders.dropMimeData(data, move, -1, -1, target)
    (command,) = desk.sent(commands.MoveMessages)
    assert command.target == desk.sample.folders["Projects"]


def test_copying_leaves_the_list_as_it_is(desk: Desk) -> None:
    desk.click_row(2)
    before = list(desk.ids)
    desk.press(Qt.Key.Key_V, Qt.KeyboardModifier.ShiftModifier)
    picker = desk.window.findChild(FolderPicker)
    assert picker is not None
    QTest.keyClicks(picker.field, "atl inv")
    QTest.keyClick(picker.field, Qt.Key.Key_Return)
    (sent,) = desk.sent(commands.CopyMessages)

    assert sent.message_ids == (before[2],)
    assert sent.target == desk.sample.folders["Projects/Atlas/Invoices"]
    assert desk.ids == before


def test_messages_cannot_be_dropped_into_another_account(desk: Desk) -> None:
    desk.click_row(2)
    data = desk.messages.messages.mimeData(desk.messages.selectionModel().selectedRows())
    other = next(folder for folder in desk.window.reader.folders() if folder.account_id != desk.sample.account_id)
    folders = desk.window.sidebar.folders.folders
    assert not folders.canDropMimeData(data, Qt.DropAction.MoveAction, -1, -1, folders.index_of(other.id))


def test_search_finds_and_escape_returns(desk: Desk, qtbot: QtBot) -> None:
    desk.click_row(1)
    assert desk.window.actions_["archive"].isEnabled()
    desk.press(Qt.Key.Key_Slash)
    field = desk.window.list_column.search
    qtbot.waitUntil(field.hasFocus)
    QTest.keyClicks(field, "report")
    QTest.keyClick(field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: desk.has_found("report"))
    assert desk.ids[0] == desk.sample.inbox[0]
    assert len(desk.ids) < len(desk.sample.inbox)
    assert not desk.window.actions_["archive"].isEnabled()
    assert desk.window.list_column.scope.isVisible()
    QTest.keyClick(field, Qt.Key.Key_Escape)
    assert desk.ids == desk.sample.inbox
    assert not desk.window.list_column.scope.isVisible()


def test_search_keys_are_letters_in_the_field(desk: Desk, qtbot: QtBot) -> None:
    desk.click_row(2)
    field = desk.window.list_column.search
    field.setFocus()
    QTest.keyClicks(field, "area")
    assert field.text() == "area"
    assert desk.sent(commands.MoveMessages) == []


def test_a_folder_is_chosen_watched_and_remembered(desk: Desk, qtbot: QtBot) -> None:
    archive = desk.sample.folders["Archive"]
    folders = desk.window.sidebar.folders
    place = folders.visualRect(folders.folders.index_of(archive)).center()
    QTest.mouseClick(folders.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place)
    assert len(desk.ids) == 44
    assert desk.sent(commands.WatchFolder) == [commands.WatchFolder(archive)]
    assert desk.window.state.text("folder") == f"folder-{archive}"


def test_counts_change_without_folding_or_choosing_anything(desk: Desk, qtbot: QtBot) -> None:
    folders = desk.window.sidebar.folders
    projects = folders.folders.index_of(desk.sample.folders["Projects"])
    folders.collapse(projects)
    desk.engine_moves([desk.sample.inbox[0]], desk.sample.folders["Newsletters"])
    news = desk.sample.folders["Newsletters"]
    qtbot.waitUntil(lambda: (found := folders.folders.folder(news)) is not None and found.unread == 1)
    assert not folders.isExpanded(folders.folders.index_of(desk.sample.folders["Projects"]))
    assert folders.chosen == f"folder-{desk.sample.folders['INBOX']}"


def test_ready_watches_the_folder_that_is_shown(desk: Desk) -> None:
    desk.link.deliver(events.Ready())
    assert desk.sent(commands.WatchFolder) == [commands.WatchFolder(desk.sample.folders["INBOX"])]


def test_work_is_told_in_the_status_line_and_then_it_leaves(desk: Desk, qtbot: QtBot) -> None:
    archive = desk.sample.folders["Archive"]
    progress = events.Progress(desk.sample.account_id, events.Work.HEADERS, 3_200, 50_000, archive)
    desk.link.deliver(progress)
    assert not desk.session.status.isVisible(), "short work does not blink"
    qtbot.waitUntil(desk.session.status.isVisible)
    assert desk.session.status.text == "Syncing Archive 3,200 of 50,000"
    desk.link.deliver(events.Progress(desk.sample.account_id, events.Work.HEADERS, 50_000, 50_000, archive))
    qtbot.waitUntil(lambda: not desk.session.status.isVisible())


def test_a_problem_is_told_until_the_account_is_online(desk: Desk) -> None:
    problem = Problem(ProblemKind.CERTIFICATE_EXPIRED, "imap.example.org:993")
    stopped = events.AccountStateChanged(desk.sample.account_id, events.AccountState.STOPPED, problem)
    desk.link.deliver(stopped)
    key = f"account-{desk.sample.account_id}"
    assert key in desk.session.bars
    assert desk.session.bars.isVisible()
    desk.link.deliver(events.AccountStateChanged(desk.sample.account_id, events.AccountState.ONLINE))
    assert key not in desk.session.bars


def test_a_problem_told_twice_is_one_bar_and_stays_dismissed(desk: Desk) -> None:
    failed = events.Failed("", Problem(ProblemKind.PROFILE_IN_USE))
    desk.link.deliver(failed)
    (bar,) = desk.session.bars.findChildren(ProblemBar)
    desk.link.deliver(failed)
    assert desk.session.bars.findChildren(ProblemBar) == [bar]
    dismiss = next(button for button in bar.findChildren(QToolButton) if button.accessibleName() == "Dismiss")
    dismiss.click()
    desk.link.deliver(failed)
    assert not desk.session.bars.isVisible()


def test_what_is_typed_is_kept_when_the_password_is_asked_for_again(desk: Desk) -> None:
    needed = events.PasswordNeeded(desk.sample.account_id, Problem(ProblemKind.WRONG_PASSWORD, "alice@work.example"))
    desk.link.deliver(needed)
    field = desk.session.bars.findChild(QLineEdit)
    assert field is not None
    QTest.keyClicks(field, "half a pass")
    desk.link.deliver(needed)
    assert desk.session.bars.findChild(QLineEdit) is field
    assert field.text() == "half a pass"


def test_a_missing_password_is_asked_for_in_a_bar(desk: Desk) -> None:
    problem = Problem(ProblemKind.WRONG_PASSWORD, "alice@work.example")
    desk.link.deliver(events.PasswordNeeded(desk.sample.account_id, problem))
    assert f"password-{desk.sample.account_id}" in desk.session.bars


def test_what_failed_is_told_and_cannot_be_undone(desk: Desk) -> None:
    desk.click_row(2)
    desk.press(Qt.Key.Key_A)
    moved = desk.link.last(commands.ArchiveMessages)
    assert isinstance(moved, commands.ArchiveMessages)
    desk.link.deliver(events.OperationFailed(moved.operation_id, Problem(ProblemKind.FOLDER_GONE, "Archive")))
    assert "Archive" in desk.session.toast.text
    desk.session.mail.undo()
    assert desk.sent(commands.UndoOperation) == []


def test_narrow_windows_show_one_column_and_a_way_back(
    qtbot: QtBot, profile: Profile, link: ScriptedLink, sample: Sample
) -> None:
    desk = open_desk(qtbot, profile, link, sample, width=680)
    assert desk.window.columns.mode is Mode.NARROW
    assert not desk.window.sidebar.isVisible()
    desk.click_row(1)
    assert desk.front is Front.READER
    assert not desk.window.list_column.isVisible()
    desk.window.actions_["back"].trigger()
    assert desk.window.list_column.isVisible()
    desk.window.actions_["back"].trigger()
    assert desk.front.name == "FOLDERS"
    assert desk.window.sidebar.isVisible()


def test_below_wide_arrows_do_not_mark_read_what_is_not_seen(
    qtbot: QtBot, profile: Profile, link: ScriptedLink, sample: Sample
) -> None:
    desk = open_desk(qtbot, profile, link, sample, width=1000)
    assert desk.window.columns.mode is Mode.MIDDLE
    desk.press(Qt.Key.Key_J)
    qtbot.wait(50)
    assert desk.sent(commands.SetFlags) == []
    desk.press(Qt.Key.Key_Return)
    assert desk.front is Front.READER
    qtbot.waitUntil(lambda: bool(desk.sent(commands.SetFlags)))


def test_who_waits_for_the_sample_accounts_is_not_asked_to_add_one(qtbot: QtBot, profile: Profile) -> None:
    window = MainWindow(Reader(profile.store), WindowState(profile), expects_accounts=True)
    qtbot.addWidget(window)
    window.show()
    assert not window.welcome.isVisible()
    assert window.columns.isVisible()


def test_without_an_account_there_is_a_welcome(qtbot: QtBot, profile: Profile, link: ScriptedLink) -> None:
    desk = open_desk(qtbot, profile, link, Sample(profile.store, AccountId(0)))
    assert desk.window.welcome.isVisible()
    assert not desk.window.columns.isVisible()
    desk.link.deliver(events.EverythingChanged())
    assert desk.window.welcome.isVisible()


def test_an_empty_folder_says_so(desk: Desk) -> None:
    desk.window.show_folder(desk.window.reader.folder(desk.sample.folders["Newsletters"]))
    assert desk.ids == []
    assert not desk.messages.isVisible()


def test_select_all_counts_without_reading_rows(desk: Desk) -> None:
    desk.click_row(0)
    desk.press(Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert desk.messages.selected_count() == len(desk.sample.inbox)
    assert desk.messages.selected_messages(2) == desk.sample.inbox[:2]
    assert desk.session.view.message_id is None


def test_a_folder_never_synced_says_that_it_is_fetched(desk: Desk) -> None:
    other = next(folder for folder in desk.window.reader.folders() if folder.path == "Sent" and folder.total == 0)
    desk.window.show_folder(other)
    words = [label.text() for label in desk.window.list_column.findChildren(QLabel) if label.isVisible()]
    assert "No messages here" in words
    second = [folder for folder in desk.window.reader.folders() if folder.account_id != desk.sample.account_id]
    desk.window.show_folder(second[-1])
    words = [label.text() for label in desk.window.list_column.findChildren(QLabel) if label.isVisible()]
    assert "Fetching messages…" in words


def test_sizes_and_choices_are_remembered(qtbot: QtBot, profile: Profile, link: ScriptedLink, sample: Sample) -> None:
    desk = open_desk(qtbot, profile, link, sample)
    desk.window.columns.setSizes([300, 420, 720])
    desk.window.resize(1300, 800)
    desk.window.close()
    again = open_desk(qtbot, profile, ScriptedLink(profile), sample, width=1300)
    assert again.window.columns.sizes()[0] == pytest.approx(desk.window.columns.sizes()[0], abs=2)


def test_buttons_and_lists_have_names(desk: Desk) -> None:
    for widget in desk.window.findChildren(QAbstractButton):
        if widget.isVisible() and not widget.text():
            assert widget.accessibleName(), widget
    for kind in (QAbstractItemView, QLineEdit):
        for part in desk.window.findChildren(kind):
            if part.isVisible():
                assert part.accessibleName(), part


def test_all_keys_are_unique() -> None:
    keys = [key for spec in action_specs() for key in spec.keys]
    assert len(keys) == len(set(keys))


def test_the_user_need_not_wait_for_the_next_try(desk: Desk, qtbot: QtBot) -> None:
    status = desk.session.status
    account = desk.sample.account_id
    desk.link.deliver(events.AccountStateChanged(account, events.AccountState.WAITING))
    qtbot.waitUntil(status.again.isVisible)
    status.again.click()
    assert desk.sent(commands.GoOnline) == [commands.GoOnline()]
    desk.link.deliver(events.AccountStateChanged(account, events.AccountState.ONLINE))
    desk.link.deliver(events.Progress(account, events.Work.HEADERS, 1, 9))
    assert not status.again.isVisible()


def test_the_window_s_menu_chooses_row_heights(desk: Desk) -> None:
    desk.session._menu.aboutToShow.emit()
    entries = {action.text(): action for menu in desk.session._menu.findChildren(QMenu) for action in menu.actions()}
    chosen = []
    for name in ("Compact", "Comfortable"):
        entries[name].trigger()
        chosen.append(desk.messages.density)
    assert chosen == [Density.COMPACT, Density.COMFORTABLE]
