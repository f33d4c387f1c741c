"""Searching on the servers, from the line below the search field."""

import pytest
from pytestqt.qtbot import QtBot

from mailclient.bridge import commands, events
from mailclient.mail.ids import MessageId
from mailclient.mail.problem import Problem, ProblemKind
from tests.gui.desk import Desk


def search(desk: Desk, qtbot: QtBot, words: str) -> None:
    desk.window.search_for(words)
    qtbot.waitUntil(lambda: desk.has_found(words))


def ask(desk: Desk) -> commands.SearchOnServer:
    scope = desk.window.list_column.scope
    assert scope.server.isVisible()
    scope.server.click()
    assert not scope.server.isEnabled(), "once is enough"
    (command,) = desk.sent(commands.SearchOnServer)
    assert isinstance(command, commands.SearchOnServer)
    return command


def answer(desk: Desk, asked: commands.SearchOnServer, *found: MessageId, problem: Problem | None = None) -> None:
    problems = (problem,) if problem is not None else ()
    desk.link.deliver(events.Finished(asked.request_id, found=events.Found(found, problems=problems)))


def test_what_the_server_finds_is_added(desk: Desk, qtbot: QtBot) -> None:
    search(desk, qtbot, "report")
    here = desk.ids
    elsewhere = next(one for one in desk.sample.inbox if one not in here)
    asked = ask(desk)
    assert (asked.query, asked.folder_id) == ("report", None)
    answer(desk, asked, here[0], elsewhere)
    assert sorted(desk.ids) == sorted([*here, elsewhere])
    assert desk.session.toast.text == "1 more found on the server"
    assert desk.window.list_column.scope.server.isEnabled()


def test_an_answer_to_older_words_is_dropped(desk: Desk, qtbot: QtBot) -> None:
    search(desk, qtbot, "report")
    asked = ask(desk)
    search(desk, qtbot, "lunch")
    here = desk.ids
    answer(desk, asked, *desk.sample.inbox)
    assert desk.ids == here


@pytest.mark.parametrize("found", [(), (ProblemKind.NETWORK_UNREACHABLE,)])
def test_nothing_more_or_no_answer_is_said(desk: Desk, qtbot: QtBot, found: tuple[ProblemKind, ...]) -> None:
    search(desk, qtbot, "nowhere-to-be-found")
    problem = Problem(found[0], "imap.example.org") if found else None
    answer(desk, ask(desk), problem=problem)
    assert ("imap.example.org" in desk.session.toast.text) is bool(found)
    assert desk.ids == []


def test_what_the_server_cannot_look_for_is_said(desk: Desk, qtbot: QtBot) -> None:
    search(desk, qtbot, "report filename:x")
    asked = ask(desk)
    found = events.Found((desk.sample.inbox[2],), unchecked=("filename:x",))
    desk.link.deliver(events.Finished(asked.request_id, found=found))
    assert desk.session.toast.text == "1 more found on the server, which cannot look for filename:x"


def test_how_far_the_servers_are_is_said_beside_what_was_found(desk: Desk, qtbot: QtBot) -> None:
    search(desk, qtbot, "report")
    ask(desk)
    desk.link.deliver(events.Progress(desk.sample.account_id, events.Work.SEARCH, 40, 100))
    assert desk.window.list_column.scope.covered == "Asking the server… 40 %"
