"""Taking over what Thunderbird has."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from mailclient.bridge import commands, events
from mailclient.gui.accounts.account_setup import AccountSetup
from mailclient.gui.accounts.import_dialog import ImportDialog
from mailclient.gui.theme import Scheme, theme
from mailclient.mail.account import AccountKind
from mailclient.mail.import_report import FoundAccount, FoundProfile, ImportNote, ImportReport, NoteKind
from mailclient.mail.problem import Problem, ProblemKind
from tests.gui.desk import Desk
from tests.gui.scripted_link import ScriptedLink

REPORT = ImportReport(
    "/tb/default",
    (FoundProfile("/tb/default", "default", is_default=True), FoundProfile("/tb/old", "old")),
    (
        FoundAccount("a1", AccountKind.IMAP, "alice@work.example", "imap.work.example:993", filters=2),
        FoundAccount("a2", AccountKind.POP3, "alice@home.example", "pop.home.example:995", is_here=True),
    ),
    ("Work", "Holidays"),
    12,
    (ImportNote(NoteKind.PASSWORDS_STAY),),
)


@pytest.fixture
def dialog(qtbot: QtBot, link: ScriptedLink) -> Iterator[ImportDialog]:
    theme().choose(Scheme.LIGHT)
    made = ImportDialog(link)
    made.open()
    yield made
    if isValid(made):
        made.close()


def looked(link: ScriptedLink) -> commands.LookAtProfile:
    command = link.last(commands.LookAtProfile)
    assert isinstance(command, commands.LookAtProfile)
    return command


def imported(link: ScriptedLink) -> commands.ImportProfile:
    command = link.last(commands.ImportProfile)
    assert isinstance(command, commands.ImportProfile)
    return command


def words(dialog: ImportDialog) -> str:
    return "\n".join(label.text() for label in dialog.findChildren(QLabel) if label.isVisible())


def test_enter_imports_and_what_came_is_not_called_old(dialog: ImportDialog, link: ScriptedLink) -> None:
    link.deliver(events.Finished(looked(link).request_id, import_report=REPORT))
    assert dialog.focusWidget() is dialog.forward
    dialog.forward.click()
    (came, _) = REPORT.accounts
    report = replace(REPORT, accounts=(replace(came, is_here=True),))
    link.deliver(events.Finished(imported(link).request_id, import_report=report))
    assert "alice@work.example" in words(dialog)
    assert "already" not in words(dialog)


def test_what_is_there_can_be_ticked(dialog: ImportDialog, link: ScriptedLink) -> None:
    assert looked(link).path == ""
    assert not dialog.forward.isEnabled()
    link.deliver(events.Finished(looked(link).request_id, import_report=REPORT))
    assert [box.isChecked() for box in dialog.choice.accounts.values()] == [True, False]
    assert not dialog.choice.accounts["a2"].isEnabled(), "it is here already"
    dialog.choice.tags.setChecked(False)
    dialog.forward.click()
    command = imported(link)
    assert (command.path, command.accounts, command.tags, command.addresses) == ("/tb/default", ("a1",), False, True)


def test_nothing_ticked_is_nothing_to_import(dialog: ImportDialog, link: ScriptedLink) -> None:
    link.deliver(events.Finished(looked(link).request_id, import_report=REPORT))
    for box in (dialog.choice.accounts["a1"], dialog.choice.tags, dialog.choice.addresses):
        box.setChecked(False)
    assert not dialog.forward.isEnabled()
    dialog.choice.accounts["a1"].setChecked(True)
    assert dialog.forward.isEnabled()


def test_another_profile_is_looked_at(dialog: ImportDialog, link: ScriptedLink) -> None:
    link.deliver(events.Finished(looked(link).request_id, import_report=REPORT))
    dialog.choice.profile.setCurrentIndex(1)
    dialog.choice.profile.activated.emit(1)
    assert looked(link).path == "/tb/old"
    assert dialog.choice.accounts == {}


def test_the_result_is_told(dialog: ImportDialog, link: ScriptedLink) -> None:
    link.deliver(events.Finished(looked(link).request_id, import_report=REPORT))
    dialog.forward.click()
    link.deliver(events.Finished(imported(link).request_id, import_report=REPORT))
    assert "alice@work.example" in words(dialog)
    assert "12 addresses" in words(dialog)
    dialog.forward.click()
    assert not (isValid(dialog) and dialog.isVisible())


def test_a_profile_that_cannot_be_read_is_told(dialog: ImportDialog, link: ScriptedLink) -> None:
    problem = Problem(ProblemKind.FILE_UNREADABLE, "/tb/default/prefs.js")
    link.deliver(events.Failed(looked(link).request_id, problem))
    assert "prefs.js" in dialog.choice.bar.label.text()
    assert not dialog.forward.isEnabled()


def test_the_set_up_leads_to_it(desk: Desk) -> None:
    desk.window.actions_["add_account"].trigger()
    (setup,) = desk.window.findChildren(AccountSetup)
    setup.person.take_over.click()
    assert not (isValid(setup) and setup.isVisible())
    assert len([each for each in desk.window.findChildren(ImportDialog) if each.isVisible()]) == 1
