"""What an account needs of its user, asked in bars at the top of the window; only the vault asks in a dialog.

``AccountStateChanged`` and ``PasswordNeeded`` bring the questions, and the account coming online takes them away.
"""

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication, QWidget

from mailclient.bridge import events
from mailclient.bridge.commands import GoOnline
from mailclient.gui.accounts.account_settings import open_settings
from mailclient.gui.accounts.certificate_dialog import CertificateDialog
from mailclient.gui.accounts.certificate_page import CERTIFICATE_PROBLEMS
from mailclient.gui.accounts.password_prompt import PasswordPrompt
from mailclient.gui.accounts.sign_in_dialog import SignInDialog
from mailclient.gui.accounts.vault_dialog import VaultDialog, ask_vault
from mailclient.gui.engine_link import EngineLink
from mailclient.gui.main_window.bars import Action, Bars
from mailclient.language import tr
from mailclient.mail.account import Account
from mailclient.mail.ids import AccountId
from mailclient.mail.problem import Problem, ProblemKind
from mailclient.mail.server import Server
from mailclient.store.reader import Reader

_OF_SETTINGS = frozenset(
    (
        ProblemKind.PROXY_FAILED,
        ProblemKind.PROXY_PASSWORD,
        ProblemKind.CLIENT_CERTIFICATE_UNUSABLE,
        ProblemKind.CLIENT_CERTIFICATE_LOCKED,
        ProblemKind.CLIENT_CERTIFICATE_REFUSED,
        ProblemKind.STARTTLS_MISSING,
        ProblemKind.NO_COMMON_LOGIN,
    )
)
"""Those that another setting helps against."""
_BLOCKING = frozenset((ProblemKind.CERTIFICATE_CHANGED, ProblemKind.LOGIN_WEAKENED, ProblemKind.CERTIFICATE_WRONG_HOST))
"""Somebody may be between the user and the server: told in the colour of danger."""


class AccountQuestions(QObject):
    """One bar for each account at most."""

    def __init__(self, reader: Reader, link: EngineLink, bars: Bars, window: QWidget) -> None:
        super().__init__(window)
        self._reader, self._link, self._bars, self._window = reader, link, bars, window

    def show_state(self, change: events.AccountStateChanged) -> None:
        """The account is well, or needs its user."""
        key = f"account-{change.account_id}"
        asked = f"password-{change.account_id}" in self._bars
        if change.state in (events.AccountState.ONLINE, events.AccountState.SYNCING):
            self._bars.clear(key)
            self._bars.clear(f"password-{change.account_id}")
        elif change.state is events.AccountState.STOPPED and change.problem is not None and not asked:
            account = self._account(change.account_id)
            if account is not None:
                self._tell(account, change.problem)

    def ask_password(self, account_id: AccountId, problem: Problem, server: Server | None = None) -> None:
        """The password is missing or was refused, or the provider wants the user to sign in again.

        ``server``: for sending; it asks in a bar of its own, for the account coming online says nothing of it.
        """
        account = self._account(account_id)
        if account is None or problem.kind is ProblemKind.VAULT_LOCKED:  # asked by a dialog of its own
            return
        of_account, sending = f"password-{account_id}", f"password-{account_id}-{account.settings.smtp.place}"
        key = of_account if server is None else f"password-{account_id}-{server.place}"
        if key in self._bars or (key == sending and of_account in self._bars):
            return  # the account's password is tried for both of its servers
        if server is None:
            self._bars.clear(f"account-{account_id}")
            self._bars.clear(sending)
        if problem.kind is ProblemKind.SIGN_IN_NEEDED:
            self._tell(account, problem)
            return
        prompt = PasswordPrompt(account, problem, self._link, server)
        prompt.done.connect(lambda _account_id: self._bars.clear(key))
        self._bars.put(key, prompt)

    def ask_vault(self, exists: bool) -> VaultDialog:
        """The vault is locked: over whatever dialog is open."""
        return ask_vault(self._link, QApplication.activeModalWidget() or self._window, exists=exists)

    def _tell(self, account: Account, problem: Problem) -> None:
        tone = "danger" if problem.kind in _BLOCKING else "warning"
        email = account.settings.email
        name = f"{email}: " if email and email != problem.subject else ""
        actions = self._actions(account, problem)
        self._bars.show_problem(f"account-{account.id}", problem, actions, prefix=name, tone=tone)

    def _actions(self, account: Account, problem: Problem) -> tuple[Action, ...]:
        again: Action = (tr("Try again"), lambda: self._link.send(GoOnline()))
        if problem.kind is ProblemKind.SIGN_IN_NEEDED:
            return ((tr("Sign in again"), lambda: SignInDialog(self._link, account, self._window).open()),)
        if problem.kind in CERTIFICATE_PROBLEMS and problem.certificate is not None:
            look = lambda: CertificateDialog(self._link, account, problem, self._window).open()  # noqa: E731
            return (tr("Look at the certificate"), look), again
        if problem.kind is ProblemKind.LOGIN_WEAKENED:
            return ((tr("Enter the password…"), lambda: self._ask_after_all(account, problem)),)
        if problem.kind is ProblemKind.VAULT_LOCKED:
            return ((tr("Unlock…"), lambda: ask_vault(self._link, self._window)),)
        if problem.kind in _OF_SETTINGS:
            settings = lambda: open_settings(self._reader, self._link, account, self._window)  # noqa: E731
            return (tr("Account settings…"), settings), again
        return (again,)

    def _ask_after_all(self, account: Account, problem: Problem) -> None:
        self._bars.clear(f"account-{account.id}")
        self.ask_password(account.id, problem)

    def _account(self, account_id: AccountId) -> Account | None:
        found = (account for account in self._reader.accounts() if account.id == account_id)
        return next(found, None)
