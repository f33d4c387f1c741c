"""Signing in once more for an account whose provider has forgotten us."""

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from mailclient.bridge import commands, events
from mailclient.bridge.fresh_ids import fresh_request_id
from mailclient.gui.accounts.page_frame import PageFrame
from mailclient.gui.accounts.sign_in_page import SignInPage
from mailclient.gui.engine_link import EngineLink
from mailclient.language import tr
from mailclient.mail.account import Account
from mailclient.mail.sign_in import SignIn


class SignInDialog(PageFrame):
    """Sends ``StartSignIn``, then ``SetGrant`` (``AddAccount`` where it was with another client id).

    With ``answer`` the sign-in and its grant are given to that instead.
    """

    def __init__(
        self,
        link: EngineLink,
        account: Account,
        parent: QWidget | None = None,
        *,
        answer: Callable[[SignIn, str], object] | None = None,
    ) -> None:
        super().__init__(tr("Sign in again"), parent)
        self._link, self._account = link, account
        self.sign_in = SignInPage(link)
        self.add_page(self.sign_in)
        self.turn_to(self.sign_in, tr("Sign in again"), account.settings.email, forward=tr("Sign in"), back=False)
        self.forward.clicked.connect(self.sign_in.go_on)
        self.sign_in.granted.connect(self._keep if answer is None else self.accept)
        if answer is not None:
            self.sign_in.granted.connect(answer)
        self.sign_in.waiting_changed.connect(lambda waiting: self.forward.setVisible(not waiting))
        self.resize(self.width(), 360)
        if account.settings.sign_in is not None:
            self.sign_in.start(account.settings.sign_in, account.settings.email)

    def reject(self) -> None:
        """Nobody waits for the browser any more."""
        self.sign_in.cancel()
        super().reject()

    def _keep(self, sign_in: SignIn, grant: str) -> None:
        account = self._account
        command: commands.SetGrant | commands.AddAccount
        if sign_in == account.settings.sign_in:
            command = commands.SetGrant(fresh_request_id(), account.id, grant)
        else:
            settings = replace(account.settings, sign_in=sign_in)
            command = commands.AddAccount(fresh_request_id(), settings, "", "", account.id, grant)
        self._link.request(command, self._answer)

    def _answer(self, event: events.Finished | events.Failed) -> None:
        if not isValid(self):
            return
        if isinstance(event, events.Finished):
            self.accept()
        else:
            self.sign_in.bar.tell_problem(event.problem)
