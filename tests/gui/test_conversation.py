"""The conversation view over a real store and a scripted link."""

from datetime import timedelta

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton, QToolButton
from pytestqt.qtbot import QtBot

from mailclient.bridge import events
from mailclient.gui.composer.reply_kind import ReplyKind
from mailclient.gui.conversation.entry import Entry
from mailclient.gui.conversation.folded_line import FoldedLine
from mailclient.gui.conversation.gap import Gap
from mailclient.gui.conversation.view import LIVE_PANES, ConversationView
from mailclient.gui.theme import Scheme, theme
from mailclient.mail.address import Address
from mailclient.mail.body import Body
from mailclient.mail.flag import Flag, Flags
from mailclient.mail.ids import MessageId, Uid
from mailclient.store import messages, places
from mailclient.store.reader import Reader
from tests.gui import letters
from tests.gui.sample_store import Sample, change
from tests.gui.scripted_link import ScriptedLink


@pytest.fixture
def view(qtbot: QtBot, sample: Sample, link: ScriptedLink) -> ConversationView:
    theme().choose(Scheme.LIGHT)
    made = ConversationView(Reader(sample.path), link, now=lambda: letters.WHEN + timedelta(hours=2))
    qtbot.addWidget(made)
    made.resize(840, 700)
    with qtbot.waitExposed(made):
        made.show()
    return made


def put(
    sample: Sample,
    name: str,
    text: str,
    *answers: str,
    flags: Flag = Flag.SEEN,
    folder: str = "INBOX",
    sender: str = "Kim Minji",
    html: str | None = None,
    subject: str = "Re: Lunch",
) -> MessageId:
    """A letter of a conversation."""
    head = letters.envelope(
        subject, message_id=name, references=answers, from_=(Address(sender, f"{sender}@example.org"),)
    )
    return letters.put(sample, Body(text, html), head, flags=flags, folder=folder)


def entries(view: ConversationView) -> list[Entry]:
    """From the top, those that can be seen."""
    found = [entry for entry in view.findChildren(Entry) if not entry.isHidden()]
    return sorted(found, key=lambda entry: entry.y())


def opened(view: ConversationView) -> list[MessageId]:
    return [entry.id for entry in entries(view) if entry.is_open]


def entry_of(view: ConversationView, message_id: MessageId) -> Entry:
    return next(entry for entry in entries(view) if entry.id == message_id)


def text_of(view: ConversationView, message_id: MessageId) -> str:
    pane = entry_of(view, message_id).pane
    assert pane is not None
    return pane.body.text.toPlainText()


def test_the_newest_and_the_unread_are_unfolded(view: ConversationView, sample: Sample) -> None:
    first = put(sample, "a", "first")
    unread = put(sample, "b", "second", "a", flags=Flag.NONE)
    sent = put(sample, "c", "mine", "a", folder="Sent")
    last = put(sample, "d", "last", "b")
    view.show_message(last)
    assert [entry.id for entry in entries(view)] == [first, unread, sent, last]
    assert opened(view) == [unread, last]
    assert view.current_message == last


def test_text_is_there_in_the_same_turn(view: ConversationView, sample: Sample) -> None:
    put(sample, "a", "first")
    last = put(sample, "b", "last", "a")
    view.show_message(last)
    assert text_of(view, last) == "last"


def test_a_click_unfolds_and_a_click_on_the_header_folds(qtbot: QtBot, view: ConversationView, sample: Sample) -> None:
    first, last = put(sample, "a", "first"), put(sample, "b", "last", "a")
    view.show_message(last)
    line = entry_of(view, first).findChild(FoldedLine)
    assert line is not None
    QTest.mouseClick(line, Qt.MouseButton.LeftButton)
    assert text_of(view, first) == "first"
    assert view.current_message == first
    pane = entry_of(view, first).pane
    assert pane is not None
    qtbot.waitUntil(lambda: pane.header.height() > 20)
    QTest.mouseClick(pane.header, Qt.MouseButton.LeftButton, pos=QPoint(2, 2))
    assert opened(view) == [last]
    assert entry_of(view, first).pane is None


def test_keys_go_from_message_to_message(view: ConversationView, sample: Sample) -> None:
    first, second, last = put(sample, "a", "1"), put(sample, "b", "2", "a"), put(sample, "c", "3", "a")
    view.show_message(last)
    view.setFocus()
    QTest.keyClick(view, Qt.Key.Key_P)
    assert view.current_message == second
    QTest.keyClick(view, Qt.Key.Key_Return)
    assert opened(view) == [second, last]
    QTest.keyClick(view, Qt.Key.Key_P)
    QTest.keyClick(view, Qt.Key.Key_P)
    assert view.current_message == first
    QTest.keyClick(view, Qt.Key.Key_N)
    assert view.current_message == second


def test_a_quote_is_folded_behind_a_button(view: ConversationView, sample: Sample) -> None:
    put(sample, "a", "Shall we?")
    last = put(sample, "b", "Yes.\n\nOn Monday 3 Nov, Kim wrote:\n> Shall we?", "a")
    view.show_message(last)
    assert text_of(view, last) == "Yes."
    pane = entry_of(view, last).pane
    assert pane is not None
    pane.quote.button.click()
    assert "Shall we?" in text_of(view, last)
    pane.quote.button.click()
    assert text_of(view, last) == "Yes."


@pytest.mark.parametrize("subject", ["Fwd: Plan", "FW: Plan", "전달: 계획"])
def test_what_was_forwarded_is_not_folded(view: ConversationView, sample: Sample, subject: str) -> None:
    put(sample, "a", "Shall we?")
    last = put(sample, "b", "See below.\n\n---- Forwarded message ----\n\n> The plan", "a", subject=subject)
    view.show_message(last)
    assert "The plan" in text_of(view, last)


def test_a_page_of_html_is_as_low_as_it_is(qtbot: QtBot, view: ConversationView, sample: Sample) -> None:
    html = '<div class="mail"><p>Yes.</p><blockquote>Shall we?</blockquote></div>'
    first = put(sample, "a", "Shall we?", flags=Flag.NONE)
    last = put(sample, "b", "Yes.", "a", flags=Flag.NONE, html=html)
    told: list[MessageId] = []
    view.body_shown.connect(told.append)
    view.show_message(last)
    qtbot.waitUntil(lambda: told == [first, last])
    pane = entry_of(view, last).pane
    assert pane is not None
    assert pane.body.html is not None
    assert 40 <= pane.body.height() < 200
    assert not pane.quote.isHidden()
    view.show_message(None)
    view.show_message(last)
    qtbot.waitUntil(lambda: told == [first, last] * 2)
    again = entry_of(view, last).pane
    assert again is pane, "its web view is used again"


def test_only_what_is_before_the_eyes_counts_as_seen(qtbot: QtBot, view: ConversationView, sample: Sample) -> None:
    told: list[MessageId] = []
    view.body_shown.connect(told.append)
    long = "\n".join(["a line"] * 80)
    first = put(sample, "a", long, flags=Flag.NONE)
    last = put(sample, "b", long, "a", flags=Flag.NONE)
    view.show_message(last)
    qtbot.waitUntil(lambda: told == [first])
    QTest.qWait(50)
    assert told == [first]
    while view.scroll_page():
        pass
    qtbot.waitUntil(lambda: told == [first, last])


def test_a_long_conversation_shows_its_ends(qtbot: QtBot, view: ConversationView, sample: Sample) -> None:
    ids = put_many(sample, 200)
    view.show_message(ids[-1])
    assert len(entries(view)) == 4
    gap = next(gap for gap in view.findChildren(Gap) if not gap.isHidden())
    gap.pressed.emit()
    assert [entry.id for entry in entries(view)] == ids
    assert len(opened(view)) == 1


def put_many(sample: Sample, count: int, flags: Flag = Flag.SEEN) -> list[MessageId]:
    def work(tx: object) -> list[MessageId]:
        rows = [
            letters.new(
                Uid(90_000 + number),
                Flags(flags),
                letters.envelope("Many", message_id=f"m{number}", references=("m0",) if number else ()),
                number,
            )
            for number in range(count)
        ]
        found: list[MessageId] = []
        for start in range(0, count, 40):
            found += messages.insert(tx, sample.folders["INBOX"], rows[start : start + 40])  # type: ignore[arg-type]
        return found

    found = change(sample.path, work)
    assert isinstance(found, list)
    return found


def test_few_panes_are_alive(qtbot: QtBot, view: ConversationView, sample: Sample) -> None:
    ids = put_many(sample, 15)
    long = "\n".join(["a line"] * 60)
    for message_id in ids:
        letters.arrive(sample, message_id, Body(long))
    view.show_message(ids[-1])
    next(gap for gap in view.findChildren(Gap) if not gap.isHidden()).pressed.emit()
    for entry in entries(view):
        entry.unfold()
    told: list[MessageId] = []
    view.body_shown.connect(told.append)

    def at_the_top() -> bool:
        view.scroll_page(down=False)
        return ids[0] in told

    qtbot.waitUntil(at_the_top)
    assert len([entry for entry in entries(view) if entry.pane is not None]) <= LIVE_PANES + 1
    assert told[-1] == ids[0]


def test_a_new_message_is_added_and_nothing_starts_over(
    qtbot: QtBot, view: ConversationView, sample: Sample, link: ScriptedLink
) -> None:
    first, last = put(sample, "a", "first"), put(sample, "b", "last", "a")
    view.show_message(last)
    before = entry_of(view, last).pane
    fresh = put(sample, "c", "fresh", "a", flags=Flag.NONE)
    link.deliver(events.MessagesChanged(sample.folders["INBOX"], True))
    qtbot.waitUntil(lambda: opened(view) == [last, fresh])
    assert entry_of(view, last).pane is before
    view.show_message(fresh)
    assert entry_of(view, last).pane is before
    assert [entry.id for entry in entries(view)] == [first, last, fresh]


def test_a_message_that_goes_is_taken_out(
    qtbot: QtBot, view: ConversationView, sample: Sample, link: ScriptedLink
) -> None:
    first, last = put(sample, "a", "first"), put(sample, "b", "last", "a")
    view.show_message(last)
    uid = Reader(sample.path).rows([last])[0].uid
    change(sample.path, places.vanish, sample.folders["INBOX"], [uid])
    link.deliver(events.MessagesChanged(sample.folders["INBOX"], True))
    qtbot.waitUntil(lambda: [entry.id for entry in entries(view)] == [first])
    assert view.current_message == first


def test_answers_name_their_message(view: ConversationView, sample: Sample) -> None:
    first = put(sample, "a", "first", flags=Flag.NONE)
    last = put(sample, "b", "last", "a")
    asked: list[tuple[MessageId, ReplyKind]] = []
    view.answer_requested.connect(lambda *which: asked.append(which))
    view.show_message(last)
    press(entry_of(view, first), "Forward")
    assert asked == [(first, ReplyKind.FORWARD)]


def test_a_draft_is_gone_on_with_and_not_answered(qtbot: QtBot, view: ConversationView, sample: Sample) -> None:
    first = put(sample, "a", "first", flags=Flag.NONE)
    draft = put(sample, "b", "a draft", "a", flags=Flag.DRAFT | Flag.SEEN, folder="Drafts")
    asked: list[MessageId] = []
    view.edit_requested.connect(asked.append)
    view.show_message(first)
    qtbot.waitUntil(lambda: entry_of(view, draft).pane is not None)
    seen = [button for button in entry_of(view, draft).findChildren(QToolButton) if button.isVisible()]
    assert not [button for button in seen if button.accessibleName() == "Reply"]
    button = next(b for b in entry_of(view, draft).findChildren(QPushButton) if b.isVisible())
    button.click()
    assert asked == [draft]


def press(entry: Entry, name: str) -> None:
    next(button for button in entry.findChildren(QToolButton) if button.accessibleName() == name).click()


def test_nothing_is_left_when_nothing_is_shown(view: ConversationView, sample: Sample) -> None:
    put(sample, "a", "first")
    view.show_message(put(sample, "b", "last", "a"))
    view.show_message(None)
    assert view.message_id is None
    assert entries(view) == []
