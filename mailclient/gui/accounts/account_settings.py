"""The settings of an account that is there, in sections. Passwords are only typed to change them."""

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid

from mailclient.bridge import commands, events
from mailclient.bridge.fresh_ids import fresh_request_id
from mailclient.gui.accounts.advanced_page import AdvancedPage
from mailclient.gui.accounts.certificate_dialog import CertificateDialog
from mailclient.gui.accounts.certificate_page import CERTIFICATE_PROBLEMS
from mailclient.gui.accounts.identity_list import IdentityList
from mailclient.gui.accounts.receiving_page import ReceivingPage
from mailclient.gui.accounts.sending_page import SendingPage
from mailclient.gui.accounts.server_report_dialog import ServerReportDialog
from mailclient.gui.accounts.servers_form import is_about
from mailclient.gui.accounts.sign_in_dialog import SignInDialog
from mailclient.gui.controls.button import text_button
from mailclient.gui.controls.field import Field
from mailclient.gui.controls.label import PlainLabel
from mailclient.gui.controls.surface import hairline
from mailclient.gui.engine_link import EngineLink
from mailclient.gui.filters.filter_dialog import FilterDialog
from mailclient.gui.filters.filter_list import FilterList
from mailclient.gui.message_view.bar import Bar
from mailclient.gui.theme import tokens
from mailclient.language import tr
from mailclient.language.account_names import account_name
from mailclient.language.problems import problem_text
from mailclient.mail.account import Account, AccountKind, AccountSettings, LoginKind, Server
from mailclient.mail.identity import Identity
from mailclient.mail.problem import Problem, ProblemKind
from mailclient.mail.sign_in import SignIn
from mailclient.mime.addresses import is_address
from mailclient.sign_in_providers import provider_of
from mailclient.store.reader import Reader

_SIZE = (700, 620)
_SECTIONS_WIDTH = 150

_PASSWORD_PROBLEMS = frozenset(
    (
        ProblemKind.WRONG_PASSWORD,
        ProblemKind.APP_PASSWORD_NEEDED,
        ProblemKind.PASSWORD_EXPIRED,
        ProblemKind.PASSWORD_MISSING,
    )
)


class AccountSettingsDialog(QDialog):
    """Sends ``AddAccount`` with the account's id: both servers are tried before anything is kept."""

    offline_requested = Signal(object)
    """AccountId"""

    def __init__(self, reader: Reader, link: EngineLink, account: Account, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Settings of {email}", email=account_name(account.settings)))
        self._link, self._account = link, account
        self._request = ""
        self._at_smtp = False
        """How far the trying was: a wrong password does not say at which server."""
        self._sign_in: SignIn | None = account.settings.sign_in
        self._grant = ""
        self.sections, self.pages = QListWidget(), QStackedWidget()
        self._inside: list[QWidget] = []
        settings = account.settings
        here = next((one.id for one in reader.accounts() if one.settings.kind is AccountKind.LOCAL), None)
        self.name, self.email = QLineEdit(settings.name), QLineEdit(settings.email)
        self.email_field = Field(tr("Mail address"), self.email)
        self.identities = IdentityList(settings.senders, folders=reader.folders(account.id), link=link)
        self.receiving = ReceivingPage(account, here)
        self.sending = SendingPage(settings)
        self.advanced = AdvancedPage(settings)
        self.filters = FilterList(reader, link, account.id)
        self.bar, self.state = Bar(), PlainLabel()
        self.test_button = text_button(tr("Test"))
        self.cancel = text_button(tr("Cancel"))
        self.save_button = text_button(tr("Save"), "primary")
        self._fill()
        self._arrange()
        self._connect()

    def settings(self) -> AccountSettings:
        """What is in the fields of all sections."""
        shown = replace(self._account.settings, name=self.name.text().strip(), email=self.email.text().strip())
        shown = self.sending.settings(self.receiving.settings(shown))
        shown = self.advanced.settings(shown)
        senders = tuple(self.identities.identities)
        if senders and senders[0] == self._account.settings.senders[0]:
            senders = (replace(senders[0], name=shown.name, address=shown.email), *senders[1:])
        plain = senders == (Identity(shown.name, shown.email),)
        return replace(shown, identities=() if plain else senders, sign_in=self._sign_in)

    def save(self) -> None:
        """Try both servers with what is in the fields, and keep it when they work."""
        if not self._complete():
            return
        settings = self.settings()
        if settings.incoming.login is LoginKind.OAUTH and settings.sign_in is None:
            self._sign_in_first(settings)
            return
        self.bar.hide()
        if self._keeps_logins(settings):
            self._keep_identities(settings)
            return
        self._wait(True)
        self._at_smtp = False
        self._request = fresh_request_id()
        password = self.receiving.password.text()
        smtp = self.sending.password.text() or password
        command = commands.AddAccount(
            self._request,
            settings,
            password,
            smtp,
            self._account.id,
            self._grant,
            proxy_password=self.advanced.proxy_password.text(),
            passphrase=self.advanced.passphrase.text(),
        )
        self._link.request(command, self._answer)

    def test(self) -> None:
        """What both servers say to what is in the fields; nothing is kept."""
        if self._complete():
            password = self.receiving.password.text()
            smtp = self.sending.password.text() or password
            settings = self.settings()
            command = commands.CheckSettings(
                fresh_request_id(),
                settings,
                password,
                smtp,
                self._account.id,
                proxy_password=self.advanced.proxy_password.text(),
                passphrase=self.advanced.passphrase.text(),
            )
            ServerReportDialog(self._link, settings.email, command, self).open()

    def show_section(self, page: QWidget) -> None:
        """Bring this section to the front."""
        self.sections.setCurrentRow(self._inside.index(page))

    def reject(self) -> None:
        """Nobody waits for the servers any more."""
        if self._request:
            self._link.send(commands.CancelRequest(self._request))
            self._request = ""
        super().reject()

    # --- saving ----------------------------------------------------------------------------------------------------

    def _complete(self) -> bool:
        """Whether everything is filled in; goes to what is not."""
        checks: tuple[tuple[QWidget, Callable[[], bool]], ...] = (
            (self._inside[0], self._has_address),
            (self.receiving, self.receiving.server.complete),
            (self.sending, lambda: self.sending.server.complete(needs_user=False)),
            (self.advanced, self.advanced.complete),
        )
        for page, complete in checks:
            if not complete():
                self.show_section(page)
                complete()
                return False
        return True

    def _has_address(self) -> bool:
        if is_address(self.email.text().strip()):
            return True
        self.email_field.complain(tr("Enter your mail address."))
        return False

    def _keeps_logins(self, settings: AccountSettings) -> bool:
        """Whether at most the identities are changed: then no server need be asked, and it works offline too."""
        advanced = self.advanced
        secrets = (self.receiving.password, self.sending.password, advanced.proxy_password, advanced.passphrase)
        typed = self._grant or any(field.text() for field in secrets)
        return not typed and replace(settings, identities=self._account.settings.identities) == self._account.settings

    def _keep_identities(self, settings: AccountSettings) -> None:
        if settings.identities == self._account.settings.identities:
            self.accept()
            return
        self._wait(True)
        self._request = fresh_request_id()
        command = commands.SetIdentities(self._request, self._account.id, settings.identities)
        self._link.request(command, self._answer)

    def _sign_in_first(self, settings: AccountSettings) -> None:
        provider = provider_of(settings.email)
        if provider is None:
            self.show_section(self.receiving)
            self.receiving.server.login_field.complain(tr("How one signs in at this provider is not known."))
            return
        account = Account(self._account.id, replace(settings, sign_in=provider.sign_in))
        SignInDialog(self._link, account, self, answer=self._signed_in).open()

    def _signed_in(self, sign_in: SignIn, grant: str) -> None:
        self._sign_in, self._grant = sign_in, grant
        self.save()

    def _receive(self, event: events.AnyEvent) -> None:
        if isinstance(event, events.LoginStep) and event.request_id == self._request:
            self._at_smtp = event.phase is events.LoginPhase.SENDING

    def _answer(self, event: events.Finished | events.Failed) -> None:
        if not isValid(self) or event.request_id != self._request:
            return
        self._request = ""
        self._wait(False)
        if isinstance(event, events.Finished):
            self.accept()
        else:
            self._fail(event.problem)

    def _fail(self, problem: Problem) -> None:
        settings = self.settings()
        page = self.sending if self._at_smtp or is_about(problem, settings.smtp) else self.receiving
        words = problem_text(problem)
        if problem.kind in CERTIFICATE_PROBLEMS and problem.certificate is not None:
            account = Account(self._account.id, settings)
            CertificateDialog(
                self._link, account, problem, self, answer=lambda print_: self._trust(page, print_)
            ).open()
            return
        if problem.kind in _PASSWORD_PROBLEMS:
            self.show_section(page)
            page.password_field.complain(str(words))
            page.password.selectAll()
            return
        self.show_section(page)
        if not page.server.complain(problem.kind, str(words)):
            self.bar.tell_problem(problem)

    def _trust(self, page: ReceivingPage | SendingPage, fingerprint: str) -> None:
        page.server.fill(replace(page.server.server(), trusted_certificate=fingerprint))
        self.advanced.trust(page.server.server())
        self.save()

    def _wait(self, on: bool) -> None:
        for widget in (self.pages, self.save_button, self.test_button):
            widget.setEnabled(not on)
        self.state.setText(tr("Trying both servers…") if on else "")

    def _forget_exception(self, server: Server) -> None:
        for page in (self.receiving, self.sending):
            shown = page.server.server()
            if (shown.host, shown.port) == (server.host, server.port):
                page.server.fill(replace(shown, trusted_certificate=""))

    # --- arrangement -----------------------------------------------------------------------------------------------

    def _fill(self) -> None:
        person = QWidget()
        column = QVBoxLayout(person)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(tokens.SPACE_12)
        column.addWidget(Field(tr("Your name"), self.name))
        column.addWidget(self.email_field)
        column.addStretch()
        pages: tuple[tuple[str, QWidget], ...] = (
            (tr("Account"), person),
            (tr("Identities"), self.identities),
            (tr("Receiving"), self.receiving),
            (tr("Sending"), self.sending),
            (tr("Filters"), self.filters),
            (tr("Advanced"), self.advanced),
        )
        for name, page in pages:
            self.sections.addItem(name)
            self.pages.addWidget(_scrolled(name, page))
            self._inside.append(page)

    def _connect(self) -> None:
        self._link.received.connect(self._receive)
        self.sections.currentRowChanged.connect(self.pages.setCurrentIndex)
        self.sections.setCurrentRow(0)
        self.save_button.clicked.connect(self.save)
        self.cancel.clicked.connect(self.reject)
        self.test_button.clicked.connect(self.test)
        self.receiving.offline_requested.connect(lambda: self.offline_requested.emit(self._account.id))
        self.receiving.sign_in_requested.connect(lambda: SignInDialog(self._link, self._account, self).open())
        self.advanced.exception_removed.connect(self._forget_exception)

    def _arrange(self) -> None:
        room = self.screen().availableGeometry()
        self.resize(min(_SIZE[0], room.width() - 40), min(_SIZE[1], room.height() - 60))
        self.setMinimumSize(600, 320)
        self.sections.setProperty("kind", "sections")
        self.sections.setAccessibleName(tr("Sections"))
        self.sections.setFixedWidth(_SECTIONS_WIDTH)
        self.sections.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.state.setProperty("kind", "muted")
        self.save_button.setDefault(True)
        self.bar.hide()
        told = QVBoxLayout()
        told.setContentsMargins(tokens.SPACE_24, 0, tokens.SPACE_24, tokens.SPACE_8)
        told.addWidget(self.bar)
        right = QVBoxLayout()
        right.setSpacing(0)
        right.addWidget(self.pages, 1)
        right.addLayout(told)
        middle = QHBoxLayout()
        middle.setSpacing(0)
        middle.addWidget(self.sections)
        middle.addLayout(right, 1)
        row = QHBoxLayout()
        row.setContentsMargins(tokens.SPACE_16, tokens.SPACE_12, tokens.SPACE_24, tokens.SPACE_12)
        row.setSpacing(tokens.SPACE_8)
        row.addWidget(self.test_button)
        row.addWidget(self.state, 1)
        row.addWidget(self.cancel)
        row.addWidget(self.save_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(middle, 1)
        column.addWidget(hairline())
        column.addLayout(row)


def open_settings(
    reader: Reader, link: EngineLink, account: Account, parent: QWidget
) -> AccountSettingsDialog | FilterDialog:
    """The settings of this account; folders without a server have filters only."""
    local = account.settings.kind is AccountKind.LOCAL
    kind = FilterDialog if local else AccountSettingsDialog
    dialog = kind(reader, link, account, parent)
    dialog.open()
    return dialog


def _scrolled(name: str, page: QWidget) -> QScrollArea:
    inside = QWidget()
    column = QVBoxLayout(inside)
    column.setContentsMargins(tokens.SPACE_24, tokens.SPACE_24, tokens.SPACE_24, tokens.SPACE_16)
    column.setSpacing(tokens.SPACE_12)
    title = PlainLabel(name)
    title.setProperty("kind", "title")
    column.addWidget(title)
    column.addWidget(page, 1)
    scroll = QScrollArea()
    scroll.setFrameShape(QFrame.Shape.NoFrame)
    scroll.setWidgetResizable(True)
    scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    scroll.setWidget(inside)
    return scroll
