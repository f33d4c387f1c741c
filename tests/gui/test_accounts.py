"""The list of accounts; asking for a password in the bar."""

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog
from pytestqt.qtbot import QtBot

from mailclient.bridge import commands, events
from mailclient.gui.accounts.account_list import AccountList
from mailclient.gui.accounts.password_prompt import PasswordPrompt
from mailclient.mail.ids import AccountId
from mailclient.mail.problem import Problem, ProblemKind
from mailclient.store.reader import Reader
from tests.gui.sample_store import Sample
from tests.gui.scripted_link import ScriptedLink


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


def test_a_weaker_login_is_accepted_only_by_who_was_told_of_it(
    qtbot: QtBot, link: ScriptedLink, sample: Sample
) -> None:
    account = Reader(sample.path).accounts()[0]
    prompt = PasswordPrompt(account, Problem(ProblemKind.WRONG_PASSWORD, "imap.example.org"), link)
    qtbot.addWidget(prompt)
    prompt.show()
    QTest.keyClicks(prompt.field, "hunter2")
    for problem, accepted in (
        (ProblemKind.LOGIN_WEAKENED, False),
        (ProblemKind.WRONG_PASSWORD, True),
        (ProblemKind.LOGIN_WEAKENED, False),
    ):
        prompt.log_in_button.click()
        command = link.last(commands.SetPassword)
        assert isinstance(command, commands.SetPassword)
        assert command.accept_weaker is accepted
        link.deliver(events.Failed(command.request_id, Problem(problem, "imap.example.org:993")))
