"""Setting an account up, page by page, with mouse and keys, over a link that says what the test wants."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from mailclient.bridge import commands, events
from mailclient.gui.accounts.account_setup import AccountSetup
from mailclient.gui.accounts.certificate_page import grouped
from mailclient.gui.accounts.server_guess import guess
from mailclient.gui.accounts.vault_dialog import VaultDialog
from mailclient.gui.theme import Scheme, theme
from mailclient.mail.account import AccountKind, AccountSettings, LoginKind, Security
from mailclient.mail.certificate import Certificate
from mailclient.mail.discovery import Discovery, Note, Proposal, Step, StepState
from mailclient.mail.problem import Problem, ProblemKind
from mailclient.sign_in_providers import providers
from tests.gui.scripted_link import ScriptedLink

EMAIL = "alice@example.org"
CERTIFICATE = Certificate("3fa94c0b" * 8, "CN=imap.example.org", "CN=imap.example.org", ("imap.example.org",), 1, 2)


@pytest.fixture
def setup(qtbot: QtBot, link: ScriptedLink) -> Iterator[AccountSetup]:
    theme().choose(Scheme.LIGHT)
    made = AccountSetup(link)
    made.open()
    yield made
    if isValid(made):
        made.close()


def type_person(setup: AccountSetup, email: str = EMAIL, password: str = "hunter2") -> None:
    QTest.keyClicks(setup.person.name, "Alice Kim")
    QTest.keyClicks(setup.person.email, email)
    if password:
        QTest.keyClicks(setup.person.password, password)


def asked(link: ScriptedLink) -> str:
    command = link.last(commands.DiscoverServers)
    assert isinstance(command, commands.DiscoverServers)
    return command.request_id


def added(link: ScriptedLink) -> commands.AddAccount:
    command = link.last(commands.AddAccount)
    assert isinstance(command, commands.AddAccount)
    return command


def found(
    setup: AccountSetup, link: ScriptedLink, *proposals: Proposal, problem: Problem | None = None, email: str = EMAIL
) -> None:
    """The first page filled in, and an answer to the search."""
    type_person(setup, email)
    setup.forward.click()
    link.deliver(events.Finished(asked(link), discovery=Discovery(email, proposals, problem)))


def usual(kind: AccountKind = AccountKind.IMAP, email: str = EMAIL) -> Proposal:
    return Proposal(guess(email, "", kind), Step.AUTOCONFIG, "Example Mail")


def fail(setup: AccountSetup, link: ScriptedLink, kind: ProblemKind, subject: str = "imap.example.org:993") -> None:
    certificate = CERTIFICATE if kind.name.startswith("CERTIFICATE") else None
    link.deliver(events.Failed(added(link).request_id, Problem(kind, subject, "the server's words", certificate)))


def words(setup: AccountSetup) -> str:
    return "\n".join(label.text() for label in setup.page.findChildren(QLabel) if label.isVisible())


def test_address_and_password_are_enough(setup: AccountSetup, link: ScriptedLink) -> None:
    accounts: list[object] = []
    setup.accepted.connect(lambda: accounts.append(1))
    found(setup, link, usual(), usual(AccountKind.POP3))
    assert setup.page is setup.servers
    assert not any(isinstance(command, commands.AddAccount) for command in link.sent), "nothing goes unseen"
    setup.forward.click()
    command = added(link)
    assert command.settings == guess(EMAIL, "Alice Kim")
    assert (command.password, command.smtp_password, command.account_id) == ("hunter2", "hunter2", None)
    link.deliver(events.Finished(command.request_id))
    assert accounts == [1]


def test_enter_goes_through_all_pages(setup: AccountSetup, link: ScriptedLink) -> None:
    type_person(setup)
    QTest.keyClick(setup.person.password, Qt.Key.Key_Return)
    link.deliver(events.Finished(asked(link), discovery=Discovery(EMAIL, (usual(),))))
    QTest.keyClick(setup, Qt.Key.Key_Return)
    assert added(link).settings.email == EMAIL


def test_enter_pressed_once_too_often_ends_nothing(setup: AccountSetup, link: ScriptedLink) -> None:
    found(setup, link, usual())
    assert setup.focusWidget() is setup.forward
    for _ in range(2):
        QTest.keyClick(setup.focusWidget(), Qt.Key.Key_Return)
    assert setup.page is setup.steps
    assert not any(isinstance(command, commands.CancelRequest) for command in link.sent)


def test_each_step_of_the_search_is_shown_as_it_happens(setup: AccountSetup, link: ScriptedLink) -> None:
    type_person(setup)
    setup.forward.click()
    for state in (StepState.RUNNING, StepState.FAILED):
        link.deliver(events.DiscoveryStep(asked(link), Step.AUTOCONFIG, "autoconfig.example.org", state))
    link.deliver(events.DiscoveryStep(asked(link), Step.PROBE, "imap.example.org", StepState.RUNNING))
    link.deliver(events.DiscoveryStep("another", Step.PROBE, "imap.example.com", StepState.RUNNING))
    rows = list(setup.steps.list.rows.values())
    assert [row.state for row in rows] == [StepState.FAILED, StepState.RUNNING]
    assert "autoconfig.example.org" in rows[0].words.text()


def test_the_search_can_be_stopped_at_any_time(setup: AccountSetup, link: ScriptedLink) -> None:
    type_person(setup)
    setup.forward.click()
    request = asked(link)
    setup.back.click()
    assert setup.page is setup.person
    assert link.last(commands.CancelRequest) == commands.CancelRequest(request)
    link.deliver(events.Finished(request, discovery=Discovery(EMAIL, (usual(),))))
    assert setup.page is setup.person, "an answer that nobody waits for"


def test_closing_stops_what_is_waited_for(setup: AccountSetup, link: ScriptedLink) -> None:
    type_person(setup)
    setup.forward.click()
    request = asked(link)
    setup.reject()
    assert link.last(commands.CancelRequest) == commands.CancelRequest(request)
    link.deliver(events.Finished(request, discovery=Discovery(EMAIL, (usual(),))))


@pytest.mark.parametrize("email", ["", "alice", "alice@", "a b@example.org"])
def test_a_bad_address_is_told_at_its_field(setup: AccountSetup, link: ScriptedLink, email: str) -> None:
    type_person(setup, email)
    setup.forward.click()
    assert setup.person.email_field.complaint == "Enter your mail address."
    assert link.sent == []
    QTest.keyClicks(setup.person.email, "x")
    assert setup.person.email_field.complaint == "", "the next word hushes it"


def test_without_a_password_there_is_no_search(setup: AccountSetup, link: ScriptedLink) -> None:
    type_person(setup, password="")
    setup.forward.click()
    assert setup.person.password_field.complaint
    assert link.sent == []


def test_pop3_is_chosen_with_what_it_leaves_on_the_server(setup: AccountSetup, link: ScriptedLink) -> None:
    found(setup, link, usual(), usual(AccountKind.POP3))
    assert not setup.servers.pop3_form.isVisible()
    QTest.mouseClick(setup.servers.pop3, Qt.MouseButton.LeftButton)
    assert setup.servers.pop3_form.isVisible()
    assert setup.servers.incoming.place.text() == "pop.example.org:995"
    setup.servers.pop3_form.days.box.click()
    setup.servers.pop3_form.days.number.setText("30")
    setup.forward.click()
    settings = added(link).settings
    assert settings.kind is AccountKind.POP3
    assert (settings.pop3.leave_on_server, settings.pop3.days, settings.pop3.count) == (True, 30, None)


def test_where_there_is_no_choice_none_is_offered(setup: AccountSetup, link: ScriptedLink) -> None:
    found(setup, link, usual())
    assert not setup.servers.imap.isVisible()
    assert not setup.servers.pop3.isVisible()
    setup.back.click()
    setup.person.email.clear()
    found(setup, link, usual(AccountKind.POP3, "a@pop.example"), email="a@pop.example")
    assert setup.servers.pop3.isVisible(), "it is told that mail leaves the server"
    assert not setup.servers.imap.isVisible()


def test_servers_elsewhere_must_be_looked_at(setup: AccountSetup, link: ScriptedLink) -> None:
    found(setup, link, replace(usual(), confirm=True, notes=(Note.UNSIGNED_DNS,)))
    setup.forward.click()
    assert setup.page is setup.servers
    assert "password goes there" in setup.servers.bar.label.text()
    setup.servers.consent.click()
    setup.forward.click()
    assert added(link).settings.email == EMAIL


def test_where_nothing_is_found_the_form_is_open_and_filled(setup: AccountSetup, link: ScriptedLink) -> None:
    found(setup, link)
    form = setup.servers.form
    assert form.isVisible()
    assert form.incoming.host.text() == "imap.example.org"
    assert setup.servers.imap.isVisible()
    assert setup.servers.pop3.isVisible()
    form.incoming.host.setText("")
    setup.forward.click()
    assert form.incoming.host_field.complaint
    form.incoming.host.setText("mail.example.org")
    setup.forward.click()
    assert added(link).settings.incoming.host == "mail.example.org"


def test_trouble_on_the_way_is_told_beside_what_was_found(setup: AccountSetup, link: ScriptedLink) -> None:
    found(setup, link, usual(), problem=Problem(ProblemKind.CAPTIVE_PORTAL))
    assert "sign in to it first" in setup.servers.bar.label.text()


def test_no_protection_needs_a_tick_of_its_own(setup: AccountSetup, link: ScriptedLink) -> None:
    found(setup, link)
    form = setup.servers.form.smtp
    form.security.setCurrentIndex(form.security.findData(Security.NONE.value))
    form.security.activated.emit(2)
    assert form.warning.isVisible()
    setup.forward.click()
    assert setup.page is setup.servers
    assert form.security_field.complaint
    form.consent.click()
    setup.forward.click()
    assert added(link).settings.smtp.security is Security.NONE


def test_the_port_follows_the_security(setup: AccountSetup, link: ScriptedLink) -> None:
    found(setup, link)
    form = setup.servers.form.smtp
    form.security.setCurrentIndex(form.security.findData(Security.STARTTLS.value))
    form.security.activated.emit(1)
    assert form.server().port == 587
    form.port.setText("2525")
    form.security.setCurrentIndex(0)
    form.security.activated.emit(0)
    assert form.server().port == 2525


def test_the_steps_of_logging_in_are_shown(setup: AccountSetup, link: ScriptedLink) -> None:
    found(setup, link, usual())
    setup.forward.click()
    request = added(link).request_id
    for phase in (events.LoginPhase.CONNECTING, events.LoginPhase.LOGGING_IN):
        link.deliver(events.LoginStep(request, phase, "imap.example.org:993"))
    link.deliver(events.LoginStep(request, events.LoginPhase.SENDING, "smtp.example.org:465"))
    states = [row.state for row in setup.steps.list.rows.values()]
    assert states == [StepState.FOUND, StepState.FOUND, StepState.RUNNING]


def test_a_wrong_password_is_told_where_it_is_typed(setup: AccountSetup, link: ScriptedLink) -> None:
    found(setup, link, replace(usual(), notes=(Note.APP_PASSWORD,), documentation="https://example.org/help"))
    setup.forward.click()
    fail(setup, link, ProblemKind.WRONG_PASSWORD)
    assert setup.page is setup.person
    assert "password made for programs" in setup.person.password_field.complaint
    assert setup.person.help.isVisible()
    assert setup.focusWidget() is setup.person.password
    QTest.keyClicks(setup.person.password, "right")
    setup.forward.click()
    assert added(link).password == "right", "the search is not repeated"


def test_another_password_for_sending_is_asked_for_there(setup: AccountSetup, link: ScriptedLink) -> None:
    found(setup, link, usual())
    setup.forward.click()
    link.deliver(events.LoginStep(added(link).request_id, events.LoginPhase.SENDING, "smtp.example.org:465"))
    fail(setup, link, ProblemKind.WRONG_PASSWORD, EMAIL)
    assert setup.page is setup.servers
    form = setup.servers.form
    assert form.smtp_password_field.complaint
    QTest.keyClicks(form.smtp_password, "other")
    setup.forward.click()
    assert (added(link).password, added(link).smtp_password) == ("hunter2", "other")


def test_other_user_names_are_tried_before_the_user_is_asked(setup: AccountSetup, link: ScriptedLink) -> None:
    found(setup, link, replace(usual(), other_users=("alice",)))
    setup.forward.click()
    fail(setup, link, ProblemKind.WRONG_PASSWORD)
    assert added(link).settings.incoming.user == "alice"
    fail(setup, link, ProblemKind.WRONG_PASSWORD)
    assert setup.page is setup.person


@pytest.mark.parametrize("kind", [ProblemKind.HOST_NOT_FOUND, ProblemKind.CONNECTION_REFUSED, ProblemKind.TIMED_OUT])
def test_a_server_that_is_not_there_is_told_at_its_field(
    setup: AccountSetup, link: ScriptedLink, kind: ProblemKind
) -> None:
    found(setup, link, usual())
    setup.forward.click()
    fail(setup, link, kind, "smtp.example.org:465")
    assert setup.servers.form.isVisible()
    assert setup.servers.form.smtp.host_field.complaint
    assert not setup.servers.form.incoming.host_field.complaint


@pytest.mark.parametrize("kind", [ProblemKind.CAPTIVE_PORTAL, ProblemKind.CLOCK_WRONG, ProblemKind.SERVER_BUSY])
def test_what_belongs_to_no_field_is_told_above(setup: AccountSetup, link: ScriptedLink, kind: ProblemKind) -> None:
    found(setup, link, usual())
    setup.forward.click()
    fail(setup, link, kind)
    assert setup.page is setup.servers
    assert setup.servers.bar.isVisible()


def test_an_account_that_is_there_is_told_at_the_address(setup: AccountSetup, link: ScriptedLink) -> None:
    found(setup, link, usual())
    setup.forward.click()
    fail(setup, link, ProblemKind.ACCOUNT_EXISTS, EMAIL)
    assert setup.person.email_field.complaint


def test_a_certificate_is_shown_and_never_trusted_by_enter(setup: AccountSetup, link: ScriptedLink) -> None:
    found(setup, link, usual())
    setup.forward.click()
    fail(setup, link, ProblemKind.CERTIFICATE_UNTRUSTED)
    assert setup.page is setup.certificate
    assert grouped(CERTIFICATE.fingerprint) in words(setup)
    assert "imap.example.org:993" in words(setup)
    QTest.keyClick(setup, Qt.Key.Key_Return)
    assert setup.title.text() == "These servers were found"
    assert len([command for command in link.sent if isinstance(command, commands.AddAccount)]) == 1


def test_a_certificate_is_trusted_for_the_server_that_showed_it(setup: AccountSetup, link: ScriptedLink) -> None:
    found(setup, link, usual())
    setup.forward.click()
    fail(setup, link, ProblemKind.CERTIFICATE_UNTRUSTED, "smtp.example.org:465")
    setup.certificate.trust_button.click()
    settings = added(link).settings
    assert settings.smtp.trusted_certificate == CERTIFICATE.fingerprint
    assert settings.incoming.trusted_certificate == ""


def test_the_same_certificate_at_the_other_server_is_named_so(setup: AccountSetup, link: ScriptedLink) -> None:
    found(setup, link, usual())
    setup.forward.click()
    fail(setup, link, ProblemKind.CERTIFICATE_UNTRUSTED)
    assert "Incoming\nimap.example.org:993" in words(setup)
    assert "the same certificate" not in words(setup)
    setup.certificate.trust_button.click()
    fail(setup, link, ProblemKind.CERTIFICATE_UNTRUSTED, "smtp.example.org:465")
    assert "Outgoing\nsmtp.example.org:465" in words(setup)
    assert "the same certificate that you trust for imap.example.org:993" in words(setup)


def test_without_a_vault_nothing_is_added(setup: AccountSetup, link: ScriptedLink) -> None:
    found(setup, link, usual())
    setup.forward.click()
    fail(setup, link, ProblemKind.VAULT_LOCKED, "")
    (vault,) = setup.findChildren(VaultDialog)
    assert vault.again_field.isVisible(), "there is none yet"
    assert not setup.servers.bar.isVisible(), "the question is enough"
    vault.later.click()
    assert "not added" in words(setup)
    setup.forward.click()
    fail(setup, link, ProblemKind.VAULT_LOCKED, "")
    tries = len([command for command in link.sent if isinstance(command, commands.AddAccount)])
    (vault,) = [each for each in setup.findChildren(VaultDialog) if each.isVisible()]
    for field in (vault.passphrase, vault.again):
        QTest.keyClicks(field, "long enough")
    vault.go_button.click()
    unlock = link.last(commands.UnlockVault)
    assert isinstance(unlock, commands.UnlockVault)
    link.deliver(events.Finished(unlock.request_id))
    assert len([command for command in link.sent if isinstance(command, commands.AddAccount)]) == tries + 1


def test_another_host_forgets_the_exception(setup: AccountSetup, link: ScriptedLink) -> None:
    found(setup, link, usual())
    setup.forward.click()
    fail(setup, link, ProblemKind.CERTIFICATE_UNTRUSTED)
    setup.certificate.trust_button.click()
    fail(setup, link, ProblemKind.HOST_NOT_FOUND)
    setup.servers.form.incoming.host.setText("mail.example.org")
    setup.forward.click()
    assert added(link).settings.incoming.trusted_certificate == ""


def google(client_id: str) -> Proposal:
    sign_in = replace(providers()["google"].sign_in, client_id=client_id)
    settings: AccountSettings = replace(guess("alice@gmail.com"), sign_in=sign_in)
    return Proposal(settings, Step.PROVIDERS, "Gmail", sign_in="google")


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    urls: list[str] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: urls.append(QUrl(url).toString()))
    return urls


def to_google(setup: AccountSetup, link: ScriptedLink, client_id: str) -> None:
    type_person(setup, "alice@gmail.com", "")
    if not setup.person.uses_sign_in:
        setup.person.other_way.click()
    setup.forward.click()
    link.deliver(events.Finished(asked(link), discovery=Discovery("alice@gmail.com", (google(client_id),))))
    assert setup.forward.text() == "Sign in in the browser"
    setup.forward.click()


def started(link: ScriptedLink) -> commands.StartSignIn:
    command = link.last(commands.StartSignIn)
    assert isinstance(command, commands.StartSignIn)
    return command


def test_one_signs_in_in_the_browser(setup: AccountSetup, link: ScriptedLink, opened: list[str]) -> None:
    to_google(setup, link, "ours")
    assert setup.page is setup.sign_in
    request = started(link).request_id
    link.deliver(events.BrowserNeeded(request, "https://accounts.example/auth?x=1"))
    assert opened == ["https://accounts.example/auth?x=1"]
    setup.sign_in.copy.click()
    assert QApplication.clipboard().text() == "https://accounts.example/auth?x=1"
    link.deliver(events.Finished(request, grant="g7"))
    command = added(link)
    assert (command.grant, command.password) == ("g7", "")
    assert command.settings.incoming.login is LoginKind.OAUTH
    assert command.settings.smtp.login is LoginKind.OAUTH
    assert command.settings.sign_in is not None
    assert command.settings.sign_in.client_id == "ours"


def test_waiting_for_the_browser_can_be_ended(setup: AccountSetup, link: ScriptedLink, opened: list[str]) -> None:
    to_google(setup, link, "ours")
    request = started(link).request_id
    link.deliver(events.BrowserNeeded(request, "https://accounts.example/auth"))
    setup.back.click()
    assert setup.page is setup.servers
    assert link.last(commands.CancelRequest) == commands.CancelRequest(request)


def test_without_a_client_id_the_user_can_enter_one(setup: AccountSetup, link: ScriptedLink) -> None:
    to_google(setup, link, "")
    assert not any(isinstance(command, commands.StartSignIn) for command in link.sent)
    setup.forward.click()
    assert setup.sign_in.client_id_field.complaint
    QTest.keyClicks(setup.sign_in.client_id, "mine")
    QTest.keyClicks(setup.sign_in.client_secret, "s3")
    setup.forward.click()
    assert (started(link).sign_in.client_id, started(link).client_secret) == ("mine", "s3")


def test_a_refused_sign_in_is_told_and_can_be_tried_again(
    setup: AccountSetup, link: ScriptedLink, opened: list[str]
) -> None:
    to_google(setup, link, "ours")
    link.deliver(events.Failed(started(link).request_id, Problem(ProblemKind.SIGN_IN_REFUSED, "Google", "denied")))
    assert setup.sign_in.bar.isVisible()
    setup.forward.click()
    assert len([command for command in link.sent if isinstance(command, commands.StartSignIn)]) == 2


def test_only_pages_of_the_web_are_opened(setup: AccountSetup, link: ScriptedLink, opened: list[str]) -> None:
    to_google(setup, link, "ours")
    link.deliver(events.BrowserNeeded(started(link).request_id, "file:///etc/passwd"))
    assert opened == []


def test_the_servers_can_be_tested_without_storing_anything(setup: AccountSetup, link: ScriptedLink) -> None:
    found(setup, link, usual())
    setup.side.click()
    command = link.last(commands.CheckSettings)
    assert isinstance(command, commands.CheckSettings)
    assert command.settings == guess(EMAIL, "Alice Kim")
    assert command.password == "hunter2"


def test_what_does_not_apply_takes_no_room(setup: AccountSetup) -> None:
    page = setup.person
    assert not any(widget.isVisible() for widget in (page.other_way, page.sign_in_words, page.help))
    type_person(setup, "alice@icloud.com", "")
    assert page.help.isVisible()
    assert not page.other_way.isVisible()


def test_what_password_a_provider_wants_is_said_beforehand(setup: AccountSetup, opened: list[str]) -> None:
    type_person(setup, "alice@gmail.com", "")
    assert not setup.person.uses_sign_in, "this build is not known to Google"
    assert "made for programs" in setup.person.password_field.note.text()
    setup.person.help.click()
    assert opened
    assert opened[0].startswith("https://")
    setup.person.email.clear()
    QTest.keyClicks(setup.person.email, EMAIL)
    assert setup.person.password_field.note.isHidden()


def test_where_no_password_is_accepted_one_signs_in(setup: AccountSetup, link: ScriptedLink) -> None:
    type_person(setup, "alice@outlook.com", "")
    assert setup.person.uses_sign_in
    setup.person.other_way.click()
    QTest.keyClicks(setup.person.password, "in vain")
    setup.forward.click()
    proposal = replace(usual(email="alice@outlook.com"), sign_in="microsoft", password=False)
    link.deliver(events.Finished(asked(link), discovery=Discovery("alice@outlook.com", (proposal,))))
    assert setup.forward.text() == "Sign in in the browser"


def test_who_has_an_account_types_no_name_again(qtbot: QtBot, link: ScriptedLink) -> None:
    setup = AccountSetup(link, name="Alice Kim")
    setup.open()
    assert setup.person.name.text() == "Alice Kim"
    assert setup.focusWidget() is setup.person.email
    setup.close()
