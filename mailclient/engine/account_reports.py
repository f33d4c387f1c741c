"""Tests of accounts: of those in the store, and of settings that are not (yet)."""

from mailclient.bridge.commands import CheckSettings
from mailclient.engine.accounts.dialling import on_trial
from mailclient.engine.accounts.logging_in import of_one_sort
from mailclient.engine.accounts.server_report import report_account
from mailclient.engine.outside import Outside
from mailclient.engine.secrets.credentials import Purpose
from mailclient.engine.supervisor import Supervisor
from mailclient.mail.account import LoginKind, Secret, Server
from mailclient.mail.ids import AccountId
from mailclient.mail.server_report import AccountReport


class AccountReports:
    """Each is one more login to both servers; nothing is stored. What fails is told in the report."""

    def __init__(self, supervisor: Supervisor, outside: Outside) -> None:
        self._supervisor = supervisor
        self._outside = outside

    async def of_account(self, account_id: AccountId) -> AccountReport:
        """With the passwords that are kept."""
        account = self._supervisor.account(account_id)
        account.connect_now()
        settings = account.context.account.settings
        return await report_account(self._outside.dial, settings, self._outside.credentials.password)

    async def of_settings(self, command: CheckSettings) -> AccountReport:
        """With the passwords (or the grant) of the command; what is missing there, from the account it names."""

        async def secret_of(server: Server, purpose: Purpose) -> Secret | None:
            given = _given(command, server, purpose)
            kept = Secret(given) if given else await self._kept(command.account_id, server, purpose)
            return None if kept is None else await self._outside.credentials.usable(server, kept)

        credentials, settings = self._outside.credentials, command.settings
        async with on_trial(credentials, settings, command.proxy_password, command.passphrase, keep=False):
            return await report_account(self._outside.dial, settings, secret_of)

    async def _kept(self, account_id: AccountId | None, server: Server, purpose: Purpose) -> Secret | None:
        if account_id is None:
            return None
        settings = self._supervisor.account(account_id).context.account.settings
        earlier = settings.smtp if purpose is Purpose.SMTP else settings.incoming
        return await self._outside.credentials.kept(earlier, purpose) if of_one_sort(earlier, server) else None


def _given(command: CheckSettings, server: Server, purpose: Purpose) -> str:
    if server.login is LoginKind.OAUTH:
        return command.grant
    own = command.smtp_password if purpose is Purpose.SMTP else ""
    # A new account usually has one password for both; one that is there has its own kept.
    return own or (command.password if purpose is not Purpose.SMTP or command.account_id is None else "")
