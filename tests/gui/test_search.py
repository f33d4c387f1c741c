"""Searching beside the window: the last question is answered, older ones are not, and the thread ends."""

from pathlib import Path

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from mailclient.gui.main_window.search import Question, Search
from mailclient.mail.problem import Problem, ProblemKind
from mailclient.profile import Profile
from tests.gui.desk import Desk
from tests.gui.sample_store import Sample


def test_only_the_last_question_is_answered(profile: Profile, sample: Sample, qtbot: QtBot) -> None:
    owner = QObject()
    search = Search(profile.store, owner)
    answers: list[str] = []
    search.found.connect(lambda question, _ids: answers.append(question.words))
    for words in ("r", "re", "rep", "report"):
        search.ask(Question(words, None))
    qtbot.waitUntil(lambda: bool(answers))
    assert answers == ["report"]
    search.close()


def test_what_is_forgotten_is_not_answered(profile: Profile, sample: Sample, qtbot: QtBot) -> None:
    owner = QObject()
    search = Search(profile.store, owner)
    answers: list[str] = []
    search.found.connect(lambda question, _ids: answers.append(question.words))
    search.ask(Question("report", None))
    search.forget()
    search.ask(Question("notes", None))
    search.forget()
    search.ask(Question("atlas", None))
    qtbot.waitUntil(lambda: bool(answers))
    assert answers == ["atlas"]
    search.close()


def test_after_the_end_no_thread_is_started(profile: Profile, sample: Sample, qtbot: QtBot) -> None:
    owner = QObject()
    search = Search(profile.store, owner)
    search.close()
    search.ask(Question("typed a moment before the window went", None))
    assert not search.running


def test_a_damaged_file_is_told(tmp_path: Path, qtbot: QtBot, expected_warnings: object) -> None:
    damaged = tmp_path / "mail.sqlite3"
    damaged.write_bytes(b"no mail file " * 1000)
    owner = QObject()
    search = Search(damaged, owner)
    with qtbot.waitSignal(search.failed) as told:
        search.ask(Question("report", None))
    assert told.args is not None
    problem = told.args[0]
    assert isinstance(problem, Problem)
    assert problem.kind is ProblemKind.STORE_DAMAGED
    search.close()


@pytest.mark.parametrize("times", [1, 3])
def test_closing_twice_is_harmless(profile: Profile, sample: Sample, times: int) -> None:
    owner = QObject()
    search = Search(profile.store, owner)
    search.ask(Question("report", None))
    for _ in range(times):
        search.close()


def test_what_is_found_from_sent_is_shown_with_its_senders(desk: Desk, qtbot: QtBot) -> None:
    shown = [desk.messages.shows_recipients]
    desk.window.show_folder(desk.window.reader.folder(desk.sample.folders["Sent"]))
    shown.append(desk.messages.shows_recipients)
    desk.window.search_for("atlas")
    qtbot.waitUntil(lambda: desk.messages.messages.folder_id is None)
    shown.append(desk.messages.shows_recipients)
    desk.window.list_column.search.close_search()
    shown.append(desk.messages.shows_recipients)
    assert shown == [False, True, False, True]
