"""Accounts coming, changing and going: the store, the passwords and the tasks kept in step."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import replace
from functools import partial

from mailclient.bridge.events import LoginPhase
from mailclient.engine.account_grants import AccountGrants
from mailclient.engine.accounts.local_folders import store_account
from mailclient.engine.accounts.logging_in import of_one_sort
from mailclient.engine.accounts.login_check import check_incoming, check_submission
from mailclient.engine.accounts.login_memory import forgotten
from mailclient.engine.accounts.remedy import NEEDS_PASSWORD
from mailclient.engine.outside import Outside
from mailclient.engine.secrets.credentials import Purpose, entry_names
from mailclient.engine.supervisor import Supervisor
from mailclient.mail.account import Account, AccountKind, AccountSettings, LoginKind, Secret
from mailclient.mail.identity import Identity
from mailclient.mail.ids import AccountId
from mailclient.mail.problem import MailError, Problem, ProblemKind
from mailclient.mail.sending_as import submission_servers
from mailclient.mail.server import Server
from mailclient.store import accounts, operation_messages
from mailclient.store.reader import Reader
from mailclient.store.writer import Writer

log = logging.getLogger(__name__)

Tell = Callable[[LoginPhase, str], None]
"""How far the logging in is, and at which "host:port"."""


class AccountBook:
    """Nothing is stored that has not logged in, and no account without its passwords in the keyring."""

    def __init__(self, writer: Writer, reader: Reader, outside: Outside, supervisor: Supervisor) -> None:
        self._writer = writer
        self._reader = reader
        self._outside = outside
        self._supervisor = supervisor
        self._grants = AccountGrants(reader, outside, supervisor)

    async def add(
        self, settings: AccountSettings, incoming: Secret, smtp: Secret, account_id: AccountId | None, tell: Tell
    ) -> AccountId:
        """Try both logins, keep the passwords, store the account (or its new settings), put it to work.

        ``MailError``: ACCOUNT_EXISTS, also where an account is to become one of another kind: its folders would be
        taken for others; and as of the logins.
        """
        self._must_be_free(settings.email, account_id)
        if account_id is not None:
            earlier = self._account(account_id).settings
            if earlier.kind is not settings.kind:
                raise MailError(Problem(ProblemKind.ACCOUNT_EXISTS, settings.email))
            incoming, smtp = await self._with_kept(earlier, settings, incoming, smtp)
        await self._check_both(settings, incoming, smtp, tell)
        # What is being stored is stored whole, also when whoever asked has had enough of waiting.
        return await asyncio.shield(self._put_to_work(settings, incoming, smtp, account_id))

    async def _put_to_work(
        self, settings: AccountSettings, incoming: Secret, smtp: Secret, account_id: AccountId | None
    ) -> AccountId:
        if account_id is None:
            account_id = await self._add_new(settings, incoming, smtp)
        else:
            earlier = self._account(account_id).settings
            grants = await self._grants.known(earlier)
            await self._keep_passwords(settings, incoming, smtp)
            await self._supervisor.stop(account_id)
            await self._writer.transaction("change account", accounts.update, Account(account_id, settings))
            await self._forget_passwords(earlier)
            await self._grants.forget_unused(grants)
        self._supervisor.start(Account(account_id, settings))
        return account_id

    async def _check_both(self, settings: AccountSettings, incoming: Secret, smtp: Secret, tell: Tell) -> None:
        """Where mail comes from first, then submission."""
        usable = self._outside.credentials.usable
        if settings.kind is not AccountKind.LOCAL:
            tell(LoginPhase.CONNECTING, f"{settings.incoming.host}:{settings.incoming.port}")
            await check_incoming(self._outside.dial, settings, await usable(settings.incoming, incoming))
            tell(LoginPhase.SENDING, f"{settings.smtp.host}:{settings.smtp.port}")
            await check_submission(self._outside.dial, settings, await usable(settings.smtp, smtp))

    async def _with_kept(
        self, earlier: AccountSettings, settings: AccountSettings, incoming: Secret, smtp: Secret
    ) -> tuple[Secret, Secret]:
        """Instead of empty passwords those that are kept, where there are any of the same sort."""
        credentials = self._outside.credentials
        if not incoming.reveal() and of_one_sort(earlier.incoming, settings.incoming):
            incoming = await credentials.kept(earlier.incoming, Purpose.incoming(earlier)) or incoming
        if not smtp.reveal() and of_one_sort(earlier.smtp, settings.smtp):
            smtp = await credentials.kept(earlier.smtp, Purpose.SMTP) or smtp
        return incoming, smtp

    async def _add_new(self, settings: AccountSettings, incoming: Secret, smtp: Secret) -> AccountId:
        """Both passwords and the account, or nothing of it."""
        try:
            await self._keep_passwords(settings, incoming, smtp)
            return await self._writer.transaction("add account", store_account, settings)
        except MailError:
            await self._forget_passwords(settings)
            raise

    async def add_trusted(self, settings: AccountSettings, password: Secret) -> None:
        """As ``add`` without trying the logins; an account that is there only gets its password."""
        await self._keep_passwords(settings, password, password)
        known = {account.settings.email for account in self._reader.accounts()}
        if settings.email not in known:
            account_id = await self._writer.transaction("add account", store_account, settings)
            self._supervisor.start(Account(account_id, settings))
        else:
            self._supervisor.go_online(True)

    async def add_untried(self, settings: AccountSettings) -> AccountId:
        """Store an account without a login and without a password, for which it asks when it connects first.

        ``MailError(ACCOUNT_EXISTS)``.
        """
        self._must_be_free(settings.email, None)
        account_id = await self._writer.transaction("add account", store_account, settings)
        self._supervisor.start(Account(account_id, settings))
        return account_id

    async def set_identities(self, account_id: AccountId, identities: tuple[Identity, ...]) -> None:
        """Replace whom the account writes as."""
        self._account(account_id)
        with_them = partial(replace, identities=identities)
        await self._writer.transaction("set identities", accounts.change_settings, account_id, with_them)
        task = self._supervisor.account(account_id)
        task.context.account = replace(task.context.account, settings=with_them(task.context.account.settings))

    async def set_password(
        self, account_id: AccountId, password: Secret, server: Server | None, *, accept_weaker: bool
    ) -> None:
        """The user's answer to ``PasswordNeeded``: kept for each of the two servers that takes it, one at least.

        Where each has a password of its own, the new one goes to the server that asks for it, and to no other.
        ``server``: an identity's own, which alone is shown it. ``MailError``: ACCOUNT_UNKNOWN, those of logging in.
        ``accept_weaker``: also the user's word for a weaker login than before: how strong it was is forgotten.
        """
        task = self._supervisor.account(account_id)
        settings = self._account(account_id).settings
        settings = forgotten(settings) if accept_weaker else settings
        if settings.kind is AccountKind.LOCAL:
            raise MailError(Problem(ProblemKind.ONLY_HERE))
        if server is not None and server.place != settings.smtp.place:
            own = _own_server(settings, server)
            await check_submission(self._outside.dial, replace(settings, smtp=own), password)
            await self._outside.credentials.store(own, Purpose.SMTP, password)
        elif LoginKind.OAUTH in (settings.incoming.login, settings.smtp.login):
            raise MailError(Problem(ProblemKind.SIGN_IN_NEEDED, settings.incoming.user))
        elif await self._one_password_for_both(settings):
            await self._give_both(settings, password)
        elif task.wants_password:
            await check_incoming(self._outside.dial, settings, password)
            await self._outside.credentials.store(settings.incoming, Purpose.incoming(settings), password)
        else:
            await check_submission(self._outside.dial, settings, password)
            await self._outside.credentials.store(settings.smtp, Purpose.SMTP, password)
        if accept_weaker:
            await self._writer.transaction("accept any login", accounts.change_settings, account_id, forgotten)
            task.context.account = replace(task.context.account, settings=forgotten(task.context.account.settings))
        task.password_given()

    async def _give_both(self, settings: AccountSettings, password: Secret) -> None:
        """A submission server that cannot be asked now gets it as well."""
        incoming = await _problem_of(check_incoming(self._outside.dial, settings, password))
        smtp = await _problem_of(check_submission(self._outside.dial, settings, password))
        for problem in (incoming, smtp):
            if problem is not None and problem.kind is ProblemKind.LOGIN_WEAKENED:
                raise MailError(problem)
        if incoming is not None and (smtp is not None or not settings.smtp.user):
            raise MailError(incoming)
        if incoming is None:
            await self._outside.credentials.store(settings.incoming, Purpose.incoming(settings), password)
        refused = smtp is not None and smtp.kind in NEEDS_PASSWORD
        if settings.smtp.user and not refused:
            await self._outside.credentials.store(settings.smtp, Purpose.SMTP, password)

    async def _one_password_for_both(self, settings: AccountSettings) -> bool:
        credentials = self._outside.credentials
        smtp = await credentials.password(settings.smtp, Purpose.SMTP)
        return smtp is None or smtp == await credentials.password(settings.incoming, Purpose.incoming(settings))

    async def remove(self, account_id: AccountId, *, with_its_mail: bool) -> None:
        """Forget the account, its mail here and its passwords; an IMAP server keeps everything.

        ``MailError(MAIL_ONLY_HERE)``: there is mail that no server has in folders, also such as is shown elsewhere but
        has not got there yet, or is still to be sent, or a draft; and the user did not say so.
        """
        account = self._account(account_id)
        if not with_its_mail and any(self._reader.written_only_here(account_id)):
            raise MailError(Problem(ProblemKind.MAIL_ONLY_HERE, account.settings.email))
        if account.settings.kind is not AccountKind.IMAP and not with_its_mail:
            waits = await self._writer.transaction("mail on its way", operation_messages.any_wait_in, account_id)
            if waits or any(folder.total for folder in self._reader.folders(account_id)):
                raise MailError(Problem(ProblemKind.MAIL_ONLY_HERE, account.settings.email))
        grants = await self._grants.known(account.settings)
        await self._supervisor.stop(account_id)
        await self._writer.transaction("remove account", accounts.begin_removal, account_id)
        await self._forget_passwords(account.settings)
        await self._grants.forget_unused(grants)
        await self.finish_removals()

    async def finish_removals(self) -> None:
        """Delete what removed accounts left, slice by slice; also what an earlier process began."""
        for account_id in await self._writer.transaction("removed accounts", accounts.being_removed):
            while not await self._writer.transaction("remove mail", accounts.remove_slice, account_id):
                pass

    async def _forget_passwords(self, earlier: AccountSettings) -> None:
        """Drop them from the keyring, but for logins that stay in use, by this account or another."""
        if earlier.kind is AccountKind.LOCAL:
            return
        in_use = {name for account in self._reader.accounts() for name in entry_names(account.settings)}
        try:
            for name in entry_names(earlier):
                if name not in in_use:
                    await self._outside.credentials.entries.erase(name)
        except MailError as error:
            log.warning("passwords for %s stay in the keyring: %s", earlier.incoming.host, error.problem)

    def _account(self, account_id: AccountId) -> Account:
        for account in self._reader.accounts():
            if account.id == account_id:
                return account
        raise MailError(Problem(ProblemKind.ACCOUNT_UNKNOWN, str(account_id)))

    def _must_be_free(self, email: str, account_id: AccountId | None) -> None:
        for account in self._reader.accounts():
            if account.settings.email.casefold() == email.casefold() and account.id != account_id:
                raise MailError(Problem(ProblemKind.ACCOUNT_EXISTS, email))

    async def _keep_passwords(self, settings: AccountSettings, incoming: Secret, smtp: Secret) -> None:
        if settings.kind is AccountKind.LOCAL:
            return
        await self._outside.credentials.store(settings.incoming, Purpose.incoming(settings), incoming)
        if settings.smtp.user:
            await self._outside.credentials.store(settings.smtp, Purpose.SMTP, smtp)


def _own_server(settings: AccountSettings, asked: Server) -> Server:
    """The server of that place as an identity has it now: the settings may have changed since it asked."""
    for server in submission_servers(settings):
        if server.place == asked.place:
            return server
    raise MailError(Problem(ProblemKind.ACCOUNT_UNKNOWN, f"{asked.host}:{asked.port}"))


async def _problem_of(check: Awaitable[None]) -> Problem | None:
    try:
        await check
    except MailError as error:
        return error.problem
    return None
