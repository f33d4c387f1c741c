"""What the list shows beyond one folder: all inboxes, conversations, quick filters, searches that are kept."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from mailclient.bridge import commands, events
from mailclient.gui.attachments.attachments_window import AttachmentsWindow
from mailclient.gui.conversation.view import ConversationView
from mailclient.gui.main_window.quick_bar import QuickBar
from mailclient.mail.body import Body
from mailclient.mail.flag import Flag
from mailclient.mail.folder import FolderRole
from mailclient.mail.ids import FolderId, MessageId
from mailclient.mail.mail_list import MailList, Quick
from mailclient.mail.saved_search import SavedSearch, SavedSearchId
from mailclient.store.bodies import store_body
from mailclient.store.messages import insert
from mailclient.store.rows import MessageRow
from mailclient.store.transaction import Transaction
from tests.gui.desk import Desk
from tests.gui.sample_store import HOUR, change, new_message


def click_line(desk: Desk, key: str) -> None:
    tree = desk.window.sidebar.folders
    place = tree.visualRect(tree.folders.index_called(key)).center()
    QTest.mouseClick(tree.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place)


def rows(desk: Desk) -> list[MessageRow]:
    return desk.window.reader.rows(desk.ids)


def newest(desk: Desk) -> int:
    return rows(desk)[0].received_at


@pytest.fixture
def thread(desk: Desk) -> list[MessageId]:
    """A conversation of three in the inbox, newest first; the inbox is read again."""

    inbox, now = desk.sample.folders["INBOX"], newest(desk)

    def add(tx: Transaction) -> list[MessageId]:
        made: list[MessageId] = []
        for number, name in enumerate(("Mina Park", "Jun Lee", "Mina Park")):
            flags = Flag.NONE if number == 1 else Flag.SEEN
            one = new_message(
                2000 + number, now - 30 * HOUR + number * HOUR, name, f"{name[:4]}@x.example",
                "Boat trip" if number == 0 else "Re: Boat trip", f"words {number}", flags, number == 0,
            )  # fmt: skip
            envelope = replace(
                one.envelope,
                message_id=f"boat{number}@x.example",
                references=tuple(f"boat{each}@x.example" for each in range(number)),
                in_reply_to=(f"boat{number - 1}@x.example",) if number else (),
            )
            made += insert(tx, inbox, [replace(one, envelope=envelope)])
        return made[::-1]

    made = change(desk.sample.path, add)
    assert isinstance(made, list)
    desk.link.deliver(events.MessagesChanged(desk.sample.folders["INBOX"], True, tuple(made)))
    return made


# --- all inboxes -------------------------------------------------------------------------------------------------


def test_all_inboxes_are_one_list_and_say_whose_each_is(desk: Desk) -> None:
    click_line(desk, "all-inbox")
    accounts = {row.account_id for row in rows(desk)}
    assert len(accounts) == 2
    times = [row.received_at for row in rows(desk)]
    assert times == sorted(times, reverse=True)
    assert set(desk.messages._delegate.accounts) == accounts
    assert desk.window.state.text("folder") == "all-inbox"
    places = desk.messages._delegate.places
    assert len({places[row.folder_id] for row in rows(desk) if row.folder_id is not None}) == 2, (
        "each names its account"
    )
    click_line(desk, f"folder-{desk.sample.folders['INBOX']}")
    assert desk.messages._delegate.places == {}, "in one folder it is plain"


def test_one_account_has_no_favourites(desk: Desk) -> None:
    other = desk.window.reader.accounts()[1].id

    def remove(tx: Transaction) -> None:
        tx.db.execute("UPDATE account SET removed = 1 WHERE id = ?", (other,))
        tx.db.execute("UPDATE folder SET removed = 1 WHERE account_id = ?", (other,))

    change(desk.sample.path, remove)
    desk.window.refresh_folders()
    tree = desk.window.sidebar.folders
    assert tree.folders.favourite("all-inbox") is None
    assert tree.account_colours == {}


def test_new_mail_of_any_inbox_comes_into_all_inboxes(desk: Desk) -> None:
    click_line(desk, "all-inbox")
    desk.messages.select_row(3)
    chosen, count = desk.messages.current_message, len(desk.ids)
    (second,) = [
        one.id for one in desk.window.reader.folders()
        if one.role is FolderRole.INBOX and one.id != desk.sample.folders["INBOX"]
    ]  # fmt: skip
    message = new_message(99, newest(desk) + 60, "Garden Club", "g@x.example", "Rain", "", Flag.NONE, False)
    made = change(desk.sample.path, insert, second, [message])
    assert isinstance(made, list)
    desk.link.deliver(events.MessagesChanged(second, True, tuple(made)))
    assert (len(desk.ids), desk.ids[0]) == (count + 1, made[0])
    assert desk.messages.current_message == chosen


def test_what_is_done_in_all_inboxes_is_done_in_each_account(desk: Desk) -> None:
    click_line(desk, "all-inbox")
    desk.messages.selectAll()
    desk.window.actions_["archive"].trigger()
    owners = {row.id: row.account_id for row in rows(desk)}
    groups = [{owners[each] for each in command.message_ids} for command in desk.sent(commands.ArchiveMessages)]
    assert sorted(len(group) for group in groups) == [1, 1]


# --- conversations -----------------------------------------------------------------------------------------------


def test_what_is_in_trash_already_does_not_go_for_good_with_the_rest(desk: Desk) -> None:
    """What was found lies in many folders; only where all of it is in Trash one is asked about the end of it."""
    found = desk.ids[:3]
    desk.engine_moves(found[:1], desk.sample.folders["Trash"])
    desk.messages.messages.show_found(found)
    desk.messages.selectAll()
    desk.window.actions_["delete"].trigger()
    (command,) = desk.sent(commands.DeleteMessages)
    assert (sorted(command.message_ids), command.expunge) == (sorted(found[1:]), False)


def test_a_conversation_is_one_row(desk: Desk, thread: list[MessageId]) -> None:
    assert thread[0] in desk.ids
    assert not set(thread[1:]) & set(desk.ids)
    row = desk.messages.messages.row_of(thread[0])
    assert row is not None
    painted = desk.messages.messages.row(row)
    assert painted is not None
    assert painted.conversation is not None
    assert painted.conversation.messages == 3
    assert painted.conversation.senders == ("Mina Park", "Jun Lee")
    assert (painted.unread, painted.has_attachment, painted.subject) == (True, True, "Boat trip")


def test_the_flat_list_is_one_key_away_and_keeps_the_message(desk: Desk, thread: list[MessageId]) -> None:
    desk.messages.select_message(thread[0])
    desk.press(Qt.Key.Key_G)
    assert set(thread) <= set(desk.ids)
    assert desk.messages.current_message == thread[0]
    assert not desk.window.conversations
    assert desk.window.state.text("conversations") == "no"
    desk.messages.select_message(thread[2])
    desk.press(Qt.Key.Key_G)
    assert desk.messages.current_message == thread[0], "the row of its conversation"


def test_an_action_on_a_conversation_is_about_all_of_it(desk: Desk, thread: list[MessageId]) -> None:
    desk.messages.select_message(thread[0])
    following = desk.messages.messages.message_id(desk.messages.currentIndex().row() + 1)
    desk.press(Qt.Key.Key_Delete)
    (command,) = desk.sent(commands.DeleteMessages)
    assert sorted(command.message_ids) == sorted(thread)
    desk.engine_moves(thread, desk.sample.folders["Trash"])
    assert not set(thread) & set(desk.ids)
    assert desk.messages.current_message == following


def test_reading_a_conversation_reads_all_and_unreading_its_newest(desk: Desk, thread: list[MessageId]) -> None:
    desk.messages.select_message(thread[0])
    desk.window.actions_["toggle_read"].trigger()
    assert desk.sent(commands.SetFlags)[-1].message_ids == (thread[1],)

    def read(tx: Transaction) -> None:
        tx.db.execute("UPDATE message SET bits = bits | 1 WHERE id = ?", (thread[1],))

    change(desk.sample.path, read)
    desk.link.deliver(events.MessagesChanged(desk.sample.folders["INBOX"], False, (thread[1],)))
    desk.window.actions_["toggle_read"].trigger()
    command = desk.sent(commands.SetFlags)[-1]
    assert (command.message_ids, command.remove) == ((thread[0],), Flag.SEEN)


def test_a_conversation_is_read_as_one_and_a_message_alone(desk: Desk, thread: list[MessageId]) -> None:
    desk.messages.select_message(thread[0])
    view = desk.session.reading.view
    assert isinstance(view, ConversationView)
    assert view.isVisible()
    assert view.message_ids == thread[::-1]
    assert desk.session.reading.message_id in thread
    desk.messages.select_message(desk.sample.inbox[1])
    assert desk.session.reading.view is desk.session.view
    assert desk.session.reading.message_id == desk.sample.inbox[1]
    assert desk.session.view.isVisible()


def test_an_answer_that_comes_is_added_to_the_conversation_that_is_read(desk: Desk, thread: list[MessageId]) -> None:
    desk.messages.select_message(thread[0])
    view = desk.session.reading.view
    assert isinstance(view, ConversationView)
    message = new_message(3000, newest(desk) + 60, "Jun Lee", "jun@x.example", "Re: Boat trip", "", Flag.NONE, False)
    references = tuple(f"boat{each}@x.example" for each in range(3))
    envelope = replace(message.envelope, message_id="boat3@x.example", references=references)
    inbox = desk.sample.folders["INBOX"]
    made = change(desk.sample.path, insert, inbox, [replace(message, envelope=envelope)])
    assert isinstance(made, list)
    desk.link.deliver(events.MessagesChanged(inbox, True, tuple(made)))
    assert (desk.ids[0], desk.messages.current_message) == (made[0], made[0])
    assert desk.messages.currentIndex().row() == 0
    assert desk.session.reading.view is view
    assert view.message_ids == [*thread[::-1], made[0]]


def test_drafts_are_never_grouped(desk: Desk) -> None:
    desk.window.show_folder(desk.window.reader.folder(desk.sample.folders["Drafts"]))
    assert desk.messages.messages.mail_list == MailList((desk.sample.folders["Drafts"],))


def test_all_of_a_conversation_is_dragged(desk: Desk, thread: list[MessageId]) -> None:
    row = desk.messages.messages.row_of(thread[0])
    assert row is not None
    data = desk.messages.messages.mimeData([desk.messages.messages.index(row, 0)])
    tree = desk.window.sidebar.folders
    target = tree.folders.index_of(desk.sample.folders["Newsletters"])
    tree.folders.dropMimeData(data, Qt.DropAction.MoveAction, -1, -1, target)
    assert sorted(desk.sent(commands.MoveMessages)[0].message_ids) == sorted(thread)


# --- quick filters -----------------------------------------------------------------------------------------------


def quick_bar(desk: Desk) -> QuickBar:
    return desk.window.list_column.quick


def test_a_quick_filter_narrows_the_list_and_goes_with_escape(desk: Desk, qtbot: QtBot) -> None:
    everything = desk.ids
    desk.press(Qt.Key.Key_L)
    assert quick_bar(desk).isVisible()
    unread = quick_bar(desk).buttons[Quick.UNREAD]
    assert unread.hasFocus()
    QTest.keyClick(unread, Qt.Key.Key_Space)
    assert 0 < len(desk.ids) < len(everything)
    assert all(Flag.SEEN not in row.flags.bits for row in rows(desk))
    QTest.keyClick(unread, Qt.Key.Key_Escape)
    assert desk.ids == everything
    assert not quick_bar(desk).isVisible()
    assert desk.window.focusWidget() is desk.messages


def test_what_a_quick_filter_hides_is_not_deleted_with_all_that_is_seen(desk: Desk, thread: list[MessageId]) -> None:
    desk.window.actions_["only_unread"].trigger()
    seen = set(desk.ids)
    unread = [row.id for row in desk.window.reader.rows(thread) if Flag.SEEN not in row.flags.bits]
    assert len(seen) > 1
    assert 0 < len(unread) < len(thread)
    desk.messages.selectAll()
    desk.press(Qt.Key.Key_Delete)
    deleted = {id_ for command in desk.sent(commands.DeleteMessages) for id_ in command.message_ids}
    assert deleted >= seen
    assert all(Flag.SEEN not in row.flags.bits for row in desk.window.reader.rows(list(deleted)))


def test_one_conversation_under_a_quick_filter_is_meant_as_it_is_read(desk: Desk, thread: list[MessageId]) -> None:
    desk.window.actions_["only_unread"].trigger()
    desk.messages.select_message(thread[1])
    desk.press(Qt.Key.Key_Delete)
    (command,) = desk.sent(commands.DeleteMessages)
    assert sorted(command.message_ids) == sorted(thread)


def test_several_quick_filters_mean_all_of_them(desk: Desk) -> None:
    desk.window.actions_["only_unread"].trigger()
    one = len(desk.ids)
    quick_bar(desk).toggle(Quick.ATTACHMENT)
    assert len(desk.ids) <= one
    assert all(row.has_attachment and Flag.SEEN not in row.flags.bits for row in rows(desk))


def test_another_folder_is_shown_whole(desk: Desk) -> None:
    desk.window.actions_["only_unread"].trigger()
    click_line(desk, f"folder-{desk.sample.folders['Archive']}")
    assert quick_bar(desk).chosen == Quick.NONE
    assert len(desk.ids) == 44


def test_what_is_read_under_a_quick_filter_stays_until_it_is_left(desk: Desk, qtbot: QtBot) -> None:
    desk.window.actions_["only_unread"].trigger()
    desk.messages.select_row(1)
    read = desk.messages.current_message
    assert read is not None

    def mark(tx: Transaction) -> None:
        tx.db.execute("UPDATE message SET bits = bits | 1 WHERE id = ?", (read,))

    count = len(desk.ids)
    change(desk.sample.path, mark)
    desk.link.deliver(events.MessagesChanged(desk.sample.folders["INBOX"], False, (read,)))
    assert (len(desk.ids), desk.messages.current_message) == (count, read)
    desk.press(Qt.Key.Key_J)
    qtbot.waitUntil(lambda: len(desk.ids) == count - 1)
    assert read not in desk.ids


def test_a_large_folder_is_filtered_beside_the_window(
    desk: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mailclient.gui.main_window.window._LARGE", 1)
    desk.messages.select_row(1)
    desk.window.actions_["only_unread"].trigger()
    assert not desk.messages.messages.complete, "nothing is read in the window's own thread"
    qtbot.waitUntil(lambda: desk.messages.messages.complete)
    assert desk.ids
    assert all(Flag.SEEN not in row.flags.bits for row in rows(desk))


# --- searches that are kept ---------------------------------------------------------------------------------------


def keep(desk: Desk, search: SavedSearch) -> None:
    def put(tx: Transaction) -> None:
        tx.db.execute("DELETE FROM saved_search WHERE id = ?", (search.id,))
        tx.db.execute(
            "INSERT INTO saved_search (id, name, query) VALUES (?, ?, ?)", (search.id, search.name, search.query)
        )

    change(desk.sample.path, put)
    desk.link.deliver(events.SearchesChanged())


ATLAS = SavedSearch(SavedSearchId("one"), "All of Atlas", "atlas")


def test_a_search_is_kept_under_a_name(desk: Desk, qtbot: QtBot) -> None:
    desk.window.search_for("atlas")
    qtbot.waitUntil(lambda: desk.window.searching.question is not None)
    desk.window.list_column.scope.save.click()
    field = next(one for one in desk.window.findChildren(QLineEdit) if one.accessibleName() == "Save this search")
    field.setText("All of Atlas")
    dialog = field.window()
    next(one for one in dialog.findChildren(QPushButton) if one.text() == "Save").click()
    saved = desk.sent(commands.SaveSearch)[0].search
    assert (saved.name, saved.query) == ("All of Atlas", "atlas")


def test_a_kept_search_is_a_line_of_the_sidebar(desk: Desk, qtbot: QtBot) -> None:
    keep(desk, ATLAS)
    click_line(desk, "search-one")
    qtbot.waitUntil(lambda: desk.has_found("atlas"))
    assert len(desk.ids) >= 3
    assert desk.window.list_column.search.text() == "", "it is shown as a folder"
    assert desk.window.state.text("folder") == "search-one"
    click_line(desk, f"folder-{desk.sample.folders['INBOX']}")
    assert desk.ids == desk.sample.inbox


def test_a_kept_search_is_renamed_changed_and_removed(desk: Desk, qtbot: QtBot) -> None:
    keep(desk, ATLAS)
    desk.window.sidebar.folders.requests.edit_search.emit(ATLAS)
    field = desk.window.list_column.search
    assert field.text() == "atlas"
    field.show_words("atlas is:unread")
    desk.window.list_column.scope.save.click()
    assert desk.sent(commands.SaveSearch)[-1].search == SavedSearch(ATLAS.id, ATLAS.name, "atlas is:unread")
    desk.window.sidebar.folders.requests.remove_search.emit(ATLAS)
    assert desk.sent(commands.RemoveSearch)[0].search_id == ATLAS.id
    undo = desk.session.toast.findChild(QPushButton)
    assert isinstance(undo, QPushButton)
    undo.click()
    assert desk.sent(commands.SaveSearch)[-1].search == ATLAS


def test_when_the_shown_search_is_removed_the_inbox_comes_back(desk: Desk, qtbot: QtBot) -> None:
    keep(desk, ATLAS)
    click_line(desk, "search-one")
    qtbot.waitUntil(lambda: desk.messages.messages.mail_list is None)
    change(desk.sample.path, lambda tx: tx.db.execute("DELETE FROM saved_search"))
    desk.link.deliver(events.SearchesChanged())
    assert desk.ids == desk.sample.inbox


def test_new_mail_comes_into_what_was_found(desk: Desk, qtbot: QtBot) -> None:
    desk.window.search_for("atlas")
    qtbot.waitUntil(lambda: desk.has_found("atlas"))
    desk.messages.select_row(0)
    chosen, count = desk.messages.current_message, len(desk.ids)
    message = new_message(99, newest(desk) - 90 * HOUR, "Atlas", "a@x.example", "atlas again", "", Flag.NONE, False)
    inbox: FolderId = desk.sample.folders["INBOX"]
    made = change(desk.sample.path, insert, inbox, [message])
    assert isinstance(made, list)
    desk.link.deliver(events.MessagesChanged(inbox, True, tuple(made)))
    qtbot.waitUntil(lambda: len(desk.ids) == count + 1)
    assert desk.messages.current_message == chosen


def test_the_menu_of_a_search(desk: Desk) -> None:
    keep(desk, ATLAS)
    tree = desk.window.sidebar.folders
    menu = tree.context_menu(tree.folders.index_called("search-one"))
    assert menu is not None
    names = [action.text().split("\t")[0] for action in menu.actions() if not action.isSeparator()]
    assert names == ["Rename…", "Change the search…", "Remove"]
    assert tree.folders.index_called("search-one").data() == "All of Atlas"


def test_each_row_of_several_accounts_says_whose_it_is(desk: Desk) -> None:
    click_line(desk, "all-inbox")
    index = desk.messages.messages.index(0, 0)
    assert "alice@" in index.data(Qt.ItemDataRole.ToolTipRole)
    assert "alice@" in index.data(Qt.ItemDataRole.AccessibleTextRole)
    click_line(desk, f"folder-{desk.sample.folders['INBOX']}")
    assert "alice@" not in index.data(Qt.ItemDataRole.ToolTipRole)


def test_an_answer_from_all_inboxes_is_of_the_account_it_came_to(desk: Desk, qtbot: QtBot) -> None:
    click_line(desk, "all-inbox")
    home = next(row for row in rows(desk) if row.account_id != desk.sample.account_id)
    change(desk.sample.path, store_body, home.id, Body(text="They came."), b"Subject: Seeds\r\n\r\n", "")
    desk.messages.select_message(home.id)
    with qtbot.waitSignal(desk.session.composers.opened) as opened:
        desk.window.actions_["reply"].trigger()
    assert opened.args is not None
    composer = opened.args[0]
    assert composer.fields.account_id() == home.account_id
    composer.close()


def test_escape_in_the_list_ends_the_quick_filter(desk: Desk) -> None:
    desk.window.actions_["only_unread"].trigger()
    desk.messages.setFocus()
    desk.press(Qt.Key.Key_Escape)
    assert desk.ids == desk.sample.inbox


def test_the_files_of_all_messages_lead_to_their_message(desk: Desk, qtbot: QtBot) -> None:
    desk.window.actions_["attachments"].trigger()
    (files,) = desk.window.findChildren(AttachmentsWindow)
    assert files.isVisible()
    archived = desk.window.reader.list_ids(MailList((desk.sample.folders["Archive"],)), limit=50)[40][0]
    files.message_chosen.emit(archived)
    assert desk.window.folder is not None
    assert desk.window.folder.path == "Archive"
    assert desk.messages.current_message == archived
    assert desk.messages.visualRect(desk.messages.currentIndex()).intersects(desk.messages.viewport().rect())
    files.close()


def test_several_selected_are_conversations_or_messages(desk: Desk) -> None:
    def said() -> str:
        return desk.window.reader_column._several.accessibleName()

    desk.messages.selectAll()
    assert said() == f"{len(desk.ids)} conversations selected"
    desk.press(Qt.Key.Key_G)
    desk.messages.selectAll()
    assert said() == f"{len(desk.ids)} messages selected"
