"""Commands that get one answer: ``Finished``, or ``Failed`` for the ``MailError`` that leaves here."""

import asyncio
from collections.abc import Coroutine
from functools import partial
from typing import Any

from mailclient.bridge.commands import (
    AddAccount,
    ChangeVaultPassphrase,
    CheckSettings,
    DiscoverServers,
    FetchWhole,
    ImportProfile,
    LookAtProfile,
    RemoveAccount,
    ReportServer,
    RunFilters,
    SearchOnServer,
    SetExpiry,
    SetFilters,
    SetGrant,
    SetIdentities,
    SetOfflinePolicy,
    SetPassword,
    StartSignIn,
    Sync,
    TrustCertificate,
    UnlockVault,
)
from mailclient.bridge.events import DiscoveryStep, Finished, Found, LoginPhase, LoginStep, SyncCounts
from mailclient.engine.account_book import AccountBook
from mailclient.engine.account_reports import AccountReports
from mailclient.engine.accounts.account_task import AccountTask
from mailclient.engine.accounts.dialling import on_trial
from mailclient.engine.announce import Publish
from mailclient.engine.certificate_trust import CertificateTrust
from mailclient.engine.discovery.discover import discover
from mailclient.engine.filtering.filtering import Filtering
from mailclient.engine.imports.thunderbird.importing import ProfileImport
from mailclient.engine.outside import Outside
from mailclient.engine.secret_requests import SecretRequest, SecretRequests
from mailclient.engine.server_searching import ServerSearching
from mailclient.engine.supervisor import Supervisor
from mailclient.mail.account import LoginKind, Secret, Server
from mailclient.mail.discovery import Discovery, Step, StepState
from mailclient.mail.ids import AccountId, MessageId, OperationId
from mailclient.mail.import_report import ImportReport
from mailclient.mail.problem import MailError, Problem, ProblemKind
from mailclient.mail.server_report import AccountReport
from mailclient.store.reader import Reader
from mailclient.store.transaction import batches

_AT_A_TIME = 2_000
"""Messages looked at in one step of the loop."""

Request = (
    AddAccount
    | RemoveAccount
    | SetPassword
    | SecretRequest
    | Sync
    | FetchWhole
    | ReportServer
    | CheckSettings
    | DiscoverServers
    | SearchOnServer
    | SetOfflinePolicy
    | SetExpiry
    | SetFilters
    | SetIdentities
    | RunFilters
    | LookAtProfile
    | ImportProfile
    | TrustCertificate
)


class Requests:
    """Each runs in a task of its own."""

    def __init__(
        self,
        supervisor: Supervisor,
        reader: Reader,
        book: AccountBook,
        filtering: Filtering,
        imports: ProfileImport,
        trust: CertificateTrust,
        outside: Outside,
        publish: Publish,
    ) -> None:
        self._supervisor = supervisor
        self._reader = reader
        self._book = book
        self._reports = AccountReports(supervisor, outside)
        self._secrets = SecretRequests(supervisor, reader, outside, publish)
        self._publish = publish
        self._searching = ServerSearching(reader)
        self._filtering = filtering
        self._imports = imports
        self._trust = trust
        self._outside = outside

    async def answer(self, command: Request) -> None:
        """Do it and publish ``Finished``."""
        account_id: AccountId | None = None
        counts: SyncCounts | None = None
        found: Found | None = None
        report: AccountReport | None = None
        discovery: Discovery | None = None
        filtered: tuple[OperationId, ...] = ()
        import_report: ImportReport | None = None
        grant = ""
        match command:
            case AddAccount(settings=settings):
                imap = _given(settings.incoming, command.password, command.grant)
                smtp = _given(settings.smtp, command.smtp_password, command.grant)
                tell = partial(self._tell_login, command.request_id)
                credentials = self._outside.credentials
                async with on_trial(credentials, settings, command.proxy_password, command.passphrase):
                    account_id = await self._book.add(settings, imap, smtp, command.account_id, tell)
            case RemoveAccount(account_id=account_id):
                await self._book.remove(account_id, with_its_mail=command.with_its_mail)
            case SetPassword(account_id=account_id):
                await self._book.set_password(account_id, Secret(command.password))
            case TrustCertificate(account_id=account_id):
                await self._trust.trust(account_id, command.host, command.port, command.fingerprint)
            case StartSignIn() | SetGrant() | UnlockVault() | ChangeVaultPassphrase():
                grant = await self._secrets.answer(command)
            case Sync(account_id=account_id):
                counts = await self._sync(command)
            case FetchWhole(message_ids=message_ids):
                counts = await self._fetch_whole(message_ids)
            case ReportServer(account_id=account_id):
                report = await self._reports.of_account(account_id)
            case CheckSettings():
                report = await self._reports.of_settings(command)
            case DiscoverServers(request_id=request_id, email=email):
                discovery = await discover(
                    email, partial(self._tell_step, request_id), self._outside.dial, self._outside.names
                )
            case SearchOnServer():
                found = await self._searching.answer(command, self._accounts(command))
            case SetOfflinePolicy(account_id=account_id):
                account = self._supervisor.account(account_id)
                await account.set_offline_policy(command.folder_id, command.policy)
            case SetExpiry(folder_id=folder_id, days=days):
                (task,) = self._accounts(command)
                await task.agenda.set_expiry(folder_id, days)
            case SetFilters(account_id=account_id):
                await self._filtering.set_filters(self._supervisor.account(account_id).context.id, command.filters)
            case SetIdentities(account_id=account_id):
                await self._book.set_identities(account_id, command.identities)
            case RunFilters(folder_id=folder_id):
                filtered = await self._filtering.run_on(folder_id)
            case LookAtProfile():
                import_report = await self._imports.look(command)
            case ImportProfile():
                import_report = await self._imports.run(command)
        self._publish(
            Finished(
                request_id=command.request_id,
                account_id=account_id,
                counts=counts,
                found=found,
                report=report,
                discovery=discovery,
                filtered=filtered,
                import_report=import_report,
                grant=grant,
            )
        )

    def _tell_login(self, request_id: str, phase: LoginPhase, subject: str) -> None:
        self._publish(LoginStep(request_id=request_id, phase=phase, subject=subject))

    def _tell_step(self, request_id: str, step: Step, subject: str, state: StepState, problem: Problem | None) -> None:
        self._publish(DiscoveryStep(request_id=request_id, step=step, subject=subject, state=state, problem=problem))

    async def _sync(self, command: Sync) -> SyncCounts:
        accounts = self._accounts(command)
        for account in accounts:
            account.connect_now()
        passes = [account.agenda.sync(command.folder_id, whole_messages=command.bodies) for account in accounts]
        counts = _sum(await _all(passes))
        await self._filtering.settled()
        return counts

    def _accounts(self, command: Sync | SearchOnServer | SetExpiry) -> list[AccountTask]:
        if command.folder_id is not None:
            folder = self._reader.folder(command.folder_id)
            if folder is None:
                raise MailError(Problem(ProblemKind.FOLDER_GONE))
            return [self._supervisor.account(folder.account_id)]
        if not isinstance(command, SetExpiry) and command.account_id is not None:
            return [self._supervisor.account(command.account_id)]
        return self._supervisor.all()

    async def _fetch_whole(self, message_ids: tuple[MessageId, ...]) -> SyncCounts:
        by_account: dict[AccountId, list[MessageId]] = {}
        for batch in batches(dict.fromkeys(message_ids), _AT_A_TIME):
            homes = self._reader.homes_of(batch)
            if len(homes) < len(batch):
                raise MailError(Problem(ProblemKind.MESSAGE_GONE))
            here = self._reader.whole_among(batch)
            receivers = self._reader.receivers_of(batch)
            for message_id in batch:
                if message_id not in here:
                    account = self._supervisor.fetching(homes[message_id][0], receivers.get(message_id))
                    by_account.setdefault(account.context.id, []).append(message_id)
            await asyncio.sleep(0)
        fetches = []
        for account_id, mine in by_account.items():
            account = self._supervisor.account(account_id)
            account.connect_now()
            fetches.append(account.agenda.fetch_whole(tuple(mine)))
        return _sum(await _all(fetches))


def _given(server: Server, password: str, grant: str) -> Secret:
    """What is to be kept for this login."""
    return Secret(grant if server.login is LoginKind.OAUTH else password)


async def _all(parts: list[Coroutine[Any, Any, SyncCounts]]) -> list[SyncCounts]:
    """Wait for all, then raise the first failure: one account's trouble does not cut off the others."""
    results = await asyncio.gather(*parts, return_exceptions=True)
    for result in results:
        if isinstance(result, BaseException):
            raise result
    return [result for result in results if isinstance(result, SyncCounts)]


def _sum(parts: list[SyncCounts]) -> SyncCounts:
    return SyncCounts(
        messages=sum(part.messages for part in parts),
        bodies=sum(part.bodies for part in parts),
        changed=sum(part.changed for part in parts),
        vanished=sum(part.vanished for part in parts),
        bytes_read=sum(part.bytes_read for part in parts),
        bytes_written=sum(part.bytes_written for part in parts),
        round_trips=sum(part.round_trips for part in parts),
        seconds=max((part.seconds for part in parts), default=0.0),
    )
