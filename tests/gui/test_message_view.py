"""The message view over a real store and a scripted link."""

import math
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt, QUrl
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QScrollArea, QToolButton
from pytestqt.qtbot import QtBot

from mailclient.bridge import commands, events
from mailclient.gui.attachments import attachment_files
from mailclient.gui.message_view import link_opening, links
from mailclient.gui.message_view.bar import Bar
from mailclient.gui.message_view.bars import Brief, Rank
from mailclient.gui.message_view.moment import moment_text
from mailclient.gui.message_view.pane import MessagePane
from mailclient.gui.message_view.recipients import summary
from mailclient.gui.message_view.source_view import SourceView
from mailclient.gui.message_view.text_body import TextBody
from mailclient.gui.message_view.view import MessageView
from mailclient.gui.theme import Scheme, theme
from mailclient.mail.address import Address
from mailclient.mail.body import Attachment, Body
from mailclient.mail.flag import Flag
from mailclient.mail.ids import AccountId, MessageId, PartPath
from mailclient.mail.problem import MailError, Problem, ProblemKind
from mailclient.mime.warning import MimeWarning
from mailclient.store.reader import Reader
from tests.gui import letters
from tests.gui.sample_store import Sample
from tests.gui.scripted_link import ScriptedLink
from tests.little_work import little_work

PDF = Attachment(PartPath("2"), "report.pdf", "application/pdf", 9)


@pytest.fixture
def view(qtbot: QtBot, sample: Sample, link: ScriptedLink) -> MessagePane:
    theme().choose(Scheme.LIGHT)
    made = MessagePane(Reader(sample.path), link, now=lambda: letters.WHEN + timedelta(hours=2))
    qtbot.addWidget(made)
    made.resize(840, 700)
    made.show()
    return made


def test_cached_text_is_there_at_once(view: MessagePane, sample: Sample, link: ScriptedLink) -> None:
    shown: list[MessageId] = []
    view.body_shown.connect(shown.append)
    letter = letters.put(sample, Body("Hello\n> quoted\nhttps://example.org/x"))
    view.show_message(letter)
    assert view.body.text.toPlainText() == "Hello\nquoted\nhttps://example.org/x"
    assert view.body.current() is view.body.text
    assert shown == [letter]
    assert link.sent == []
    assert view.header.subject.text() == "A letter"
    assert view.header.sender_name.text() == "Kim Minji"
    assert view.header.sender_address.text() == "minji@example.org"
    assert view.header.recipients.text() == "to me, Jun, Ada"


def test_missing_body_is_fetched_then_shown(view: MessagePane, sample: Sample, link: ScriptedLink) -> None:
    letter = letters.put(sample, None)
    view.show_message(letter)
    assert link.sent == [commands.FetchBody(letter)]
    assert view.body.current() is not view.body.text
    letters.arrive(sample, letter, Body("Here it is"))
    link.deliver(events.BodyStored(MessageId(letter + 1_000)))
    assert view.body.current() is not view.body.text
    link.deliver(events.BodyStored(letter))
    assert view.body.text.toPlainText() == "Here it is"


def test_skeleton_only_when_it_takes_longer(qtbot: QtBot, view: MessagePane, sample: Sample) -> None:
    view.show_message(letters.put(sample, None))
    first = view.body.current()
    qtbot.waitUntil(lambda: view.body.current() is not first)
    assert type(view.body.current()).__name__ == "Skeleton"


def test_failed_body_can_be_tried_again(view: MessagePane, sample: Sample, link: ScriptedLink) -> None:
    letter = letters.put(sample, None)
    view.show_message(letter)
    link.deliver(events.BodyFailed(letter, Problem(ProblemKind.CONNECTION_LOST, "imap.example.org")))
    assert view.notices.problem.isVisible()
    view.notices.problem.findChildren(QPushButton)[0].click()
    assert link.sent == [commands.FetchBody(letter)] * 2
    assert not view.notices.problem.isVisible()


def test_failed_body_is_asked_for_again_when_online(view: MessagePane, sample: Sample, link: ScriptedLink) -> None:
    letter = letters.put(sample, None)
    view.show_message(letter)
    link.deliver(events.BodyFailed(letter, Problem(ProblemKind.NETWORK_UNREACHABLE)))
    link.deliver(events.AccountStateChanged(AccountId(sample.account_id), events.AccountState.ONLINE))
    assert link.sent == [commands.FetchBody(letter)] * 2


def test_engine_restart_asks_again(view: MessagePane, sample: Sample, link: ScriptedLink) -> None:
    letter = letters.put(sample, None)
    view.show_message(letter)
    link.deliver(events.EverythingChanged())
    assert link.sent == [commands.FetchBody(letter)] * 2


def test_late_body_of_another_message_changes_nothing(view: MessagePane, sample: Sample, link: ScriptedLink) -> None:
    slow, other = letters.put(sample, None), letters.put(sample, Body("other"))
    view.show_message(slow)
    view.show_message(other)
    letters.arrive(sample, slow, Body("slow"))
    link.deliver(events.BodyStored(slow))
    assert view.body.text.toPlainText() == "other"


def test_none_shows_the_empty_state(qtbot: QtBot, sample: Sample, link: ScriptedLink) -> None:
    view = MessageView(Reader(sample.path), link)
    qtbot.addWidget(view)
    view.show()
    view.show_message(letters.put(sample, Body("x")))
    view.show_message(None)
    assert view.message_id is None
    assert any(label.text() == "No message selected" and label.isVisible() for label in view.findChildren(QLabel))


def test_all_recipients_on_demand(qtbot: QtBot, view: MessagePane, sample: Sample) -> None:
    view.show_message(letters.put(sample, Body("x")))
    assert not view.header.table.isVisible()
    QTest.mouseClick(view.header.recipients, Qt.MouseButton.LeftButton)
    assert view.header.table.isVisible()
    words = " ".join(label.text() for label in view.header.table.findChildren(QLabel))
    assert "jun@example.org" in words
    assert "ada@example.org" in words


def test_draft_can_be_edited(view: MessagePane, sample: Sample) -> None:
    asked: list[MessageId] = []
    view.edit_requested.connect(asked.append)
    letter = letters.put(sample, Body("x"), flags=Flag.DRAFT, folder="Drafts")
    view.show_message(letter)
    view.notices.draft.findChildren(QPushButton)[0].click()
    assert asked == [letter]


def test_attachment_is_saved_byte_for_byte(
    view: MessagePane, sample: Sample, link: ScriptedLink, tmp_path: Path
) -> None:
    data = bytes(range(256)) * 20
    letter = letters.put(sample, Body("x", attachments=(PDF,)))
    view.show_message(letter)
    view.files.save(letter, PDF, tmp_path / "report.pdf")
    assert link.sent == [commands.FetchPart(letter, PartPath("2"))]
    link.deliver(events.Progress(sample.account_id, events.Work.PART, 5, 10, message_id=letter, path=PartPath("2")))
    assert not (tmp_path / "report.pdf").exists()
    letters.arrive_part(sample, letter, "2", data)
    link.deliver(events.PartStored(letter, PartPath("2")))
    assert (tmp_path / "report.pdf").read_bytes() == data


def test_save_all_replaces_nothing(view: MessagePane, sample: Sample, tmp_path: Path) -> None:
    (tmp_path / "report.pdf").write_bytes(b"mine")
    twin = Attachment(PartPath("4"), "report.pdf", "application/pdf", 3)
    letter = letters.put(sample, Body("x", attachments=(PDF, twin)), parts={"2": b"one", "4": b"two"})
    view.show_message(letter)
    view.files.save_all(letter, view.attachments.attachments, tmp_path)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir() if path.is_file()} == {
        "report.pdf": b"mine",
        "report (2).pdf": b"one",
        "report (3).pdf": b"two",
    }


def test_a_file_to_save_comes_though_another_message_is_read(
    view: MessagePane, sample: Sample, link: ScriptedLink, tmp_path: Path
) -> None:
    letter, other = letters.put(sample, Body("x", attachments=(PDF,))), letters.put(sample, Body("other"))
    view.show_message(letter)
    view.files.save(letter, PDF, tmp_path / "report.pdf")
    view.show_message(other)
    letters.arrive_part(sample, letter, "2", b"all of it")
    link.deliver(events.PartStored(letter, PartPath("2")))
    assert (tmp_path / "report.pdf").read_bytes() == b"all of it"


def test_a_file_that_comes_can_be_paused_and_stopped(
    view: MessagePane, sample: Sample, link: ScriptedLink, tmp_path: Path
) -> None:
    letter = letters.put(sample, Body("x", attachments=(PDF,)))
    view.show_message(letter)
    view.files.save(letter, PDF, tmp_path / "report.pdf")
    chip = view.attachments.chips[PartPath("2")]
    button = chip.findChild(QToolButton)
    assert button is not None
    assert button.toolTip() == "Pause"
    link.deliver(
        events.Progress(sample.account_id, events.Work.PART, 5_000, 10_000, message_id=letter, path=PartPath("2"))
    )
    button.click()
    assert link.sent[-2:] == [commands.FetchPart(letter, PartPath("2")), commands.CancelFetch(letter, PartPath("2"))]
    link.deliver(events.PartFailed(letter, PartPath("2"), Problem(ProblemKind.CANCELLED)))
    assert button.toolTip() == "Continue"
    assert not view.notices.problem.isVisible()
    button.click()
    assert link.sent[-1] == commands.FetchPart(letter, PartPath("2"))
    letters.arrive_part(sample, letter, "2", b"all of it")
    link.deliver(events.PartStored(letter, PartPath("2")))
    assert (tmp_path / "report.pdf").read_bytes() == b"all of it"
    assert button.toolTip() == "Save"


def test_a_stopped_file_is_not_saved(view: MessagePane, sample: Sample, link: ScriptedLink, tmp_path: Path) -> None:
    letter = letters.put(sample, Body("x", attachments=(PDF,)))
    view.show_message(letter)
    view.files.save(letter, PDF, tmp_path / "report.pdf")
    view.parts.cancel(letter, PartPath("2"))
    assert link.sent[-1] == commands.CancelFetch(letter, PartPath("2"))
    letters.arrive_part(sample, letter, "2", b"all of it")
    link.deliver(events.PartStored(letter, PartPath("2")))
    assert not (tmp_path / "report.pdf").exists()


def test_a_text_that_is_left_is_not_waited_for(view: MessagePane, sample: Sample, link: ScriptedLink) -> None:
    letter, other = letters.put(sample, None), letters.put(sample, Body("other"))
    view.show_message(letter)
    view.show_message(other)
    assert link.sent == [commands.FetchBody(letter), commands.CancelFetch(letter)]


def test_failed_part_is_told(view: MessagePane, sample: Sample, link: ScriptedLink, tmp_path: Path) -> None:
    letter = letters.put(sample, Body("x", attachments=(PDF,)))
    view.show_message(letter)
    view.files.save(letter, PDF, tmp_path / "report.pdf")
    link.deliver(events.PartFailed(letter, PartPath("2"), Problem(ProblemKind.MESSAGE_GONE)))
    assert view.notices.problem.isVisible()
    assert not (tmp_path / "report.pdf").exists()


def test_saving_where_one_may_not_is_told(tmp_path: Path) -> None:
    with pytest.raises(MailError) as caught:
        attachment_files.save(b"x", tmp_path / "missing" / "a.txt")
    assert caught.value.problem.kind is ProblemKind.FILE_UNREADABLE


def test_path_in_a_name_stays_in_the_folder(tmp_path: Path) -> None:
    assert attachment_files.free_path(tmp_path, "../../etc/passwd").parent == tmp_path


def test_links_go_to_browser_or_composer(view: MessagePane, sample: Sample, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    written: list[str] = []
    monkeypatch.setattr(link_opening, "open_in_browser", lambda url: opened.append(url.toString()))
    view.mailto_requested.connect(written.append)
    view.show_message(letters.put(sample, Body("x")))
    view.body.link_clicked.emit(QUrl("https://example.org/a"))
    view.body.link_clicked.emit(QUrl("mailto:kim@example.org?subject=Hi"))
    assert opened == ["https://example.org/a"]
    assert written == ["mailto:kim@example.org?subject=Hi"]


@pytest.mark.parametrize("url", ["file:///etc/passwd", "javascript:alert(1)", "smb://host/x", "https:///x", "ssh://x"])
def test_no_other_program_is_started(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mailclient.gui.message_view.links.QDesktopServices.openUrl", lambda _url: pytest.fail(url))
    assert not links.open_in_browser(QUrl(url))


def test_source_is_fetched_and_shown(view: MessagePane, sample: Sample, link: ScriptedLink) -> None:
    letter = letters.put(sample, Body("x"))
    view.show_message(letter)
    view.show_source()
    (source,) = view.findChildren(SourceView)
    assert "Subject: A letter" in source.text.toPlainText()
    command = link.last(commands.FetchWhole)
    assert isinstance(command, commands.FetchWhole)
    assert command.message_ids == (letter,)
    letters.arrive_whole(sample, letter, b"Subject: whole\r\n\r\nall of it")
    link.deliver(events.Finished(command.request_id))
    assert source.text.toPlainText() == "Subject: whole\n\nall of it"


def test_long_text_is_shown_whole_on_demand(qtbot: QtBot, view: MessagePane, sample: Sample) -> None:
    text = "\n".join(f"line {number}" for number in range(9_000))
    view.show_message(letters.put(sample, Body(text)))
    assert view.body.text.document().blockCount() < 9_000
    view.body.text.anchorClicked.emit(QUrl("mailclient:show-all"))
    qtbot.waitUntil(lambda: view.body.text.document().blockCount() == 9_000)
    assert view.body.text.toPlainText() == text


def test_scrolling_by_page_ends(view: MessagePane, sample: Sample) -> None:
    view.show_message(letters.put(sample, Body("line\n" * 60 + "end")))
    steps = 0
    while view.scroll_page() and steps < 50:
        steps += 1
    assert 1 <= steps < 50
    assert view.scroll_page(down=False)


def test_summary_of_recipients() -> None:
    people = [Address("Jun Lee", "jun@x.org"), Address("", "me@x.org"), Address("김민지", "k@x.org")]
    assert summary(people, {"me@x.org"}) == "to Jun, me, 김민지"
    assert summary([*people, *people], {"me@x.org"}) == "to Jun, me, 김민지 +3"


def test_moments() -> None:
    now = datetime.fromisoformat("2026-11-21T15:30:00+09:00")
    assert moment_text(now - timedelta(hours=5), now) == "Today 10:30"
    assert moment_text(now - timedelta(days=1), now) == "Yesterday 15:30"
    assert moment_text(now - timedelta(days=30), now) == "22 Oct 15:30"
    assert moment_text(now - timedelta(days=400), now) == "17 Oct 2025 15:30"


def test_link_target_is_told_on_hover(view: MessagePane, sample: Sample) -> None:
    view.show_message(letters.put(sample, Body("https://example.org/a/very/long/address")))
    QTest.mouseMove(view.body.text.viewport(), QPoint(30, 10))
    view.body.text.highlighted.emit(QUrl("https://example.org/a"))
    (target,) = [label for label in view.body.findChildren(QLabel) if label.property("kind") == "link-target"]
    assert target.isVisible()
    assert target.text() == "https://example.org/a"
    view.body.text.highlighted.emit(QUrl())
    assert not target.isVisible()


def test_two_bars_and_the_rest_on_demand(view: MessagePane, sample: Sample) -> None:
    view.show_message(letters.put(sample, Body("x")))
    low, middle, high = Bar("low"), Bar("middle"), Bar("high")
    view.bars.put(low, Rank.LIST)
    assert low.isVisible()
    view.bars.put(middle, Rank.ODD)
    assert not low.isVisible(), "a list is quiet where there is more to say"
    view.bars.put(high, Rank.DECEPTION)
    assert [bar.isVisible() for bar in (high, middle, low)] == [True, True, False]
    assert high.y() < middle.y()
    assert view.bars.more.text() == "1 more notice"
    view.bars.more.click()
    assert low.isVisible()
    assert not view.bars.more.isVisible()
    view.bars.withdraw(high, middle)
    view.bars.withdraw(high)
    assert low.isVisible()
    view.show_message(letters.put(sample, Body("y")))
    assert not view.bars.isVisible()


@pytest.mark.parametrize(
    ("text", "media_type", "said"),
    [
        ("", "", "This message is empty."),
        (" \n", "image/png", "This message has no text, only attachments."),
        ("Hello", "image/png", ""),
    ],
)
def test_a_message_in_which_nothing_is_seen_says_why(
    view: MessagePane, sample: Sample, text: str, media_type: str, said: str
) -> None:
    files = (Attachment(PartPath("2"), "x", media_type, 10),) if media_type else ()
    view.show_message(letters.put(sample, Body(text, attachments=files)))
    assert view.notices.odd.isVisible() == bool(said)
    if said:
        assert view.notices.odd.label.text() == said


def test_one_bar_that_is_hidden_is_named_by_a_link_in_the_header(view: MessagePane, sample: Sample) -> None:
    view.show_message(letters.put(sample, Body("x")))
    done: list[str] = []
    loud, quiet = Bar("loud"), Bar("quiet")
    view.bars.put(loud, Rank.REMOTE)
    view.bars.put(quiet, Rank.LIST, Brief("Unsubscribe", lambda: done.append("asked")))
    more = view.bars.more
    assert (more.text(), more.isVisible(), quiet.isVisible()) == ("Unsubscribe", True, False)
    assert view.header.isAncestorOf(more), "it takes no line of its own"
    more.click()
    assert (done, quiet.isVisible(), more.isVisible()) == (["asked"], True, False)


def test_bars_know_the_body_before_it_is_shown(view: MessagePane, sample: Sample) -> None:
    told: list[str] = []
    view.body_known.connect(lambda message, body: told.append(f"{message.row.id} {body.text}"))
    letter = letters.put(sample, Body("x"))
    view.show_message(letter)
    assert told == [f"{letter} x"]


def test_a_tall_pane_is_as_tall_as_its_text(qtbot: QtBot, sample: Sample, link: ScriptedLink) -> None:
    scroll = QScrollArea()
    scroll.setWidgetResizable(True)
    pane = MessagePane(Reader(sample.path), link, tall=True)
    scroll.setWidget(pane)
    qtbot.addWidget(scroll)
    scroll.resize(700, 500)
    scroll.show()
    pane.show_message(letters.put(sample, Body("line\n" * 200)))
    QApplication.processEvents()
    assert pane.body.text.verticalScrollBar().maximum() == 0
    tall = pane.height()
    assert tall > 200 * 15
    assert not pane.header.subject.isVisible()
    pane.show_message(letters.put(sample, Body("one line")))
    QApplication.processEvents()
    assert pane.body.height() < 80


def test_a_tall_text_tells_its_height_each_time_it_is_shown(qtbot: QtBot) -> None:
    """The pane around it may have shown something else between; the document alone would tell only what changed."""
    text = TextBody(tall=True)
    qtbot.addWidget(text)
    text.show()
    text.show_text("line\n" * 30)
    told: list[int] = []
    text.height_wanted.connect(told.append)
    text.show_text("line\n" * 30)
    assert told
    assert told[-1] == math.ceil(text.document().size().height()) > 30 * 15


def test_what_is_here_is_painted_in_the_same_turn(view: MessagePane, sample: Sample) -> None:
    """Without a timer: the text is there when the call returns, and on the screen after one round of events."""
    first, letter = letters.put(sample, Body("...")), letters.put(sample, Body("Hello"), letters.envelope("Now"))
    view.show_message(first)
    QApplication.processEvents()
    empty = view.body.text.viewport().grab().toImage()
    view.show_message(letter)
    assert view.body.text.toPlainText() == "Hello"
    assert view.header.subject.text() == "Now"
    QApplication.processEvents()
    painted = view.body.text.viewport().grab().toImage()
    assert painted != empty
    for _ in range(20):
        QApplication.processEvents()
    assert view.body.text.viewport().grab().toImage() == painted, "nothing comes later"


def test_huge_headers_stay_quick_and_tidy(view: MessagePane, sample: Sample) -> None:
    crowd = tuple(Address(f"Person {n}", f"p{n}@example.org") for n in range(20_000))
    head = letters.envelope("word " * 200_000, from_=(Address("N" * 65_536, "n@example.org"),), to=crowd)
    letter = letters.put(sample, Body("Hello"), head)
    with little_work(2):
        view.show_message(letter)
        QApplication.processEvents()
    assert len(view.header.subject.text()) <= 600
    assert view.header.height() < 400
    assert view.header.recipients.text() == "to Person, Person, Person +19998"
    view.header.recipients.click()
    QApplication.processEvents()
    words = [label.text() for label in view.header.table.findChildren(QLabel)]
    assert "and 19,700 more" in words


def test_a_text_of_megabytes_is_shown_at_once(view: MessagePane, sample: Sample) -> None:
    for text in ("a line of text\n" * 350_000, "w" * 2_000_000, "한국어 " * 500_000):
        letter = letters.put(sample, Body(text))
        with little_work(2):
            view.show_message(letter)
            QApplication.processEvents()


def test_hidden_characters_become_visible(view: MessagePane, sample: Sample) -> None:
    head = letters.envelope("Invoice \u202egpj.exe", from_=(Address("Ki\u200bm", "kim@\u0430pple.example"),))
    view.show_message(letters.put(sample, Body("x"), head))
    assert view.header.subject.text() == "Invoice ‹U+202E›gpj.exe"
    assert view.header.sender_name.text() == "Ki‹U+200B›m"
    assert view.header.sender_address.text().startswith("kim@xn--")
    view.show_message(letters.put(sample, Body("x"), letters.envelope("👩‍💻 bonjour")))
    assert view.header.subject.text() == "👩‍💻 bonjour"


@pytest.mark.parametrize("code", sorted(set(MimeWarning) - {MimeWarning.CHARSET_GUESSED}))
def test_every_oddity_is_said(view: MessagePane, sample: Sample, code: MimeWarning) -> None:
    view.show_message(letters.put(sample, Body("x", warnings=(code.value,))))
    assert view.notices.odd.isVisible()
    assert view.notices.odd.label.text().endswith(".")


def test_a_bar_told_anew_has_only_its_new_actions(view: MessagePane, sample: Sample) -> None:
    view.show_message(letters.put(sample, Body("x")))
    bar = Bar("old")
    bar.add_action("Old", lambda: None)
    view.bars.put(bar, Rank.ODD)
    bar.tell("new")
    bar.add_action("New", lambda: None)
    QApplication.processEvents()
    assert [button.text() for button in bar.findChildren(QPushButton) if button.isVisible()] == ["New"]
