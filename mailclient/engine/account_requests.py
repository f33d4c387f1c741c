"""Requests about accounts: finding their servers, adding and changing them, testing them, trusting a certificate."""

from functools import partial

from mailclient.bridge.commands import (
    AddAccount,
    CheckSettings,
    DiscoverServers,
    RemoveAccount,
    ReportServer,
    SetIdentities,
    SetPassword,
    TrustCertificate,
)
from mailclient.bridge.events import DiscoveryStep, Finished, LoginPhase, LoginStep
from mailclient.engine.account_book import AccountBook
from mailclient.engine.account_reports import AccountReports
from mailclient.engine.accounts.dialling import on_trial
from mailclient.engine.announce import Publish
from mailclient.engine.certificate_trust import CertificateTrust
from mailclient.engine.discovery.discover import discover
from mailclient.engine.outside import Outside
from mailclient.engine.supervisor import Supervisor
from mailclient.mail.account import LoginKind, Secret, Server
from mailclient.mail.discovery import Step, StepState
from mailclient.mail.ids import AccountId
from mailclient.mail.problem import Problem

AccountRequest = (
    AddAccount
    | RemoveAccount
    | SetPassword
    | SetIdentities
    | TrustCertificate
    | ReportServer
    | CheckSettings
    | DiscoverServers
)


class AccountRequests:
    """Each runs in a task of its own; ``MailError`` as the commands say."""

    def __init__(
        self, supervisor: Supervisor, book: AccountBook, trust: CertificateTrust, outside: Outside, publish: Publish
    ) -> None:
        self._book = book
        self._trust = trust
        self._outside = outside
        self._publish = publish
        self._reports = AccountReports(supervisor, outside)

    async def answer(self, command: AccountRequest) -> Finished:
        """Do it."""
        request_id = command.request_id
        match command:
            case AddAccount():
                return Finished(request_id=request_id, account_id=await self._add(command))
            case ReportServer(account_id=account_id):
                report = await self._reports.of_account(account_id)
                return Finished(request_id=request_id, account_id=account_id, report=report)
            case CheckSettings():
                return Finished(request_id=request_id, report=await self._reports.of_settings(command))
            case DiscoverServers(email=email):
                tell = partial(self._tell_step, request_id)
                found = await discover(email, tell, self._outside.dial, self._outside.names)
                return Finished(request_id=request_id, discovery=found)
            case RemoveAccount(account_id=account_id):
                await self._book.remove(account_id, with_its_mail=command.with_its_mail)
            case SetPassword(account_id=account_id):
                password, weaker = Secret(command.password), command.accept_weaker
                await self._book.set_password(account_id, password, command.server, accept_weaker=weaker)
            case SetIdentities(account_id=account_id):
                await self._book.set_identities(account_id, command.identities)
            case TrustCertificate(account_id=account_id):
                await self._trust.trust(account_id, command.host, command.port, command.fingerprint)
        return Finished(request_id=request_id, account_id=command.account_id)

    async def _add(self, command: AddAccount) -> AccountId:
        settings, credentials = command.settings, self._outside.credentials
        incoming = _given(settings.incoming, command.password, command.grant)
        smtp = _given(settings.smtp, command.smtp_password, command.grant)
        tell = partial(self._tell_login, command.request_id)
        async with on_trial(credentials, settings, command.proxy_password, command.passphrase):
            return await self._book.add(settings, incoming, smtp, command.account_id, tell)

    def _tell_login(self, request_id: str, phase: LoginPhase, subject: str) -> None:
        self._publish(LoginStep(request_id=request_id, phase=phase, subject=subject))

    def _tell_step(self, request_id: str, step: Step, subject: str, state: StepState, problem: Problem | None) -> None:
        self._publish(DiscoveryStep(request_id=request_id, step=step, subject=subject, state=state, problem=problem))


def _given(server: Server, password: str, grant: str) -> Secret:
    """What is to be kept for this login."""
    return Secret(grant if server.login is LoginKind.OAUTH else password)
