"""Encrypted messages are searched too, by the engine, where that is switched on."""

import sqlite3

from pytestqt.qtbot import QtBot

from mailclient.bridge import commands, events
from mailclient.mail.problem import Problem, ProblemKind
from tests.gui.desk import Desk


def switch_on(desk: Desk) -> None:
    with sqlite3.connect(desk.window.reader.path) as db:
        db.execute("INSERT INTO sealed_search SELECT min(id), 0 FROM account")
    db.close()


def asked(desk: Desk, qtbot: QtBot, words: str) -> commands.SearchSealed:
    desk.window.search_for(words)
    qtbot.waitUntil(lambda: bool(desk.sent(commands.SearchSealed)))
    command = desk.sent(commands.SearchSealed)[-1]
    assert isinstance(command, commands.SearchSealed)
    assert command.query == words
    qtbot.waitUntil(lambda: desk.has_found(words))
    return command


def test_what_is_found_inside_is_added(desk: Desk, qtbot: QtBot) -> None:
    switch_on(desk)
    command = asked(desk, qtbot, "report")
    here = desk.ids
    sealed = next(one for one in desk.sample.inbox if one not in here)
    desk.link.deliver(events.Finished(command.request_id, found=events.Found((here[0], sealed))))
    assert sorted(desk.ids) == sorted([*here, sealed])


def test_a_locked_vault_is_told(desk: Desk, qtbot: QtBot) -> None:
    switch_on(desk)
    command = asked(desk, qtbot, "report")
    desk.link.deliver(events.Failed(command.request_id, Problem(ProblemKind.VAULT_LOCKED)))
    assert desk.session.toast.text


def test_nobody_is_asked_while_it_is_off(desk: Desk, qtbot: QtBot) -> None:
    desk.window.search_for("report")
    qtbot.waitUntil(lambda: desk.window.searching.question is not None)
    pause = desk.session.sealed_search._pause
    qtbot.waitUntil(lambda: not pause.isActive())
    assert desk.sent(commands.SearchSealed) == []
