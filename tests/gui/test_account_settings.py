"""The settings of an account that is there: sections, saving without the password, errors at their fields."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QLabel, QToolButton, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from mailclient.bridge import commands, events
from mailclient.gui.accounts.account_list import AccountList
from mailclient.gui.accounts.account_settings import AccountSettingsDialog, open_settings
from mailclient.gui.accounts.certificate_dialog import CertificateDialog
from mailclient.gui.accounts.identity_dialog import IdentityDialog
from mailclient.gui.controls.button import IconButton
from mailclient.gui.filters.filter_dialog import FilterDialog
from mailclient.mail.account import Account, AccountKind, AccountSettings, LoginKind, Security, on_this_computer
from mailclient.mail.certificate import Certificate
from mailclient.mail.identity import Identity
from mailclient.mail.ids import DraftId
from mailclient.mail.problem import Problem, ProblemKind
from mailclient.mail.proxy import Proxy, ProxyKind
from mailclient.store import accounts, drafts
from mailclient.store.reader import Reader
from tests.gui.sample_store import Sample, change
from tests.gui.scripted_link import ScriptedLink

Opened = Callable[..., AccountSettingsDialog]
PRINT = "ab" * 32


@pytest.fixture
def opened(qtbot: QtBot, link: ScriptedLink, sample: Sample) -> Iterator[Opened]:
    made: list[AccountSettingsDialog] = []

    def open_dialog(**changes: object) -> AccountSettingsDialog:
        reader = Reader(sample.path)
        account = reader.accounts()[0]
        settings: AccountSettings = replace(account.settings, **changes)  # type: ignore[arg-type]
        dialog = AccountSettingsDialog(reader, link, Account(account.id, settings))
        dialog.open()
        made.append(dialog)
        return dialog

    yield open_dialog
    for dialog in made:
        if isValid(dialog):
            dialog.close()


def saved(link: ScriptedLink) -> commands.AddAccount:
    command = link.last(commands.AddAccount)
    assert isinstance(command, commands.AddAccount)
    return command


def save_changed(dialog: AccountSettingsDialog) -> None:
    """With another name, so that there is something to save."""
    dialog.name.setText("Alice Changed")
    dialog.save()


def fail(link: ScriptedLink, problem: Problem) -> None:
    link.deliver(events.Failed(saved(link).request_id, problem))


def choose(dialog: AccountSettingsDialog, section: str) -> None:
    (item,) = dialog.sections.findItems(section, Qt.MatchFlag.MatchExactly)
    dialog.sections.setCurrentItem(item)


def test_saving_needs_no_password(opened: Opened, link: ScriptedLink) -> None:
    dialog = opened()
    dialog.name.setText("Alice K.")
    dialog.save_button.click()
    command = saved(link)
    assert (command.password, command.smtp_password) == ("", "")
    assert command.account_id is not None
    assert command.settings.name == "Alice K."
    assert command.settings.incoming.host == "imap.example.invalid"
    assert not dialog.save_button.isEnabled(), "both servers are tried"
    link.deliver(events.Finished(command.request_id))
    assert not (isValid(dialog) and dialog.isVisible())


def test_unchanged_there_is_nothing_to_save(opened: Opened, link: ScriptedLink) -> None:
    dialog = opened()
    dialog.save()
    assert link.sent == []
    assert not (isValid(dialog) and dialog.isVisible())


def test_what_no_field_shows_stays(opened: Opened, link: ScriptedLink) -> None:
    proxy = Proxy(ProxyKind.SOCKS5, "127.0.0.1", 9050, "me")
    incoming = replace(
        opened().settings().incoming, proxy=proxy, client_certificate="/a.p12", trusted_certificate=PRINT
    )
    dialog = opened(incoming=incoming, identities=(Identity("A", "a@x.example", signature="Bye"),))
    save_changed(dialog)
    assert saved(link).settings.incoming == incoming
    assert saved(link).settings.identities[0].signature == "Bye"


def test_a_new_password_is_for_both_servers(opened: Opened, link: ScriptedLink) -> None:
    dialog = opened()
    QTest.keyClicks(dialog.receiving.password, "new")
    dialog.save()
    assert (saved(link).password, saved(link).smtp_password) == ("new", "new")


def test_another_password_for_sending(opened: Opened, link: ScriptedLink) -> None:
    dialog = opened()
    QTest.keyClicks(dialog.sending.password, "other")
    dialog.save()
    assert (saved(link).password, saved(link).smtp_password) == ("", "other")


def test_a_wrong_password_is_told_in_its_section(opened: Opened, link: ScriptedLink) -> None:
    dialog = opened()
    save_changed(dialog)
    link.deliver(events.LoginStep(saved(link).request_id, events.LoginPhase.SENDING, "smtp.example.invalid:465"))
    fail(link, Problem(ProblemKind.WRONG_PASSWORD, "alice@work.example"))
    assert dialog.sections.currentItem().text() == "Sending"
    assert dialog.sending.password_field.complaint
    assert dialog.save_button.isEnabled()


def test_a_missing_server_is_told_in_its_section(opened: Opened, link: ScriptedLink) -> None:
    dialog = opened()
    dialog.receiving.server.host.clear()
    dialog.save()
    assert link.sent == []
    assert dialog.sections.currentItem().text() == "Receiving"
    assert dialog.receiving.server.host_field.complaint


def test_no_protection_needs_a_tick(opened: Opened, link: ScriptedLink) -> None:
    dialog = opened()
    form = dialog.receiving.server
    form.security.setCurrentIndex(form.security.findData(Security.NONE.value))
    form.security.activated.emit(2)
    dialog.save()
    assert link.sent == []
    form.consent.click()
    dialog.save()
    assert saved(link).settings.incoming.security is Security.NONE


def test_a_certificate_is_excepted_before_the_settings_are_stored(opened: Opened, link: ScriptedLink) -> None:
    dialog = opened()
    save_changed(dialog)
    problem = Problem(ProblemKind.CERTIFICATE_UNTRUSTED, "imap.example.invalid:993", "", Certificate(PRINT))
    fail(link, problem)
    (asked,) = dialog.findChildren(CertificateDialog)
    asked.certificate.trust_button.click()
    assert saved(link).settings.incoming.trusted_certificate == PRINT
    assert saved(link).settings.smtp.trusted_certificate == ""
    assert not any(isinstance(command, commands.TrustCertificate) for command in link.sent)


def test_an_exception_can_be_removed(opened: Opened, link: ScriptedLink) -> None:
    incoming = replace(opened().settings().incoming, trusted_certificate=PRINT)
    dialog = opened(incoming=incoming)
    choose(dialog, "Advanced")
    (remove,) = [button for button in dialog.advanced.findChildren(QToolButton) if "exception" in button.toolTip()]
    remove.click()
    dialog.save()
    assert saved(link).settings.incoming.trusted_certificate == ""


def test_a_proxy_is_for_both_servers(opened: Opened, link: ScriptedLink) -> None:
    dialog = opened()
    advanced = dialog.advanced
    advanced.kind.setCurrentIndex(advanced.kind.findData(ProxyKind.HTTP_CONNECT.value))
    advanced.kind.activated.emit(2)
    dialog.save()
    assert advanced.host_field.complaint
    advanced.host.setText("proxy.example.org")
    QTest.keyClicks(advanced.proxy_password, "word")
    advanced.port.setText("3128")
    dialog.save()
    settings = saved(link).settings
    assert saved(link).proxy_password == "word"
    assert settings.incoming.proxy == settings.smtp.proxy == Proxy(ProxyKind.HTTP_CONNECT, "proxy.example.org", 3128)


def test_identities_are_added_ordered_and_changed(opened: Opened, link: ScriptedLink) -> None:
    dialog = opened()
    choose(dialog, "Identities")
    assert not dialog.identities.list.remove.isEnabled(), "mail is always from somebody"
    dialog.identities.list.add.click()
    (editor,) = dialog.findChildren(IdentityDialog)
    editor.finish()
    assert editor.address_field.complaint
    QTest.keyClicks(editor.address, "support@work.example")
    editor.signature.text.setPlainText("Support team")
    editor.aliases.setPlainText("*")
    editor.finish()
    assert editor.aliases_field.complaint
    editor.aliases.setPlainText("help@work.example\n*@desk.work.example")
    editor.sending.own_server.click()
    editor.finish()
    assert editor.sending.server.host_field.complaint
    editor.sending.server.host.setText("smtp.desk.example")
    editor.sending.server.user.setText("desk")
    editor.finish()
    assert dialog.identities.list.lines.count() == 2
    dialog.identities.list.up.click()
    dialog.save()
    command = link.last(commands.SetIdentities)
    assert isinstance(command, commands.SetIdentities)
    assert link.sent == [command], "no server is asked for it"
    identities = command.identities
    assert [identity.address for identity in identities] == ["support@work.example", "alice@work.example"]
    assert identities[0].signature == "Support team"
    assert identities[0].aliases == ("help@work.example", "*@desk.work.example")
    assert identities[0].smtp is not None
    assert (identities[0].smtp.host, identities[0].smtp.user) == ("smtp.desk.example", "desk")


def test_the_only_identity_follows_name_and_address(opened: Opened, link: ScriptedLink) -> None:
    dialog = opened()
    dialog.name.setText("A. Kim")
    dialog.save()
    assert saved(link).settings.identities == ()


def test_what_pop3_leaves_on_the_server(opened: Opened, link: ScriptedLink) -> None:
    dialog = opened(kind=AccountKind.POP3)
    choose(dialog, "Receiving")
    assert dialog.receiving.pop3.isVisible()
    dialog.receiving.pop3.leave.click()
    assert "this computer only" in dialog.receiving.pop3.advice.text()
    dialog.save()
    assert saved(link).settings.pop3.leave_on_server is False


def test_the_test_is_of_what_is_in_the_fields(opened: Opened, link: ScriptedLink) -> None:
    dialog = opened()
    dialog.receiving.server.host.setText("mail.example.invalid")
    dialog.test_button.click()
    command = link.last(commands.CheckSettings)
    assert isinstance(command, commands.CheckSettings)
    assert command.settings.incoming.host == "mail.example.invalid"
    assert command.account_id is not None


def test_changing_to_a_sign_in_signs_in_first(opened: Opened, link: ScriptedLink) -> None:
    dialog = opened(email="alice@gmail.com")
    form = dialog.receiving.server
    form.login.setCurrentIndex(form.login.findData(LoginKind.OAUTH.value))
    form.login.activated.emit(1)
    assert not dialog.receiving.password_field.isVisible()
    dialog.save()
    assert not any(isinstance(command, commands.AddAccount) for command in link.sent)


def test_enter_on_a_small_button_presses_it_and_saves_nothing(opened: Opened, link: ScriptedLink) -> None:
    dialog = opened()
    dialog.show_section(dialog.identities)
    add = next(each for each in dialog.identities.findChildren(IconButton) if each.isEnabled())
    QTest.keyClick(add, Qt.Key.Key_Return)
    assert dialog.isVisible()
    assert dialog.identities.findChildren(QDialog)


def test_closing_stops_the_trying(opened: Opened, link: ScriptedLink) -> None:
    dialog = opened()
    save_changed(dialog)
    dialog.reject()
    assert link.last(commands.CancelRequest) == commands.CancelRequest(saved(link).request_id)


def test_on_this_computer_there_are_only_filters(qtbot: QtBot, link: ScriptedLink, sample: Sample) -> None:
    change(sample.path, accounts.add, on_this_computer())
    reader = Reader(sample.path)
    (account,) = [each for each in reader.accounts() if each.settings.kind is AccountKind.LOCAL]
    parent = QWidget()
    qtbot.addWidget(parent)
    dialog = open_settings(reader, link, account, parent)
    assert isinstance(dialog, FilterDialog)
    assert dialog.filters.isVisible()
    dialog.close()


def test_removing_mail_that_is_only_here_warns(qtbot: QtBot, link: ScriptedLink, sample: Sample) -> None:
    account = Reader(sample.path).accounts()[0]
    change(sample.path, accounts.update, Account(account.id, replace(account.settings, kind=AccountKind.POP3)))
    shown = AccountList(Reader(sample.path), link)
    qtbot.addWidget(shown)
    shown.show()
    shown.rows[0].remove_button.click()
    (question,) = [each for each in shown.findChildren(QDialog) if each.isVisible()]
    assert any("exists on this computer only" in label.text() for label in question.findChildren(QLabel))
    question.accept()
    command = link.last(commands.RemoveAccount)
    assert isinstance(command, commands.RemoveAccount)
    assert command.with_its_mail is True


def test_removing_what_is_written_and_not_sent_warns(qtbot: QtBot, link: ScriptedLink, sample: Sample) -> None:
    """No server has it, though the account's mail is all on one."""
    account_id = Reader(sample.path).accounts()[0].id
    save = partial(drafts.save, subject="plan", recipients="", now=1.0)
    change(sample.path, save, DraftId("only here"), account_id, b"\x80")
    assert Reader(sample.path).written_only_here(account_id) == (0, 1)
    shown = AccountList(Reader(sample.path), link)
    qtbot.addWidget(shown)
    shown.show()
    shown.rows[0].remove_button.click()
    (question,) = [each for each in shown.findChildren(QDialog) if each.isVisible()]
    assert any("1 draft is on this computer only" in label.text() for label in question.findChildren(QLabel))
    question.accept()
    command = link.last(commands.RemoveAccount)
    assert isinstance(command, commands.RemoveAccount)
    assert command.with_its_mail is True
