"""The model over a source of any size: what it reads, and that nothing jumps."""

import time
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from mailclient.gui.message_list.id_list import IdList
from mailclient.gui.message_list.model import ROW_ROLE, MessageListModel
from mailclient.gui.message_list.row_layout import Density
from mailclient.gui.message_list.view import MessageList
from mailclient.mail.address import Address
from mailclient.mail.flag import Flag, Flags
from mailclient.mail.ids import AccountId, FolderId, MessageId, Uid
from mailclient.store.rows import MessageRow, RowKey

NOW = int(time.time())
FOLDER = FolderId(1)
MINUTE = 60


class Source:
    """A folder of ``count`` messages, one a minute, ids upwards; it notes what it was asked for."""

    def __init__(self, count: int) -> None:
        self.keys = {MessageId(number): NOW - (count - number) * MINUTE for number in range(1, count + 1)}
        self.unread: set[MessageId] = set()
        self.rows_read: list[MessageId] = []
        self.chunks = 0

    def message_ids(
        self, folder_id: FolderId, *, before: RowKey | None = None, limit: int = 1000
    ) -> list[tuple[MessageId, int]]:
        self.chunks += 1
        found = []
        for key in sorted(((at, each) for each, at in self.keys.items()), reverse=True):
            if before is None or key < (before.received_at, before.id):
                found.append((key[1], key[0]))
                if len(found) == limit:
                    break
        return found

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


def shown(qtbot: QtBot, source: Source) -> MessageList:
    """A list over ``source``, all of its ids loaded."""
    model = MessageListModel(source)
    view = MessageList(model)
    view._model = model  # type: ignore[attr-defined]
    qtbot.addWidget(view)
    view.resize(380, 800)
    with qtbot.waitExposed(view):
        view.show()
    model.show_folder(FOLDER)
    qtbot.waitUntil(lambda: model.complete, timeout=20_000)
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
    model.show_folder(FOLDER)
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
    model.show_folder(FOLDER)
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
    assert Flag.SEEN not in row.flags.bits
    assert source.chunks == chunks


def test_changes_while_the_list_is_still_loading_are_not_lost(qtbot: QtBot) -> None:
    source = Source(30_000)
    model = MessageListModel(source)
    model.show_folder(FOLDER)
    source.keys[MessageId(30_001)] = NOW + 1
    model.refresh([MessageId(30_001)])
    qtbot.waitUntil(lambda: model.rowCount() == 30_001, timeout=20_000)
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
