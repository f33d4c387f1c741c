"""Setting an account up: address and password, finding the servers, looking at them, logging in. One page each.

Nothing is stored before both servers have accepted the login (``AddAccount``), and no password goes anywhere before
its servers could be seen.
"""

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from mailclient.bridge import commands, events
from mailclient.bridge.fresh_ids import fresh_request_id
from mailclient.gui.accounts.certificate_page import CERTIFICATE_PROBLEMS, CertificatePage
from mailclient.gui.accounts.import_dialog import ImportDialog
from mailclient.gui.accounts.page_frame import PageFrame
from mailclient.gui.accounts.person_page import PersonPage
from mailclient.gui.accounts.server_report_dialog import ServerReportDialog
from mailclient.gui.accounts.servers_form import is_about
from mailclient.gui.accounts.servers_page import ServersPage
from mailclient.gui.accounts.sign_in_page import SignInPage
from mailclient.gui.accounts.step_page import StepPage
from mailclient.gui.accounts.vault_dialog import ask_vault
from mailclient.gui.engine_link import EngineLink
from mailclient.known_providers import proposals_for
from mailclient.language import tr
from mailclient.language.problems import problem_text
from mailclient.mail.account import AccountSettings, LoginKind
from mailclient.mail.discovery import Discovery
from mailclient.mail.problem import Problem, ProblemKind
from mailclient.mail.sign_in import SignIn
from mailclient.sign_in_providers import provider_of, providers

_PASSWORD_PROBLEMS = frozenset(
    (
        ProblemKind.WRONG_PASSWORD,
        ProblemKind.APP_PASSWORD_NEEDED,
        ProblemKind.PASSWORD_EXPIRED,
        ProblemKind.PASSWORD_MISSING,
    )
)


class AccountSetup(PageFrame):
    """Sends ``DiscoverServers``, ``StartSignIn``, ``CheckSettings``, ``AddAccount``; follows what they tell."""

    def __init__(self, link: EngineLink, parent: QWidget | None = None, *, name: str = "") -> None:
        """``name`` of the user, where it is known already."""
        super().__init__(tr("Add account"), parent)
        self._link = link
        self._request = ""
        self._found_for = ""
        """The address that the servers page is about."""
        self._grant = ""
        self._at_smtp = False
        """How far the logging in was: a wrong password does not say at which server."""
        self._users: list[str] = []
        """User names still to be tried."""
        self._problem: Problem | None = None
        """What the certificate page is about."""
        self.person, self.servers, self.certificate = PersonPage(), ServersPage(), CertificatePage()
        self.steps, self.sign_in = StepPage(), SignInPage(link)
        for page in (self.person, self.steps, self.servers, self.sign_in, self.certificate):
            self.add_page(page)
        self._connect()
        self._show_person()
        self.person.name.setText(name)
        (self.person.email if name else self.person.name).setFocus()

    def go_on(self) -> None:
        """The button at the right: what it does on the page that is shown."""
        if self.page is self.person:
            self._leave_person()
        elif self.page is self.servers:
            if self.servers.complete():
                self.log_in()
        elif self.page is self.sign_in:
            self.sign_in.go_on()
        elif self.page is self.certificate:
            self._show_servers()

    def go_back(self) -> None:
        """One page back; what is being waited for is stopped."""
        self._stop()
        if self.page is self.servers or not self._found_for:
            self._show_person()
        else:
            self._show_servers()

    def reject(self) -> None:
        """Away with it, and with what it waits for."""
        self._stop()
        self.sign_in.cancel()
        super().reject()

    # --- address → servers -----------------------------------------------------------------------------------------

    def _leave_person(self) -> None:
        if not self.person.complete():
            return
        if self._found_for == self.person.address:
            self.log_in() if self.servers.complete() else self._show_servers()
        else:
            self._search()

    def _search(self) -> None:
        self._stop()
        self._found_for = self._grant = ""
        self.steps.list.clear()
        self.turn_to(self.steps, tr("Looking for your servers"), self.person.address)
        self.side.setText(tr("Enter by hand"))
        self.side.show()
        self._ask(commands.DiscoverServers(fresh_request_id(), self.person.address))

    def _enter_by_hand(self) -> None:
        self._stop()
        self._found_for = self.person.address
        self.servers.show_by_hand(self.person.person())
        self._show_servers()

    def _show_found(self, discovery: Discovery) -> None:
        self._found_for = self.person.address
        self.servers.show_found(self.person.person(), discovery)
        if discovery.problem is not None:
            self.servers.tell(str(problem_text(discovery.problem)), tone="warning")
        elif not discovery.proposals:
            self.servers.tell(
                tr("No servers were found for {email}. Your provider can tell you their names.",
                   email=self.person.address), tone="info",
            )  # fmt: skip
        proposal = self.servers.proposal
        self._users = list(proposal.other_users) if proposal is not None else []
        self._show_servers()

    # --- servers → account -----------------------------------------------------------------------------------------

    def log_in(self) -> None:
        """Try what is on the pages; in the browser first, where that is the way."""
        settings = self._settings()
        if settings.incoming.login is LoginKind.OAUTH and not self._grant:
            assert settings.sign_in is not None
            self.turn_to(self.sign_in, tr("Sign in"), self.person.address)
            self.sign_in.start(settings.sign_in, self.person.address)
            return
        self.steps.list.clear()
        self.turn_to(self.steps, tr("Logging in"), self.person.address)
        password = self.person.password.text()
        smtp = self.servers.form.own_smtp_password() or password
        self._ask(commands.AddAccount(fresh_request_id(), settings, password, smtp, None, self._grant))

    def _settings(self) -> AccountSettings:
        """With the sign-in, where it is chosen: on the first page, or as the way of logging in to a server."""
        settings = self.servers.settings(self.person.person())
        sign_in = self._sign_in_of(settings)
        kinds = {settings.incoming.login, settings.smtp.login}
        only = self.servers.proposal is not None and not self.servers.proposal.password
        if sign_in is not None and (only or self.person.uses_sign_in or LoginKind.OAUTH in kinds):
            oauth = LoginKind.OAUTH
            return replace(
                settings,
                sign_in=sign_in,
                incoming=replace(settings.incoming, login=oauth),
                smtp=replace(settings.smtp, login=oauth),
            )
        return settings

    def _sign_in_of(self, settings: AccountSettings) -> SignIn | None:
        if settings.sign_in is not None:
            return settings.sign_in
        proposal = self.servers.proposal
        named = providers().get(proposal.sign_in) if proposal is not None else None
        provider = named or provider_of(self.person.address)
        return provider.sign_in if provider is not None else None

    def _signed_in(self, sign_in: SignIn, grant: str) -> None:
        self._grant = grant
        self.servers.put(replace(self._settings(), sign_in=sign_in))
        self.log_in()

    def _test(self) -> None:
        """Ask both servers, store nothing."""
        if self.servers.complete():
            password = self.person.password.text()
            smtp = self.servers.form.own_smtp_password() or password
            command = commands.CheckSettings(fresh_request_id(), self._settings(), password, smtp)
            ServerReportDialog(self._link, self.person.address, command, self).open()

    def _trust(self) -> None:
        """Except this one certificate for the server that showed it, and try again."""
        problem = self._problem
        if problem is None or problem.certificate is None:
            return
        fingerprint = problem.certificate.fingerprint
        settings = self._settings()
        if is_about(problem, settings.incoming):
            settings = replace(settings, incoming=replace(settings.incoming, trusted_certificate=fingerprint))
        if is_about(problem, settings.smtp):
            settings = replace(settings, smtp=replace(settings.smtp, trusted_certificate=fingerprint))
        self.servers.put(settings)
        self.log_in()

    # --- what the engine says --------------------------------------------------------------------------------------

    def _ask(self, command: commands.DiscoverServers | commands.AddAccount) -> None:
        self._request = command.request_id
        self._at_smtp = False
        self._link.request(command, self._answer)

    def _stop(self) -> None:
        if self._request:
            self._link.send(commands.CancelRequest(self._request))
        self._request = ""
        self.sign_in.cancel()

    def _receive(self, event: events.AnyEvent) -> None:
        if not self._request or getattr(event, "request_id", "") != self._request:
            return
        if isinstance(event, events.DiscoveryStep):
            self.steps.show_discovery(event)
        elif isinstance(event, events.LoginStep):
            self._at_smtp = event.phase is events.LoginPhase.SENDING
            self.steps.show_login(event)

    def _answer(self, event: events.Finished | events.Failed) -> None:
        if not isValid(self) or event.request_id != self._request:
            return
        self._request = ""
        if isinstance(event, events.Failed):
            self._fail(event.problem)
        elif event.discovery is not None:
            self._show_found(event.discovery)
        else:
            self.accept()

    def _fail(self, problem: Problem) -> None:
        sentence = str(problem_text(problem))
        if problem.kind in (ProblemKind.ADDRESS_UNUSABLE, ProblemKind.ACCOUNT_EXISTS):
            self._show_person()
            self.person.email_field.complain(sentence)
        elif not self._found_for:
            self._enter_by_hand()
            self.servers.tell(sentence)
        elif problem.kind in CERTIFICATE_PROBLEMS and problem.certificate is not None:
            self._show_certificate(problem)
        elif problem.kind in _PASSWORD_PROBLEMS:
            self._fail_password(problem, sentence)
        elif problem.kind is ProblemKind.VAULT_LOCKED:
            self._ask_vault()
        else:
            self._fail_servers(problem, sentence)

    def _fail_password(self, problem: Problem, sentence: str) -> None:
        settings = self._settings()
        if self._users and not self._at_smtp and problem.kind is ProblemKind.WRONG_PASSWORD:
            user = self._users.pop(0)
            incoming, smtp = replace(settings.incoming, user=user), replace(settings.smtp, user=user)
            self.servers.put(replace(settings, incoming=incoming, smtp=smtp))
            self.log_in()
        elif self._at_smtp:
            self._show_servers()
            self.servers.refuse_smtp_password(sentence)
        else:
            self._show_person()
            self.person.refuse_password(sentence, self.servers.proposal)

    def _fail_servers(self, problem: Problem, sentence: str) -> None:
        self._show_servers()
        if problem.kind is ProblemKind.SIGN_IN_NEEDED:
            self._grant = ""
        if not self.servers.complain(problem, at_smtp=self._at_smtp):
            self.servers.bar.tell_problem(problem)
            self.bring(self.servers.bar)

    def _ask_vault(self) -> None:
        """The servers have accepted the password, but there is no place yet to keep it."""
        self._show_servers()
        vault = ask_vault(self._link, self)
        vault.accepted.connect(self.log_in)
        vault.rejected.connect(
            lambda: self.servers.tell(
                tr("The account is not added: its password can only be kept in the vault."), tone="warning"
            )
        )

    def _import(self) -> None:
        """The user would rather take over what another program has."""
        parent = self.parentWidget()
        self.reject()
        ImportDialog(self._link, parent).open()

    # --- pages -----------------------------------------------------------------------------------------------------

    def _show_person(self) -> None:
        self.turn_to(
            self.person,
            tr("Add account"),
            tr("Address and password are enough: the servers are found for you."),
            forward=tr("Continue"),
            back=False,
        )

    def _show_servers(self) -> None:
        title = tr("Enter the servers") if self.servers.by_hand else tr("These servers were found")
        forward = tr("Sign in in the browser") if self._in_browser() else tr("Add account")
        arrived = self.page is not self.servers
        self.turn_to(self.servers, title, self.person.address, forward=forward)
        if arrived:
            # The reason of Tab: what is only a guess is selected, to be typed over.
            there = self.servers.form.incoming.host if self.servers.by_hand else self.forward
            there.setFocus(Qt.FocusReason.TabFocusReason)
        self.side.setText(tr("Test"))
        self.side.setVisible(not self._in_browser())

    def _in_browser(self) -> bool:
        return self._settings().incoming.login is LoginKind.OAUTH and not self._grant

    def _show_certificate(self, problem: Problem) -> None:
        """The way back is the button that Enter presses; trusting is never that."""
        self._problem = problem
        self.certificate.show_problem(problem, self._settings())
        self.turn_to(
            self.certificate, tr("This server cannot be trusted yet"), forward=tr("Do not connect"), back=False
        )
        self.cancel_button.hide()
        self.forward.setFocus()

    def turn_to(self, page: QWidget, title: str, subtitle: str = "", *, forward: str = "", back: bool = True) -> None:
        """Cancel is there on every page but the one that asks for a decision."""
        super().turn_to(page, title, subtitle, forward=forward, back=back)
        self.cancel_button.show()

    def _press_side(self) -> None:
        if self.page is self.steps:
            self._enter_by_hand()
        elif self.page is self.servers:
            self._test()

    def _connect(self) -> None:
        self.forward.clicked.connect(self.go_on)
        self.back.clicked.connect(self.go_back)
        self.side.clicked.connect(self._press_side)
        self.certificate.trust_button.clicked.connect(self._trust)
        self.person.by_hand_requested.connect(self._enter_by_hand)
        self.person.import_requested.connect(self._import)
        self.person.address_changed.connect(self._look_at_address)
        self.person.way_changed.connect(self._change_way)
        self.servers.changed.connect(self._follow_servers)
        self.sign_in.granted.connect(self._signed_in)
        self.sign_in.waiting_changed.connect(self._follow_sign_in)
        self._link.received.connect(self._receive)

    def _look_at_address(self, address: str) -> None:
        provider = provider_of(address.strip())
        proposals = proposals_for(address.strip())
        only = bool(proposals) and not any(proposal.password for proposal in proposals)
        preferred = provider is not None and (only or bool(provider.sign_in.client_id))
        self.person.offer_sign_in(provider.name if provider is not None else "", preferred=preferred)
        self.person.advise_password(proposals[0] if proposals else None)
        self._grant = ""

    def _change_way(self) -> None:
        """From the password to the browser or back: what was found stays, the way of logging in does not."""
        self._grant = ""
        login = LoginKind.OAUTH if self.person.uses_sign_in else LoginKind.PASSWORD
        settings = self.servers.settings(self.person.person())
        incoming, smtp = replace(settings.incoming, login=login), replace(settings.smtp, login=login)
        self.servers.put(replace(settings, incoming=incoming, smtp=smtp))

    def _follow_servers(self) -> None:
        if self.page is self.servers:
            self._show_servers()

    def _follow_sign_in(self, waiting: bool) -> None:
        if self.page is self.sign_in:
            self.forward.setVisible(not waiting)
            self.forward.setText(tr("Sign in"))
