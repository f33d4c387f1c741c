"""The model over a source of any size: what it reads, and that nothing jumps."""

from collections.abc import Collection, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from mailclient.gui.message_list.id_list import IdList
from mailclient.gui.message_list.model import MessageListModel
from mailclient.gui.message_list.roles import ROW_ROLE
from mailclient.gui.message_list.row_layout import Density
from mailclient.gui.message_list.view import MessageList
from mailclient.mail.address import Address
from mailclient.mail.flag import Flag, Flags
from mailclient.mail.ids import AccountId, FolderId, MessageId, Uid
from mailclient.mail.mail_list import ConversationRow, ListNow, MailList, Quick
from mailclient.store.rows import MessageRow, RowKey
from tests.gui.sample_store import noon

NOW = noon()
FOLDER = FolderId(1)
INBOX = MailList((FOLDER,))
CONVERSATIONS = MailList((FOLDER,), conversations=True)
UNREAD = MailList((FOLDER,), quick=Quick.UNREAD)
MINUTE = 60


class Source:
    """A folder of ``count`` messages, one a minute, ids upwards; it notes what it was asked for."""

    def __init__(self, count: int) -> None:
        self.keys = {MessageId(number): NOW - (count - number) * MINUTE for number in range(1, count + 1)}
        self.unread: set[MessageId] = set()
        self.threads: dict[MessageId, str] = {}
        self.rows_read: list[MessageId] = []
        self.chunks = 0

    def list_ids(self, mail_list: MailList, *, before: RowKey | None = None, limit: int) -> list[tuple[MessageId, int]]:
        self.chunks += 1
        found = []
        for key in sorted(((at, each) for each, at in self.keys.items()), reverse=True):
            if before is None or key < (before.received_at, before.id):
                if not self._stands(mail_list, key[1]):
                    continue
                found.append((key[1], key[0]))
                if len(found) == limit:
                    break
        return found

    def _stands(self, mail_list: MailList, each: MessageId) -> bool:
        """A row of this list: unread where only those are wanted, and the newest of its conversation."""
        if each not in self.keys or (mail_list.quick & Quick.UNREAD and each not in self.unread):
            return False
        if not mail_list.conversations:
            return True
        return each == max(self._conversation(each), key=lambda one: (self.keys[one], one))

    def _conversation(self, each: MessageId) -> list[MessageId]:
        thread = self.threads.get(each)
        return [one for one in self.keys if one == each or (thread and self.threads.get(one) == thread)]

    def list_now(self, mail_list: MailList, message_ids: Collection[MessageId]) -> list[ListNow]:
        found = []
        for each in message_ids:
            group = self._conversation(each) if mail_list.conversations else [each]
            heads = [one for one in group if self._stands(mail_list, one)]
            head = (heads[0], self.keys[heads[0]]) if heads else None
            found.append(ListNow(head, tuple({*group, each} - set(heads))))
        return found

    def conversation_rows(
        self, mail_list: MailList, message_ids: Sequence[MessageId]
    ) -> dict[MessageId, ConversationRow]:
        groups = {each: self._conversation(each) for each in message_ids if each in self.keys}
        return {
            each: ConversationRow(len(group), len(self.unread.intersection(group)), (), False, False, (), "")
            for each, group in groups.items()
            if len(group) > 1
        }

    def conversation_members(self, mail_list: MailList, message_ids: Sequence[MessageId]) -> list[MessageId]:
        return [one for each in message_ids for one in self._conversation(each)]

    def rows(self, message_ids: Sequence[MessageId]) -> list[MessageRow]:
        self.rows_read += message_ids
        return [self._row(each) for each in message_ids if each in self.keys]

    def _row(self, each: MessageId) -> MessageRow:
        return MessageRow(
            id=each,
            account_id=AccountId(1),
            folder_id=FOLDER,
            uid=Uid(each),
            flags=Flags(Flag.NONE if each in self.unread else Flag.SEEN),
            received_at=self.keys[each],
            size=1000,
            has_attachment=False,
            has_body=True,
            sender=Address(f"Sender {each}", ""),
            recipients="me",
            subject=f"Subject {each}",
            preview="",
        )


def shown(qtbot: QtBot, source: Source, mail_list: MailList = INBOX) -> MessageList:
    """A list over ``source``, all of its ids loaded."""
    model = MessageListModel(source)
    view = MessageList(model)
    view._model = model  # type: ignore[attr-defined]
    qtbot.addWidget(view)
    view.resize(380, 800)
    with qtbot.waitExposed(view):
        view.show()
    model.show_list(mail_list)
    qtbot.waitUntil(lambda: model.complete)
    return view


keys = st.sets(st.tuples(st.integers(1, 60), st.integers(0, 5)), max_size=60)


def id_list(chosen: set[tuple[int, int]]) -> IdList:
    by_id = dict(chosen)
    ordered = sorted(((at, each) for each, at in by_id.items()), reverse=True)
    return IdList((MessageId(each), at) for at, each in ordered)


@given(keys, keys)
def test_a_change_applied_gives_the_newer_list(before: set[tuple[int, int]], after: set[tuple[int, int]]) -> None:
    old, new = id_list(before), id_list(after)
    change = old.change_to(new)
    for run in change.removals:
        old.remove(run)
    for run in change.insertions:
        old.insert(run, new)
    assert (old.ids, old.times) == (new.ids, new.times)


def test_the_model_keeps_qt_s_rules(qtbot: QtBot) -> None:
    source = Source(50)
    model = MessageListModel(source)
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.show_list(INBOX)
    del source.keys[MessageId(7)], source.keys[MessageId(50)]
    source.keys[MessageId(51)] = NOW
    model.refresh([MessageId(7), MessageId(50), MessageId(51)])
    assert model.rowCount() == 49
    assert model.message_id(0) == 51


def test_a_hundred_thousand_rows_read_only_what_is_seen(qtbot: QtBot) -> None:
    source = Source(100_000)
    view = shown(qtbot, source)
    assert view.messages.rowCount() == 100_000
    view.verticalScrollBar().setValue(view.verticalScrollBar().maximum() // 2)
    view.viewport().repaint()
    assert view.rowAt(10) > 40_000
    assert len(source.rows_read) < 500


def test_the_first_rows_are_there_before_the_rest_is_read(qtbot: QtBot) -> None:
    source = Source(10_000)
    model = MessageListModel(source)
    model.show_list(INBOX)
    assert source.chunks == 1
    assert model.rowCount() == 400
    assert not model.complete


def test_new_mail_keeps_selection_and_place(qtbot: QtBot) -> None:
    source = Source(500)
    view = shown(qtbot, source)
    view.select_row(200)
    selected = view.current_message
    top = view.messages.message_id(view.rowAt(0))
    place = view.rowViewportPosition(view.rowAt(0))
    source.keys[MessageId(501)] = NOW + 1
    source.keys[MessageId(502)] = NOW + 2
    view.messages.refresh([MessageId(501), MessageId(502)])
    assert view.messages.rowCount() == 502
    assert view.current_message == selected
    assert view.currentIndex().row() == 202
    assert (view.messages.message_id(view.rowAt(0)), view.rowViewportPosition(view.rowAt(0))) == (top, place)


def test_at_the_very_top_new_mail_is_seen_at_once(qtbot: QtBot) -> None:
    source = Source(500)
    view = shown(qtbot, source)
    source.keys[MessageId(501)] = NOW + 1
    view.messages.refresh([MessageId(501)])
    assert view.messages.message_id(view.rowAt(40)) == 501


def test_a_list_read_again_keeps_selection_and_place(qtbot: QtBot) -> None:
    source = Source(2_000)
    view = shown(qtbot, source)
    view.select_row(700)
    selected = view.current_message
    top = view.messages.message_id(view.rowAt(0))
    for number in range(1, 2_000, 3):
        if number != selected and number != top:
            source.keys.pop(MessageId(number))
    view.messages.refresh()
    qtbot.waitUntil(lambda: view.messages.rowCount() == len(source.keys))
    assert view.current_message == selected
    assert view.messages.message_id(view.rowAt(0)) == top


def test_the_next_message_takes_the_place_of_one_acted_upon(qtbot: QtBot) -> None:
    source = Source(50)
    view = shown(qtbot, source)
    view.select_row(10)
    gone, after = view.messages.message_id(10), view.messages.message_id(11)
    view.will_act_on([gone])
    del source.keys[gone]
    view.messages.refresh([gone])
    assert view.current_message == after


def test_a_message_that_leaves_by_itself_leaves_nothing_selected(qtbot: QtBot) -> None:
    source = Source(50)
    view = shown(qtbot, source)
    view.select_row(10)
    gone = view.messages.message_id(10)
    del source.keys[gone]
    view.messages.refresh([gone])
    assert view.current_message is None
    assert view.selected_messages() == []


def test_a_row_is_painted_anew_without_reading_the_list(qtbot: QtBot) -> None:
    source = Source(50)
    view = shown(qtbot, source)
    view.viewport().repaint()
    chunks = source.chunks
    source.unread.add(MessageId(50))
    view.messages.repaint([MessageId(50)])
    row = view.messages.index(0, 0).data(ROW_ROLE)
    assert row.unread
    assert source.chunks == chunks


def test_changes_while_the_list_is_still_loading_are_not_lost(qtbot: QtBot) -> None:
    source = Source(30_000)
    model = MessageListModel(source)
    model.show_list(INBOX)
    source.keys[MessageId(30_001)] = NOW + 1
    model.refresh([MessageId(30_001)])
    qtbot.waitUntil(lambda: model.rowCount() == 30_001)
    assert model.message_id(0) == 30_001


@pytest.fixture(params=list(Density))
def density(request: pytest.FixtureRequest) -> Density:
    return request.param  # type: ignore[no-any-return]


def test_densities_have_their_heights_and_sections_stay_heads(qtbot: QtBot, density: Density) -> None:
    view = shown(qtbot, Source(5_000))
    view.use_density(density)
    heights = {"comfortable": 76, "medium": 52, "compact": 30}
    heads = view.messages.heads
    assert heads[0] == "Today" or heads[0] == "Yesterday"
    for row in (0, 1, 2, max(heads)):
        extra = 30 if row in heads else 0
        assert view.rowHeight(row) == heights[density] + extra


def test_a_row_that_comes_in_above_takes_the_head_and_the_height_of_the_first(qtbot: QtBot) -> None:
    source = Source(30)
    view = shown(qtbot, source)
    tall, plain = view.rowHeight(0), view.rowHeight(1)
    assert tall > plain
    source.keys[MessageId(31)] = NOW
    view.messages.refresh([MessageId(31)])
    assert [view.rowHeight(row) for row in range(3)] == [tall, plain, plain]


def test_of_a_long_action_what_goes_later_is_not_opened_meanwhile(qtbot: QtBot) -> None:
    source = Source(30)
    view = shown(qtbot, source)
    view.selectAll()
    every = view.selected_messages()
    opened: list[object] = []
    view.current_message_changed.connect(opened.append)
    view.will_act_on(every)
    for slice_ in (every[:10], every[10:20], every[20:]):
        for each in slice_:
            del source.keys[each]
        view.messages.refresh(slice_)
    assert [each for each in opened if each is not None] == []
    assert view.selected_messages() == []


def test_a_newer_message_of_a_selected_conversation_takes_the_selection_along(qtbot: QtBot) -> None:
    source = Source(500)
    source.threads = {MessageId(100): "a", MessageId(90): "a"}
    view = shown(qtbot, source, CONVERSATIONS)
    assert view.messages.rowCount() == 499
    told: list[MessageId | None] = []
    view.select_message(MessageId(100))
    view.current_message_changed.connect(told.append)
    followed: list[MessageId] = []
    view.current_message_followed.connect(followed.append)
    source.threads[MessageId(501)] = "a"
    source.keys[MessageId(501)] = NOW + 1
    view.messages.refresh([MessageId(501)])
    assert view.messages.rowCount() == 499
    assert (view.messages.message_id(0), view.current_message) == (501, 501)
    assert view.currentIndex().row() == 0
    assert told == [], "never none in between"
    assert followed == [501]


def test_a_conversation_whose_newest_message_goes_moves_down_with_the_selection(qtbot: QtBot) -> None:
    source = Source(50)
    source.threads = {MessageId(50): "a", MessageId(20): "a"}
    view = shown(qtbot, source, CONVERSATIONS)
    view.select_message(MessageId(50))
    del source.keys[MessageId(50)]
    source.threads[MessageId(50)] = "a"
    view.messages.refresh([MessageId(50)])
    assert view.current_message == 20
    assert view.messages.row_of(MessageId(20)) == view.currentIndex().row()


def test_all_of_a_conversation_that_is_acted_on_leaves_and_the_next_is_shown(qtbot: QtBot) -> None:
    source = Source(50)
    source.threads = {MessageId(40): "a", MessageId(20): "a"}
    view = shown(qtbot, source, CONVERSATIONS)
    view.select_message(MessageId(40))
    acted = view.acted_messages()
    assert sorted(acted) == [20, 40]
    view.will_act_on(acted)
    for each in acted:
        del source.keys[each]
    view.messages.refresh(acted)
    assert view.current_message == 39
    assert view.messages.rowCount() == 48


def test_a_message_read_under_unread_stays_until_it_is_left(qtbot: QtBot) -> None:
    source = Source(50)
    source.unread = {MessageId(10), MessageId(20), MessageId(30)}
    view = shown(qtbot, source, UNREAD)
    assert view.messages.rowCount() == 3
    view.select_message(MessageId(20))
    source.unread.discard(MessageId(20))
    view.messages.repaint([MessageId(20)])
    assert (view.messages.rowCount(), view.current_message) == (3, 20)
    view.step(1)
    qtbot.waitUntil(lambda: view.messages.rowCount() == 2)
    assert view.current_message == 10


def test_a_message_read_elsewhere_leaves_unread_at_once(qtbot: QtBot) -> None:
    source = Source(50)
    source.unread = {MessageId(10), MessageId(20)}
    view = shown(qtbot, source, UNREAD)
    view.select_message(MessageId(20))
    source.unread.discard(MessageId(10))
    view.messages.repaint([MessageId(10)])
    assert (view.messages.rowCount(), view.current_message) == (1, 20)


def test_a_list_comes_back_after_a_search_as_it_was(qtbot: QtBot) -> None:
    source = Source(3_000)
    view = shown(qtbot, source)
    view.select_row(2_000)
    place, top, chosen = view.place(), view.rowAt(0), view.current_message
    view.messages.show_found([MessageId(5), MessageId(7)])
    assert view.messages.rowCount() == 2
    source.keys[MessageId(3_001)] = NOW + 1
    view.messages.show_list(INBOX)
    view.restore(place)
    assert (view.rowAt(0), view.current_message) == (top, chosen), "at once, all rows"
    qtbot.waitUntil(lambda: view.messages.rowCount() == 3_001)
    assert view.current_message == chosen


def test_more_found_leaves_what_is_selected(qtbot: QtBot) -> None:
    view = shown(qtbot, Source(100))
    view.messages.show_found([MessageId(9), MessageId(5)])
    view.select_row(1)
    view.messages.change_found([MessageId(9), MessageId(50), MessageId(5), MessageId(3)])
    assert view.current_message == 5
    assert [view.messages.message_id(row) for row in range(4)] == [50, 9, 5, 3]


def test_the_best_come_first_where_that_is_wanted(qtbot: QtBot) -> None:
    view = shown(qtbot, Source(100))
    view.messages.show_found([MessageId(9), MessageId(50), MessageId(3)], by_date=False)
    assert [view.messages.message_id(row) for row in range(3)] == [9, 50, 3]
    assert view.messages.heads == {}
    assert view.messages.row_of(MessageId(3)) == 2


def test_a_message_that_only_looks_different_costs_no_comparing(qtbot: QtBot) -> None:
    source = Source(50)
    view = shown(qtbot, source, CONVERSATIONS)
    told: list[object] = []
    view.messages.about_to_change.connect(told.append)
    source.unread.add(MessageId(20))
    view.messages.repaint([MessageId(20)])
    assert told == []
    row = view.messages.row_of(MessageId(20))
    assert row is not None
    painted = view.messages.row(row)
    assert painted is not None
    assert painted.unread
