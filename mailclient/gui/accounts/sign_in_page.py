"""Waiting while the user signs in with the provider in the browser. Asks for a client id where the build has none."""

from dataclasses import replace

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QApplication, QLineEdit, QProgressBar, QVBoxLayout, QWidget
from shiboken6 import isValid

from mailclient.bridge import commands, events
from mailclient.bridge.fresh_ids import fresh_request_id
from mailclient.gui.accounts.password_field import PasswordField
from mailclient.gui.controls.button import link_row, text_button
from mailclient.gui.controls.field import Field
from mailclient.gui.controls.label import PlainLabel
from mailclient.gui.controls.tooltip import tell_plainly
from mailclient.gui.engine_link import EngineLink
from mailclient.gui.message_view.bar import Bar
from mailclient.gui.theme import tokens
from mailclient.language import tr
from mailclient.language.problems import problem_text
from mailclient.mail.problem import Problem, ProblemKind
from mailclient.mail.sign_in import SignIn
from mailclient.sign_in_providers import provider_name, providers


class SignInPage(QWidget):
    """Sends ``StartSignIn``, opens the page that ``BrowserNeeded`` names, and tells what comes of it."""

    granted = Signal(object, str)
    """SignIn (maybe with the user's own client id), and the id of the grant."""
    waiting_changed = Signal(bool)

    def __init__(self, link: EngineLink, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._link = link
        self._request = self._url = self._email = ""
        self._sign_in: SignIn | None = None
        self.words = PlainLabel(wordWrap=True)
        self.progress = QProgressBar()
        self.progress.setRange(0, 0)
        self.progress.setTextVisible(False)
        self.bar = Bar()
        self.copy = text_button(tr("Copy the address of the page"), "link")
        self.reopen = text_button(tr("Open it again"), "link")
        self.client_id, self.client_secret = QLineEdit(), PasswordField()
        self.client_id_field = Field(tr("Client id"), self.client_id)
        self.client_secret_field = Field(
            tr("Client secret"), self.client_secret, tr("Only if the provider gave you one")
        )
        self.where = text_button(tr("Where to get a client id"), "link")
        self._arrange()
        self.copy.clicked.connect(lambda: QApplication.clipboard().setText(self._url))
        self.reopen.clicked.connect(self._open_browser)
        self.where.clicked.connect(self._open_documentation)
        link.received.connect(self._receive)
        self._show_client(False)

    @property
    def waiting(self) -> bool:
        """The user is in the browser now."""
        return bool(self._request)

    def start(self, sign_in: SignIn, email: str) -> None:
        """Begin; the browser opens as soon as the engine has made its address."""
        self.cancel()
        self._sign_in, self._email = sign_in, email
        if not sign_in.client_id:
            self._ask_client()
            return
        self._begin(sign_in, "")

    def go_on(self) -> None:
        """The button of the dialog, while nothing is waited for: again, with the client id that was entered."""
        sign_in = self._sign_in
        if sign_in is None:
            return
        own = self.client_id.text().strip()
        if not sign_in.client_id and not own:
            self.client_id_field.complain(tr("Enter the client id."))
            return
        changed = replace(sign_in, client_id=own or sign_in.client_id)
        self._begin(changed, self.client_secret.text() if own else "")

    def cancel(self) -> None:
        """Nobody waits any more."""
        if self._request:
            self._link.send(commands.CancelRequest(self._request))
        self._end()

    def _begin(self, sign_in: SignIn, secret: str) -> None:
        self._show_client(False)
        self.bar.hide()
        self._url = ""
        self._trying = sign_in
        self._request = fresh_request_id()
        self.words.setText(tr("Opening your browser…"))
        self._show_waiting(True)
        self._link.request(commands.StartSignIn(self._request, sign_in, self._email, secret), self._answer)

    def _receive(self, event: events.AnyEvent) -> None:
        if isinstance(event, events.BrowserNeeded) and event.request_id == self._request:
            self._url = event.url
            name = provider_name(self._trying)
            self.words.setText(
                tr("Sign in on the page of {provider} that has opened in your browser, then come back.", provider=name)
            )
            self._show_waiting(True)
            self._open_browser()

    def _answer(self, event: events.Finished | events.Failed) -> None:
        if not isValid(self) or event.request_id != self._request:
            return
        self._end()
        if isinstance(event, events.Finished):
            self.words.setText(tr("You are signed in."))
            self.granted.emit(self._trying, event.grant)
        elif event.problem.kind is ProblemKind.CLIENT_ID_MISSING:
            self._ask_client()
        elif event.problem.kind is not ProblemKind.CANCELLED:
            self._tell(event.problem)

    def _tell(self, problem: Problem) -> None:
        text = problem_text(problem)
        self.words.setText(tr("You are not signed in."))
        self.bar.tell(str(text), tone="danger", icon="triangle-alert")
        tell_plainly(self.bar, text.detail)
        if text.detail:
            self.bar.add_action(tr("Details"), lambda: self.bar.label.setText(f"{text}\n{text.detail}"))
        self.bar.show()

    def _ask_client(self) -> None:
        """This build is not known to the provider: the user can have it know them."""
        assert self._sign_in is not None
        name = provider_name(self._sign_in)
        self.words.setText(
            tr(
                "{provider} lets programs in by a client id, and this build has none. You can enter one of your own.",
                provider=name,
            )
        )
        self._show_client(True)
        self.client_id.setFocus(Qt.FocusReason.OtherFocusReason)
        self.waiting_changed.emit(False)

    def _end(self) -> None:
        self._request = ""
        self._show_waiting(False)

    def _show_waiting(self, on: bool) -> None:
        self.progress.setVisible(on)
        for button in (self.copy, self.reopen):
            button.setVisible(on and bool(self._url))
        self.waiting_changed.emit(on)

    def _show_client(self, on: bool) -> None:
        for widget in (self.client_id_field, self.client_secret_field):
            widget.setVisible(on)
        self.where.setVisible(on and bool(self._documentation()))

    def _open_browser(self) -> None:
        if self._url.startswith("https://") or self._url.startswith("http://127.0.0.1"):
            QDesktopServices.openUrl(QUrl(self._url))

    def _documentation(self) -> str:
        provider = providers().get(self._sign_in.provider) if self._sign_in is not None else None
        return provider.documentation if provider is not None else ""

    def _open_documentation(self) -> None:
        if self._documentation().startswith("https://"):
            QDesktopServices.openUrl(QUrl(self._documentation()))

    def _arrange(self) -> None:
        self.bar.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(tokens.SPACE_12)
        for widget in (self.words, self.progress, self.bar, self.client_id_field, self.client_secret_field):
            column.addWidget(widget)
        column.addLayout(link_row(self.reopen, self.copy, self.where))
        column.addStretch()
