"""What an account needs of its user: a passphrase, a sign-in, a look at a certificate, a password after all."""

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget

from mailclient.bridge import commands, events
from mailclient.gui.accounts.account_settings import AccountSettingsDialog
from mailclient.gui.accounts.certificate_dialog import CertificateDialog
from mailclient.gui.accounts.certificate_page import grouped
from mailclient.gui.accounts.password_prompt import PasswordPrompt
from mailclient.gui.accounts.sign_in_dialog import SignInDialog
from mailclient.gui.accounts.vault_dialog import VaultDialog
from mailclient.gui.main_window.bars import ProblemBar
from mailclient.mail.account import Account, Security
from mailclient.mail.certificate import Certificate
from mailclient.mail.problem import Problem, ProblemKind
from mailclient.mail.server import Server
from mailclient.mail.sign_in import SignIn
from mailclient.store import accounts
from tests.gui.desk import Desk
from tests.gui.sample_store import change

OLD, NEW = "ab" * 32, "cd" * 32
SIGN_IN = SignIn("google", "ours", "https://accounts.example/auth", "https://accounts.example/token")


def account(desk: Desk) -> Account:
    return desk.window.reader.accounts()[0]


def alter(desk: Desk, changed: Account) -> None:
    """The engine stores other settings."""
    change(desk.sample.path, accounts.update, changed)


def stopped(desk: Desk, problem: Problem) -> ProblemBar:
    """The account stops for this problem; the bar that says so."""
    stop = events.AccountState.STOPPED
    desk.link.deliver(events.AccountStateChanged(account(desk).id, stop, problem))
    (bar,) = desk.session.bars.findChildren(ProblemBar)
    return bar


def button(parent: QWidget, words: str) -> QPushButton:
    (found,) = [each for each in parent.findChildren(QPushButton) if each.text() == words]
    return found


def words(widget: QWidget) -> str:
    return "\n".join(label.text() for label in widget.findChildren(QLabel) if label.isVisible())


def online(desk: Desk) -> None:
    desk.link.deliver(events.AccountStateChanged(account(desk).id, events.AccountState.ONLINE))


def test_the_vault_is_asked_for_once(desk: Desk) -> None:
    desk.link.deliver(events.VaultLocked(True))
    desk.link.deliver(events.VaultLocked(True))
    (dialog,) = desk.window.findChildren(VaultDialog)
    assert "once per start" in words(dialog)
    assert not dialog.again_field.isVisible()
    dialog.unlock()
    assert dialog.passphrase_field.complaint
    QTest.keyClicks(dialog.passphrase, "wrong")
    QTest.keyClick(dialog.passphrase, Qt.Key.Key_Return)
    (asked,) = desk.sent(commands.UnlockVault)
    assert asked.passphrase == "wrong"
    desk.link.deliver(events.Failed(asked.request_id, Problem(ProblemKind.VAULT_PASSPHRASE_WRONG)))
    assert dialog.isVisible()
    assert "not the passphrase" in dialog.passphrase_field.complaint
    QTest.keyClicks(dialog.passphrase, "right")
    dialog.go_button.click()
    assert desk.sent(commands.UnlockVault)[-1].passphrase == "right", "the wrong one is typed over"
    desk.link.deliver(events.Finished(desk.sent(commands.UnlockVault)[-1].request_id))
    assert not dialog.isVisible()
    assert dialog.passphrase.text() == "", "nothing of it is kept"


def test_the_vault_is_asked_for_over_a_message_that_is_being_written(desk: Desk) -> None:
    composer = desk.session.composers.write()
    assert composer is not None
    desk.link.deliver(events.VaultLocked(True))
    (dialog,) = desk.window.findChildren(VaultDialog)
    assert QApplication.activeModalWidget() is dialog
    assert dialog.windowModality() is Qt.WindowModality.ApplicationModal, "nothing is typed into the message meanwhile"
    dialog.reject()
    composer.go()


def test_a_new_vault_wants_a_long_passphrase_twice(desk: Desk) -> None:
    desk.link.deliver(events.VaultLocked(False))
    (dialog,) = desk.window.findChildren(VaultDialog)
    QTest.keyClicks(dialog.passphrase, "short")
    dialog.unlock()
    assert "8" in dialog.passphrase_field.complaint
    QTest.keyClicks(dialog.passphrase, " but longer now")
    dialog.unlock()
    assert dialog.again_field.complaint
    QTest.keyClicks(dialog.again, "short but longer now")
    dialog.unlock()
    (asked,) = desk.sent(commands.UnlockVault)
    assert asked.passphrase == "short but longer now"
    assert "longer" not in repr(asked)


def test_signed_out_one_signs_in_again(desk: Desk) -> None:
    settings = replace(account(desk).settings, sign_in=SIGN_IN)
    alter(desk, Account(account(desk).id, settings))
    desk.link.deliver(events.PasswordNeeded(account(desk).id, Problem(ProblemKind.SIGN_IN_NEEDED, settings.email)))
    (bar,) = desk.session.bars.findChildren(ProblemBar)
    assert words(bar).count(settings.email) == 1, "whose it is is said once"
    assert not desk.session.bars.findChildren(PasswordPrompt), "there is no password to enter"
    button(bar, "Sign in again").click()
    (dialog,) = desk.window.findChildren(SignInDialog)
    (asked,) = desk.sent(commands.StartSignIn)
    assert (asked.sign_in, asked.email) == (SIGN_IN, settings.email)
    desk.link.deliver(events.Finished(asked.request_id, grant="g8"))
    (kept,) = desk.sent(commands.SetGrant)
    assert (kept.account_id, kept.grant) == (account(desk).id, "g8")
    desk.link.deliver(events.Finished(kept.request_id))
    assert not dialog.isVisible()
    online(desk)
    assert not desk.session.bars.isVisible()


def test_closing_the_sign_in_ends_the_waiting(desk: Desk) -> None:
    alter(desk, Account(account(desk).id, replace(account(desk).settings, sign_in=SIGN_IN)))
    button(stopped(desk, Problem(ProblemKind.SIGN_IN_NEEDED, "alice")), "Sign in again").click()
    (dialog,) = desk.window.findChildren(SignInDialog)
    dialog.reject()
    assert len(desk.sent(commands.CancelRequest)) == 1


def test_a_changed_certificate_is_shown_beside_the_old_one(desk: Desk) -> None:
    settings = account(desk).settings
    incoming = replace(settings.incoming, trusted_certificate=OLD)
    alter(desk, Account(account(desk).id, replace(settings, incoming=incoming)))
    shown = Certificate(NEW, "CN=mail", "CN=mail")
    subject = f"{incoming.host}:{incoming.port}"
    bar = stopped(desk, Problem(ProblemKind.CERTIFICATE_CHANGED, subject, "", shown))
    assert bar.property("tone") == "danger"
    button(bar, "Look at the certificate").click()
    (dialog,) = desk.window.findChildren(CertificateDialog)
    assert grouped(OLD) in words(dialog)
    assert grouped(NEW) in words(dialog)
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    assert desk.sent(commands.TrustCertificate) == [], "Enter trusts nobody"
    assert not dialog.isVisible()


def test_a_certificate_is_trusted_for_one_host_and_port(desk: Desk) -> None:
    server = account(desk).settings.smtp
    problem = Problem(ProblemKind.CERTIFICATE_UNTRUSTED, f"{server.host}:{server.port}", "", Certificate(NEW))
    button(stopped(desk, problem), "Look at the certificate").click()
    (dialog,) = desk.window.findChildren(CertificateDialog)
    dialog.certificate.trust_button.click()
    (command,) = desk.sent(commands.TrustCertificate)
    assert (command.host, command.port, command.fingerprint) == (server.host, server.port, NEW)
    desk.link.deliver(events.Finished(command.request_id))
    assert not dialog.isVisible()


def test_a_weaker_login_is_explained_before_a_password_is_asked(desk: Desk) -> None:
    bar = stopped(desk, Problem(ProblemKind.LOGIN_WEAKENED, "imap.example.org:993"))
    assert bar.property("tone") == "danger"
    button(bar, "Enter the password…").click()
    (prompt,) = desk.session.bars.findChildren(PasswordPrompt)
    assert "accepts the weaker way" in prompt.sentence.text()


def test_a_locked_vault_can_be_opened_from_the_bar(desk: Desk) -> None:
    button(stopped(desk, Problem(ProblemKind.VAULT_LOCKED)), "Unlock…").click()
    assert len(desk.window.findChildren(VaultDialog)) == 1


def test_what_a_setting_helps_against_leads_to_the_settings(desk: Desk) -> None:
    button(stopped(desk, Problem(ProblemKind.PROXY_PASSWORD, "proxy:1080")), "Account settings…").click()
    assert len(desk.window.findChildren(AccountSettingsDialog)) == 1


def test_a_server_for_sending_asks_by_its_own_name(desk: Desk) -> None:
    """The account's password must not go to the server of an identity, and reading mail answers nothing of it."""
    own = Server("smtp.shop.test", 465, Security.TLS, "shop-user")
    desk.link.deliver(events.PasswordNeeded(account(desk).id, Problem(ProblemKind.VAULT_LOCKED), own))
    assert not desk.session.bars.findChildren(PasswordPrompt)
    problem = Problem(ProblemKind.PASSWORD_MISSING, own.user)
    desk.link.deliver(events.PasswordNeeded(account(desk).id, problem, own))
    (prompt,) = desk.session.bars.findChildren(PasswordPrompt)
    assert prompt.field.placeholderText() == "Password of shop-user at smtp.shop.test"
    online(desk)
    assert desk.session.bars.findChildren(PasswordPrompt) == [prompt]
    QTest.keyClicks(prompt.field, "of the shop")
    prompt.log_in()
    (command,) = desk.sent(commands.SetPassword)
    assert command.server == own


def test_one_password_is_asked_for_once(desk: Desk) -> None:
    """Where reading and sending want it, the bar of the account stays: its password is tried for both."""
    problem = Problem(ProblemKind.WRONG_PASSWORD, "example.org")
    smtp = account(desk).settings.smtp
    for server in (smtp, None, smtp):
        desk.link.deliver(events.PasswordNeeded(account(desk).id, problem, server))
    prompts = [one for one in desk.session.bars.findChildren(PasswordPrompt) if one.isVisible()]
    assert [one.field.placeholderText() for one in prompts] == [f"Password for {account(desk).settings.email}"]
