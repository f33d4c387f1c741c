"""Searching beside the window, and the list as the answer: what is typed, shown, completed, kept and left."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from mailclient.gui.folder_list.tree import folder_label
from mailclient.gui.main_window.looked_for import looked_for
from mailclient.gui.main_window.question import Scope
from mailclient.gui.main_window.suggestions import Sources, operator_names, suggest
from mailclient.gui.message_list.roles import MARKS_ROLE
from mailclient.gui.reading_beside import ReadingBeside
from mailclient.language import use_language
from mailclient.mail.problem import Problem, ProblemKind
from mailclient.mail.query import parse
from mailclient.mail.query_values import FIELDS, OPERATORS
from mailclient.mail.search import SearchOrder
from mailclient.profile import Profile
from mailclient.store.reader import Reader
from tests.gui.desk import Desk
from tests.gui.sample_store import Sample


def says(word: str) -> object:
    """Work that answers with a word."""

    def work(_reader: Reader) -> Iterator[object]:
        yield word

    return work


@pytest.fixture
def beside(profile: Profile, sample: Sample, qtbot: QtBot) -> Iterator[ReadingBeside]:
    owner = QObject()
    reading = ReadingBeside(profile.store, owner)
    yield reading
    reading.close()


def test_of_a_lane_only_the_last_question_is_answered(beside: ReadingBeside, qtbot: QtBot) -> None:
    answers: list[object] = []
    for word in ("r", "re", "rep", "report"):
        beside.ask("search", says(word), answers.append)  # type: ignore[arg-type]
    beside.ask("coverage", says("all"), answers.append)  # type: ignore[arg-type]
    qtbot.waitUntil(lambda: len(answers) == 2)
    assert answers == ["report", "all"]


def test_what_is_forgotten_is_not_answered(beside: ReadingBeside, qtbot: QtBot) -> None:
    answers: list[object] = []
    beside.ask("search", says("report"), answers.append)  # type: ignore[arg-type]
    beside.forget("search")
    beside.ask("other", says("atlas"), answers.append)  # type: ignore[arg-type]
    qtbot.waitUntil(lambda: bool(answers))
    assert answers == ["atlas"]


def test_after_the_end_no_thread_is_started(profile: Profile, sample: Sample, qtbot: QtBot) -> None:
    owner = QObject()
    reading = ReadingBeside(profile.store, owner)
    reading.close()
    reading.ask("search", says("typed a moment before the window went"), print)  # type: ignore[arg-type]
    assert not reading.running
    reading.close()


def test_a_damaged_file_is_told(tmp_path: Path, qtbot: QtBot, expected_warnings: object) -> None:
    damaged = tmp_path / "mail.sqlite3"
    damaged.write_bytes(b"no mail file " * 1000)
    owner = QObject()
    reading = ReadingBeside(damaged, owner)
    answers: list[object] = []

    def accounts(reader: Reader) -> Iterator[object]:
        yield reader.accounts()

    reading.ask("search", accounts, answers.append)
    qtbot.waitUntil(lambda: bool(answers))
    assert isinstance(answers[0], Problem)
    assert answers[0].kind is ProblemKind.STORE_DAMAGED
    reading.close()


# --- the list as the answer --------------------------------------------------------------------------------------


def type_words(desk: Desk, qtbot: QtBot, words: str) -> None:
    """Into the field, key by key, until the answer is there."""
    desk.window.actions_["search"].trigger()
    QTest.keyClicks(desk.window.list_column.search, words)
    qtbot.waitUntil(lambda: desk.has_found(words))


def test_escape_returns_to_the_same_place(desk: Desk, qtbot: QtBot) -> None:
    desk.messages.select_row(12)
    before = (desk.ids, desk.messages.current_message, desk.messages.verticalScrollBar().value())
    type_words(desk, qtbot, "report")
    assert desk.ids != before[0]
    QTest.keyClick(desk.window.list_column.search, Qt.Key.Key_Escape)
    assert (desk.ids, desk.messages.current_message, desk.messages.verticalScrollBar().value()) == before
    assert desk.window.focusWidget() is desk.messages


def test_typing_never_moves_the_keys_away(desk: Desk, qtbot: QtBot) -> None:
    type_words(desk, qtbot, "report")
    assert desk.window.focusWidget() is desk.window.list_column.search
    QTest.keyClick(desk.window.list_column.search, Qt.Key.Key_Return)
    assert desk.window.focusWidget() is desk.messages


def test_what_an_input_method_composes_is_searched_for(desk: Desk, qtbot: QtBot) -> None:
    desk.window.actions_["search"].trigger()
    QApplication.sendEvent(desk.window.list_column.search, QInputMethodEvent("회의", []))
    qtbot.waitUntil(lambda: desk.window.searching.question is not None)
    question = desk.window.searching.question
    assert question is not None
    assert question.words == "회의"
    assert desk.window.list_column.search.text() == ""


def test_what_is_found_names_its_folder_and_marks_its_subject(desk: Desk, qtbot: QtBot) -> None:
    first = desk.messages.messages.row(0)
    assert first is not None
    word = max(first.subject.split(), key=len)
    type_words(desk, qtbot, f"subject:{word}")
    index = desk.messages.messages.index(0, 0)
    found = desk.messages.messages.row(0)
    assert found is not None
    assert [found.subject[start:end].lower() for start, end in index.data(MARKS_ROLE)][:1] == [word.lower()]
    assert found.message.folder_id is not None
    folder = desk.window.reader.folder(found.message.folder_id)
    assert folder is not None
    assert folder_label(folder) in index.data(Qt.ItemDataRole.ToolTipRole)
    assert desk.messages._delegate.places[folder.id] == folder_label(folder)
    desk.window.list_column.search.close_search()
    assert desk.messages._delegate.places == {}


def test_the_scope_is_seen_and_changed(desk: Desk, qtbot: QtBot) -> None:
    desk.window.show_folder(desk.window.reader.folder(desk.sample.folders["Archive"]))
    type_words(desk, qtbot, "notes")
    scope = desk.window.list_column.scope
    assert "All folders" in scope.scope_button.text()
    names = [action.text() for action in scope.scope_button.menu().actions()]
    assert names == ["All folders", "alice@work.example", "Archive"]
    scope.scope_button.menu().actions()[-1].trigger()
    assert desk.window.reader.search("notes")
    qtbot.waitUntil(lambda: desk.ids == [])
    assert "Archive" in scope.scope_button.text()


def test_the_order_is_the_user_s(desk: Desk, qtbot: QtBot) -> None:
    type_words(desk, qtbot, "notes")
    desk.window.list_column.scope.choose_order(SearchOrder.BEST)
    qtbot.waitUntil(lambda: (q := desk.window.searching.question) is not None and q.order is SearchOrder.BEST)
    assert desk.messages.messages.heads == {}


def test_it_says_what_it_looked_through(desk: Desk, qtbot: QtBot) -> None:
    type_words(desk, qtbot, "report")
    qtbot.waitUntil(lambda: bool(desk.window.list_column.scope.covered))


def test_what_is_found_from_sent_is_shown_with_its_senders(desk: Desk, qtbot: QtBot) -> None:
    shown = [desk.messages.shows_recipients]
    desk.window.show_folder(desk.window.reader.folder(desk.sample.folders["Sent"]))
    shown.append(desk.messages.shows_recipients)
    desk.window.search_for("atlas")
    qtbot.waitUntil(lambda: desk.messages.messages.mail_list is None)
    shown.append(desk.messages.shows_recipients)
    desk.window.list_column.search.close_search()
    shown.append(desk.messages.shows_recipients)
    assert shown == [False, True, False, True]


def test_what_was_looked_for_is_marked_in_the_message_that_is_opened(desk: Desk, qtbot: QtBot) -> None:
    type_words(desk, qtbot, "from:a hello is:read")
    desk.messages.select_row(0)
    marked = [one.cursor.selectedText() for one in desk.session.view.pane.body.text.extraSelections()]
    assert [words.lower() for words in marked] == ["hello"]


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("report is:unread", ("report",)),
        ('at "weekly news" -spam', ("at", "weekly news")),
        ("from:kim subject:lunch", ()),
        ("(회의 or body:자료)", ("회의", "자료")),
        ("-secret", ()),
    ],
)
def test_which_words_are_marked(typed: str, words: tuple[str, ...]) -> None:
    assert looked_for(parse(typed)) == words


# --- what completes the words ------------------------------------------------------------------------------------

SOURCES = Sources(
    people=lambda typed: [("minji@example.org", "Kim Minji")] if "minji".startswith(typed) else [],
    folders=lambda: ["Inbox", "Old invoices"],
    tags=lambda: ["Work", "To do"],
    accounts=lambda: ["alice@work.example"],
    past=lambda: ["report from:kim"],
)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("", "report from:kim"),
        ("repo fr", "from:"),
        ("repo from:min", "from:minji@example.org"),
        ("-from:min", "from:minji@example.org"),
        ("in:old", 'in:"Old invoices"'),
        ("is:un", "is:unread"),
        ("has:at", "has:attachment"),
        ("tag:to", 'tag:"To do"'),
        ("after:to", "after:today"),
        ("(from:min", "from:minji@example.org"),
    ],
)
def test_suggestions(typed: str, expected: str) -> None:
    first = suggest(typed, SOURCES)[0]
    assert first.text == expected
    assert typed[: first.start] + first.text


@pytest.mark.parametrize("typed", ["report", "hello world", "is:unread ", "from:", "subject:wo", "a"])
def test_nothing_is_suggested_where_nothing_helps(typed: str) -> None:
    assert suggest(typed, SOURCES) == []


@pytest.mark.parametrize("language", ["en", "ko"])
def test_every_suggestion_is_understood(language: str) -> None:
    use_language(language)
    names = {name.removesuffix(":") for name in operator_names()}
    assert {name for name in names if name not in FIELDS and name not in OPERATORS} == set()
    typed = [value.text for name in names if name in OPERATORS for value in suggest(f"{name}:", SOURCES)]
    assert len(typed) > 12
    assert {words for words in typed if parse(words).notes} == set()


def test_a_suggestion_is_taken_by_key(desk: Desk, qtbot: QtBot) -> None:
    field = desk.window.list_column.search
    desk.window.actions_["search"].trigger()
    assert field.suggestions.isVisible(), "what can be asked is said before anything is typed"
    QTest.keyClicks(field, "is:unr")
    assert field.suggestions.isVisible()
    QTest.keyClick(field, Qt.Key.Key_Down)
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert field.text() == "is:unread "
    assert desk.window.focusWidget() is field


def test_searches_are_remembered_when_they_are_entered(desk: Desk, qtbot: QtBot) -> None:
    type_words(desk, qtbot, "report")
    QTest.keyClick(desk.window.list_column.search, Qt.Key.Key_Return)
    desk.window.list_column.search.close_search()
    desk.window.actions_["search"].trigger()
    first = desk.window.list_column.search.suggestions.first()
    assert first is not None
    assert first.text == "report"


def test_the_keys_go_round_through_the_suggestions(desk: Desk) -> None:
    field = desk.window.list_column.search
    desk.window.actions_["search"].trigger()
    QTest.keyClick(field, Qt.Key.Key_Up)
    assert field.suggestions.chosen() is not None
    QTest.keyClick(field, Qt.Key.Key_Down)
    assert field.suggestions.chosen() is None, "below the last stands what was typed"


def test_scopes_that_are_not_there_are_not_kept(desk: Desk) -> None:
    scope = desk.window.list_column.scope
    scope.choose_scope(Scope.ACCOUNT)
    scope.offer_places("All inboxes", "")
    assert scope.scope is Scope.ALL
