"""Adding, changing and removing accounts; asking for a password."""

from collections.abc import Iterator

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QPushButton
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from mailclient.bridge import commands, events
from mailclient.gui.accounts.account_dialog import AccountDialog
from mailclient.gui.accounts.account_list import AccountList
from mailclient.gui.accounts.password_prompt import PasswordPrompt
from mailclient.gui.theme import Scheme, theme
from mailclient.mail.account import Security, Server
from mailclient.mail.ids import AccountId
from mailclient.mail.problem import Problem, ProblemKind
from mailclient.store.reader import Reader
from tests.gui.sample_store import Sample
from tests.gui.scripted_link import ScriptedLink


@pytest.fixture
def dialog(qtbot: QtBot, link: ScriptedLink) -> Iterator[AccountDialog]:
    theme().choose(Scheme.LIGHT)
    made = AccountDialog(link)
    made.open()
    yield made
    if isValid(made):
        made.close()


def fill(dialog: AccountDialog) -> None:
    QTest.keyClicks(dialog.form.name, "Alice Kim")
    QTest.keyClicks(dialog.form.email, "alice@example.org")
    QTest.keyClicks(dialog.form.password, "hunter2")


def test_servers_are_guessed_and_tried(dialog: AccountDialog, link: ScriptedLink) -> None:
    added: list[AccountId] = []
    dialog.account_added.connect(added.append)
    fill(dialog)
    dialog.accept_button.click()
    (command,) = link.sent
    assert isinstance(command, commands.AddAccount)
    assert command.settings.name == "Alice Kim"
    assert command.settings.incoming == Server("imap.example.org", 993, Security.TLS, "alice@example.org")
    assert command.settings.smtp == Server("smtp.example.org", 465, Security.TLS, "alice@example.org")
    assert (command.password, command.smtp_password) == ("hunter2", "hunter2")
    assert dialog.progress.isVisible()
    assert not dialog.accept_button.isEnabled()
    link.deliver(events.Finished(command.request_id, AccountId(7)))
    assert added == [AccountId(7)]


def test_failed_login_is_told_and_can_be_tried_again(dialog: AccountDialog, link: ScriptedLink) -> None:
    fill(dialog)
    dialog.accept_button.click()
    command = link.last(commands.AddAccount)
    assert isinstance(command, commands.AddAccount)
    link.deliver(
        events.Failed(command.request_id, Problem(ProblemKind.WRONG_PASSWORD, "imap.example.org", "NO [AUTH]"))
    )
    assert dialog.isVisible()
    assert dialog.bar.isVisible()
    assert "imap.example.org" in dialog.bar.label.text()
    assert "NO [AUTH]" not in dialog.bar.label.text()
    dialog.bar.findChildren(QPushButton)[0].click()
    assert "NO [AUTH]" in dialog.bar.label.text()
    assert dialog.accept_button.isEnabled()
    dialog.accept_button.click()
    assert len(link.sent) == 2


def test_unknown_server_shows_the_settings(dialog: AccountDialog, link: ScriptedLink) -> None:
    fill(dialog)
    dialog.log_in()
    command = link.last(commands.AddAccount)
    assert isinstance(command, commands.AddAccount)
    assert not dialog.form.servers.isVisible()
    link.deliver(events.Failed(command.request_id, Problem(ProblemKind.HOST_NOT_FOUND, "imap.example.org")))
    assert dialog.form.servers.isVisible()


def test_it_grows_within_the_screen(dialog: AccountDialog) -> None:
    dialog.show()
    screen = dialog.screen().availableGeometry()
    dialog.move(40, screen.bottom() - dialog.height() - 40)
    dialog.form.expand(True)
    assert dialog.frameGeometry().bottom() <= screen.bottom()
    assert dialog.y() >= screen.top()


def test_answer_to_somebody_else_changes_nothing(dialog: AccountDialog, link: ScriptedLink) -> None:
    fill(dialog)
    dialog.log_in()
    link.deliver(events.Finished("another request", AccountId(7)))
    assert dialog.isVisible()
    assert dialog.progress.isVisible()


@pytest.mark.parametrize("email", ["", "alice", "alice@", "a b@example.org"])
def test_what_is_missing_is_told(dialog: AccountDialog, link: ScriptedLink, email: str) -> None:
    dialog.form.email.setText(email)
    dialog.log_in()
    assert dialog.bar.label.text() == "Enter your mail address."
    assert link.sent == []


def test_own_settings_are_not_guessed_away(dialog: AccountDialog) -> None:
    QTest.keyClicks(dialog.form.email, "alice@example.or")
    dialog.form.imap.host.clear()
    QTest.keyClicks(dialog.form.imap.host, "mail.example.org")
    QTest.keyClicks(dialog.form.email, "g")
    assert dialog.form.settings().incoming.host == "mail.example.org"


def test_port_follows_the_security_and_none_warns(dialog: AccountDialog) -> None:
    dialog.form.expand(True)
    QTest.keyClicks(dialog.form.email, "alice@example.org")
    smtp = dialog.form.smtp
    smtp.security.setCurrentIndex(smtp.security.findData(Security.STARTTLS.value))
    smtp.security.activated.emit(1)
    assert smtp.server() == Server("smtp.example.org", 587, Security.STARTTLS, "alice@example.org")
    assert not smtp.warning.isVisible()
    smtp.security.setCurrentIndex(smtp.security.findData(Security.NONE.value))
    smtp.security.activated.emit(2)
    assert smtp.warning.isVisible()
    smtp.port.setText("2525")
    smtp.security.setCurrentIndex(0)
    smtp.security.activated.emit(0)
    assert smtp.server().port == 2525


def test_change_replaces_the_account(qtbot: QtBot, link: ScriptedLink, sample: Sample) -> None:
    account = Reader(sample.path).accounts()[0]
    dialog = AccountDialog(link, account=account)
    dialog.open()
    assert dialog.form.servers.isVisible()
    QTest.keyClicks(dialog.form.password, "new")
    dialog.log_in()
    command = link.last(commands.AddAccount)
    assert isinstance(command, commands.AddAccount)
    assert command.account_id == account.id
    assert command.settings == account.settings
    dialog.close()


def test_list_removes_only_after_a_question(qtbot: QtBot, link: ScriptedLink, sample: Sample) -> None:
    accounts = AccountList(Reader(sample.path), link)
    qtbot.addWidget(accounts)
    accounts.show()
    assert len(accounts.rows) == 2
    accounts.rows[1].remove_button.click()
    assert link.sent == []
    (question,) = [each for each in accounts.findChildren(QDialog) if each.isVisible()]
    question.accept()
    command = link.last(commands.RemoveAccount)
    assert isinstance(command, commands.RemoveAccount)
    assert command.account_id == Reader(sample.path).accounts()[1].id


def test_password_prompt(qtbot: QtBot, link: ScriptedLink, sample: Sample) -> None:
    account = Reader(sample.path).accounts()[0]
    prompt = PasswordPrompt(account, Problem(ProblemKind.WRONG_PASSWORD, "imap.example.org"), link)
    qtbot.addWidget(prompt)
    prompt.show()
    done: list[AccountId] = []
    prompt.done.connect(done.append)
    prompt.log_in()
    assert link.sent == []
    QTest.keyClicks(prompt.field, "hunter2")
    prompt.log_in_button.click()
    command = link.last(commands.SetPassword)
    assert isinstance(command, commands.SetPassword)
    assert (command.account_id, command.password) == (account.id, "hunter2")
    link.deliver(events.Failed(command.request_id, Problem(ProblemKind.WRONG_PASSWORD, "imap.example.org")))
    assert done == []
    assert prompt.field.isEnabled()
    prompt.log_in_button.click()
    command = link.last(commands.SetPassword)
    assert isinstance(command, commands.SetPassword)
    link.deliver(events.Finished(command.request_id))
    assert done == [account.id]
    assert prompt.field.text() == ""
