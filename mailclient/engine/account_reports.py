"""Tests of accounts: of those in the store, and of settings that are not (yet)."""

from mailclient.bridge.commands import CheckSettings
from mailclient.engine.accounts.credentials import Purpose
from mailclient.engine.accounts.server_report import report_account
from mailclient.engine.outside import Outside
from mailclient.engine.supervisor import Supervisor
from mailclient.mail.account import AccountKind, Secret, Server
from mailclient.mail.ids import AccountId
from mailclient.mail.problem import MailError, Problem, ProblemKind
from mailclient.mail.server_report import AccountReport


class AccountReports:
    """Each is one more login to both servers; nothing is stored."""

    def __init__(self, supervisor: Supervisor, outside: Outside) -> None:
        self._supervisor = supervisor
        self._outside = outside

    async def of_account(self, account_id: AccountId) -> AccountReport:
        """With the passwords that are kept. ``MailError``: those of ``Credentials``; ONLY_HERE without any server."""
        account = self._supervisor.account(account_id)
        if account.context.account.settings.kind is AccountKind.LOCAL:
            raise MailError(Problem(ProblemKind.ONLY_HERE))
        account.connect_now()
        settings = account.context.account.settings
        incoming = await self._kept(settings.incoming, Purpose.incoming(settings))
        smtp = await self._kept(settings.smtp, Purpose.SMTP)
        return await report_account(self._outside.dial, settings, incoming, smtp)

    async def of_settings(self, command: CheckSettings) -> AccountReport:
        """With the passwords of the command; what is missing there, from the account it names."""
        settings, incoming, smtp = command.settings, _given(command.password), _given(command.smtp_password)
        if command.account_id is not None:
            earlier = self._supervisor.account(command.account_id).context.account.settings
            incoming = incoming or await self._kept(earlier.incoming, Purpose.incoming(earlier))
            smtp = smtp or await self._kept(earlier.smtp, Purpose.SMTP)
        return await report_account(self._outside.dial, settings, incoming, smtp or incoming)

    async def _kept(self, server: Server, purpose: Purpose) -> Secret | None:
        return await self._outside.credentials.password(server, purpose) if server.user else None


def _given(password: str) -> Secret | None:
    return Secret(password) if password else None
