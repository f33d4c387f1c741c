"""The certificate of an account's server that is not trusted (any more): look at it, and decide."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from mailclient.bridge import commands, events
from mailclient.bridge.fresh_ids import fresh_request_id
from mailclient.gui.accounts.certificate_page import CertificatePage
from mailclient.gui.accounts.page_frame import PageFrame
from mailclient.gui.accounts.servers_form import is_about
from mailclient.gui.engine_link import EngineLink
from mailclient.language import tr
from mailclient.mail.account import Account
from mailclient.mail.problem import Problem, ProblemKind


class CertificateDialog(PageFrame):
    """Sends ``TrustCertificate``; the button that Enter presses leaves everything as it is.

    With ``answer`` the fingerprint is given to that instead: the settings are not stored yet.
    """

    def __init__(
        self,
        link: EngineLink,
        account: Account,
        problem: Problem,
        parent: QWidget | None = None,
        *,
        answer: Callable[[str], object] | None = None,
    ) -> None:
        changed = problem.kind is ProblemKind.CERTIFICATE_CHANGED
        title = tr("The server's certificate has changed") if changed else tr("This server cannot be trusted yet")
        super().__init__(title, parent)
        self._link, self._account, self._problem, self._decided = link, account, problem, answer
        settings = account.settings
        self._server = settings.incoming if is_about(problem, settings.incoming) else settings.smtp
        self.certificate = CertificatePage()
        self.certificate.show_problem(problem, settings)
        self.add_page(self.certificate)
        self.turn_to(self.certificate, title, settings.email, forward=tr("Do not connect"), back=False)
        self.cancel_button.hide()
        self.certificate.trust_button.clicked.connect(self.trust)
        self.forward.clicked.connect(self.reject)
        self.forward.setFocus()

    def trust(self) -> None:
        """Write the exception down; the account connects by itself then."""
        certificate = self._problem.certificate
        if certificate is not None and self._decided is not None:
            self.accept()
            self._decided(certificate.fingerprint)
        elif certificate is not None:
            self.certificate.trust_button.setEnabled(False)
            command = commands.TrustCertificate(
                fresh_request_id(), self._account.id, self._server.host, self._server.port, certificate.fingerprint
            )
            self._link.request(command, self._answer)

    def _answer(self, event: events.Finished | events.Failed) -> None:
        if not isValid(self):
            return
        if isinstance(event, events.Finished):
            self.accept()
            return
        self.certificate.trust_button.setEnabled(True)
        self.certificate.bar.tell_problem(event.problem)
