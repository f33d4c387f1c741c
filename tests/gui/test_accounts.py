"""The list of accounts; asking for a password in the bar."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QTabWidget, QWidget
from pytestqt.qtbot import QtBot

from mailclient.bridge import commands, events
from mailclient.gui.accounts.account_list import AccountList
from mailclient.gui.accounts.password_prompt import PasswordPrompt
from mailclient.gui.accounts.vault_dialog import VaultChangeDialog, VaultDialog
from mailclient.gui.settings.dialog import SettingsDialog
from mailclient.gui.window_state import WindowState
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


def test_tab_goes_through_the_accounts_first(qtbot: QtBot, link: ScriptedLink, sample: Sample) -> None:
    settings = SettingsDialog(Reader(sample.path), link, WindowState(link.profile))
    qtbot.addWidget(settings)
    settings.show()
    (accounts,) = settings.findChildren(AccountList)
    (pages,) = settings.findChildren(QTabWidget)
    pages.setCurrentWidget(accounts)
    pages.tabBar().setFocus()
    order: list[QWidget] = [button for row in accounts.rows for button in row.buttons]
    order += [accounts.local_button, accounts.vault_button, accounts.add_button]
    for expected in order:
        QTest.keyClick(settings.focusWidget(), Qt.Key.Key_Tab)
        assert settings.focusWidget() is expected


def test_the_vaults_passphrase_is_changed_in_the_settings(qtbot: QtBot, link: ScriptedLink, sample: Sample) -> None:
    link.profile.vault.touch()
    accounts = AccountList(Reader(sample.path), link)
    qtbot.addWidget(accounts)
    accounts.show()
    accounts.vault_button.click()
    (dialog,) = accounts.findChildren(VaultChangeDialog)
    for field, typed in ((dialog.passphrase, "until now"), (dialog.new, "from now on"), (dialog.again, "from now")):
        dialog.go_button.click()
        assert link.sent == []
        QTest.keyClicks(field, typed)
    dialog.go_button.click()
    assert dialog.again_field.complaint
    QTest.keyClicks(dialog.again, " on")
    QTest.keyClick(dialog.again, Qt.Key.Key_Return)
    command = link.last(commands.ChangeVaultPassphrase)
    assert isinstance(command, commands.ChangeVaultPassphrase)
    assert (command.passphrase, command.new_passphrase) == ("until now", "from now on")
    link.deliver(events.Failed(command.request_id, Problem(ProblemKind.VAULT_PASSPHRASE_WRONG)))
    assert "not the passphrase" in dialog.passphrase_field.complaint
    dialog.go_button.click()
    command = link.last(commands.ChangeVaultPassphrase)
    assert isinstance(command, commands.ChangeVaultPassphrase)
    link.deliver(events.Finished(command.request_id))
    assert not dialog.isVisible()


def test_a_vault_can_be_made_where_there_is_none(qtbot: QtBot, link: ScriptedLink, sample: Sample) -> None:
    accounts = AccountList(Reader(sample.path), link)
    qtbot.addWidget(accounts)
    accounts.show()
    accounts.vault_button.click()
    (dialog,) = accounts.findChildren(VaultDialog)
    for field in (dialog.passphrase, dialog.again):
        QTest.keyClicks(field, "long enough")
    dialog.go_button.click()
    link.profile.vault.touch()
    command = link.last(commands.UnlockVault)
    assert isinstance(command, commands.UnlockVault)
    link.deliver(events.Finished(command.request_id))
    assert "Passphrase" in accounts.vault_button.text()


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


def test_the_password_is_typed_below_the_words_where_it_is_narrow(
    qtbot: QtBot, link: ScriptedLink, sample: Sample
) -> None:
    account = Reader(sample.path).accounts()[0]
    prompt = PasswordPrompt(account, Problem(ProblemKind.WRONG_PASSWORD, "imap.example.org"), link)
    qtbot.addWidget(prompt)
    prompt.resize(1200, 60)
    prompt.show()
    assert prompt.field.y() < prompt.sentence.geometry().bottom()
    prompt.resize(480, 120)
    QApplication.processEvents()
    assert prompt.field.y() > prompt.sentence.geometry().bottom()
    assert prompt.sentence.width() > 400
